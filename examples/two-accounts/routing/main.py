"""Makes the routing table of a queue: JSON in, JSON out. `plan` only says whether the inputs can be worked with."""

import hashlib
import json
import sys


def main() -> None:
    phase = sys.argv[1]
    inputs = json.load(sys.stdin)["inputs"]
    if not inputs["queue"].startswith("arn:"):
        sys.exit(f"not an ARN: {inputs['queue']}")
    if phase == "plan":
        print("{}")
        return
    table = {"from": inputs["queue"], "to": sorted(inputs["topics"])}
    text = json.dumps(table, sort_keys=True)
    print(json.dumps({"table": text, "suffix": hashlib.sha256(text.encode()).hexdigest()[:8]}))


main()
