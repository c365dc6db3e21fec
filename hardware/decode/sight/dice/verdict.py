"""Whether a throw counts: each die above the site's gates, exactly so many, the camera where it stood. One die that can't be read keeps all from being accepted."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.decode.sight.dice.calibration import DiceCalibration
from hardware.decode.sight.dice.lean import Spot, leaning_by
from hardware.decode.sight.dice.place import of_the_place
from hardware.decode.sight.dice.throw import MAY_BE, RULED_OUT, Found, Throw
from hardware.decode.sight.reader import Frame, Read, Reason, Seen

CLIPPED = 0.18
"""Part of a dark-pipped face that is burnt out when a lamp shines on it."""
LIES_WELL = 0.7
BESIDE = 1.08
"""Middles nearer than so many sides: the dice touch."""


def judged(frame: Frame, grey: Frame, scale: float, thrown: Throw, calibration: DiceCalibration) -> Seen:
    """All of the throw, or none of it."""
    why = [_why_not(one, thrown, grey, calibration) for one in thrown.dice]
    whole: list[Reason] = []
    if len(thrown.dice) not in calibration.counts:
        whole.append(Reason.WRONG_COUNT)
        whole.extend(_burnt(frame))
    elif any(_uncounted(one) for one in thrown.others):
        whole.append(Reason.WRONG_COUNT)
    spots = [_spot(one, grey) for one in thrown.dice]
    whole = [*of_the_place(frame, spots, calibration, bool(whole)), *whole]
    spoilt = tuple(whole) or ((Reason.WRONG_COUNT,) if any(why) else ())
    reads = [
        told(one, scale, (*reasons, *(reason for reason in spoilt if reason not in reasons)))
        for one, reasons in zip(thrown.dice, why, strict=True)
    ]
    return Seen(tuple(reads), tuple(dict.fromkeys(whole)))


def _spot(one: Found, grey: Frame) -> Spot:
    longest = max(grey.shape)
    return one.lie.at[0] / longest, one.lie.at[1] / longest


def _uncounted(one: Found) -> bool:
    """A place that no counted die explains, and that may be a die all the same: pips lie well, and the face does not rule it out; where a further pip lies beside them, it believes it."""
    least = MAY_BE if one.lie.crowded else RULED_OUT
    return one.lie.value > 1 and one.pips.score > LIES_WELL and _share(one) > least


def _share(one: Found) -> float:
    """At most so much does the face hold for any value: none's share is the vote's when none is likeliest."""
    return one.face.score if one.face.value is not None else 1 - one.face.score


def sharpness(grey: Frame, found: Found) -> float:
    """Steepest change on the face over its contrast, a pip's width apart."""
    patch = _patch(grey, found)
    if patch.size < 64:
        return 0.0
    spread = float(patch.std())
    steep = float(np.quantile(np.abs(cv2.Sobel(patch, cv2.CV_32F, 1, 0)), 0.98))
    return steep / max(4.0, spread)


def _why_not(one: Found, thrown: Throw, grey: Frame, calibration: DiceCalibration) -> tuple[Reason, ...]:
    """Empty: this die is read."""
    gates = calibration.gates
    out: list[Reason] = []
    if not one.agreed:
        out.append(Reason.DISAGREE)
    elif not (gates.pips.passes(one.pips) and gates.face.passes(one.face)):
        out.append(Reason.UNSURE)
    off = calibration.flatness.off(_spot(one, grey), one.lean)
    leans = leaning_by(off, gates.usual - one.lie.ratio)
    if one.lie.ratio < gates.ratio or one.rival > gates.face.floor or leans > gates.lean:
        out.append(Reason.COCKED)
    if one.contested:
        out.append(Reason.UNSURE)
    if calibration.bright is not None and one.lie.bright != calibration.bright:
        out.append(Reason.UNSURE)
    if out:
        out.extend(_causes(one, thrown, grey, gates.sharpness))
    return tuple(dict.fromkeys(out))


def _causes(one: Found, thrown: Throw, grey: Frame, least_sharp: float) -> list[Reason]:
    """What can be seen to be wrong."""
    patch, out = _patch(grey, one), []
    if patch.size and float((patch >= 252).mean()) > CLIPPED and not one.lie.bright:
        out.append(Reason.GLARE)
    if sharpness(grey, one) < least_sharp:
        out.append(Reason.BLUR)
    near = [np.hypot(*np.subtract(one.lie.at, other.lie.at)) for other in thrown.dice if other is not one]
    if near and min(near) < BESIDE * one.lie.side:
        out.append(Reason.TOUCHING)
    return out


def told(one: Found, scale: float, reasons: tuple[Reason, ...]) -> Read:
    value = one.pips.value if one.agreed else None
    sure = max(0.0, min(1.0, one.strength))
    quad = (one.lie.quad * scale).astype(np.float32)
    return Read(value, round(sure, 4), not reasons, reasons, quad, (one.pips, one.face))


def _patch(grey: Frame, one: Found) -> Frame:
    reach, (x, y) = 0.4 * one.lie.side, one.lie.at
    return grey[max(0, int(y - reach)) : int(y + reach) + 1, max(0, int(x - reach)) : int(x + reach) + 1]


def _burnt(frame: Frame) -> tuple[Reason, ...]:
    """Why dice may be missing: burnt out, or too dark to see."""
    grey = frame[::4, ::4].max(axis=2)
    if float((grey >= 252).mean()) > 0.35:
        return (Reason.OVEREXPOSED,)
    return (Reason.DARK,) if float(np.quantile(grey, 0.95)) < 40 else ()
