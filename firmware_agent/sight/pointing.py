"""Where things lie in the picture, for graphics only: slots, what lies in them, and how a rotor turns. Estimates; decides nothing. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from hardware.decode.sight.reader import Corners, Rotor
from hardware.decode.sight.table import Table
from hardware.decode.sight.tracking.words import Slot, Word
from schemas.sight import Anchor, Anchors, RotorPose

MOST_SEEN = 80
LOOKS = 6
FASTEST_A_S = 2.0
"""No rotor turns faster; a larger difference is the other way round."""

Size = tuple[int, int]


class RotorSpeed:
    """Turns a second, from the last looks: the middle of the differences, so that one wrong look does not count."""

    def __init__(self) -> None:
        self._looks: deque[tuple[int, float]] = deque(maxlen=LOOKS)

    def saw(self, at_ns: int, turns: float) -> float:
        """One more look; the speed, 0 while it is not known."""
        self._looks.append((at_ns, turns))
        looks = list(self._looks)
        speeds = [
            ((turned - before + 0.5) % 1.0 - 0.5) / ((now_ns - then_ns) / 1e9)
            for (then_ns, before), (now_ns, turned) in pairwise(looks)
            if now_ns > then_ns
        ]
        speed = float(np.median(speeds)) if speeds else 0.0
        return max(-FASTEST_A_S, min(FASTEST_A_S, speed))


def anchors(
    utc_ns: int,
    size: Size,
    slots: Sequence[Slot],
    words: Iterable[Word],
    table: Table | None,
    rotor: RotorPose | None,
) -> Anchors:
    """``size``: of the picture, in pixels."""
    seen = [(word.place, word.index, word.hand, word.quad) for word in words if word.quad is not None]
    return Anchors(
        utc_ns=str(utc_ns),
        to_table=None if table is None else to_table(table, size),
        slots=tuple(_anchor(slot.place, slot.index, slot.hand, slot.quad, size) for slot in slots)[
            :MOST_SEEN
        ],
        seen=tuple(_anchor(*one, size) for one in seen)[:MOST_SEEN],
        rotor=rotor,
    )


def pose(rotor: Rotor, turns_a_s: float, order: tuple[str, ...], size: Size) -> RotorPose:
    """A rotor in parts of the picture's width, as the message wants it."""
    wide = size[0]
    return RotorPose(
        middle=(_part(rotor.middle[0], wide), _part(rotor.middle[1], wide)),
        axes=(_part(rotor.axes[0], wide), _part(rotor.axes[1], wide)),
        lean=round(rotor.lean, 5),
        turns=round(rotor.turns, 5),
        turns_a_s=round(turns_a_s, 4),
        order=order,
    )


def to_table(table: Table, size: Size) -> tuple[float, ...]:
    """From parts of width and height to millimetres: nine numbers, row by row."""
    wide, high = size
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=np.float32)
    on_felt = table.to_table(corners).astype(np.float64)
    parts = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=np.float64)
    rows = []
    for (x, y), (u, v) in zip(parts, on_felt, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    found = np.linalg.solve(np.array(rows), on_felt.reshape(-1))
    return (*(round(float(part), 9) for part in found), 1.0)


def _anchor(place: str, index: int, hand: int, quad: Corners, size: Size) -> Anchor:
    name = f"{place}:{index}" if hand == 1 else f"{place}:{index}:{hand}"
    points = tuple((_part(float(x), size[0]), _part(float(y), size[1])) for x, y in quad[:4])
    return Anchor(name=name, quad=points)


def _part(pixels: float, of: int) -> float:
    return round(float(pixels) / of, 5)
