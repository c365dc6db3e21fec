"""The raw limit of settling lines: each is parsed and an answer of the same shape written, nothing in between. `python -m tests.bench.raw_lines FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> int:
    """Write one answer a line to standard output."""
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        for line in lines:
            said = json.loads(line)
            stake = said["stake"]
            answer = {"id": said["id"], "status": "settled", "staked": stake, "returned": 0, "net": -stake}
            sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
