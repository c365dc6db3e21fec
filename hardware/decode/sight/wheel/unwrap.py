"""The wheel unrolled: rows are radii from inside the pockets to outside the number ring, columns are angles clockwise from the right. Looks up pixels, judges none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats, Frame
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.rotor import STEPS

INNER, STEP, ROWS = 0.58, 0.0125, 39
"""Row ``n`` is at ``INNER + STEP * n`` radii of the number ring's outer edge."""
FINE_PX = 230.0
"""A wheel of a larger radius than twice this is made smaller before it is unrolled."""


def row_at(out: float) -> int:
    """The row at so many radii."""
    return int(np.clip(round((out - INNER) / STEP), 0, ROWS - 1))


RING = slice(row_at(0.88), row_at(0.98) + 1)
"""Rows in the number ring of any wheel."""
FLOOR = slice(row_at(0.60), row_at(0.86) + 1)
"""Rows where a ball at rest may lie."""


@dataclass(frozen=True, slots=True, eq=False)
class _Map:
    shrink: int
    x: Floats
    y: Floats


def unrolled(frame: Frame, pose: Pose) -> Floats:
    """ROWS x STEPS x 3; black where the wheel leaves the picture."""
    chart = _map(pose)
    if chart.shrink > 1:
        size = frame.shape[1] // chart.shrink, frame.shape[0] // chart.shrink
        cut = frame[: size[1] * chart.shrink, : size[0] * chart.shrink]
        frame = cv2.resize(cut, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return cv2.remap(frame, chart.x, chart.y, cv2.INTER_LINEAR).astype(np.float32)


@lru_cache(maxsize=4)
def _map(pose: Pose) -> _Map:
    turns = np.broadcast_to(np.arange(STEPS, dtype=np.float32) / STEPS, (ROWS, STEPS))
    out = (INNER + STEP * np.arange(ROWS, dtype=np.float32))[:, None]
    x, y = pose.pixels(turns, out)
    shrink = max(1, int(pose.radius / FINE_PX))
    off = (shrink - 1) / 2
    return _Map(shrink, ((x - off) / shrink).astype(np.float32), ((y - off) / shrink).astype(np.float32))
