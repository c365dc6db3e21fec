"""The video process, started by the front: `python -m edge_api.video --config F --fd N`. Not meant to be started by hand."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from edge_api.child_process import begin
from edge_api.config import EX_CONFIG, ConfigError, load
from edge_api.video.front_line import FrontGone, read_key
from edge_api.video.process import run

NICENESS = 5
OOM_SCORE = "500"


def main() -> int:
    """Run until the front ends; the exit code."""
    config, front = begin("edge_api.video", __doc__)
    _step_back()
    try:
        return run(load(config), read_key(front), front)
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
