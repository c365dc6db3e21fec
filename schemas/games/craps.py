"""A run of craps rolls, the point they leave, and the bets that a table takes at that point. Refuses dice, points and selections that don't exist."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from itertools import combinations_with_replacement
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, field_validator, model_serializer

from schemas.games.dice import FACES, Face, check_dice, is_face
from schemas.games.refusal import IllegalOutcome, bad_selection
from schemas.model import Message

Point = Literal[4, 5, 6, 8, 9, 10]
POINTS: tuple[Point, ...] = (4, 5, 6, 8, 9, 10)
HARD_TOTALS = (4, 6, 8, 10)
SEVEN = 7
Roll = Annotated[
    tuple[Face, ...],
    Field(min_length=2, max_length=2, strict=False),
    BeforeValidator(lambda roll: check_dice(roll, 2)),
]


class CrapsOutcome(Message):
    """Rolls of two dice in their order, and the point that was on before the first of them (None: it was a come-out roll)."""

    point: Point | None
    rolls: Annotated[tuple[Roll, ...], Field(min_length=1, strict=False)]

    @field_validator("point", mode="before")
    @classmethod
    def _a_number(cls, point: object) -> object:
        if point is None or (type(point) is int and point in POINTS):
            return point
        raise IllegalOutcome(
            f"the point is {', '.join(map(str, POINTS))}, or null before a come-out roll, not {point!r:.40}"
        )

    @model_serializer(mode="wrap")
    def _with_its_point(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A come-out says so, also where what is null is left out."""
        return {"point": self.point, **written(self)}


class CrapsBet(Enum):
    """Bets of a craps table, by their name on the wire."""

    PASS = "pass"  # noqa: S105 - a line on the layout
    DONT_PASS = "dont_pass"  # noqa: S105 - a line on the layout
    COME = "come"
    DONT_COME = "dont_come"
    PASS_ODDS = "pass_odds"  # noqa: S105 - a line on the layout
    DONT_PASS_ODDS = "dont_pass_odds"  # noqa: S105 - a line on the layout
    PLACE = "place"
    BUY = "buy"
    LAY = "lay"
    HARDWAY = "hardway"
    BIG6 = "big6"
    BIG8 = "big8"
    FIELD = "field"
    ANY_SEVEN = "any_seven"
    ANY_CRAPS = "any_craps"
    TWO = "two"
    THREE = "three"
    ELEVEN = "eleven"
    TWELVE = "twelve"
    HOP = "hop"
    HORN = "horn"
    WORLD = "world"
    C_AND_E = "c_and_e"


_NUMBERS = {
    CrapsBet.PLACE: POINTS,
    CrapsBet.BUY: POINTS,
    CrapsBet.LAY: POINTS,
    CrapsBet.HARDWAY: HARD_TOTALS,
}
"""The numbers that a bet may be on."""
COME_OUT_ONLY = frozenset({CrapsBet.PASS, CrapsBet.DONT_PASS})
POINT_ONLY = frozenset({CrapsBet.COME, CrapsBet.DONT_COME, CrapsBet.PASS_ODDS, CrapsBet.DONT_PASS_ODDS})
ODDS_BEHIND = {CrapsBet.PASS_ODDS: CrapsBet.PASS, CrapsBet.DONT_PASS_ODDS: CrapsBet.DONT_PASS}
"""Bets that a table takes only from a player whose own line bet stands on the point, and the line that it is."""
MOVING = frozenset({CrapsBet.COME, CrapsBet.DONT_COME})
"""Bets that the next roll moves to a number of their own, unless it decides them."""
REMOVABLE = frozenset(
    {
        CrapsBet.PASS_ODDS,
        CrapsBet.DONT_PASS_ODDS,
        CrapsBet.PLACE,
        CrapsBet.BUY,
        CrapsBet.LAY,
        CrapsBet.HARDWAY,
    }
    | {CrapsBet.BIG6, CrapsBet.BIG8}
)
"""Bets that stay and that their player may take down; line and come bets stand until the dice decide them."""


def parse_point(carried: str | None) -> Point | None:
    """The point of a text such as "6"; None is the come-out.

    Raises:
        IllegalOutcome: there is no such point.
    """
    if carried is None:
        return None
    point = next((number for number in POINTS if carried == str(number)), None)
    if point is not None:
        return point
    raise IllegalOutcome(f"{carried!r:.20} is no point: these are {', '.join(map(str, POINTS))}")


def point_after(point: Point | None, rolls: Iterable[tuple[int, ...]]) -> Point | None:
    """The point that is on after these rolls: a come-out roll may set it, the point itself or a seven takes it off."""
    for roll in rolls:
        total = sum(roll)
        if point is None:
            point = next((number for number in POINTS if number == total), None)
        elif total in (point, SEVEN):
            point = None
    return point


def parse_bet(bet_type: object) -> CrapsBet:
    """The bet type of a name on the wire.

    Raises:
        IllegalBet: there is no such bet.
    """
    try:
        return CrapsBet(bet_type)
    except ValueError:
        raise bad_selection(f"craps has no bet {bet_type!r:.40}") from None


def numbers_of(bet: CrapsBet, sel: object) -> tuple[int, ...]:
    """What a selection is on: a number, or the two dice of a hop in ascending order; nothing for a bet that takes no ``sel``.

    Raises:
        IllegalBet: the layout has no such selection.
    """
    if bet is CrapsBet.HOP:
        return _dice(sel)
    if bet in _NUMBERS:
        return (_number(bet, sel),)
    if sel is not None:
        raise bad_selection(f"{bet.value} takes no sel")
    return ()


def _dice(sel: object) -> tuple[int, ...]:
    if isinstance(sel, list) and len(sel) == 2 and all(map(is_face, sel)):
        return tuple(sorted(sel))
    raise bad_selection(f"hop takes two dice, as in [3, 4], not {sel!r:.40}")


def _number(bet: CrapsBet, sel: object) -> int:
    if type(sel) is int and sel in _NUMBERS[bet]:
        return sel
    raise bad_selection(f"{bet.value} takes one of {', '.join(map(str, _NUMBERS[bet]))}, not {sel!r:.40}")


def selections(bet: CrapsBet) -> list[object]:
    """Every selection of a bet in its canonical spelling."""
    if bet is CrapsBet.HOP:
        return [list(dice) for dice in combinations_with_replacement(FACES, 2)]
    return list(_NUMBERS.get(bet, (None,)))


def canonical_sel(bet: CrapsBet, sel: object) -> object:
    """One spelling per legal selection, as a JSON value: equal bets get equal values.

    Raises:
        IllegalBet: the selection is not legal.
    """
    numbers = numbers_of(bet, sel)
    return list(numbers) if bet is CrapsBet.HOP else sel


def may_place(bet_type: object, sel: object, point: Point | None) -> None:
    """Whether a table with this point on (None: before a come-out roll) takes the bet now from a player who has what it stands behind.

    Raises:
        IllegalBet: no such bet, or one that has to wait for a point, or for the next come-out.
    """
    bet = parse_bet(bet_type)
    numbers_of(bet, sel)
    if bet in COME_OUT_ONLY and point is not None:
        raise bad_selection(f"{bet.value} is taken before a come-out roll only: the point {point} is on")
    if bet in POINT_ONLY and point is None:
        raise bad_selection(f"{bet.value} needs a point: none is on before a come-out roll")
