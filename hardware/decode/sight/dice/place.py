"""Whether the place itself says that exactly these dice lie there: at a first look, or at a second one without a lamp's reflection. Reads no die."""

from __future__ import annotations

from collections.abc import Sequence

from hardware.decode.sight.dice.bodies import each_a_body
from hardware.decode.sight.dice.calibration import DiceCalibration
from hardware.decode.sight.dice.ground import Ground, moved_or_covered
from hardware.decode.sight.dice.lean import Spot
from hardware.decode.sight.dice.veil import unveiled
from hardware.decode.sight.reader import Frame, Reason


def of_the_place(
    frame: Frame, dice: Sequence[Spot], calibration: DiceCalibration, spoilt: bool
) -> tuple[Reason, ...]:
    """Why the place does not say so. ``spoilt``: the throw counts nothing anyway, and only the camera is asked for.

    The second look is for sites that throw one number of dice only: there what a reflection hides is missed in the count.
    """
    if calibration.ground is None:
        return ()
    first = _seen_there(frame, dice, calibration.ground, calibration, spoilt)
    if not first or spoilt or len(calibration.counts) > 1:
        return first
    clear = unveiled(frame, calibration.ground, dice, sum(calibration.sizes.sides) / 2)
    if clear is None:
        return (*first, Reason.GLARE)
    return _seen_there(clear, dice, calibration.ground, calibration, False) and first


def _seen_there(
    frame: Frame, dice: Sequence[Spot], ground: Ground, calibration: DiceCalibration, spoilt: bool
) -> tuple[Reason, ...]:
    """Nothing where the camera stands where it stood, nothing covers the place, and a body lies under each die and nowhere else; bodies are asked for only where they can be told from the place."""
    bodies, out = calibration.bodies, moved_or_covered(frame, ground)
    if spoilt or bodies is None or each_a_body(frame, dice, ground, bodies):
        return out
    return (*out, Reason.WRONG_COUNT)
