"""The face of a money wheel, from the front: colours, names, lines and pegs as one maker paints them. Draws no picture of a studio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats, Frame
from hardware.sim.camera.wheels import segment_order
from hardware.sim.faces.lettering import Lettering, letters, plain

SIDE = 1100
RIM = 520.0
"""Pixels of the drawn face, its middle in the middle; and its wheel's radius."""
Rng = np.random.Generator
Colour = tuple[float, float, float]
_COUNTS = (
    {"1": 23, "2": 15, "5": 7, "10": 4, "20": 2, "40": 1, "2x": 1, "7x": 1},
    {"1": 24, "2": 15, "5": 7, "10": 4, "20": 2, "joker": 1, "logo": 1},
    {"1": 20, "2": 12, "5": 6, "10": 4, "20": 2, "joker": 1, "logo": 1},
    {"1": 14, "2": 9, "5": 6, "10": 4, "20": 2, "40": 1},
    {"1": 9, "2": 6, "5": 4, "10": 2, "20": 1, "2x": 1, "7x": 1},
)


@dataclass(frozen=True, slots=True)
class Make:
    """How one maker paints. ``twice``: each name stands twice on its segment."""

    order: tuple[str, ...]
    colours: dict[str, Colour]
    lettering: Lettering
    letter_high: float
    twice: bool
    pegs: float
    line: int
    hub: float
    hub_colour: Colour


def any_make(rng: Rng) -> Make:
    """Some maker's wheel of 24 to 54 segments."""
    order = segment_order(_COUNTS[int(rng.integers(len(_COUNTS)))])
    names = list(dict.fromkeys(order))
    return Make(
        order=order,
        colours=dict(zip(names, _colours(rng, len(names)), strict=True)),
        lettering=plain()[int(rng.integers(len(plain())))],
        letter_high=float(rng.uniform(0.5, 0.75)),
        twice=bool(rng.random() < 0.5),
        pegs=float(rng.uniform(5, 9)),
        line=int(rng.integers(2, 6)),
        hub=float(rng.uniform(0.18, 0.4)),
        hub_colour=_any_colour(rng, float(rng.uniform(0, 180))),
    )


def _colours(rng: Rng, count: int) -> list[Colour]:
    """Hues all around the circle, in no order, some of them pale or dark."""
    hues = (np.arange(count) / count * 180 + rng.uniform(0, 180)) % 180
    return [_any_colour(rng, float(hue)) for hue in rng.permutation(hues)]


def _any_colour(rng: Rng, hue: float) -> Colour:
    hsv = np.array([[[hue, rng.uniform(110, 240), rng.uniform(70, 240)]]], dtype=np.uint8)
    blue, green, red = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)[0, 0]
    return float(blue), float(green), float(red)


def face(make: Make) -> Frame:
    """SIDE x SIDE; the first segment begins to the right and they go on clockwise."""
    out = np.zeros((SIDE, SIDE, 3), dtype=np.uint8)
    for place, name in enumerate(make.order):
        _wedge(out, place / len(make.order), (place + 1) / len(make.order), make.colours[name])
    for place, name in enumerate(make.order):
        _name(out, make, (place + 0.5) / len(make.order), name)
    for place in range(len(make.order)):
        _border(out, make, place / len(make.order))
    _hub(out, make)
    return out


def _at(turns: float, out: float) -> tuple[int, int]:
    angle = 2 * np.pi * turns
    return round(SIDE / 2 + out * RIM * np.cos(angle)), round(SIDE / 2 + out * RIM * np.sin(angle))


def _wedge(out: Frame, start: float, end: float, colour: Colour) -> None:
    edge = [_at(turns, 1.0) for turns in np.linspace(start, end, 8)]
    cv2.fillPoly(out, [np.array([(SIDE // 2, SIDE // 2), *edge], dtype=np.int32)], colour, cv2.LINE_AA)


def _border(out: Frame, make: Make, turns: float) -> None:
    cv2.line(out, _at(turns, make.hub), _at(turns, 0.99), (200, 225, 240), make.line, cv2.LINE_AA)
    cv2.circle(out, _at(turns, 0.965), round(make.pegs), (240, 240, 240), -1, cv2.LINE_AA)


def _name(out: Frame, make: Make, turns: float, name: str) -> None:
    """Its foot towards the axle."""
    mask = letters({"joker": "J", "logo": "SF"}.get(name, name), make.lettering)
    room = 2 * np.pi * RIM * 0.8 / len(make.order)
    high = min(make.letter_high * 70, 0.75 * room * mask.shape[0] / mask.shape[1])
    ink = 20.0 if float(np.dot(make.colours[name], (0.11, 0.59, 0.3))) > 120 else 245.0
    for place in (0.85, 0.62) if make.twice else (0.8,):
        _print(out, mask, high, _at(turns, place), turns, ink)


def _print(
    out: Frame, mask: Frame | Floats, high: float, at: tuple[int, int], turns: float, ink: float
) -> None:
    scale, angle = high / mask.shape[0], 2 * np.pi * (turns + 0.25)
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    middle = np.array((mask.shape[1] / 2, mask.shape[0] / 2))
    turn = np.array(((cos, -sin), (sin, cos)))
    plan = np.hstack((turn, (np.array(at) - turn @ middle)[:, None]))
    cover = cv2.warpAffine(mask, plan, (SIDE, SIDE), flags=cv2.INTER_AREA).astype(np.float32)
    x, y, wide, tall = cv2.boundingRect((cover > 0).astype(np.uint8))
    part = out[y : y + tall, x : x + wide]
    share = cover[y : y + tall, x : x + wide, None] / 255
    part[:] = np.rint(part * (1 - share) + ink * share).astype(np.uint8)


def _hub(out: Frame, make: Make) -> None:
    middle = (SIDE // 2, SIDE // 2)
    cv2.circle(out, middle, round(make.hub * RIM), make.hub_colour, -1, cv2.LINE_AA)
    cv2.circle(out, middle, round(make.hub * RIM), (120, 180, 210), 6, cv2.LINE_AA)
    for turns in np.arange(5) / 5:
        cv2.circle(out, _at(float(turns), make.hub * 0.6), 14, (120, 180, 210), -1, cv2.LINE_AA)
    cv2.circle(out, middle, round(0.2 * make.hub * RIM), (70, 110, 150), -1, cv2.LINE_AA)


def turned(picture: Frame, turns: float) -> Frame:
    """The face, turned clockwise."""
    plan = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), -360 * turns, 1.0)
    return cast(Frame, cv2.warpAffine(picture, plan, (SIDE, SIDE), flags=cv2.INTER_LINEAR))
