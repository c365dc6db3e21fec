"""The pictures that a wheel's gates are tried on: photographs with a ball in a known pocket, and balls drawn into the empty wheel in many pockets, seats, tints, lights and degrees of blur."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from hardware.decode.sight.reader import Frame, LabelledFrame
from hardware.decode.sight.wheel.ball_look import usual_radius
from hardware.decode.sight.wheel.calibration import WheelCalibration
from hardware.decode.sight.wheel.drawn_ball import tint_of, with_ball
from hardware.decode.sight.wheel.floor import TRUSTED
from hardware.decode.sight.wheel.pockets import place_of
from hardware.decode.sight.wheel.rotor import standing
from hardware.decode.sight.wheel.unwrap import RING, unrolled
from schemas.games.wheels import wheel_order

DRAWN = 48
LIGHTS = (1.0, 0.35, 1.45, 0.7)
BLURS = (0.0, 0.0, 0.006, 0.0, 0.009)
"""Sigma in radii of the wheel: about the most at which a pocket can still be told from the next by eye."""
QUALITIES = (0, 0, 0, 0, 0, 25, 0)
"""Of a compressed picture, in hundredths; 0: not compressed."""


@dataclass(frozen=True, slots=True, eq=False)
class Ball:
    """A picture whose ball is known. ``paint``: of one drawn by ourselves, and so no proof of the site's own, its grey level, the logs of blue and red against green, and its size in usual balls."""

    frame: Frame
    pocket: str
    paint: tuple[float, float, float, float] | None = None

    @property
    def drawn(self) -> bool:
        return self.paint is not None


@dataclass(frozen=True, slots=True)
class Paints:
    """What drawn balls are painted with: grey levels, how ivory (``drawn_ball``), and their size in usual balls, each from and to."""

    white: tuple[float, float] = (205.0, 245.0)
    ivory: tuple[float, float] = (0.0, 1.0)
    size: tuple[float, float] = (0.8, 1.25)


def known(frames: Sequence[LabelledFrame]) -> list[Ball]:
    """Photographs whose label names the ball's pocket."""
    return [Ball(one.frame, one.things[0].value) for one in frames if one.things]


def drawn(frames: Sequence[Frame], draft: WheelCalibration, paints: Paints) -> Iterator[Ball]:
    """Balls in empty pictures."""
    rng = np.random.default_rng(37)
    pockets, order = draft.atlas.pockets, wheel_order(draft.wheel)
    turns = [standing(unrolled(frame, draft.pose)[RING], draft.wheel, pockets).turns for frame in frames]
    for number in range(DRAWN):
        frame, turn = frames[number % len(frames)], turns[number % len(frames)]
        pocket, out = order[(number * 11) % pockets], float(rng.uniform(0.68, 0.79))
        at = turn + place_of(draft.wheel, pocket) + float(rng.uniform(-0.2, 0.2)) / pockets
        at += draft.shift.at(at, out) * TRUSTED / pockets
        size = float(rng.uniform(*paints.size))
        white, ivory = float(rng.uniform(*paints.white)), float(rng.uniform(*paints.ivory))
        ball = with_ball(frame, draft.pose, at, out, size * usual_radius(pockets, out), white, ivory)
        ball = blurred(ball, BLURS[number % len(BLURS)] * draft.pose.radius)
        ball = in_light(ball, LIGHTS[number % len(LIGHTS)], rng)
        yield Ball(
            compressed(ball, QUALITIES[number % len(QUALITIES)]), pocket, (white, *tint_of(ivory), size)
        )


def compressed(frame: Frame, quality: int) -> Frame:
    """As cameras that save on their line send it."""
    if not quality:
        return frame
    data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def blurred(frame: Frame, sigma: float) -> Frame:
    """Out of focus by so many pixels."""
    return frame if sigma <= 0 else cv2.GaussianBlur(frame, (0, 0), sigma).astype(np.uint8)


def in_light(frame: Frame, light: float, rng: np.random.Generator) -> Frame:
    """Under another light, with the noise of a sensor."""
    lit = frame if light == 1 else cv2.convertScaleAbs(frame, alpha=light)
    noise = rng.integers(0, 5, (256, 256, 3)).astype(np.uint8)
    across, down = -(-frame.shape[1] // 256), -(-frame.shape[0] // 256)
    grain = np.tile(noise, (down, across, 1))[: frame.shape[0], : frame.shape[1]]
    return cv2.subtract(cv2.add(lit, grain), np.full_like(lit, 2)).astype(np.uint8)
