"""Brings the table by which work finds its queue to its newest form: JSON in, JSON out."""

import json
import sys
from typing import TypedDict


class Migrated(TypedDict):
    table: str
    form: int


def regions(table: dict[str, str], queues: list[str], assets: str) -> dict[str, str]:
    """The first form: the queue of each region."""
    return {arn.split(":")[3]: arn for arn in queues}


def with_assets(table: dict[str, str], queues: list[str], assets: str) -> dict[str, str]:
    """The second: where what is worked on lies."""
    return {**table, "assets": assets}


migrations = [regions, with_assets]


def apply(queues: list[str], assets: str) -> Migrated:
    table: dict[str, str] = {}
    for migrate in migrations:
        table = migrate(table, queues, assets)
    return {"table": ";".join(f"{name}={table[name]}" for name in sorted(table)), "form": len(migrations)}


if __name__ == "__main__":
    phase, given = sys.argv[1], json.load(sys.stdin)
    # `plan` says only whether the inputs can be worked with.
    made = apply(**given["inputs"])
    print(json.dumps(made if phase == "apply" else {}))
