"""Reads a throw: exactly so many dice, each with pips and face that agree, above the site's gates. Without a calibration all is advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hardware.decode.sight.dice.calibration import DiceCalibration
from hardware.decode.sight.dice.colours import weakest
from hardware.decode.sight.dice.enrolment import enrolled
from hardware.decode.sight.dice.pips import working
from hardware.decode.sight.dice.throw import ANY_SIZE, Nets, throw
from hardware.decode.sight.dice.verdict import judged, told
from hardware.decode.sight.reader import Frame, LabelledFrame, Read, Reason, Seen, usable

BLACK, BURNT = 12, 0.6
"""Brightest grey of a picture that shows nothing; part of a picture that is burnt out when it is over-exposed."""
FLAT = 4.0
"""Spread of grey in a picture of one covered surface."""


@dataclass(frozen=True, slots=True, eq=False)
class DiceReader:
    """``nets`` as shipped, and their hash."""

    nets: Nets
    net_hash: str

    def calibrate(self, frames: Sequence[LabelledFrame]) -> DiceCalibration:
        """From throws whose faces are known, one value a die. Raises CalibrationError when they do not suffice."""
        return enrolled(frames, self.nets, self.net_hash)

    def read(self, frame: Frame, calibration: DiceCalibration | None) -> list[Read]:
        """Every die seen."""
        return list(self.look(frame, calibration).reads)

    def look(self, frame: Frame, calibration: DiceCalibration | None) -> Seen:
        """Every die seen, and why the whole picture says nothing."""
        if not usable(frame):
            return Seen((), (Reason.BAD_PICTURE,))
        bad = _shows_nothing(frame)
        if bad:
            return Seen((), bad)
        grey, scale = working(frame)
        nets = calibration.nets if calibration else self.nets
        sizes = calibration.sizes.in_picture(grey) if calibration else ANY_SIZE
        thrown = throw(grey, nets, sizes)
        if calibration is None:
            reads = [told(one, scale, (Reason.NOT_ENROLLED,)) for one in thrown.dice]
            return Seen(tuple(reads), (Reason.NOT_ENROLLED,))
        return judged(frame, grey, scale, thrown, calibration)


def _shows_nothing(frame: Frame) -> tuple[Reason, ...]:
    grey = frame[::4, ::4]
    if int(grey.max()) < BLACK:
        return (Reason.DARK,)
    if float((weakest(grey) >= 250).mean()) > BURNT:
        return (Reason.OVEREXPOSED,)
    return (Reason.COVERED,) if float(grey.mean(axis=2).std()) < FLAT else ()
