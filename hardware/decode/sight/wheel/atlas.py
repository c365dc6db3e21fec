"""The empty rotor, learnt from pictures of it at several angles: what turns is kept apart from the light, which stays. Predicts the wheel at any angle; knows no ball."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.quick import percentile
from hardware.decode.sight.wheel.rotor import STEPS, grey, rolled

CELL = 24
"""Columns of a pocket once the rotor is turned to zero."""
SMOOTH_POCKETS = 4
LEAST_LIGHT = 10.0
WHITEST = 252.0
SENSOR = 1.6
"""A picture's own noise in grey levels; it grows where a dark picture is made brighter."""
ALL_ROWS = slice(None)
TOLERANCE = 0.5
"""Of the way from a pixel to the extremes of those beside it: what a small slip may change."""


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """``texture``: rows x (pockets * CELL) x 3, from zero's left wall, as parts of the light; ``light``: rows x STEPS x 3, grey levels, the same in all colours.

    ``noise_row``: what a row of the empty rotor differs by, rows; ``noise_still``: the same where glints stay, rows x STEPS.
    """

    pockets: int
    texture: Floats
    light: Floats
    noise_row: Floats
    noise_still: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """A frame and what is expected of an empty rotor, both turned so that zero is first; ``gain``: light now against then, pockets x 3."""

    seen: Floats
    expected: Floats
    low: Floats
    high: Floats
    gain: Floats
    noise: Floats


def start_of(turns: float, pockets: int) -> float:
    """Where zero's left wall stands."""
    return turns - 0.5 / pockets


def atlas_of(sheets: Sequence[Floats], turns: Sequence[float], pockets: int) -> Atlas:
    """From unrolled pictures of the empty wheel and where zero stands in each."""
    width = pockets * CELL
    lights = [_light(sheet, pockets) for sheet in sheets]
    parts = [sheet / light for sheet, light in zip(sheets, lights, strict=True)]
    aligned = [rolled(part, start_of(turn, pockets), width) for part, turn in zip(parts, turns, strict=True)]
    texture = np.median(aligned, axis=0).astype(np.float32)
    light = np.mean(lights, axis=0).astype(np.float32)
    bare = Atlas(
        pockets, texture, light, np.zeros(len(texture), dtype=np.float32), np.zeros_like(light[..., 0])
    )
    off = [_off(bare, sheet, turn) for sheet, turn in zip(sheets, turns, strict=True)]
    row = np.mean([np.percentile(one, 90, axis=1) for one in off], axis=0).astype(np.float32)
    still = np.max([_spread(_back(one, turn, pockets)) for one, turn in zip(off, turns, strict=True)], axis=0)
    return Atlas(pockets, texture, light, row, np.asarray(still, dtype=np.float32))


def turned(atlas: Atlas, sheet: Floats, turns: float) -> Turned:
    """The frame beside what is expected, with its light taken out."""
    width, start = atlas.pockets * CELL, start_of(turns, atlas.pockets)
    seen = rolled(sheet, start, width)
    light = rolled(atlas.light[..., 0], start, width)
    expected = np.asarray(cv2.multiply(atlas.texture, cv2.merge((light,) * 3)), dtype=np.float32)
    gain = _gain(seen, expected, atlas.pockets)
    along = _along(gain, width)[None]
    seen = seen / along
    expected = np.minimum(expected, WHITEST / along).astype(np.float32)
    noise = SENSOR / along.min(axis=2) + atlas.noise_row[:, None] + rolled(atlas.noise_still, start, width)
    kernel = np.ones((3, 3), dtype=np.uint8)
    low, high = (
        np.asarray(
            cv2.addWeighted(change(expected, kernel), TOLERANCE, expected, 1 - TOLERANCE, 0), dtype=np.float32
        )
        for change in (cv2.erode, cv2.dilate)
    )
    return Turned(
        np.asarray(seen, dtype=np.float32), expected, low, high, gain, np.asarray(noise, dtype=np.float32)
    )


def difference(pair: Turned, rows: slice = ALL_ROWS) -> Floats:
    """How far each pixel is outside what is expected a pixel around it: rows x columns, grey levels of the calibration's light."""
    seen = pair.seen[rows]
    over = cv2.max(cv2.subtract(seen, pair.high[rows]), cv2.subtract(pair.low[rows], seen))
    return grey(np.maximum(over, 0))


def _light(sheet: Floats, pockets: int) -> Floats:
    wide = round(STEPS * SMOOTH_POCKETS / pockets) | 1
    padded = np.concatenate((sheet[:, -wide:], sheet, sheet[:, :wide]), axis=1)
    soft = cv2.blur(cv2.blur(padded, (wide, 3)), (wide, 3))[:, wide:-wide]
    grey = soft.mean(axis=2, keepdims=True)
    return np.asarray(np.broadcast_to(grey, soft.shape) + LEAST_LIGHT, dtype=np.float32)


def _gain(seen: Floats, expected: Floats, pockets: int) -> Floats:
    """By pocket and colour: the middle of what the bright rows say, over a pocket and its neighbours."""
    have, want = (_by_pocket(rows, pockets) for rows in (seen, expected))
    bright = np.argsort(-want.sum(axis=(1, 2)))[: len(seen) // 2]
    ratio = (have[bright] + 1.0) / (want[bright] + 1.0)
    near = np.concatenate([np.roll(ratio, off, axis=1) for off in (-2, -1, 0, 1, 2)])
    gain = percentile(near, 50)
    smooth = (np.roll(gain, 1, axis=0) + gain + np.roll(gain, -1, axis=0)) / 3
    return np.asarray(np.clip(smooth, 0.05, 20.0), dtype=np.float32)


def _by_pocket(rows: Floats, pockets: int) -> Floats:
    """The mean of each pocket in each row: rows x pockets x 3."""
    cells = rows.reshape(len(rows) * pockets, CELL * 3) @ np.tile(
        np.eye(3, dtype=np.float32) / CELL, (CELL, 1)
    )
    return np.asarray(cells.reshape(len(rows), pockets, 3), dtype=np.float32)


def _along(gain: Floats, width: int) -> Floats:
    """From pocket to pocket without steps: columns x 3."""
    places = (np.arange(width) + 0.5) / CELL - 0.5
    first = np.floor(places).astype(np.intp)
    part = (places - first)[:, None]
    pockets = len(gain)
    return np.asarray(
        gain[first % pockets] * (1 - part) + gain[(first + 1) % pockets] * part, dtype=np.float32
    )


def _off(atlas: Atlas, sheet: Floats, turns: float) -> Floats:
    return difference(turned(atlas, sheet, turns))


def _back(rows: Floats, turns: float, pockets: int) -> Floats:
    """From the rotor's columns to the picture's angles."""
    return rolled(rows, -start_of(turns, pockets) % 1.0, STEPS)


def _spread(rows: Floats) -> Floats:
    padded = np.concatenate((rows[:, -16:], rows, rows[:, :16]), axis=1)
    wide = cv2.GaussianBlur(cv2.dilate(padded, np.ones((3, 9), dtype=np.uint8)), (0, 0), 3)
    return np.asarray(wide[:, 16:-16], dtype=np.float32)
