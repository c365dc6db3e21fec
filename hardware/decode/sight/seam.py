"""Two cards side by side, edge to edge, look like one large card: same shape, straight sides. Only their round corners give them away, as a notch in the middle of both long sides."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.outline import ordered, side_lengths
from hardware.decode.sight.reader import Corners, Floats, Frame

INSET = 0.008
"""How far inside a side the notch is looked for, as a part of the short side; at least one pixel."""
POINTS = 96
MIDDLE = (0.43, 0.57)
DARKER = 0.72


def halves(frame: Frame, quad: Corners) -> list[Corners]:
    """The two cards, or nothing when it is one."""
    inset = max(1.0, INSET * side_lengths(quad)[0])
    seam = [
        _notch(frame, quad[1], quad[2], quad.mean(axis=0), inset),
        _notch(frame, quad[0], quad[3], quad.mean(axis=0), inset),
    ]
    if seam[0] is None or seam[1] is None or abs(seam[0] - seam[1]) > 0.06:
        return []
    right, left = _along(quad[1], quad[2], seam[0]), _along(quad[0], quad[3], seam[1])
    first = np.array((quad[0], quad[1], right, left), dtype=np.float32)
    second = np.array((left, right, quad[2], quad[3]), dtype=np.float32)
    return [ordered(first), ordered(second)]


def _along(start: Floats, end: Floats, part: float) -> Floats:
    return cast(Floats, (start + (end - start) * np.float32(part)).astype(np.float32))


def _notch(frame: Frame, start: Floats, end: Floats, middle: Floats, inset: float) -> float | None:
    """Where along the side it is dark, when that is in the middle and only there."""
    line = _levels(frame, start, end, middle, inset)
    parts = (np.arange(POINTS) + 0.5) / POINTS
    core = (parts > MIDDLE[0]) & (parts < MIDDLE[1])
    beside = ((parts > 0.12) & (parts < MIDDLE[0])) | ((parts > MIDDLE[1]) & (parts < 0.88))
    usual = float(np.median(line[beside]))
    dark = line < DARKER * usual
    if not dark[core].any() or float(dark[beside].mean()) > 0.08:
        return None
    return float(parts[core & dark].mean())


def _levels(frame: Frame, start: Floats, end: Floats, middle: Floats, inset: float) -> Floats:
    """Whiteness along a line just inside the side."""
    way = (end - start) / max(1e-6, float(np.linalg.norm(end - start)))
    inward = np.array((-way[1], way[0]), dtype=np.float32)
    inward = inward if float((middle - start) @ inward) > 0 else -inward
    parts = ((np.arange(POINTS, dtype=np.float32) + 0.5) / POINTS)[:, None]
    points = (start + (end - start) * parts + inward * np.float32(inset)).astype(np.float32)
    colours = cv2.remap(
        frame, points[:, None, 0], points[:, None, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    levels: Floats = np.asarray(colours, dtype=np.float32).reshape(POINTS, 3).min(axis=1)
    return levels
