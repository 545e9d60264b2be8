"""Makes a routing table of queues: JSON in, JSON out. `plan` only says whether the inputs can be worked with."""

import json
import sys


def main() -> None:
    phase = sys.argv[1]
    inputs = json.load(sys.stdin)["inputs"]
    if phase == "plan":
        print("{}")
        return
    by_region = {arn.split(":")[3]: arn for arn in inputs["queues"]}
    print(json.dumps({"table": json.dumps({"assets": inputs["assets"], "queues": by_region}, sort_keys=True)}))


main()
