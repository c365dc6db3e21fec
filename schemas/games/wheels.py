"""Roulette wheels: which pockets they have, in which order, in which colour. Knows single- and double-zero wheels and no others."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import Field

Pocket = Annotated[
    str,
    Field(strict=True, pattern="^(00|0|[1-9]|[12][0-9]|3[0-6])$", description='"0".."36" and "00".'),
]


class Wheel(Enum):
    """A wheel, by its name on the wire. European and French wheels are the same wheel; the layout's language differs."""

    EUROPEAN = "european"
    FRENCH = "french"
    AMERICAN = "american"


class RotorDirection(Enum):
    """Which way the rotor turns, seen from above."""

    CLOCKWISE = "clockwise"
    COUNTER_CLOCKWISE = "counter_clockwise"


class Colour(Enum):
    """Colour of a pocket."""

    RED = "red"
    BLACK = "black"
    GREEN = "green"


def _pockets(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NUMBERS = tuple(str(number) for number in range(1, 37))
ZEROS = frozenset({"0", "00"})
RED = frozenset(_pockets("1 3 5 7 9 12 14 16 18 19 21 23 25 27 30 32 34 36"))
BLACK = frozenset(NUMBERS) - RED

SINGLE_ZERO = _pockets(
    "0 32 15 19 4 21 2 25 17 34 6 27 13 36 11 30 8 23 10 5 24 16 33 1 20 14 31 9 22 18 29 7 28 12 35 3 26"
)
DOUBLE_ZERO = _pockets(
    "0 28 9 26 30 11 7 20 32 17 5 22 34 15 3 24 36 13 1 00 27 10 25 29 12 8 19 31 18 6 21 33 16 4 23 35 14 2"
)


def wheel_order(wheel: Wheel) -> tuple[str, ...]:
    """The pockets clockwise, from 0."""
    return DOUBLE_ZERO if wheel is Wheel.AMERICAN else SINGLE_ZERO


def has_pocket(wheel: Wheel, pocket: object) -> bool:
    """Whether the wheel has this pocket."""
    return isinstance(pocket, str) and pocket in wheel_order(wheel)


def colour(pocket: str) -> Colour:
    """Colour of a pocket; the zeros are green."""
    if pocket in ZEROS:
        return Colour.GREEN
    return Colour.RED if pocket in RED else Colour.BLACK
