"""Court figures, backs, jokers and cut cards: busy two-way drawings from a seed, so that every deck has its own. Made of plain shapes."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
_INKS: tuple[Colour, ...] = ((40, 30, 200), (30, 200, 240), (26, 24, 24), (150, 80, 30), (60, 130, 40))
_SKIN, _CREAM = (190, 215, 240), (225, 240, 246)


def court(seed: int, rank: str, suit: str, wide: int, high: int) -> Picture:
    """A figure with a frame, the same upside down."""
    rng = np.random.default_rng([seed, ord(rank), ord(suit)])
    half = np.full((high // 2, wide, 3), _CREAM if rng.random() < 0.5 else (248, 248, 248), dtype=np.uint8)
    _coat(half, rng)
    _head(half, rng, rank)
    whole = _both_ways(half, high)
    cv2.rectangle(whole, (0, 0), (wide - 1, high - 1), _INKS[int(rng.integers(2, 4))], 2)
    return whole


def back(seed: int, wide: int, high: int) -> Picture:
    """The other side: a pattern of one colour with a white border, thin or wide."""
    rng = np.random.default_rng([seed, 1])
    sheet = np.full((high, wide, 3), 246, dtype=np.uint8)
    ink = ((40, 30, 170), (150, 60, 20), (40, 40, 40), (60, 110, 30), (120, 40, 110))[int(rng.integers(5))]
    rim = int(wide * rng.uniform(0.03, 0.09))
    inner = sheet[rim : high - rim, rim : wide - rim]
    inner[:] = ink if rng.random() < 0.6 else 246
    line: Colour = (240, 240, 240) if inner[2, 2, 0] != 246 else ink
    _pattern(inner, rng, line)
    if rng.random() < 0.5:
        cv2.circle(sheet, (wide // 2, high // 2), int(wide * rng.uniform(0.1, 0.3)), line, -1, cv2.LINE_AA)
        cv2.circle(sheet, (wide // 2, high // 2), int(wide * 0.08), ink, -1, cv2.LINE_AA)
    return sheet


def joker(seed: int, wide: int, high: int) -> Picture:
    """A face that is no card of the game: a figure without frame, letters down the edge."""
    rng = np.random.default_rng([seed, 2])
    sheet = np.full((high, wide, 3), 247, dtype=np.uint8)
    ink = _INKS[0] if rng.random() < 0.5 else _INKS[2]
    inner = sheet[high // 5 : high * 4 // 5, wide // 4 : wide * 3 // 4]
    _coat(inner, rng)
    _head(inner, rng, "J")
    for _ in range(2):
        for number, letter in enumerate("JOKER"):
            place = (int(wide * 0.05), int(wide * (0.14 + 0.1 * number)))
            cv2.putText(sheet, letter, place, cv2.FONT_HERSHEY_DUPLEX, wide / 400, ink, 1, cv2.LINE_AA)
        sheet = cast(Picture, np.ascontiguousarray(sheet[::-1, ::-1]))
    return sheet


def cut_card(seed: int, wide: int, high: int) -> Picture:
    """A plain card of one colour, white ones too."""
    rng = np.random.default_rng([seed, 3])
    colours = ((40, 200, 240), (40, 30, 200), (60, 150, 60), (246, 246, 246), (200, 120, 40))
    return np.full((high, wide, 3), colours[int(rng.integers(5))], dtype=np.uint8)


def _both_ways(half: Picture, high: int) -> Picture:
    turned = half[::-1, ::-1]
    middle = half[-1:].repeat(high - 2 * half.shape[0], axis=0)
    return cast(Picture, np.ascontiguousarray(np.concatenate((half, middle, turned))))


def _coat(half: Picture, rng: np.random.Generator) -> None:
    high, wide = half.shape[:2]
    for number in range(int(rng.integers(8, 16))):
        ink = _INKS[int(rng.integers(len(_INKS)))]
        x, y = rng.uniform(0, wide), high * rng.uniform(0.35, 1.0)
        spread = wide * rng.uniform(0.1, 0.4) * (1.2 - number / 20)
        points = np.array([(x + rng.normal(0, spread), y + abs(rng.normal(0, spread))) for _ in range(4)])
        cv2.fillPoly(half, [np.rint(points).astype(np.int32)], ink, cv2.LINE_AA)
    for _ in range(int(rng.integers(3, 9))):
        ink = _INKS[int(rng.integers(len(_INKS)))]
        ends = [(int(rng.uniform(0, wide)), int(high * rng.uniform(0.4, 1))) for _ in range(2)]
        cv2.line(half, ends[0], ends[1], ink, int(rng.integers(1, 5)), cv2.LINE_AA)


def _head(half: Picture, rng: np.random.Generator, rank: str) -> None:
    high, wide = half.shape[:2]
    x, y = int(wide * rng.uniform(0.42, 0.6)), int(high * rng.uniform(0.38, 0.48))
    size = int(wide * rng.uniform(0.1, 0.15))
    hair = _INKS[int(rng.integers(1, 3))]
    cv2.ellipse(half, (x, y), (int(size * 1.5), int(size * 1.6)), 0, 0, 360, hair, -1, cv2.LINE_AA)
    cv2.ellipse(half, (x, y), (size, int(size * 1.25)), 0, 0, 360, _SKIN, -1, cv2.LINE_AA)
    for eye in (-0.4, 0.4):
        cv2.circle(half, (int(x + eye * size), int(y - size * 0.2)), max(1, size // 8), (20, 20, 20), -1)
    brim = int(size * 1.5)
    hat = np.array(
        [(x - brim, y - size), (x - brim, y - 2 * size), (x, y - int(size * (3.2 if rank == "K" else 2.4)))]
    )
    hat = np.concatenate((hat, [(x + brim, y - 2 * size), (x + brim, y - size)]))
    cv2.fillPoly(half, [hat.astype(np.int32)], _INKS[int(rng.integers(2))], cv2.LINE_AA)


def _pattern(inner: Picture, rng: np.random.Generator, line: Colour) -> None:
    high, wide = inner.shape[:2]
    step, thick = int(rng.integers(8, 26)), int(rng.integers(1, 4))
    for start in range(-high, wide + high, step):
        cv2.line(inner, (start, 0), (start + high, high), line, thick, cv2.LINE_AA)
        if step > 10:
            cv2.line(inner, (start, high), (start + high, 0), line, thick, cv2.LINE_AA)
