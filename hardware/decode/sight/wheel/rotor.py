"""Where the rotor stands: the red and green around its number ring against the order of the pockets, at every angle at once. Knows nothing of balls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.pockets import profile
from hardware.decode.sight.wheel.quick import percentile
from schemas.games.wheels import Wheel

STEPS = 1024
"""Angles around the wheel."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``turns``: the middle of zero's pocket, clockwise from the right. ``match``: -1 to 1; ``lead``: ahead of the best other pocket."""

    turns: float
    match: float
    lead: float


def colours(ring: Floats) -> tuple[Floats, Floats]:
    """Red and green of pixels (... x 3, blue green red), as parts of their light: neither exposure nor shade changes them."""
    blue, green, red = ring[..., 0], ring[..., 1], ring[..., 2]
    light = np.maximum(np.maximum(blue, green), red) + 24.0
    reds = np.clip(red - np.maximum(blue, green), 0, None) / light
    greens = np.clip(green - np.maximum(red, blue * 0.9), 0, None) / light
    return reds.astype(np.float32), greens.astype(np.float32)


def standing(ring: Floats, wheel: Wheel, pockets: int) -> Standing:
    """``ring``: rows x angles x 3 of the number ring."""
    reds, greens = colours(ring)
    return best(agreement(_centred(percentile(reds, 50)), _centred(percentile(greens, 50)), wheel), pockets)


def agreement(reds: Floats, greens: Floats, wheel: Wheel) -> Floats:
    """For each angle that zero may stand at: the mean of how red and green correlate with the order, -1 to 1."""
    expected = profile(wheel, len(reds))
    red = _correlated(reds, expected.red) / (np.linalg.norm(reds) + 0.02 * np.sqrt(len(reds)))
    green = _correlated(greens, expected.green) / (np.linalg.norm(greens) + 0.01 * np.sqrt(len(greens)))
    return np.asarray(0.5 * (red + green), dtype=np.float32)


def best(curve: Floats, pockets: int) -> Standing:
    """The highest peak, between steps, and how far it is above the highest that is more than 0.7 pockets away."""
    steps, top = len(curve), int(curve.argmax())
    left, here, right = (float(curve[(top + off) % steps]) for off in (-1, 0, 1))
    bend = left - 2 * here + right
    part = 0.5 * (left - right) / bend if abs(bend) > 1e-9 else 0.0
    away = (np.arange(steps) - top + steps / 2) % steps - steps / 2
    other = float(curve[np.abs(away) > 0.7 * steps / pockets].max())
    return Standing((top + part) / steps % 1.0, here, here - other)


def rolled(rows: Floats, turns: float, width: int) -> Floats:
    """Rows x angles (x channels), turned back by ``turns`` so that column 0 is there, at ``width`` columns."""
    padded = np.concatenate((rows, rows[:, :1]), axis=1)
    x, y = _columns(turns, width, rows.shape[0], rows.shape[1])
    return np.asarray(cv2.remap(padded, x, y, cv2.INTER_LINEAR), dtype=np.float32)


@lru_cache(maxsize=2)
def _columns(turns: float, width: int, high: int, steps: int) -> tuple[Floats, Floats]:
    """One frame's sheet, its light and its noise are rolled alike."""
    x = ((turns + np.arange(width, dtype=np.float64) / width) % 1.0 * steps).astype(np.float32)
    y = np.arange(high, dtype=np.float32)[:, None]
    return np.tile(x, (high, 1)), np.tile(y, width)


def grey(rows: Floats) -> Floats:
    """The mean of the three colours."""
    return np.asarray(cv2.transform(rows, np.full((1, 3), 1 / 3, dtype=np.float32)), dtype=np.float32)


def _correlated(signal: Floats, expected: Floats) -> Floats:
    product = np.fft.rfft(signal) * np.conj(np.fft.rfft(expected))
    return np.asarray(np.fft.irfft(product, len(signal)), dtype=np.float32)


def _centred(signal: Floats) -> Floats:
    return np.asarray(signal - signal.mean(), dtype=np.float32)
