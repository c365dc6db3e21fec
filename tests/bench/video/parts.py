"""The parts of the video bench by name, in the order in which they run: what needs a quiet machine first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.bench.video.clips import clips
from tests.bench.video.clock_step import clock_step
from tests.bench.video.encoding import encoding
from tests.bench.video.judge import Finding
from tests.bench.video.memory import memory
from tests.bench.video.round_trip import round_trip
from tests.bench.video.slow_viewer import slow_viewer
from tests.bench.video.stall import stall
from tests.bench.video.viewers import viewers
from tests.bench.video.watching import watch

PARTS: dict[str, Callable[[Path], list[Finding]]] = {
    "watch": watch,
    "encoding": encoding,
    "round_trip": round_trip,
    "clock_step": clock_step,
    "clips": clips,
    "stall": stall,
    "slow_viewer": slow_viewer,
    "memory": memory,
    "viewers": viewers,
}
