"""A process beside the table goes behind it: the table's own thinking first, and when memory is short, the others. Refuses nothing: the unit may forbid either."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NICENESS = 5
OOM_SCORE = "500"


def step_back() -> None:
    """Once, when the process begins."""
    with suppress(OSError):
        os.nice(NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")
