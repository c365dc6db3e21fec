"""The video process, started by the front: `python -m edge_api.video --config F --fd N`. Not meant to be started by hand."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from edge_api.config import EX_CONFIG, ConfigError, load
from edge_api.video.front_line import FrontGone, read_key
from edge_api.video.process import run

NICENESS = 5
OOM_SCORE = "500"


def main() -> int:
    """Run until the front ends; the exit code."""
    parser = argparse.ArgumentParser(prog="edge_api.video", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="the edge's configuration")
    parser.add_argument("--fd", type=int, required=True, help="inherited socket to the front")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the front's business, whose end is ours too
    front = socket.socket(fileno=arguments.fd)
    _step_back()
    try:
        return run(load(arguments.config), read_key(front), front)
    except FrontGone:
        return 0
    except ConfigError as wrong:
        print(wrong, file=sys.stderr)
        return EX_CONFIG


def _step_back() -> None:
    """Bets go first, and when memory is short, the picture and all that it has started. The unit may forbid either."""
    with suppress(OSError):
        os.nice(NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
