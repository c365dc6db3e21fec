"""The board's encoder as the board itself measures it: frames held back, time a frame; beside it what the camera's process costs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.bench.video.house import VideoHouse, video_house
from tests.bench.video.judge import Beside, Finding, Measured
from tests.bench.video.slope import cpu_share
from tests.edge_api.reference import TABLE

SETTLE_S, LOOK_S = 6.0, 6.0


def encoding(folder: Path) -> list[Finding]:
    """720p30 with the small track for lobbies beside it."""
    with video_house(folder) as house:
        time.sleep(SETTLE_S)
        board, edge = cpu_share(house.camera.pid, LOOK_S), cpu_share(house.video_pid, LOOK_S / 2)
        said = _board(house)
    return [
        Measured(
            "encoder_held",
            said["encoder_held"],
            f"{said['fps']:.1f} frames a second, {said['dropped_frames']} dropped",
        ),
        Measured("encode_p95", said["encode_p95_ms"]),
        Beside("the board's video process, drawing its own table", 100 * board, "% of a core"),
        Beside("the edge's video process, one table, nobody watching", 100 * edge, "% of a core"),
    ]


def _board(house: VideoHouse) -> dict[str, Any]:
    """As the floor sees it."""
    found: dict[str, Any] = house.staff(f"/floor/tables/{TABLE}/video")["status"]["board"]
    return found
