"""A card laid flat: cut from the frame to 200 x 300, and turned into ink (how much darker than the paper around it), which neither shade nor colour of light changes."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.outline import side_lengths
from hardware.decode.sight.reader import Corners, Floats, Frame

WIDTH, HEIGHT = 200, 300
PAPER_REACH = 15
"""Half the width of a closing in quarter size: wider than any print that has paper beside it."""
LEAST_PAPER = 8.0
UNSURE_RATIO = 0.82
"""Seen from the side a card may be as wide as it is long; from here on both ways are tried."""


def flatten(frame: Frame, quad: Corners, margin: int = 0) -> Frame:
    """The card upright or upside down (its two ends look the same), with ``margin`` pixels of table on each side."""
    cut, local = _around(frame, quad)
    shrink = max(1.0, min(side_lengths(local)[0] / WIDTH, side_lengths(local)[1] / HEIGHT))
    if shrink > 1.5:  # otherwise warping skips pixels and thin strokes break
        cut = cast(Frame, cv2.resize(cut, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA))
        local = (local + 0.5) / shrink - 0.5
    target = np.array(((0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)), dtype=np.float32) - 0.5 + margin
    plan = cv2.getPerspectiveTransform(local.astype(np.float32), target)
    size = (WIDTH + 2 * margin, HEIGHT + 2 * margin)
    return cast(Frame, cv2.warpPerspective(cut, plan, size, borderMode=cv2.BORDER_REPLICATE))


def ways(quad: Corners) -> list[Corners]:
    """The quad, and turned by a quarter when its sides do not tell which is the short one."""
    short, long = side_lengths(quad)
    turned = cast(Corners, np.ascontiguousarray(np.roll(quad, -1, axis=0)))
    return [quad, turned] if short > UNSURE_RATIO * long else [quad]


def upside_down(picture: Floats) -> Floats:
    """Turned by half; for pictures and maps alike."""
    return cast(Floats, np.ascontiguousarray(picture[::-1, ::-1]))


def ink(flat: Frame) -> Floats:
    """0 paper to 1 black, for each of blue, green and red."""
    inked = np.divide(flat, paper(flat), dtype=np.float32)
    np.subtract(1, inked, out=inked)
    return np.maximum(inked, 0, out=inked)


def paper(flat: Frame) -> Floats:
    """What blank paper would show at each pixel."""
    quarter = cv2.resize(cv2.medianBlur(flat, 3), (WIDTH // 4, HEIGHT // 4), interpolation=cv2.INTER_AREA)
    kernel = np.ones((2 * PAPER_REACH + 1, 2 * PAPER_REACH + 1), dtype=np.uint8)
    closed = cv2.morphologyEx(quarter, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.blur(closed, (9, 9)).astype(np.float32)
    return cast(Floats, np.maximum(cv2.resize(smooth, (WIDTH, HEIGHT)), LEAST_PAPER))


def deepest(inked: Floats) -> Floats:
    """The strongest ink of the three colours at each pixel; ten times as fast as numpy's maximum over the last axis."""
    blue, green, red = cv2.split(inked)
    return np.asarray(cv2.max(cv2.max(blue, green), red), dtype=np.float32)


def redness(inked: Floats) -> Floats:
    """Ink that is missing in red: 0 for black print, near 1 for red print."""
    return cast(Floats, np.clip((inked[:, :, 0] + inked[:, :, 1]) / 2 - inked[:, :, 2], 0, 1))


def _around(frame: Frame, quad: Corners) -> tuple[Frame, Corners]:
    """The part of the frame around the quad, so that a card costs what it covers and not what the frame does."""
    height, width = frame.shape[:2]
    reach = 6 + 0.15 * side_lengths(quad)[1]
    left, top = np.clip(np.floor(quad.min(axis=0) - reach).astype(int), 0, (width - 2, height - 2)).tolist()
    right, bottom = np.clip(np.ceil(quad.max(axis=0) + reach).astype(int), 2, (width, height)).tolist()
    cut = frame[top : max(bottom, top + 2), left : max(right, left + 2)]
    return cut, quad - np.array((left, top), dtype=np.float32)
