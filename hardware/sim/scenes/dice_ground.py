"""What dice lie on and under, drawn: felt, wood, paper, black trays, a dome with its reflections, hands. Has no truth to tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.reader import Frame

Rng = np.random.Generator
FELTS = ((60, 90, 20), (120, 60, 20), (30, 30, 120), (46, 40, 34), (70, 70, 70), (110, 120, 60))
SKINS = ((140, 170, 220), (90, 130, 195), (50, 75, 120))


class Place(Enum):
    """Where dice are shaken or thrown."""

    DOME = "dome"
    TRAY = "tray"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Ground:
    """A place, its floor and its round opening in the picture: middle and radius in pixels."""

    place: Place
    floor: str
    colour: tuple[int, int, int]
    middle: tuple[float, float]
    radius: float
    seed: int


def drawn(ground: Ground, size: tuple[int, int]) -> Frame:
    """The empty place, width x height; the caller's own to draw on."""
    return _kept(ground, size).copy()


@lru_cache(maxsize=4)
def _kept(ground: Ground, size: tuple[int, int]) -> Frame:
    rng = np.random.default_rng(ground.seed)
    wide, high = size
    frame = _floor(ground, size, rng)
    around = np.empty_like(frame)
    around[:] = (8, 8, 8) if ground.place is Place.WINDOW else rng.integers(20, 190, 3)
    mask = np.zeros((high, wide), dtype=np.uint8)
    middle = (round(ground.middle[0]), round(ground.middle[1]))
    cv2.circle(mask, middle, round(ground.radius), 255, -1, cv2.LINE_AA)
    out = np.where(mask[:, :, None] > 127, frame, around)
    if ground.place is not Place.WINDOW:
        rim = [int(part) for part in rng.integers(10, 150, 3)]
        cv2.circle(out, middle, round(ground.radius * 1.04), rim, max(3, wide // 50), cv2.LINE_AA)
    return _lamp(np.ascontiguousarray(out), rng)


def behind_the_rim(frame: Frame, ground: Ground) -> None:
    """A window's rim again, over the dice that lie half behind it."""
    high, wide = frame.shape[:2]
    mask = np.zeros((high, wide), dtype=np.uint8)
    middle = (round(ground.middle[0]), round(ground.middle[1]))
    cv2.circle(mask, middle, round(ground.radius), 255, -1, cv2.LINE_AA)
    outside = mask < 128
    frame[outside] = _kept(ground, (wide, high))[outside]


def reflections(frame: Frame, ground: Ground, rng: Rng) -> Frame:
    """A dome's own: lamps as small spots and arcs near its rim."""
    veil = np.zeros(frame.shape[:2], dtype=np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        turn, out = rng.uniform(0, 2 * np.pi), rng.uniform(0.15, 0.95) * ground.radius
        x, y = ground.middle[0] + out * np.cos(turn), ground.middle[1] + out * np.sin(turn)
        axes = (
            round(float(rng.uniform(0.01, 0.05)) * ground.radius) + 1,
            round(float(rng.uniform(0.01, 0.14)) * ground.radius) + 1,
        )
        lean = float(np.degrees(turn))
        cv2.ellipse(veil, (round(x), round(y)), axes, lean, 0, 360, float(rng.uniform(40, 230)), -1)
    soft = cv2.GaussianBlur(veil, (0, 0), float(rng.uniform(1.0, 6.0)))
    return cast(Frame, cv2.add(frame, cv2.cvtColor(soft, cv2.COLOR_GRAY2BGR)))


def hand(frame: Frame, over: tuple[float, float], size: float, rng: Rng) -> None:
    """A hand that comes in from the nearer side and covers what lies at ``over``; ``size``: a die's side in pixels."""
    skin = [float(part) * float(rng.uniform(0.7, 1.1)) for part in SKINS[int(rng.integers(len(SKINS)))]]
    x, y = over
    side = -1 if x < frame.shape[1] / 2 else 1
    for finger in range(-1, 3):
        start = (round(x - side * size * 0.8), round(y + finger * size * 0.42))
        end = (
            round(x + side * 40 * size),
            round(y + finger * size * 0.42 + size * float(rng.uniform(-1, 1))),
        )
        cv2.line(frame, start, end, [part * (0.92 + 0.04 * finger) for part in skin], round(size * 0.44) + 1)
        cv2.circle(frame, start, round(size * 0.22), [part * 0.95 for part in skin], -1, cv2.LINE_AA)


def _floor(ground: Ground, size: tuple[int, int], rng: Rng) -> Frame:
    wide, high = size
    base = np.empty((high, wide, 3), dtype=np.float32)
    base[:] = ground.colour
    match ground.floor:
        case "wood":
            lines = rng.standard_normal((max(2, high // 3), max(2, wide // 60))).astype(np.float32)
            grain = cv2.resize(lines, size, interpolation=cv2.INTER_CUBIC) * 14
            if rng.random() < 0.5:
                turn = cv2.getRotationMatrix2D((wide / 2, high / 2), float(rng.uniform(0, 180)), 1.5)
                grain = cv2.warpAffine(grain, turn, size, borderMode=cv2.BORDER_REFLECT)
            base += grain[:, :, None]
        case "paper":
            base[:] = rng.integers(150, 235)
            _printed(base, rng)
        case _:
            cloth = rng.standard_normal((high // 2, wide // 2)).astype(np.float32) * float(rng.uniform(1, 6))
            base += cv2.resize(cloth, size)[:, :, None]
    return cast(Frame, np.clip(base, 0, 255).astype(np.uint8))


def _printed(base: np.ndarray, rng: Rng) -> None:
    """Ruled lines, words and bars, as on whatever paper lies under a machine's window."""
    high, wide = base.shape[:2]
    step = int(rng.integers(24, 60))
    if rng.random() < 0.6:
        for line in range(0, max(high, wide), step):
            cv2.line(base, (line, 0), (line, high), (150.0, 150.0, 150.0), 1)
            cv2.line(base, (0, line), (wide, line), (150.0, 150.0, 150.0), 1)
    for _ in range(int(rng.integers(0, 7))):
        at = (int(rng.integers(0, wide)), int(rng.integers(0, high)))
        ink = [float(part) for part in rng.integers(10, 140, 3)]
        text = "".join(chr(int(code)) for code in rng.integers(65, 91, int(rng.integers(2, 12))))
        cv2.putText(
            base, text, at, int(rng.choice((0, 2, 3))), float(rng.uniform(0.5, 2.5)), ink,
            int(rng.integers(1, 5)), cv2.LINE_AA,
        )  # fmt: skip
    if rng.random() < 0.4:
        corner = rng.integers(0, (wide, high), 2)
        cv2.rectangle(
            base, corner.tolist(), (corner + rng.integers(40, 300, 2)).tolist(), (90.0, 80.0, 80.0), -1
        )


def _lamp(frame: Frame, rng: Rng) -> Frame:
    """Falls off from where the lamp is."""
    high, wide = frame.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, 16, dtype=np.float32), np.linspace(-1, 1, 16, dtype=np.float32))
    off = (x - rng.uniform(-1, 1)) ** 2 + (y - rng.uniform(-1, 1)) ** 2
    fall = cv2.resize((1 - float(rng.uniform(0, 0.16)) * off).astype(np.float32), (wide, high))
    return cast(Frame, np.clip(frame * fall[:, :, None], 0, 255).astype(np.uint8))
