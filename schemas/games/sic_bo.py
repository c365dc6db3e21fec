"""A sic bo roll and its selections: which faces, totals and combinations the layout has. Refuses every other, and dice that don't exist."""

from __future__ import annotations

from enum import Enum
from itertools import combinations, permutations
from typing import Annotated

from pydantic import Field, field_validator

from schemas.games.dice import FACES, Face, check_dice, is_face
from schemas.games.lucky import LuckyOutcome
from schemas.games.refusal import IllegalBet, bad_selection
from schemas.wrong_value import shown

TOTALS = range(4, 18)
"""Totals that can be bet on: 3 and 18 are the triples of one and six."""
BOTH_ENDS = 21
"""A total and its counterpart from the other end of the range (4 and 17) make this, and have one price."""
PRINTED_SETS = ((1, 2, 3, 4), (2, 3, 4, 5), (2, 3, 5, 6), (3, 4, 5, 6))
"""The four-number combinations that are printed on the cloth."""


class SicBoOutcome(LuckyOutcome):
    """Three dice at rest, in the order of reading."""

    dice: Annotated[tuple[Face, ...], Field(min_length=3, max_length=3, strict=False)]

    @field_validator("dice", mode="before")
    @classmethod
    def _three(cls, dice: object) -> object:
        return check_dice(dice, 3)

    @property
    def total(self) -> int:
        """Points of the three dice."""
        return sum(self.dice)

    @property
    def is_triple(self) -> bool:
        """Three dice of one face."""
        return len(set(self.dice)) == 1


class SicBoBet(Enum):
    """Bets of a sic bo table, by their name on the wire."""

    SMALL = "small"
    BIG = "big"
    ODD = "odd"
    EVEN = "even"
    ANY_TRIPLE = "any_triple"
    TOTAL = "total"
    SINGLE = "single"
    DOUBLE = "double"
    TRIPLE = "triple"
    COMBO = "combo"
    THREE_NUMBER = "three_number"
    PAIR_SINGLE = "pair_single"
    FOUR_NUMBER = "four_number"


PLAIN = frozenset({SicBoBet.SMALL, SicBoBet.BIG, SicBoBet.ODD, SicBoBet.EVEN, SicBoBet.ANY_TRIPLE})
"""Bets without a selection."""
OPTIONAL = frozenset({SicBoBet.THREE_NUMBER, SicBoBet.PAIR_SINGLE, SicBoBet.FOUR_NUMBER})
"""Bets that not every cloth has."""
_COMBINATIONS = {
    SicBoBet.COMBO: (2, 2, "two different faces, as in [1, 2]"),
    SicBoBet.THREE_NUMBER: (3, 3, "three different faces, as in [1, 2, 3]"),
    SicBoBet.PAIR_SINGLE: (3, 2, "a pair and another face, as in [1, 1, 2]"),
    SicBoBet.FOUR_NUMBER: (4, 4, "one of the printed sets [1,2,3,4], [2,3,4,5], [2,3,5,6], [3,4,5,6]"),
}
"""How many faces a combination lists, how many of them differ, and how it is written."""


def parse_bet(bet_type: object) -> SicBoBet:
    """The bet type of a name on the wire.

    Raises:
        IllegalBet: there is no such bet.
    """
    try:
        return SicBoBet(bet_type)
    except ValueError:
        raise bad_selection(f"sic bo has no bet {bet_type!r:.40}") from None


def numbers_of(bet: SicBoBet, sel: object) -> tuple[int, ...]:
    """What a selection covers: its faces in ascending order, or its total; nothing for a bet that takes no ``sel``.

    ``sel`` is the JSON value of the selection, lists in any order.

    Raises:
        IllegalBet: the layout has no such selection.
    """
    if bet in PLAIN:
        if sel is not None:
            raise bad_selection(f"{bet.value} takes no sel")
        return ()
    if bet in _COMBINATIONS:
        return _combination(bet, sel)
    return (_number(bet, sel),)


def _number(bet: SicBoBet, sel: object) -> int:
    allowed = TOTALS if bet is SicBoBet.TOTAL else FACES
    if type(sel) is int and sel in allowed:
        return sel
    raise bad_selection(f"{bet.value} takes a number from {allowed[0]} to {allowed[-1]}, not {shown(sel)}")


def _combination(bet: SicBoBet, sel: object) -> tuple[int, ...]:
    size, different, _ = _COMBINATIONS[bet]
    if not isinstance(sel, list) or len(sel) != size:
        raise _no_combination(bet, sel)
    if not all(map(is_face, sel)) or len(set(sel)) != different:
        raise _no_combination(bet, sel)
    faces = tuple(sorted(sel))
    if bet is SicBoBet.FOUR_NUMBER and faces not in PRINTED_SETS:
        raise _no_combination(bet, sel)
    return faces


def _no_combination(bet: SicBoBet, sel: object) -> IllegalBet:
    return bad_selection(f"{bet.value} takes {_COMBINATIONS[bet][2]}, not {shown(sel)}")


def selections(bet: SicBoBet) -> list[object]:
    """Every selection of a bet in its canonical spelling."""
    match bet:
        case SicBoBet.TOTAL:
            return list(TOTALS)
        case SicBoBet.SINGLE | SicBoBet.DOUBLE | SicBoBet.TRIPLE:
            return list(FACES)
        case SicBoBet.COMBO:
            return [list(faces) for faces in combinations(FACES, 2)]
        case SicBoBet.THREE_NUMBER:
            return [list(faces) for faces in combinations(FACES, 3)]
        case SicBoBet.PAIR_SINGLE:
            return [sorted([pair, pair, other]) for pair, other in permutations(FACES, 2)]
        case SicBoBet.FOUR_NUMBER:
            return [list(faces) for faces in PRINTED_SETS]
    return [None]


def position(bet: SicBoBet, numbers: tuple[int, ...]) -> str:
    """The name of a selection among lucky positions: "total 4", "combo 1-2", "any_triple"."""
    return f"{bet.value} {'-'.join(map(str, numbers))}".rstrip()


def canonical_sel(bet: SicBoBet, sel: object) -> object:
    """One spelling per legal selection, as a JSON value: equal bets get equal values.

    Raises:
        IllegalBet: the selection is not legal.
    """
    numbers = numbers_of(bet, sel)
    return list(numbers) if bet in _COMBINATIONS else sel
