"""Ends this process when something takes too long, even where a library holds the interpreter: the kernel's alarm clock, with no handler of ours."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

OUT_OF_PATIENCE = -signal.SIGALRM
"""The exit code that the parent then sees."""


@contextmanager
def patience(limit_s: float) -> Iterator[None]:
    """What is inside takes at most that long, or the process is gone."""
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
