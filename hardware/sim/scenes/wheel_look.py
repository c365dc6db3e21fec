"""How a drawn wheel looks from straight above, unrolled: woods, metals, pockets and numbers of one site. Knows no camera and no light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.games.wheels import Colour, Wheel, colour, wheel_order

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

ANGLES, ROWS, REACH = 1480, 170, 1.7
"""Columns around, rows from the middle out to ``REACH`` radii of the number ring's outer edge."""


@dataclass(frozen=True, slots=True)
class WheelLook:
    """Colours are blue, green, red. ``ring_in``, ``floor_in``: radii of the number ring's and the pockets' inner edges."""

    wheel: Wheel
    wood: tuple[float, float, float]
    metal: tuple[float, float, float]
    ink: tuple[float, float, float]
    red: tuple[float, float, float]
    green: tuple[float, float, float]
    black: tuple[float, float, float]
    floor: tuple[float, float, float] | None
    floor_dark: float
    ring_in: float
    floor_in: float
    font: int


def look_of(rng: np.random.Generator) -> WheelLook:
    """Another wheel for every site."""
    wheel = (Wheel.EUROPEAN, Wheel.EUROPEAN, Wheel.FRENCH, Wheel.AMERICAN)[int(rng.integers(4))]
    metals = ((96, 178, 212), (150, 158, 165), (70, 140, 190))
    bare = ((120, 130, 140), (70, 78, 84), (60, 95, 125))
    brown = float(rng.uniform(0.5, 1.2))
    return WheelLook(
        wheel,
        (28 * brown, 50 * brown, 92 * brown),
        metals[int(rng.integers(3))],
        ((235, 240, 240), (120, 200, 225))[int(rng.integers(2))],
        (float(rng.uniform(15, 40)), float(rng.uniform(15, 35)), float(rng.uniform(140, 205))),
        (float(rng.uniform(35, 70)), float(rng.uniform(95, 140)), float(rng.uniform(10, 35))),
        (float(rng.uniform(15, 32)),) * 3,
        bare[int(rng.integers(3))] if rng.random() < 0.5 else None,
        float(rng.uniform(0.55, 0.9)),
        float(rng.uniform(0.81, 0.86)),
        float(rng.uniform(0.61, 0.65)),
        (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX)[int(rng.integers(3))],
    )


def rotor_of(look: WheelLook) -> Floats:
    """What turns: rows x ANGLES x 3, zero's middle at column 0."""
    sheet = np.zeros((ROWS, ANGLES, 3), dtype=np.float32)
    sheet[:] = np.array(look.wood, dtype=np.float32) * 0.8
    order = wheel_order(look.wheel)
    cell = ANGLES / len(order)
    for number, pocket in enumerate(order):
        _pocket(sheet, look, pocket, (number - 0.5) * cell, cell)
    for at, wide in ((1.0, 2), (look.ring_in, 1), (look.floor_in, 2)):
        row = _row(at)
        sheet[row - wide : row + wide] = look.metal
    _cross(sheet, look)
    return cv2.GaussianBlur(sheet, (3, 3), 0).astype(np.float32)


def bowl_of(look: WheelLook) -> Floats:
    """What stays: slope, deflectors, track and rim."""
    sheet = np.zeros((ROWS, ANGLES, 3), dtype=np.float32)
    shade = np.interp(np.arange(ROWS) / ROWS * REACH, (1.0, 1.3, 1.4, 1.5, 1.7), (0.55, 1.1, 0.7, 1.3, 0.8))
    sheet[:] = np.array(look.wood, dtype=np.float32) * shade[:, None, None]
    for number in range(8):
        column = round((number + 0.5) / 8 * ANGLES)
        wide, high = (26, 3) if number % 2 else (9, 8)
        row = _row(1.22)
        cv2.ellipse(sheet, (column, row), (wide, high), 0, 0, 360, look.metal, -1)
    return sheet


def _pocket(sheet: Floats, look: WheelLook, pocket: str, start: float, cell: float) -> None:
    columns = np.arange(round(start), round(start + cell)) % ANGLES
    paint = np.array(_paint(look, pocket), dtype=np.float32)
    sheet[_row(look.ring_in) : _row(1.0), columns] = paint
    floor = paint if look.floor is None else np.array(look.floor, dtype=np.float32)
    top, bottom = _row(look.floor_in), _row(look.ring_in)
    depth = look.floor_dark * np.linspace(0.8, 1.1, bottom - top, dtype=np.float32)[:, None, None]
    sheet[top:bottom, columns] = floor * depth
    wall = (round(start) + np.arange(-1, 2)) % ANGLES
    sheet[top:bottom, wall] = look.metal
    _number(sheet, look, pocket, round(start + cell / 2))


def _number(sheet: Floats, look: WheelLook, pocket: str, column: int) -> None:
    patch = np.zeros((22, 34), dtype=np.uint8)
    (wide, high), _ = cv2.getTextSize(pocket, look.font, 0.62, 1)
    cv2.putText(patch, pocket, ((34 - wide) // 2, (22 + high) // 2), look.font, 0.62, 255, 1, cv2.LINE_AA)
    small = (
        cv2.resize(patch[::-1, ::-1], (30, max(6, _row(1.0) - _row(look.ring_in) - 3))).astype(np.float32)
        / 255
    )
    top = _row(look.ring_in) + 2
    columns = (column + np.arange(-15, 15)) % ANGLES
    under = sheet[top : top + len(small), columns]
    ink = np.array(look.ink, dtype=np.float32)
    sheet[top : top + len(small), columns] = under * (1 - small[..., None]) + ink * small[..., None]


def _cross(sheet: Floats, look: WheelLook) -> None:
    for arm in range(4):
        column = round(arm / 4 * ANGLES)
        for row in range(_row(0.05), _row(0.4)):
            wide = max(2, round(0.02 / (row / ROWS * REACH + 0.01) * ANGLES / 6))
            sheet[row, (column + np.arange(-wide, wide)) % ANGLES] = look.metal
    sheet[: _row(0.12)] = look.metal


def _paint(look: WheelLook, pocket: str) -> tuple[float, float, float]:
    match colour(pocket):
        case Colour.RED:
            return look.red
        case Colour.GREEN:
            return look.green
        case Colour.BLACK:
            return look.black


def _row(out: float) -> int:
    return round(out / REACH * ROWS)
