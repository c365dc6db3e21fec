"""Drawn photographs of dice in a dome, a tray or a window, with exact truth, a site from each seed. Refuses conditions it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hardware.decode.sight import shake
from hardware.decode.sight.reader import Corners, Floats, Frame
from hardware.sim.scenes.dice_faces import DieStyle, any_style, face, odd_style, symbol
from hardware.sim.scenes.dice_ground import FELTS, Ground, Place, behind_the_rim, drawn, hand, reflections
from hardware.sim.scenes.dice_solid import Camera, Die, Solid, draw, height_of, turned
from hardware.sim.scenes.scene import NOTHING_IS_THERE, DrawnKind, DrawnScene

Rng = np.random.Generator
CONDITIONS = (
    "plain", "dark", "blur", "white_balance", "jpeg", "overexposed", "coarse", "glare", "shade",
    "touching", "cocked", "hand", "missing_die", NOTHING_IS_THERE,
)  # fmt: skip
SHAKES = 16
"""Labelled pictures of a site."""
ODD, NEAR_FAR = 0.5, (4.5, 20)
"""Of the lessons: part of the dice that toys have; how far a camera under a window is, in sides."""
WHOLE, CUT = 0.95, 0.65
"""How far from a place's rim, in sides, a die's middle lies: whole before it, or its corner behind a window's."""
COCKED, TIPPED = (0.42, 0.75), (0.0, 0.8)
"""By how much dice lean, radians: where one lies against something, and in lessons."""
_SIDES = {
    1: (2, 3, 5, 4),
    2: (1, 3, 6, 4),
    3: (1, 2, 6, 5),
    4: (1, 5, 6, 2),
    5: (1, 3, 6, 4),
    6: (2, 4, 5, 3),
}


@dataclass(frozen=True, slots=True, eq=False)
class LaidDie:
    """A die of the picture: its value ("" for one of symbols), its top face in pixels, whether it can be read, whether it lies flat, where its face looks."""

    value: str
    top: Corners
    clear: bool
    flat: bool
    lean: Floats


@dataclass(frozen=True, slots=True, eq=False)
class DiceScene:
    """The picture and every die in it."""

    frame: Frame
    dice: tuple[LaidDie, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DiceSite:
    """One studio's dice, camera and light. ``symbols``: how many dice that count nothing lie among them; ``tipped``: every die leans, each by another angle."""

    seed: int
    count: int
    styles: tuple[DieStyle, ...]
    size: tuple[int, int]
    camera: Camera
    ground: Ground
    light: Solid
    symbols: int = 0
    tipped: bool = False

    def labelled(self) -> Sequence[tuple[Frame, object]]:
        """Throws, every face more than once."""
        return [
            (scene.frame, {"faces": [int(value) for value in scene.truth]})
            for scene in (self.draw("plain", 1_000_000 + number) for number in range(SHAKES))
        ]

    def draw(self, condition: str, number: int) -> DrawnScene:
        """Raises ValueError for a condition that is not in CONDITIONS."""
        shown = self.scene(condition, number)
        clear = [die for die in shown.dice if die.clear and die.value]
        places = tuple((die.value, die.top) for die in clear)
        return DrawnScene(shown.frame, tuple(sorted(die.value for die in clear)), places=places)

    def scene(self, condition: str, number: int) -> DiceScene:
        """The picture and where each die lies in it."""
        if condition not in CONDITIONS:
            raise ValueError(f"{condition!r} is no condition: {', '.join(CONDITIONS)}")
        rng = np.random.default_rng([self.seed, CONDITIONS.index(condition), number])
        frame = drawn(self.ground, self.size)
        dice = self._dice(condition, rng)
        for die, _ in sorted(dice, key=lambda one: float(one[0].place[1])):
            draw(frame, die, self.camera, self.light)
        if self.ground.place is Place.WINDOW:
            behind_the_rim(frame, self.ground)
        laid = [
            LaidDie(value, die.top(self.camera), _flat(die), _flat(die), die.lean(self.camera))
            for die, value in dice
        ]
        if condition == "hand" and laid:
            hidden = int(rng.integers(len(laid)))
            hand(frame, _middle(laid[hidden].top), self.camera.die_px, rng)
            laid = _uncovered(laid, frame, hidden, self.camera.die_px)
        if self.ground.place is Place.DOME:
            frame = reflections(frame, self.ground, np.random.default_rng([self.seed, 7]))
        return DiceScene(_under(condition, frame, rng, self.camera.die_px), tuple(laid))

    def _dice(self, condition: str, rng: Rng) -> list[tuple[Die, str]]:
        """Dice with their values, "" for symbols."""
        count = self.count - (condition == "missing_die")
        if condition == NOTHING_IS_THERE:
            return []
        places = _places(rng, count + self.symbols, self._reach(), condition == "touching")
        return [
            self._die(place, rng, number >= count, condition == "cocked" and number == 0)
            for number, place in enumerate(places)
        ]

    def _reach(self) -> float:
        """How far from the middle a die lies, in sides."""
        rim = CUT if self.ground.place is Place.WINDOW else WHOLE
        return max(1.0, self.ground.radius / self.camera.die_px - rim)

    def _die(self, place: tuple[float, float, float], rng: Rng, other: bool, leans: bool) -> tuple[Die, str]:
        style = self.styles[int(rng.integers(len(self.styles)))]
        least, most = TIPPED if self.tipped else COCKED
        lean = float(rng.uniform(least, most)) if leans or self.tipped else 0.0
        turn = turned(place[2], lean, float(rng.uniform(0, 2 * np.pi)))
        value = int(rng.integers(1, 7))
        sides = np.roll(_SIDES[value], int(rng.integers(4)))
        if other:
            faces = [symbol(style, rng) for _ in range(6)]
        else:
            one, two, three, four = (face(int(side), style) for side in sides)
            faces = [face(value, style), one, two, face(7 - value, style), three]
            faces.append(four)
        at = np.array((place[0], place[1], height_of(turn)))
        return Die(style, at, turn, faces), "" if other else str(value)


class DiceScenes:
    """`scene.DrawnKind` for dice."""

    conditions: tuple[str, ...] = CONDITIONS

    def site(self, seed: int) -> DiceSite:
        """Everything follows from the seed."""
        rng = np.random.default_rng([seed, 61])
        size = ((960, 540), (1280, 720), (960, 720), (640, 640))[int(rng.integers(4))]
        count = int(rng.choice((2, 3, 3, 3, 4, 6)))
        radius = min(size) * float(rng.uniform(0.38, 0.47))
        die_px = radius / float(rng.uniform(2.9, 4.3) + 0.28 * count)
        middle = (size[0] / 2 + float(rng.uniform(-20, 20)), size[1] / 2 + float(rng.uniform(-8, 8)))
        floor = str(rng.choice(("felt", "felt", "wood", "black", "paper")))
        place = (Place.DOME, Place.DOME, Place.TRAY, Place.WINDOW)[int(rng.integers(4))]
        style = any_style(rng)
        ground = Ground(place, floor, _colour(floor, style, rng), middle, radius, seed)
        camera = Camera(middle, die_px, float(rng.uniform(9, 26)), float(rng.uniform(0, 0.42)))
        light = np.array((rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6), 1.0))
        return DiceSite(seed, count, (style,), size, camera, ground, light / np.linalg.norm(light))


def mixed_site(seed: int) -> DiceSite:
    """A place where dice of several makers lie, and some of symbols: for the net's lessons."""
    rng = np.random.default_rng([seed, 62])
    site = DiceScenes().site(seed)
    styles = tuple(
        odd_style(rng) if rng.random() < ODD else any_style(rng) for _ in range(int(rng.integers(1, 4)))
    )
    larger = float(rng.choice((1.0, 1.0, rng.uniform(1.2, 2.2))))
    few = 2 + int(rng.integers(3)) if larger == 1 else 2
    camera = replace(site.camera, die_px=site.camera.die_px * larger)
    if site.ground.place is Place.WINDOW:
        camera = replace(camera, far=float(rng.uniform(*NEAR_FAR)))
    symbols = int(rng.choice((0, 0, 1, 1, 2))) if larger == 1 else int(rng.integers(2))
    return replace(site, styles=styles, symbols=symbols, camera=camera, count=few)


SCENES: DrawnKind = DiceScenes()


def _colour(floor: str, style: DieStyle, rng: Rng) -> tuple[int, int, int]:
    """A studio chooses dice that show on its floor."""
    choice = {"wood": ((60, 90, 130), (40, 60, 95)), "black": ((24, 22, 22), (40, 36, 32))}.get(floor, FELTS)
    return max(
        (choice[int(rng.integers(len(choice)))] for _ in range(3)),
        key=lambda one: abs(sum(one) - sum(style.body)),
    )


def _places(rng: Rng, count: int, reach: float, touching: bool) -> list[tuple[float, float, float]]:
    """x, y in sides and yaw; never one in another. ``touching``: the second lies flat against the first."""
    first = _anywhere(rng, reach * (0.6 if touching else 1))
    found = [first]
    if touching and count > 1:
        turn = first[2] + int(rng.integers(4)) * np.pi / 2
        found.append((first[0] + 1.02 * np.cos(turn), first[1] + 1.02 * np.sin(turn), first[2]))
    for _ in range(4000):
        if len(found) >= count:
            break
        place = _anywhere(rng, reach)
        if all(np.hypot(place[0] - x, place[1] - y) > 1.5 for x, y, _ in found):
            found.append(place)
    return found[:count]


def _anywhere(rng: Rng, reach: float) -> tuple[float, float, float]:
    out, turn = reach * float(np.sqrt(rng.random())), float(rng.uniform(0, 2 * np.pi))
    return out * float(np.cos(turn)), out * float(np.sin(turn)), float(rng.uniform(0, 2 * np.pi))


def _flat(die: Die) -> bool:
    return bool(die.turn[2, 2] > 0.99)


def _middle(top: Corners) -> tuple[float, float]:
    x, y = top.mean(axis=0)
    return float(x), float(y)


def _uncovered(laid: Sequence[LaidDie], frame: Frame, hidden: int, die_px: float) -> list[LaidDie]:
    """The hand lies in a band from the hidden die to the nearer side; what it may touch is not clear."""
    x, y = _middle(laid[hidden].top)
    left = x < frame.shape[1] / 2
    out = []
    for number, die in enumerate(laid):
        across, down = _middle(die.top)
        beyond = across < x + 1.9 * die_px if left else across > x - 1.9 * die_px
        near = beyond and abs(down - y) < 3.4 * die_px
        out.append(replace(die, clear=die.clear and number != hidden and not near))
    return out


def _under(condition: str, frame: Frame, rng: Rng, die_px: float) -> Frame:
    """As a camera would bring it under that condition."""
    frame = shake.defocused(frame, 0.6)
    match condition:
        case "dark" | "jpeg" | "coarse":
            return shake.condition(condition, frame, rng, die_px)
        case "blur":
            return shake.defocused(frame, 0.03 * die_px)
        case "white_balance":
            return shake.condition("white balance", frame, rng, die_px)
        case "overexposed":
            return shake.condition("over-exposed", frame, rng, die_px)
        case "glare":
            return shake.glared(frame, rng, float(rng.uniform(0.3, 0.8)))
        case "shade":
            return shake.shaded(frame, rng, float(rng.uniform(0.3, 0.6)))
        case _:
            return shake.noisy(frame, rng, 1.5)
