"""The table as the camera sees it: a homography from four marks, and whether the camera still stands where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import CalibrationError, Corners, Floats, Frame

PATCH, REACH = 24, 20
"""Half the side of the patch kept around each mark, and how far it is looked for, in pixels."""
DRIFT = 3.0
STILL_ALIKE = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Marks in pixels (4 x 2, clockwise from the top left), the table's size in millimetres, the picture's size, patches at the marks."""

    marks: Corners
    size_mm: tuple[float, float]
    picture: tuple[int, int]
    patches: NDArray[np.uint8]

    def to_table(self, points: Floats) -> Floats:
        """Pixels to millimetres on the felt."""
        return cast(Floats, cv2.perspectiveTransform(points.reshape(-1, 1, 2), self._plan()).reshape(-1, 2))

    def to_pixels(self, points_mm: Floats) -> Floats:
        """Millimetres on the felt to pixels."""
        back = np.linalg.inv(self._plan())
        return cast(Floats, cv2.perspectiveTransform(points_mm.reshape(-1, 1, 2), back).reshape(-1, 2))

    def _plan(self) -> NDArray[np.float64]:
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
    """How far the marks have moved, the median of those still seen; None when fewer than two are (covered, or another picture)."""
    if (frame.shape[1], frame.shape[0]) != table.picture:
        return None
    moved = [_moved(frame, mark, patch) for mark, patch in zip(table.marks, table.patches, strict=True)]
    seen = [way for way in moved if way is not None]
    return float(np.median(seen)) if len(seen) >= 2 else None


def _patch(frame: Frame, mark: Floats, half: int) -> Frame:
    grey = cv2.copyMakeBorder(
        cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), half, half, half, half, cv2.BORDER_REFLECT
    )
    x, y = (round(float(part)) for part in mark)
    return cast(Frame, grey[y : y + 2 * half + 1, x : x + 2 * half + 1].copy())


def _moved(frame: Frame, mark: Floats, patch: NDArray[np.uint8]) -> float | None:
    around = _patch(frame, mark, PATCH + REACH)
    _, best, _, place = cv2.minMaxLoc(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED))
    return float(np.hypot(place[0] - REACH, place[1] - REACH)) if best > STILL_ALIKE else None
