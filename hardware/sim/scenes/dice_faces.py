"""The faces of drawn dice: pips as makers print them, and symbols that are no pips. Refuses nothing; everything follows from its generator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.reader import Frame
from hardware.sim.scenes.dice_ornaments import Field, adorn, pixel, seal, shine, way

Rng = np.random.Generator
SIDE = 96
"""Pixels along a face's picture."""
PLACES = {
    1: ((0, 0),),
    2: ((-1, -1), (1, 1)),
    3: ((-1, -1), (0, 0), (1, 1)),
    4: ((-1, -1), (1, -1), (-1, 1), (1, 1)),
    5: ((-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)),
    6: ((-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)),
}
"""Where the pips lie, in parts of their spread from the middle."""
APART = 0.035
"""Between neighbouring pips' rims, at least."""


class Odd(StrEnum):
    """What is odd about a toy's die: pips close together, small, or at the corners; that it is cut out of a ball; a field behind its pips."""

    CLOSE = "close"
    SMALL = "small"
    CORNERS = "corners"
    BALL = "ball"
    FIELD = "field"


ODDS = (Odd.CLOSE, Odd.SMALL, Odd.CORNERS, Odd.CORNERS, Odd.BALL, Odd.BALL, Odd.FIELD, Odd.FIELD)
"""One of these at random: some are as often again as others."""
SPREADS = {
    Odd.CLOSE: (0.13, 0.21),
    Odd.SMALL: (0.17, 0.31),
    Odd.CORNERS: (0.29, 0.37),
    Odd.BALL: (0.13, 0.24),
    Odd.FIELD: (0.13, 0.21),
}
"""Least and most from a face's middle, across and down, in parts of the side."""
MOST_ROUND = 0.45
"""A die cut out of a ball: half would be a ball without faces."""
RIM = 0.48
"""No pip reaches further from a face's middle, across or down; but a six's, whose rows are longer where large pips would touch, may reach half a side."""
PIPS = {Odd.SMALL: (0.035, 0.06), Odd.CORNERS: (0.06, 0.15)}
USUAL_PIPS = 0.06, 0.1
"""Least and most radius of a pip: of such dice, and of the others."""
RED, BLACK, WHITE = (38, 30, 190), (22, 20, 20), (244, 246, 246)
BODIES = (
    ((238, 246, 248), BLACK),
    ((214, 232, 238), BLACK),
    ((250, 248, 246), RED),
    ((44, 36, 178), WHITE),
    ((150, 70, 30), WHITE),
    ((70, 120, 40), WHITE),
    ((34, 32, 32), WHITE),
    ((120, 118, 118), WHITE),
    ((60, 190, 230), BLACK),
)
"""Body and pip colours (blue green red): bone, white, casino red, blue, green, black, grey, yellow."""


@dataclass(frozen=True, slots=True)
class DieStyle:
    """One maker's die. Lengths in parts of the side; ``disc``: a round field behind the pips, its radius, ``ink``: how much of the pips' colour it has.

    ``large_one``: how much larger the pip of a one is. ``six_across``, ``six_down``: a six's rows lie so much wider apart, and are so much longer.
    ``ball``: radius of the round face that a die cut out of a ball has, and ``beyond`` how bright its body is there; nought: it has none.
    ``adorned``: ornaments on the field or a ball's shine, by this number; nought: none.
    """

    body: tuple[int, int, int]
    pip: tuple[int, int, int]
    radius: float
    spread: float
    six_across: float
    rounded: float
    asian: bool
    clear: bool
    disc: float
    ink: float
    recessed: bool
    large_one: float
    ball: float = 0.0
    beyond: float = 1.0
    adorned: int = 0
    six_down: float = 1.0


def odd_style(rng: Rng) -> DieStyle:
    """A die as toys have them: its pips close together, small or at its corners, cut out of a ball, or with a field behind the pips."""
    style, odd = any_style(rng), Odd(rng.choice(ODDS))
    spread = float(rng.uniform(*SPREADS[odd]))
    room = min((2**0.5 * spread - APART) / 2, RIM - spread)
    radius = min(float(rng.uniform(*PIPS.get(odd, USUAL_PIPS))), room)
    six = max(1.0, (2 * radius + APART) / spread)
    reach = spread * float(np.hypot(1.0, six)) + radius
    adorned = int(rng.integers(1, 1000))
    style = replace(
        style, spread=spread, radius=radius, asian=False, large_one=1.0, disc=0.0, six_down=six,
        rounded=max(0.0, min(float(rng.uniform(0.02, 0.32)), 1.6 * (0.46 - spread * six - radius))),
    )  # fmt: skip
    if odd is Odd.BALL:
        rounded = max(style.rounded, float(rng.uniform(0.1, MOST_ROUND)))
        ball, beyond = reach + float(rng.uniform(0.01, 0.09)), float(rng.uniform(0.5, 1.15))
        return replace(style, ball=ball, beyond=beyond, rounded=rounded, adorned=adorned)
    if odd is Odd.FIELD:
        disc, ink = reach + float(rng.uniform(0.02, 0.05)), float(rng.uniform(0.15, 1.0))
        return replace(style, disc=disc, ink=ink, adorned=adorned if rng.random() < 0.7 else 0)
    return style


def any_style(rng: Rng) -> DieStyle:
    """A maker's die: its pips never touch, and a field behind them holds them all."""
    body, pip = BODIES[int(rng.integers(len(BODIES)))] if rng.random() < 0.7 else BODIES[0]
    pale = sum(body) > 540
    framed = rng.random() < 0.15
    spread = float(rng.uniform(0.17, 0.215) if framed else rng.uniform(0.2, 0.3))
    radius = min(float(rng.uniform(0.06, 0.12)), (spread - APART) / 2)
    asian = bool(pale and pip == BLACK and rng.random() < 0.4)
    return DieStyle(
        body=_near(body, rng, 14),
        pip=_near(pip, rng, 10),
        radius=radius,
        spread=spread,
        six_across=float(rng.uniform(0.8, 1.05)),
        rounded=min(float(rng.uniform(0.02, 0.3)), 1.6 * (0.46 - spread - radius)),
        asian=asian,
        clear=bool(not pale and rng.random() < 0.5),
        disc=spread * 2**0.5 + radius + float(rng.uniform(0.02, 0.05)) if framed else 0.0,
        ink=float(rng.uniform(0.3, 1.0)),
        recessed=bool(rng.random() < 0.4),
        large_one=1.8 if asian else float(rng.choice((1.0, 1.0, 1.0, rng.uniform(1.1, 1.8)))),
    )


def face(value: int, style: DieStyle) -> Frame:
    """A face as SIDE x SIDE pixels, seen from straight above."""
    sheet = _blank(style)
    pip = _laid_disc(sheet, style)
    radius = style.radius * (style.large_one if value == 1 else 1.0)
    colour = RED if style.asian and value in (1, 4) else pip
    if style.adorned and style.disc:
        at = [_on_sheet(style, value, place) for place in PLACES[value]]
        adorn(sheet, Field(style.disc * SIDE, style.pip, style.body, style.adorned), at, radius * SIDE)
    for across, down in PLACES[value]:
        _dot(sheet, _on_sheet(style, value, (across, down)), radius, colour, style.recessed)
    if style.adorned and style.ball:
        shine(sheet, style.ball * SIDE, style.adorned)
    return sheet


def symbol(style: DieStyle, rng: Rng) -> Frame:
    """A face that counts nothing: a cross, a ring, a letter, a star, a moon, a seal, a scribble."""
    sheet = _blank(style)
    pip, mid = _laid_disc(sheet, style), SIDE // 2
    reach = int(rng.integers(20, 42))
    match int(rng.integers(9)):
        case 0:
            for turn in (0.0, np.pi / 2):
                arm = np.array((np.cos(turn), np.sin(turn))) * reach
                cv2.line(sheet, pixel(mid - arm), pixel(mid + arm), pip, int(rng.integers(8, 26)))
        case 1:
            cv2.circle(sheet, (mid, mid), reach, pip, int(rng.integers(3, 9)), cv2.LINE_AA)
        case 2:
            letter = "ABCDEFGKMRSTX?!&358"[int(rng.integers(19))]
            cv2.putText(
                sheet, letter, (mid - 26, mid + 26), cv2.FONT_HERSHEY_DUPLEX, 2.4, pip, 5, cv2.LINE_AA
            )
        case 3:
            points = [pixel(mid + way(np.pi * n / 5, reach * (1 if n % 2 else 0.4))) for n in range(10)]
            cv2.fillPoly(sheet, [np.array(points)], pip, cv2.LINE_AA)
        case 4:
            cv2.circle(sheet, (mid, mid), reach, pip, -1, cv2.LINE_AA)
            cv2.circle(sheet, (mid + reach // 2, mid - 5), int(reach * 0.8), style.body, -1, cv2.LINE_AA)
        case 5 | 6 | 7:
            seal(sheet, reach, pip, style.body, rng)
        case _:
            bends = [
                pixel(mid + way(turn, reach * float(rng.uniform(0.2, 1.2)))) for turn in np.arange(14) * 0.45
            ]
            cv2.polylines(sheet, [np.array(bends)], True, pip, int(rng.integers(2, 5)), cv2.LINE_AA)
    return sheet


def _blank(style: DieStyle) -> Frame:
    sheet = np.empty((SIDE, SIDE, 3), dtype=np.uint8)
    sheet[:] = style.body
    if style.ball:
        sheet[:] = [min(255.0, part * style.beyond) for part in style.body]
        cv2.circle(sheet, (SIDE // 2, SIDE // 2), int(style.ball * SIDE), style.body, -1, cv2.LINE_AA)
    return sheet


def _laid_disc(sheet: Frame, style: DieStyle) -> tuple[int, int, int]:
    """Lays the field behind the pips, if this die has one; the colour that shows on it."""
    if not style.disc:
        return style.pip
    field = tuple(
        int(style.ink * a + (1 - style.ink) * b) for a, b in zip(style.pip, style.body, strict=True)
    )
    cv2.circle(sheet, (SIDE // 2, SIDE // 2), int(style.disc * SIDE), field, -1, cv2.LINE_AA)
    return style.body


def _on_sheet(style: DieStyle, value: int, place: tuple[int, int]) -> tuple[float, float]:
    """Where a pip lies, in pixels."""
    across, down = (style.six_across, style.six_down) if value == 6 else (1.0, 1.0)
    return (0.5 + place[0] * style.spread * across) * SIDE, (0.5 + place[1] * style.spread * down) * SIDE


def _dot(
    sheet: Frame,
    at: tuple[float, float],
    radius: float,
    colour: tuple[int, int, int],
    recessed: bool,
) -> None:
    middle = (round(at[0] * 16), round(at[1] * 16))
    cv2.circle(sheet, middle, round(radius * SIDE * 16), colour, -1, cv2.LINE_AA, 4)
    if recessed:
        lit = tuple(min(255, int(part * 0.6 + 90)) for part in colour)
        high = (middle[0] - round(radius * SIDE * 5), middle[1] - round(radius * SIDE * 6))
        cv2.circle(sheet, high, round(radius * SIDE * 4.5), lit, -1, cv2.LINE_AA, 4)


def _near(colour: tuple[int, int, int], rng: Rng, by: int) -> tuple[int, int, int]:
    off = rng.integers(-by, by + 1, 3)
    return cast(tuple[int, int, int], tuple(int(np.clip(c + o, 0, 255)) for c, o in zip(colour, off)))  # noqa: B905
