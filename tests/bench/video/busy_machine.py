"""Says whether this machine had more to do than it has cores while something was measured. The load average is too slow for that."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.figures import percentile

EVERY_S = 0.05
CORES = os.cpu_count() or 1


@dataclass(slots=True)
class Runnable:
    """How many tasks wanted to run, sampled; the one that samples is left out."""

    samples: list[int] = field(default_factory=list)

    @property
    def mean(self) -> float:
        """Over the time that was watched."""
        return sum(self.samples) / max(1, len(self.samples))

    @property
    def too_busy(self) -> str:
        """The reason for not judging what is timed; empty when there is none."""
        if self.mean <= CORES:
            return ""
        most = percentile(self.samples, 95)
        return f"{self.mean:.1f} tasks (p95 {most:g}) wanted this machine's {CORES} cores meanwhile"


@contextmanager
def watched() -> Iterator[Runnable]:
    """Sample for the time of the block."""
    found, over = Runnable(), threading.Event()

    def sample() -> None:
        while not over.wait(EVERY_S):
            found.samples.append(_running() - 1)

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield found
    finally:
        over.set()
        sampler.join()


def _running() -> int:
    lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("procs_running")).split()[1])
