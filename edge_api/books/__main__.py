"""The books process, started by the front: `python -m edge_api.books --config F --fd N`. Not meant to be started by hand."""

from __future__ import annotations

import sys

from edge_api.books.ipc import OPEN
from edge_api.books.process import run
from edge_api.books.store import StoreError
from edge_api.child_process import begin
from edge_api.config import EX_CONFIG, ConfigError, load


def main() -> int:
    """Run until the front ends; the exit code."""
    config, front = begin("edge_api.books", __doc__)
    if front.recv(len(OPEN)) != OPEN:
        return 0
    try:
        return run(load(config), front)
    except (ConfigError, StoreError) as wrong:
        print(wrong, file=sys.stderr)
        return EX_CONFIG


if __name__ == "__main__":
    sys.exit(main())
