"""A camera that gives no more pictures for a while: how soon the edge says so, and how soon the picture is back."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.bench.processes import await_true
from tests.bench.video.house import FRAME_MS, VideoHouse, video_house
from tests.bench.video.judge import Beside, Finding, Measured
from tests.edge_api.reference import TABLE

STALL_S = 3.0


def stall(folder: Path) -> list[Finding]:
    """Counted from the first picture that did not come."""
    with video_house(folder) as house:
        await_true(lambda: _state(house) == "live", "a live picture")
        began_ns = house.fault("stall", STALL_S)
        seen_ms = _until_ms(house, began_ns, lambda state: state != "live") - FRAME_MS
        back_ms = _until_ms(house, began_ns, lambda state: state == "live") - 1000 * STALL_S
    return [
        Measured("stall_seen", seen_ms, "from the first frame that did not come, at the edge's health"),
        Beside("the picture is back after the camera is", back_ms, "ms"),
    ]


def _until_ms(house: VideoHouse, began_ns: int, true: Callable[[str], bool]) -> float:
    await_true(lambda: true(_state(house)), "the edge's word on the picture")
    return (time.time_ns() - began_ns) / 1e6


def _state(house: VideoHouse) -> str:
    with urllib.request.urlopen(f"{house.origin}/video/v1/health", timeout=5) as answer:
        return str(json.load(answer)["tables"][TABLE]["state"])
