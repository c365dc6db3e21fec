"""The parts of the video bench by name, in the order in which they run: what needs a quiet machine first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.bench.video.judge import Finding

PARTS: dict[str, Callable[[Path], list[Finding]]] = {}
