"""The four suits as masks; makers differ in how plump, how wide and how tall they draw them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
SIDE = 96
FINER = 4
_FULL = SIDE * FINER
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SuitShape:
    """1 is the ordinary shape in each."""

    plump: float = 1.0
    wide: float = 1.0
    stem: float = 1.0
    hollow: float = 0.0
    """How far a diamond's sides bend inwards."""


@cache
def suit_mask(suit: str, shape: SuitShape) -> Mask:
    """SIDE x SIDE, upright, touching top and bottom."""
    canvas = np.zeros((_FULL, _FULL), dtype=np.uint8)
    match suit:
        case "D":
            _fill(canvas, _diamond(shape))
        case "H":
            _fill(canvas, _heart(shape, 1))
        case "S":
            _fill(canvas, [(x, y * 0.82 - 0.18) for x, y in _heart(shape, -1)])
            _stem(canvas, shape)
        case _:
            _club(canvas, shape)
    return _tight(cast(Mask, cv2.resize(canvas, (SIDE, SIDE), interpolation=cv2.INTER_AREA)))


def _fill(canvas: Mask, points: list[Point]) -> None:
    fine = np.array([((x * 0.48 + 0.5) * _FULL, (y * 0.48 + 0.5) * _FULL) for x, y in points])
    cv2.fillPoly(canvas, [np.rint(fine).astype(np.int32)], (255,))


def _diamond(shape: SuitShape) -> list[Point]:
    wide = 0.74 * shape.wide
    corners = [(0.0, -1.0), (wide, 0.0), (0.0, 1.0), (-wide, 0.0)]
    points: list[Point] = []
    for (x, y), (to_x, to_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
        for step in range(10):
            part = step / 10
            in_by = 1 - shape.hollow * math.sin(part * math.pi)
            points.append(((x + (to_x - x) * part) * in_by, (y + (to_y - y) * part) * in_by))
    return points


def _heart(shape: SuitShape, up: int) -> list[Point]:
    points = []
    for step in range(96):
        turn = step / 96 * 2 * math.pi
        across = 16 * math.copysign(abs(math.sin(turn)) ** (3 / shape.plump), math.sin(turn))
        down = 13 * math.cos(turn) - 5 * math.cos(2 * turn) - 2 * math.cos(3 * turn) - math.cos(4 * turn)
        points.append((across / 17 * shape.wide, -up * (down + 2.5) / 15))
    return points


def _stem(canvas: Mask, shape: SuitShape) -> None:
    foot = 0.36 * shape.stem
    _fill(canvas, [(0.07, 0.1), (0.12, 0.6), (foot, 1.0), (-foot, 1.0), (-0.12, 0.6), (-0.07, 0.1)])


def _club(canvas: Mask, shape: SuitShape) -> None:
    big = 0.43 * min(1.1, shape.plump)
    for x, y in ((0.0, -0.55), (-0.5 * shape.wide, 0.16), (0.5 * shape.wide, 0.16)):
        middle = (round((x * 0.48 + 0.5) * _FULL), round((y * 0.48 + 0.5) * _FULL))
        cv2.circle(canvas, middle, round(big * 0.48 * _FULL), (255,), -1)
    _fill(canvas, [(-0.22, -0.2), (0.22, -0.2), (0.2, 0.3), (-0.2, 0.3)])
    _stem(canvas, shape)


def _tight(mask: Mask) -> Mask:
    x, y, wide, high = cv2.boundingRect(mask)
    new_wide = max(4, round(wide * SIDE / high))
    return cast(
        Mask, cv2.resize(mask[y : y + high, x : x + wide], (new_wide, SIDE), interpolation=cv2.INTER_AREA)
    )
