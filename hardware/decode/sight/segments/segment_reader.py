"""Reads a money wheel in a frame: how far the whole wheel has turned, and what is printed under the pointer; accepted only where both say the same segment. Near a border it abstains."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from hardware.decode.sight.reader import Corners, Frame, LabelledFrame, Read, Reason, Seen, usable
from hardware.decode.sight.segments import causes
from hardware.decode.sight.segments.calibration import SegmentCalibration
from hardware.decode.sight.segments.enrolment import enrol
from hardware.decode.sight.segments.learn import Stop
from hardware.decode.sight.segments.look import Look, look_at
from hardware.decode.sight.segments.moved import around, camera_moved, not_standing

WALL = 0.08
"""Part of a segment on each side in which the pointer may touch a peg (vision: not within 8 % of a wall)."""
ALIKE = 0.5
"""Part of the first reader's floor below which no wheel is seen."""
STEADY = 0.6
"""How alike what stands around it must be to say that it is the wheel that is covered. Accepts nothing."""
LARGER = 1.5
"""Times the calibration's pictures: from here on each pixel is the mean of those that it stands for."""


class SegmentReader:
    """`reader.Reader` for money wheels; ``look`` says where the wheel stands, too."""

    def __init__(self, order: Sequence[str] = ()) -> None:
        self._order = tuple(order)

    def calibrate(self, frames: Sequence[LabelledFrame]) -> SegmentCalibration:
        """Learns a wheel from pictures at rest, each labelled with the segment under the pointer.

        Raises:
            CalibrationError: too few stops, or labels that do not fit this order.
        """
        stops = [Stop(frame.name, frame.things[0].value if frame.things else "") for frame in frames]
        return enrol([frame.frame for frame in frames], stops, self._order)

    def read(self, frame: Frame, calibration: SegmentCalibration | None = None) -> list[Read]:
        """What stands under the pointer: one read, or none."""
        return list(self.look(frame, calibration).reads)

    def look(self, frame: Frame, calibration: SegmentCalibration | None = None) -> Seen:
        """One look; a picture that is none at all gives no read."""
        if not usable(frame):
            return Seen((), (Reason.BAD_PICTURE,))
        if calibration is None:
            return Seen((), (Reason.NOT_ENROLLED,))
        wrong = causes.of_frame(frame)
        sized = _sized(frame, calibration)
        if wrong or sized is None:
            return Seen((), wrong or (Reason.MOVED_CAMERA,))
        return _seen(sized, calibration, frame.shape[1] / sized.shape[1])


def _sized(frame: Frame, site: SegmentCalibration) -> Frame | None:
    """As large as the calibration's pictures; None when it is cut otherwise."""
    height, width = frame.shape[:2]
    wide, high = site.picture
    if (width, height) == (wide, high):
        return frame
    if abs(width * high - height * wide) > 0.01 * width * high:
        return None
    way = cv2.INTER_AREA if width > LARGER * wide else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(frame, (wide, high), interpolation=way), dtype=np.uint8)


def _seen(frame: Frame, site: SegmentCalibration, larger: float) -> Seen:
    look = look_at(frame, site)
    if look.turn.score < ALIKE * site.gates.turn.floor:
        return Seen((), causes.nothing_there(look, site, _same_place(frame, site)))
    middle_of_first = (look.turned.turns + site.first + 0.5 / len(site.order)) % 1.0
    read = _judged(frame, look, site, larger, (site.pointer - middle_of_first) % 1.0)
    return Seen((read,), (), site.disc.scaled(larger).rotor(middle_of_first))


def _same_place(frame: Frame, site: SegmentCalibration) -> bool:
    near, far, _ = around(frame, site)
    return near > max(STEADY, far)


def _judged(frame: Frame, look: Look, site: SegmentCalibration, larger: float, on_rotor: float) -> Read:
    reasons = _why_not(frame, look, site)
    sure = round(max(0.0, min(1.0, look.turn.score, look.patch.vote.score)), 4)
    return Read(
        value=look.turn.value,
        confidence=sure / 2 if reasons else sure,
        accepted=not reasons,
        reasons=reasons,
        quad=_quad(look, site) * larger,
        votes=(look.turn, look.patch.vote),
        on_rotor=on_rotor,
    )


def _why_not(frame: Frame, look: Look, site: SegmentCalibration) -> tuple[Reason, ...]:
    gates, found = site.gates, []
    turn, patch = gates.turn.passes(look.turn), gates.patch.passes(look.patch.vote)
    if camera_moved(frame, look, site):
        found.append(Reason.MOVED_CAMERA)
    found += not_standing(frame, site)
    if any(min(part, 1 - part) < WALL for part in (look.part, look.patch.part)):
        found.append(Reason.NEAR_WALL)
    if not _agree(look):
        found.append(Reason.DISAGREE if turn and patch else Reason.UNSURE)
    elif not (turn and patch):
        found.append(Reason.UNSURE)
    if look.patch.other > gates.other:
        found.append(Reason.COVERED)
    if look.sharp < gates.sharpness:
        found.append(Reason.BLUR)
    if causes.hand_on(look, site):
        found.append(Reason.HAND)
    return tuple(dict.fromkeys((*found, *causes.of_look(look, site)))) if found else ()


def _agree(look: Look) -> bool:
    return look.turn.value == look.patch.vote.value and look.same_place


def _quad(look: Look, site: SegmentCalibration) -> Corners:
    """The segment under the pointer, clockwise from its outer edge, a short side first."""
    start = site.pointer - look.part / len(site.order)
    end = start + 1 / len(site.order)
    turns = np.array((start, end, end, start))
    return site.disc.pixels(turns, np.array((1.0, 1.0, 0.4, 0.4)))
