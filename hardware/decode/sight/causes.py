"""Why a card that was found could not be read: glare, a hand, blur, darkness, too few pixels; and what a back looks like. Explains only; accepts nothing."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.decode.sight.flat import HEIGHT, WIDTH, deepest
from hardware.decode.sight.outline import side_lengths
from hardware.decode.sight.reader import Corners, Floats, Frame, Reason

CLIPPED, CLIPPED_PART = 253, 0.12
DARK_PAPER = 30
SMALL_SIDE = 45.0
SKIN_PART = 0.06
INKED = 0.15
BACK_INKED = 0.4
BLACK, ALL_CLIPPED, ONE_COLOUR = 12, 0.9, 2.0
"""Brightest pixel of a black picture; part that is clipped, and spread of colour, of one that shows nothing."""


def causes(flat: Frame, inked: Floats, quad: Corners, least_sharp: float) -> tuple[Reason, ...]:
    """Every cause that shows, the likeliest to matter first."""
    found = []
    if skin_part(flat) > SKIN_PART:
        found.append(Reason.HAND)
    if _clipped_part(flat) > CLIPPED_PART:
        found.append(Reason.GLARE)
    if side_lengths(quad)[0] < SMALL_SIDE:
        found.append(Reason.SMALL)
    if float(np.quantile(flat[::4, ::4].max(axis=2), 0.9)) < DARK_PAPER:
        found.append(Reason.DARK)
    if sharpness(inked) < least_sharp:
        found.append(Reason.BLUR)
    return tuple(found)


def of_frame(frame: Frame) -> tuple[Reason, ...]:
    """Why a whole frame shows nothing: black, clipped everywhere, or one colour."""
    few = frame[::4, ::4]
    if int(few.max()) < BLACK:
        return (Reason.DARK,)
    if float((few.min(axis=2) >= CLIPPED - 3).mean()) > ALL_CLIPPED:
        return (Reason.OVEREXPOSED,)
    return (Reason.COVERED,) if float(few.reshape(-1, 3).std(axis=0).max()) < ONE_COLOUR else ()


def sharpness(inked: Floats) -> float:
    """Strength of fine detail relative to all print; the same for few pips as for a court."""
    dark = deepest(inked)[8 : HEIGHT - 8, 8 : WIDTH - 8]
    spread = float(dark.std())
    return float(cv2.Laplacian(dark, cv2.CV_32F).std()) / spread if spread > 0.02 else 0.0


def inked_part(inked: Floats) -> float:
    """Of the card inside its rim, the part that is printed."""
    return float((deepest(inked)[12 : HEIGHT - 12, 12 : WIDTH - 12] > INKED).mean())


def looks_like_a_back(inked: Floats) -> bool:
    """Printed nearly everywhere, also down both edges where every face is blank but for its index."""
    dark = deepest(inked) > INKED
    strips = dark[HEIGHT // 3 : 2 * HEIGHT // 3, [*range(14, 30), *range(WIDTH - 30, WIDTH - 14)]]
    return bool(strips.mean() > BACK_INKED and inked_part(inked) > BACK_INKED)


def skin_part(flat: Frame) -> float:
    """Part of the card that has the colour of skin, light or dark: red over green over blue, neither grey nor full red."""
    small = cv2.resize(flat, (50, 75), interpolation=cv2.INTER_AREA).astype(np.int16)
    blue, green, red = small[:, :, 0], small[:, :, 1], small[:, :, 2]
    skin = (red > green + 12) & (green > blue + 4) & (red < 2.2 * green + 10) & (red > 45) & (green < 200)
    return float(cv2.erode(skin.astype(np.uint8), np.ones((5, 5), dtype=np.uint8)).mean())


def _clipped_part(flat: Frame) -> float:
    return float((flat[::2, ::2].min(axis=2) >= CLIPPED).mean())
