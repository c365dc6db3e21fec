"""What a site's calibration of its money wheel holds, and how it is written down. Its hash goes into every result."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.gates import Gate
from hardware.decode.sight.net_file import Arrays
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.segments.disc import Disc
from hardware.decode.sight.segments.pointer import Post
from hardware.decode.sight.table import Table

KIND, VERSION = "segments", 3


@dataclass(frozen=True, slots=True)
class SegmentGates:
    """Of both readers; the least sharpness along the rings at which the calibration's looks were still read, and the most that was then not as
    printed under the pointer; the least at which what is ``around`` the wheel, and the ``post`` (its pointer), were like themselves, 0 where
    that can't be told from another place; ``lean``: angles by which the pointer leaned at most; ``shown``: how much of it is there at least."""

    turn: Gate
    patch: Gate
    sharpness: float
    other: float
    around: float = 0.0
    post: float = 0.0
    lean: int = 0
    shown: float = 0.0


@dataclass(frozen=True, slots=True)
class SegmentTest:
    """Figures of the calibration's own looks at its wheel."""

    segments: int
    looks: int
    top_1: float
    accepted: float
    wrong_accepted: int


@dataclass(frozen=True, slots=True, eq=False)
class SegmentCalibration:
    """``order``: names clockwise; the first begins at ``first`` (turns) in the ``atlas``, which is the unrolled wheel. ``pointer``: its angle.

    ``hidden``: what stands before the wheel; ``beside``: what stands around it; ``steady``: whether that looks the same at all times.
    """

    disc: Disc
    picture: tuple[int, int]
    order: tuple[str, ...]
    first: float
    pointer: float
    atlas: Frame
    hidden: NDArray[np.bool_]
    beside: Frame
    steady: bool
    post: Post
    gates: SegmentGates
    self_test: SegmentTest
    table: Table | None = None

    def under(self, turns: float) -> tuple[int, float]:
        """Which segment the pointer stands in when the wheel has turned so far, and where in it (0 to 1)."""
        place = (self.pointer - turns - self.first) % 1.0 * len(self.order)
        return int(place) % len(self.order), place % 1.0


def sheet_of(site: SegmentCalibration) -> tuple[dict[str, Any], Arrays]:
    """For ``sheet_file.save_sheet``."""
    sheet: dict[str, Any] = {
        "kind": KIND,
        "version": VERSION,
        "disc": asdict(site.disc),
        "picture": site.picture,
        "order": site.order,
        "first": site.first,
        "pointer": site.pointer,
        "steady": site.steady,
        "gates": asdict(site.gates),
        "self_test": asdict(site.self_test),
    }
    arrays: Arrays = {"atlas": site.atlas, "hidden": site.hidden, "beside": site.beside}
    arrays |= {"post": site.post.picture, "post_still": site.post.still}
    if site.table is not None:
        sheet |= {"table_mm": site.table.size_mm, "table_picture": site.table.picture}
        arrays |= {"marks": site.table.marks, "patches": site.table.patches}
    return sheet, arrays


def calibration_from(sheet: dict[str, Any], arrays: Arrays) -> SegmentCalibration:
    """Raises KeyError, TypeError or ValueError for a sheet that is none."""
    gates = sheet["gates"]
    return SegmentCalibration(
        disc=Disc(**sheet["disc"]),
        picture=(int(sheet["picture"][0]), int(sheet["picture"][1])),
        order=tuple(str(name) for name in sheet["order"]),
        first=float(sheet["first"]),
        pointer=float(sheet["pointer"]),
        atlas=arrays["atlas"].astype(np.uint8),
        hidden=arrays["hidden"].astype(np.bool_),
        beside=arrays["beside"].astype(np.uint8),
        steady=bool(sheet["steady"]),
        post=Post(arrays["post"].astype(np.uint8), arrays["post_still"].astype(np.bool_)),
        gates=_gates(gates),
        self_test=SegmentTest(**sheet["self_test"]),
        table=_table(sheet, arrays),
    )


def _gates(told: dict[str, Any]) -> SegmentGates:
    return SegmentGates(
        Gate(**told["turn"]),
        Gate(**told["patch"]),
        float(told["sharpness"]),
        float(told["other"]),
        float(told["around"]),
        float(told["post"]),
        int(told["lean"]),
        float(told["shown"]),
    )


def _table(sheet: dict[str, Any], arrays: Arrays) -> Table | None:
    if "table_mm" not in sheet:
        return None
    wide, high = sheet["table_mm"]
    across, down = sheet["table_picture"]
    return Table(
        arrays["marks"].astype(np.float32),
        (float(wide), float(high)),
        (int(across), int(down)),
        arrays["patches"].astype(np.uint8),
    )
