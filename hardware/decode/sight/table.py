"""The table as the camera sees it: a homography from four marks, and whether the camera still stands where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import CalibrationError, Corners, Floats, Frame, Reason
from schemas.sight import MOST_DRIFT_PX

PATCH, REACH = 24, 20
"""Half the side of the patch kept around each mark, and how far it is looked for, in pixels."""
DRIFT = MOST_DRIFT_PX
STILL_ALIKE = 0.6
SEEK_WIDTH, LEAST_SEEK = 480, 0.25
"""How wide the picture is in which marks are sought everywhere, and the least part of its own size."""
SEEK_SLACK = 5
"""Pixels of that picture by which marks may move unlike one another: a camera that was pushed also turns."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Marks in pixels (4 x 2, clockwise from the top left), the table's size in millimetres, the picture's size, patches at the marks."""

    marks: Corners
    size_mm: tuple[float, float]
    picture: tuple[int, int]
    patches: NDArray[np.uint8]

    def to_table(self, points: Floats) -> Floats:
        """Pixels to millimetres on the felt."""
        return cast(Floats, cv2.perspectiveTransform(points.reshape(-1, 1, 2), self.plan).reshape(-1, 2))

    def to_pixels(self, points_mm: Floats) -> Floats:
        """Millimetres on the felt to pixels."""
        back = np.linalg.inv(self.plan)
        return cast(Floats, cv2.perspectiveTransform(points_mm.reshape(-1, 1, 2), back).reshape(-1, 2))

    def diagonal_mm(self, quad: Corners) -> float:
        """Of what lies on the felt there: the mean of both."""
        level = self.to_table(quad)
        return float(np.linalg.norm(level[2] - level[0]) + np.linalg.norm(level[3] - level[1])) / 2

    @property
    def plan(self) -> NDArray[np.float64]:
        """From pixels to millimetres on the felt, 3 x 3."""
        wide, high = self.size_mm
        corners = np.array(((0, 0), (wide, 0), (wide, high), (0, high)), dtype=np.float32)
        return cast(NDArray[np.float64], cv2.getPerspectiveTransform(self.marks, corners))


def table_from(frame: Frame, marks: Corners, size_mm: tuple[float, float]) -> Table:
    """Raises CalibrationError when the marks are not the corners of a convex quad inside the picture."""
    marks = np.ascontiguousarray(marks, dtype=np.float32)
    height, width = frame.shape[:2]
    inside = (marks >= 0).all() and (marks[:, 0] < width).all() and (marks[:, 1] < height).all()
    if marks.shape != (4, 2) or not inside or not cv2.isContourConvex(marks.reshape(-1, 1, 2)):
        raise CalibrationError(
            "the table's four marks must be the corners of a convex quad inside the picture"
        )
    patches = np.stack([_patch(frame, mark, PATCH) for mark in marks])
    return Table(marks, size_mm, (width, height), patches)


def drift_px(frame: Frame, table: Table) -> float | None:
    """How far the marks have moved, the median of those seen near where they were, else of those found alike elsewhere; None when fewer than two are seen (covered, or another picture)."""
    if (frame.shape[1], frame.shape[0]) != table.picture:
        return None
    moved = [_moved(frame, mark, patch) for mark, patch in zip(table.marks, table.patches, strict=True)]
    seen = [way for way in moved if way is not None]
    return float(np.median(seen)) if len(seen) >= 2 else _moved_far(frame, table)


def unsteady(frame: Frame, table: Table) -> tuple[Reason, ...]:
    """Why nothing in this picture can be trusted to lie where it seems to; () where the camera stands as it stood."""
    if (frame.shape[1], frame.shape[0]) != table.picture:
        return (Reason.MOVED_CAMERA,)
    drift = drift_px(frame, table)
    if drift is None:
        return (Reason.COVERED,)
    return (Reason.MOVED_CAMERA,) if drift > DRIFT else ()


def _patch(frame: Frame, mark: Floats, half: int) -> Frame:
    x, y = (round(float(part)) for part in mark)
    near = frame[max(0, y - 2 * half) : y + 2 * half + 1, max(0, x - 2 * half) : x + 2 * half + 1]
    grey = cv2.copyMakeBorder(
        cv2.cvtColor(near, cv2.COLOR_BGR2GRAY), half, half, half, half, cv2.BORDER_REFLECT
    )
    left, top = min(x, 2 * half), min(y, 2 * half)
    return cast(Frame, grey[top : top + 2 * half + 1, left : left + 2 * half + 1].copy())


def _moved(frame: Frame, mark: Floats, patch: NDArray[np.uint8]) -> float | None:
    around = _patch(frame, mark, PATCH + REACH)
    _, best, _, place = cv2.minMaxLoc(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED))
    return float(np.hypot(place[0] - REACH, place[1] - REACH)) if best > STILL_ALIKE else None


def _moved_far(frame: Frame, table: Table) -> float | None:
    """Too far for the marks to be seen near: the way by which most of the marks would be seen again, if two are."""
    scale = min(1.0, max(LEAST_SEEK, SEEK_WIDTH / frame.shape[1]))
    small = _shrunk(cast(Frame, cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)), scale)
    ways = np.stack(
        [_alike_by(small, mark * scale, _shrunk(patch, scale)) for mark, patch in zip(table.marks, table.patches, strict=True)]
    )  # fmt: skip
    together = np.where((ways > STILL_ALIKE).sum(axis=0) >= 2, np.maximum(ways, 0).sum(axis=0), 0)
    together = cv2.blur(together, (SEEK_SLACK, SEEK_SLACK), borderType=cv2.BORDER_CONSTANT)
    down, across = np.unravel_index(int(together.argmax()), together.shape)
    far = float(np.hypot(across - small.shape[1], down - small.shape[0])) / scale
    return far if together[down, across] > 0 and far > REACH / 2 else None


def _shrunk(grey: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    return cast(NDArray[np.uint8], cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _alike_by(small: NDArray[np.uint8], mark: Floats, patch: NDArray[np.uint8]) -> Floats:
    """How alike a mark is to what lies every way from it, up to the picture's size each way; 0 outside."""
    height, width = small.shape
    alike = cv2.matchTemplate(small, patch, cv2.TM_CCOEFF_NORMED)
    near = cv2.dilate(alike, np.ones((SEEK_SLACK, SEEK_SLACK), dtype=np.uint8))
    x, y = (round(float(part)) - side // 2 for part, side in zip(mark, patch.shape[::-1], strict=True))
    ways = np.zeros((2 * height + 1, 2 * width + 1), dtype=np.float32)
    left, top = width - x, height - y
    ways[top : top + near.shape[0], left : left + near.shape[1]] = near
    return cast(Floats, ways)
