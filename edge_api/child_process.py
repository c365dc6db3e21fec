"""How a process that the front starts begins: `--config F --fd N`, a log, and no ear for Ctrl-C. Knows nothing of what it does then."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
from pathlib import Path


def begin(prog: str, what: str | None) -> tuple[Path, socket.socket]:
    """The edge's configuration file and the line to the front, from the command line."""
    parser = argparse.ArgumentParser(prog=prog, description=what)
    parser.add_argument("--config", type=Path, required=True, help="the edge's configuration")
    parser.add_argument("--fd", type=int, required=True, help="inherited socket to the front")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the front's business, whose end is ours too
    return arguments.config, socket.socket(fileno=arguments.fd)
