"""The books process, started by the front: `python -m edge_api.books --config F --fd N`. Not meant to be started by hand."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
from pathlib import Path

from edge_api.books.ipc import OPEN
from edge_api.books.process import run
from edge_api.books.store import StoreError
from edge_api.config import EX_CONFIG, ConfigError, load


def main() -> int:
    """Run until the front ends; the exit code."""
    parser = argparse.ArgumentParser(prog="edge_api.books", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="the edge's configuration")
    parser.add_argument("--fd", type=int, required=True, help="inherited socket to the front")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the front's business, whose end is ours too
    front = socket.socket(fileno=arguments.fd)
    if front.recv(len(OPEN)) != OPEN:
        return 0
    try:
        return run(load(arguments.config), front)
    except (ConfigError, StoreError) as wrong:
        print(wrong, file=sys.stderr)
        return EX_CONFIG


if __name__ == "__main__":
    sys.exit(main())
