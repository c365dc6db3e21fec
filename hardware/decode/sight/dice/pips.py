"""Round dots, dark or bright, in a picture: what pips may be. Says nothing of dice; a dot may be a letter's belly or a lamp's reflection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Frame

WORK_SIDE = 960
"""The longer side that is worked on, in pixels."""
LIT = 0.9995
"""Small white pips on a dark table are no larger a part of a picture than what is left."""
WINDOWS = (9, 15, 25, 45, 81)
"""Neighbourhoods that a dot is compared with, in pixels."""
CLOSE, WORN = (25, 45), 1.0
"""Where pips that nearly touch are parted by taking so many pixels from their rims."""
NARROW = 25
"""Where what is narrower than the window is looked for too."""
NARROW_STEPS, NARROW_GRAINS = 10.0, 5.0
LEAST, MOST = 4.0, 90.0
LEAST_RATIO, LEAST_FILL, MOST_FILL = 0.42, 0.86, 1.12
ALIKE = 0.45
"""Dots whose middles lie nearer than this part of their width are one."""
LARGER = 1.9
"""What is so much wider is another thing: a pale die on dark felt is a dot itself, its pips lie in it."""
WIDEST = 4.5
"""No wider a window is needed, in widths of the widest dot."""
APART = 4
"""Pixels between which a softened picture's noise is not the same."""
GRAINS = 4.5
"""A dot stands out by so much of the picture's noise."""
MOST_DOTS = 200
_TURNS = np.arange(8) * np.pi / 4
AROUND = np.stack((0.68 * np.cos(_TURNS), 0.68 * np.sin(_TURNS)), 1).astype(np.float32)
"""Eight points around a dot, in its widths."""
INSIDE = np.array([(x, y) for x in (-0.2, 0, 0.2) for y in (-0.2, 0, 0.2)], dtype=np.float32)
"""Nine points in it."""
LEAST_CONTRAST = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """``at`` n x 2 in pixels, ``wide`` their mean diameters, ``ratio`` short over long axis, ``bright`` 1 on a darker ground, ``contrast`` in grey steps."""

    at: Floats
    wide: Floats
    ratio: Floats
    bright: NDArray[np.bool_]
    contrast: Floats


def working(frame: Frame, lit: float = LIT) -> tuple[Frame, float]:
    """Grey, at most WORK_SIDE long, stretched so that the part ``lit`` is not burnt out; and how many pixels of the frame make one of it."""
    longest = max(frame.shape[:2])
    scale = max(1.0, longest / WORK_SIDE)
    size = (round(frame.shape[1] / scale), round(frame.shape[0] / scale))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA) if scale > 1 else frame
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    top = float(np.quantile(grey[::4, ::4], lit))
    return cast(Frame, cv2.convertScaleAbs(grey, alpha=min(5.0, 240 / max(top, 1.0)))), scale


def dots(grey: Frame, wide: tuple[float, float] = (LEAST, MOST)) -> Dots:
    """Every round dot of such a width, in pixels; the clearest of each place."""
    soft = cast(Frame, cv2.GaussianBlur(grey, (0, 0), 0.9))
    grain = _grain(soft)
    found = [dot for window in _windows(wide) for dot in _in_window(soft, window, grain, wide)]
    found.sort(key=lambda one: -one[5])
    return _chosen(np.array(found[: 4 * MOST_DOTS], dtype=np.float32).reshape(-1, 6))


def _windows(wide: tuple[float, float]) -> list[int]:
    """Those in which dots of such a width stand out."""
    return [
        window
        for window in WINDOWS
        if 1.15 * window > wide[0] and (window < WIDEST * wide[1] or window == WINDOWS[0])
    ]


def _grain(soft: Frame) -> float:
    """The picture's own noise, in grey steps: what lies in it is no dot."""
    part = soft[::APART, ::APART].astype(np.int16)
    steps = np.abs(part[1:, 1:] - part[:-1, 1:] - part[1:, :-1] + part[:-1, :-1])
    return float(np.quantile(steps, 0.5)) / (2 * 0.6745)


def _in_window(
    soft: Frame, window: int, grain: float, wide: tuple[float, float]
) -> Iterator[tuple[float, ...]]:
    mean = cv2.blur(soft, (window, window))
    apart = cv2.subtract(soft, mean, dtype=cv2.CV_16S)
    least = np.maximum(4 + mean // 32, np.uint8(min(60.0, GRAINS * grain)))
    for bright in (False, True):
        spots = ((apart > least) if bright else (-apart > least)).astype(np.uint8)
        yield from _round(spots, soft, window, bright, wide)
        if window in CLOSE:
            parted = cast(NDArray[np.uint8], cv2.erode(spots, np.ones((3, 3), dtype=np.uint8)))
            yield from _round(parted, soft, window, bright, wide, 2 * WORN)
        if window == NARROW:
            yield from _round(_narrow(soft, window, bright, grain), soft, window, bright, wide)


def _narrow(soft: Frame, window: int, bright: bool, grain: float) -> NDArray[np.uint8]:
    """What stands out and is narrower than the window: bright pips on a bright die on dark felt."""
    whole = np.ones((window, window), dtype=np.uint8)
    apart = cv2.morphologyEx(soft, cv2.MORPH_TOPHAT if bright else cv2.MORPH_BLACKHAT, whole)
    half = cv2.convertScaleAbs(cv2.dilate(apart, whole), alpha=0.5)
    return (apart > np.maximum(half, np.uint8(max(NARROW_STEPS, min(60.0, NARROW_GRAINS * grain))))).astype(
        np.uint8
    )


def _round(
    mask: NDArray[np.uint8],
    grey: Frame,
    window: int,
    bright: bool,
    wide: tuple[float, float],
    worn: float = 0.0,
) -> list[tuple[float, ...]]:
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    most, least = min(wide[1], 1.15 * window), max(LEAST, wide[0] - worn - 1)
    shapes = [
        shape
        for outline in outlines
        if 2 * least <= len(outline) <= 3.6 * most
        if (shape := _dot(outline, least, most)) is not None
    ]
    if not shapes:
        return []
    told = np.array(shapes, dtype=np.float32)
    told[:, 2] += worn
    contrast = _contrast(grey, told, bright)
    fit = contrast * (1 - np.abs(1 - told[:, 4])) * np.sqrt(told[:, 3])
    told = np.column_stack((told[:, :4], np.full(len(told), bright), fit))
    return [tuple(row) for row in told[contrast > LEAST_CONTRAST].tolist()]


def _dot(
    outline: cv2.typing.MatLike, least: float, most: float
) -> tuple[float, float, float, float, float] | None:
    """x, y, diameter, ratio of axes, and area over that of the ellipse; None for what is not round."""
    _, _, wide, high = cv2.boundingRect(outline)
    if (
        min(wide, high) < LEAST
        or max(wide, high) < least
        or max(wide, high) > most
        or not 0.38 < wide / high < 2.6
    ):
        return None
    hull = cv2.convexHull(outline)
    moment = cv2.moments(hull)
    area = moment["m00"]
    if area < 9 or cv2.contourArea(outline) < 0.74 * area:
        return None
    xx, yy, xy = moment["mu20"] / area, moment["mu02"] / area, moment["mu11"] / area
    spread = ((xx - yy) ** 2 / 4 + xy * xy) ** 0.5
    long, short = ((xx + yy) / 2 + spread) ** 0.5, max(1e-6, (xx + yy) / 2 - spread) ** 0.5
    fill = area / (4 * np.pi * long * short)
    if short / long < LEAST_RATIO or not LEAST_FILL < fill < MOST_FILL:
        return None
    return (
        moment["m10"] / area, moment["m01"] / area, 4 * (long * short) ** 0.5 + 0.8, short / long, fill
    )  # fmt: skip


def _contrast(grey: Frame, dots: Floats, bright: bool) -> Floats:
    """Each dot's middle against eight points around it, the nearest of them but two: a six's pips have neighbours on both sides."""
    middles = _samples(grey, dots, INSIDE)
    around = _samples(grey, dots, AROUND)
    if bright:
        return middles[:, -3] - around[:, -3]
    return around[:, 2] - middles[:, 2]


def _samples(grey: Frame, dots: Floats, where: Floats) -> Floats:
    """Grey around each dot at ``where``, in its widths; the darkest first."""
    height, width = grey.shape
    at = np.rint(dots[:, None, :2] + where[None] * dots[:, 2, None, None]).astype(np.intp)
    x, y = np.clip(at[..., 0], 0, width - 1), np.clip(at[..., 1], 0, height - 1)
    return np.sort(grey[y, x].astype(np.float32), axis=1)


def _chosen(found: Floats) -> Dots:
    """The clearest first; what lies in a clearer one of its kind is dropped."""
    kept: list[int] = []
    for number, (x, y, wide, _, bright, _) in enumerate(found):
        if len(kept) == MOST_DOTS:
            break
        others = found[kept]
        most, least = np.maximum(others[:, 2], wide), np.minimum(others[:, 2], wide)
        near = (np.hypot(others[:, 0] - x, others[:, 1] - y) < ALIKE * most) & (most < LARGER * least)
        if not (near & (others[:, 4] == bright)).any():
            kept.append(number)
    rows = found[kept]
    return Dots(rows[:, :2], rows[:, 2], rows[:, 3], rows[:, 4] > 0.5, rows[:, 5])
