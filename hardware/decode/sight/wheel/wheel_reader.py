"""Reads a roulette wheel: pocket and rotor from one frame. Accepts a pocket only where two readers name it, each above its gate; all else has a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats, Frame, LabelledFrame, Read, Reason, Seen, usable
from hardware.decode.sight.wheel.advice import advised
from hardware.decode.sight.wheel.atlas import turned
from hardware.decode.sight.wheel.ball_look import Scenery
from hardware.decode.sight.wheel.calibration import WheelCalibration, WheelTest
from hardware.decode.sight.wheel.drift import drift_px
from hardware.decode.sight.wheel.fitting import somewhere
from hardware.decode.sight.wheel.judging import State, judged, state_of
from hardware.decode.sight.wheel.learning import learn
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.quick import percentile
from hardware.decode.sight.wheel.rotor import standing
from hardware.decode.sight.wheel.torn import torn
from hardware.decode.sight.wheel.trials import Ball
from hardware.decode.sight.wheel.unwrap import RING, unrolled
from schemas.games.wheels import Wheel

MOST_DRIFT_PX = 3.0
DARKEST, BRIGHTEST = 22.0, 250.0
MOST_CLIPPED = 0.3
LEAST_LEAD = 0.02
COVERED_POCKETS = 2


@dataclass(frozen=True, slots=True)
class WheelReader:
    """``reader.Reader`` for wheels. ``wheel``: the order to calibrate for, and to advise by without a calibration."""

    wheel: Wheel = Wheel.EUROPEAN

    def calibrate(self, frames: Sequence[LabelledFrame]) -> WheelCalibration:
        calibration, empty, balls = learn(frames, self.wheel)
        return replace(calibration, self_test=self._test(calibration, empty, balls))

    def _test(
        self, calibration: WheelCalibration, empty: Sequence[LabelledFrame], balls: Sequence[Ball]
    ) -> WheelTest:
        reads = [(self.read(ball.frame, calibration), ball.pocket) for ball in balls]
        firsts = [(told[0], pocket) for told, pocket in reads if told]
        nothing = [self.read(one.frame, calibration) for one in empty]
        return WheelTest(
            len(balls),
            sum(not ball.drawn for ball in balls),
            sum(read.value == pocket for read, pocket in firsts),
            sum(read.accepted for read, _ in firsts),
            sum(read.accepted and read.value != pocket for read, pocket in firsts),
            len(empty),
            sum(any(read.accepted for read in told) for told in nothing),
            calibration.self_test.steady_px,
        )

    def read(self, frame: Frame, calibration: WheelCalibration | None) -> list[Read]:
        return list(self.look(frame, calibration).reads)

    def look(self, frame: Frame, calibration: WheelCalibration | None) -> Seen:
        """The ball, the rotor, and why nothing else is said."""
        if not usable(frame):
            return Seen((), (Reason.BAD_PICTURE,))
        if calibration is None:
            return advised(frame, self.wheel)
        pose = _pose_for(frame, calibration)
        return Seen((), (Reason.MOVED_CAMERA,)) if pose is None else _look(frame, calibration, pose)


def _pose_for(frame: Frame, calibration: WheelCalibration) -> Pose | None:
    """The pose in a picture of this size; None where the camera's picture has another shape."""
    height, width = frame.shape[:2]
    by = width / calibration.picture[0]
    if abs(height - calibration.picture[1] * by) > 2:
        return None
    return calibration.pose if by == 1 else calibration.pose.scaled(by)


def _look(frame: Frame, calibration: WheelCalibration, pose: Pose) -> Seen:
    sheet = unrolled(frame, pose)
    lit = _light(sheet, calibration)
    if lit is not None:
        return Seen((), (lit,))
    stands = standing(sheet[RING], calibration.wheel, calibration.atlas.pockets)
    pair = turned(calibration.atlas, sheet, stands.turns)
    state = state_of(pair, calibration)
    whole = state.covered <= calibration.atlas.pockets // 2
    if whole and drift_px(pair, pose, stands.turns) > MOST_DRIFT_PX:
        return Seen((), (Reason.MOVED_CAMERA,), pose.rotor(stands.turns))
    if stands.match < calibration.gates.match or stands.lead < LEAST_LEAD or state.covered >= COVERED_POCKETS:
        return Seen((), _why_not(frame, calibration, state))
    if torn(pair):
        return Seen((), (Reason.BAD_PICTURE,))
    if state.blurred:
        return Seen((), (Reason.BLUR,), pose.rotor(stands.turns))
    return judged(Scenery(frame, pose, calibration.atlas, pair, stands.turns), calibration, state)


def _light(sheet: Floats, calibration: WheelCalibration) -> Reason | None:
    """Why this light is no light to read by."""
    blue, green, red = cv2.split(sheet[::2, ::4])
    most = np.asarray(cv2.max(cv2.max(blue, green), red), dtype=np.float32)
    least = cv2.min(cv2.min(blue, green), red)
    if float(percentile(most[RING.start // 2 :].ravel(), 95)) < DARKEST:
        return Reason.DARK
    clipped = float((least >= BRIGHTEST).mean())
    normally = float((calibration.atlas.light[::2, ::4, 1] >= BRIGHTEST).mean())
    return Reason.OVEREXPOSED if clipped > normally + MOST_CLIPPED else None


def _why_not(frame: Frame, calibration: WheelCalibration, state: State) -> tuple[Reason, ...]:
    if state.covered > calibration.atlas.pockets // 2 and not state.all_veiled:
        return (Reason.MOVED_CAMERA if somewhere(frame, calibration.wheel) else Reason.NO_WHEEL,)
    reasons = [Reason.COVERED] if state.covered >= COVERED_POCKETS else []
    return (*reasons, *state.reasons) or (Reason.UNSURE,)
