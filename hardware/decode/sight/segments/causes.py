"""Why a money wheel could not be read: darkness, too much light, glare, a hand, a cover, or no wheel at all. Accepts nothing."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.decode.sight.causes import skin_part
from hardware.decode.sight.reader import Frame, Reason
from hardware.decode.sight.segments import patch, turn
from hardware.decode.sight.segments.calibration import SegmentCalibration
from hardware.decode.sight.segments.disc import ANGLES
from hardware.decode.sight.segments.look import Look, clipped_part, ready

DARK = 14.0
OVEREXPOSED_PART, GLARE_PART = 0.2, 0.02
EVERY = 4
OTHER, COVERED_PART = 0.4, 0.12
HAND_PART = 0.002
"""Part of the wheel that is of skin where it was not, and not as printed, from which on a hand is on it: no other light shows any."""


def of_frame(frame: Frame) -> tuple[Reason, ...]:
    """What is wrong with the whole picture."""
    small = np.ascontiguousarray(frame[::8, ::8])
    if _light(small) < DARK:
        return (Reason.DARK,)
    return (Reason.OVEREXPOSED,) if clipped_part(small) > 0.5 else ()


def of_look(look: Look, site: SegmentCalibration) -> tuple[Reason, ...]:
    """What is wrong with the wheel as it is seen, the likeliest to matter first."""
    found: list[Reason] = []
    clipped = clipped_part(look.unrolled) - ready(site).clipped
    if _light(look.unrolled) < DARK:
        found.append(Reason.DARK)
    if clipped > OVEREXPOSED_PART:
        found.append(Reason.OVEREXPOSED)
    elif clipped > GLARE_PART:
        found.append(Reason.GLARE)
    if hand_on(look, site):
        found.append(Reason.HAND)
    elif _other_part(look, site) > COVERED_PART:
        found.append(Reason.COVERED)
    return tuple(found)


def hand_on(look: Look, site: SegmentCalibration) -> bool:
    """Whether a hand is on the wheel, wherever: what it hides under the pointer may look as printed."""
    if skin_part(look.unrolled) <= ready(site).skin + HAND_PART:
        return False
    return _other_part(look, site) > HAND_PART


def nothing_there(look: Look, site: SegmentCalibration, same_place: bool) -> tuple[Reason, ...]:
    """No wheel is seen where it should be; ``same_place``: what stands around it is still there."""
    telling = (Reason.DARK, Reason.OVEREXPOSED, Reason.HAND)
    wrong = list[Reason]()
    wrong += [reason for reason in of_look(look, site) if reason in telling]
    if look.sharp < site.gates.sharpness:
        wrong.append(Reason.BLUR)
    return (*wrong, Reason.COVERED if same_place else Reason.NO_WHEEL)


def _other_part(look: Look, site: SegmentCalibration) -> float:
    """Part of the wheel that is not as the atlas says."""
    known = ready(site)
    here = patch.evened(turn.logs(look.unrolled))
    there = np.roll(known.even, round(look.turned.turns * ANGLES), axis=1)
    off = cv2.absdiff(here, there)[:, ::EVERY]
    return float((off.mean(axis=2) > OTHER).mean())


def _light(picture: Frame) -> float:
    """Of its lighter places, in the lightest colour of each."""
    blue, green, red = cv2.split(picture)
    return float(np.quantile(cv2.max(cv2.max(blue, green), red), 0.9))
