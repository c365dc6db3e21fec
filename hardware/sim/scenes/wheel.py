"""Drawn photographs of roulette wheels, each site with its own wheel, camera and light; what the light does stays while the rotor turns. Uses no photograph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hardware.decode.sight.reader import Frame
from hardware.decode.sight.wheel.ball_look import usual_radius
from hardware.decode.sight.wheel.pose import Pose
from hardware.sim.scenes.ball_physics import Moment
from hardware.sim.scenes.scene import NOTHING_IS_THERE, DrawnScene, DrawnSite
from hardware.sim.scenes.wheel_camera import Photograph, WheelCamera, camera_of
from hardware.sim.scenes.wheel_foreign import COLOURS, pixel, with_chip, with_paper, with_plus, with_spot
from hardware.sim.scenes.wheel_look import look_of
from hardware.sim.scenes.wheel_spoilt import spoilt
from schemas.games.wheels import Wheel, wheel_order

CONDITIONS = (
    "plain",
    "dark",
    "blur",
    "white_balance",
    "jpeg",
    "overexposed",
    "coarse",
    "glare",
    "shade",
    "motion",
    "hand",
    "two_balls",
    "two_touching",
    "ball_at_rim",
    "near_wall",
    "chip",
    "paper",
    "plus",
    "lamp",
    "ball_on_track",
    NOTHING_IS_THERE,
)
FOREIGN = ("chip", "paper", "plus", "lamp")
"""Conditions in which something lies in a pocket that is no ball."""
UNREADABLE = (
    NOTHING_IS_THERE,
    "two_balls",
    "two_touching",
    "ball_at_rim",
    "near_wall",
    "ball_on_track",
    *FOREIGN,
)
"""Conditions whose pictures have no pocket to tell."""
EMPTY_PICTURES, BALL_PICTURES = 8, 5
FLOOR = 0.735


class WheelSite:
    """One studio's wheel. ``wheel``: which order it has, as ``--wheel`` names it."""

    def __init__(self, seed: int, wheel: Wheel | None = None) -> None:
        self._seed = seed
        rng = np.random.default_rng((seed, 1))
        look = look_of(rng)
        while wheel is not None and look.wheel is not wheel:
            look = look_of(rng)
        self.wheel = look.wheel
        self._camera: WheelCamera = camera_of(rng, look)

    @property
    def pose(self) -> Pose:
        """Where the number ring's outer edge lies in every picture, exactly."""
        return self._camera.pose

    def labelled(self) -> Sequence[tuple[Frame, object]]:
        """One turn of the empty wheel, and the ball in pockets all around it."""
        rng = np.random.default_rng((self._seed, 2))
        turns = (np.arange(EMPTY_PICTURES) + rng.random(EMPTY_PICTURES)) / EMPTY_PICTURES
        entry = {"result": None, "wheel": self.wheel.value}
        empty = [(self._camera.taken(Photograph(float(turn)), rng), entry) for turn in turns]
        return [*empty, *(self._known(number, rng) for number in range(BALL_PICTURES))]

    def _known(self, number: int, rng: np.random.Generator) -> tuple[Frame, object]:
        order = wheel_order(self.wheel)
        pocket = (number * len(order)) // BALL_PICTURES + int(rng.integers(5))
        ball = _seated(rng, pocket, len(order))
        frame = self._camera.taken(Photograph(float(rng.random()), (ball,)), rng)
        return frame, {"result": order[pocket % len(order)], "wheel": self.wheel.value}

    def draw(self, condition: str, number: int) -> DrawnScene:
        """Raises ValueError for a condition that is not one of ``CONDITIONS``."""
        rng = np.random.default_rng((self._seed, 3, CONDITIONS.index(condition), number))
        turns, pockets = float(rng.random()), wheel_order(self.wheel)
        pocket = int(rng.integers(len(pockets)))
        balls = _balls(condition, rng, pocket, len(pockets))
        blur = float(rng.uniform(0.3, 0.7)) if condition == "motion" else 0.0
        frame = self._camera.taken(Photograph(turns, balls, blur), rng)
        frame = spoilt(frame, condition, rng, self._camera.pose)
        if condition in FOREIGN:
            frame = self._strewn(frame, condition, turns + pocket / len(pockets), rng)
        if condition == "near_wall":
            there = pockets[round(balls[0][0] * len(pockets)) % len(pockets)]
            return DrawnScene(frame, (), also=(there,))
        return DrawnScene(frame, () if condition in UNREADABLE else (pockets[pocket],))

    def _strewn(self, frame: Frame, condition: str, turns: float, rng: np.random.Generator) -> Frame:
        """With something in a pocket that is as large as a ball, or half as large again."""
        pose = self._camera.pose
        x, y = pixel(pose, turns, FLOOR + float(rng.uniform(-0.02, 0.02)))
        radius = (
            usual_radius(len(wheel_order(self.wheel)), FLOOR) * pose.radius * float(rng.uniform(0.9, 1.5))
        )
        match condition:
            case "chip":
                colours = list(COLOURS.values())
                return with_chip(frame, x, y, radius, colours[int(rng.integers(len(colours)))])
            case "paper":
                return with_paper(frame, x, y, radius, float(rng.random()))
            case "plus":
                return with_plus(frame, x, y, radius)
            case _:
                return with_spot(frame, x, y, radius)

    def moment(self, moment: Moment, rng: np.random.Generator) -> Frame:
        """One instant of a spin (``ball_physics``)."""
        place = moment.ball - moment.rotor
        return self._camera.taken(Photograph(moment.rotor % 1.0, ((place, moment.out, moment.height),)), rng)


class WheelScenes:
    """``scene.DrawnKind`` for roulette."""

    conditions = CONDITIONS

    def site(self, seed: int) -> DrawnSite:
        return WheelSite(seed)


SCENES = WheelScenes()


def _balls(
    condition: str, rng: np.random.Generator, pocket: int, pockets: int
) -> tuple[tuple[float, float, float], ...]:
    """Place on the rotor, radii, height in ball radii."""
    ball = _seated(rng, pocket, pockets)
    if condition == NOTHING_IS_THERE or condition in FOREIGN:
        return ()
    if condition == "ball_on_track":
        return ((float(rng.random()), float(rng.uniform(1.38, 1.46)), 0.0),)
    if condition == "near_wall":
        return (((pocket + float(rng.uniform(0.35, 0.65))) / pockets, *ball[1:]),)
    if condition == "two_touching":
        beside = float(rng.uniform(0.6, 1.0)) * float(rng.choice((-1, 1)))
        return (ball, (ball[0] + beside / pockets, FLOOR + float(rng.uniform(-0.02, 0.02)), 0.0))
    if condition == "two_balls":
        other = (pocket + int(rng.integers(3, pockets - 3))) / pockets
        return (ball, (other, FLOOR, 0.0))
    if condition == "ball_at_rim":
        other = (pocket + int(rng.integers(3, pockets - 3)) + float(rng.uniform(-0.5, 0.5))) / pockets
        return (ball, (other, float(rng.uniform(0.79, 0.86)), 0.0))
    return (ball,)


def _seated(rng: np.random.Generator, pocket: int, pockets: int) -> tuple[float, float, float]:
    seat = float(rng.uniform(-0.17, 0.17))
    return (pocket + seat) / pockets, FLOOR + float(rng.uniform(-0.02, 0.02)), 0.0
