"""The roulette cloth: every inside and outside position with its price. Refuses a selection that is not printed on it."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from schemas.games.refusal import IllegalBet, bad_selection
from schemas.games.wheels import BLACK, NUMBERS, RED, Wheel, has_pocket, wheel_order

Pockets = frozenset[str]


class RouletteBet(Enum):
    """Bets of a roulette table, by their name on the wire."""

    STRAIGHT = "straight"
    SPLIT = "split"
    STREET = "street"
    TRIO = "trio"
    CORNER = "corner"
    FIRST_FOUR = "first_four"
    TOP_LINE = "top_line"
    SIX_LINE = "six_line"
    COLUMN = "column"
    DOZEN = "dozen"
    TWO_COLUMNS = "two_columns"
    TWO_DOZENS = "two_dozens"
    RED = "red"
    BLACK = "black"
    ODD = "odd"
    EVEN = "even"
    LOW = "low"
    HIGH = "high"
    VOISINS = "voisins"
    TIERS = "tiers"
    ORPHELINS = "orphelins"
    ORPHELINS_PLEIN = "orphelins_plein"
    JEU_ZERO = "jeu_zero"
    SNAKE = "snake"
    RED_SPLITS = "red_splits"
    BLACK_SPLITS = "black_splits"
    FINAL_PLEIN = "final_plein"
    FINAL_CHEVAL = "final_cheval"
    NEIGHBOURS = "neighbours"
    COMPLETE_FLAT = "complete_flat"
    COMPLETE_PROGRESSIVE = "complete_progressive"


class Piece(NamedTuple):
    """An elementary bet: the pockets that win, how many units of the stake it takes, and its odds to one."""

    pockets: Pockets
    units: int
    odds: Fraction


INSIDE_ODDS = {
    RouletteBet.STRAIGHT: 35,
    RouletteBet.SPLIT: 17,
    RouletteBet.STREET: 11,
    RouletteBet.TRIO: 11,
    RouletteBet.CORNER: 8,
    RouletteBet.FIRST_FOUR: 8,
    RouletteBet.TOP_LINE: 6,
    RouletteBet.SIX_LINE: 5,
}
EVEN_CHANCES: dict[RouletteBet, Pockets] = {
    RouletteBet.RED: RED,
    RouletteBet.BLACK: BLACK,
    RouletteBet.ODD: frozenset(NUMBERS[0::2]),
    RouletteBet.EVEN: frozenset(NUMBERS[1::2]),
    RouletteBet.LOW: frozenset(NUMBERS[:18]),
    RouletteBet.HIGH: frozenset(NUMBERS[18:]),
}
_COLUMNS = tuple(frozenset(NUMBERS[first::3]) for first in range(3))
_DOZENS = tuple(frozenset(NUMBERS[first : first + 12]) for first in (0, 12, 24))
_TWELVES = {
    RouletteBet.COLUMN: _COLUMNS,
    RouletteBet.DOZEN: _DOZENS,
    RouletteBet.TWO_COLUMNS: _COLUMNS,
    RouletteBet.TWO_DOZENS: _DOZENS,
}
_ZERO_POSITIONS = {
    False: {
        RouletteBet.SPLIT: ("0 1", "0 2", "0 3"),
        RouletteBet.TRIO: ("0 1 2", "0 2 3"),
        RouletteBet.FIRST_FOUR: ("0 1 2 3",),
    },
    True: {
        RouletteBet.SPLIT: ("0 00", "0 1", "0 2", "00 2", "00 3"),
        RouletteBet.TRIO: ("0 1 2", "0 00 2", "00 2 3"),
        RouletteBet.TOP_LINE: ("0 00 1 2 3",),
    },
}


def _block(first: int, steps: tuple[int, ...]) -> Pockets:
    return frozenset(str(first + step) for step in steps)


def _numbered(bet_type: RouletteBet) -> list[Pockets]:
    """Positions among 1..36; a row of the layout is three numbers."""
    match bet_type:
        case RouletteBet.SPLIT:
            across = [_block(n, (0, 1)) for n in range(1, 36) if n % 3]
            return across + [_block(n, (0, 3)) for n in range(1, 34)]
        case RouletteBet.STREET:
            return [_block(n, (0, 1, 2)) for n in range(1, 37, 3)]
        case RouletteBet.CORNER:
            return [_block(n, (0, 1, 3, 4)) for n in range(1, 33) if n % 3]
        case RouletteBet.SIX_LINE:
            return [_block(n, (0, 1, 2, 3, 4, 5)) for n in range(1, 33, 3)]
    return []


@cache
def positions(bet_type: RouletteBet, wheel: Wheel) -> frozenset[Pockets]:
    """Every place of an inside bet on the wheel's layout."""
    if bet_type is RouletteBet.STRAIGHT:
        return frozenset(frozenset({pocket}) for pocket in wheel_order(wheel))
    zeros = _ZERO_POSITIONS[wheel is Wheel.AMERICAN].get(bet_type, ())
    return frozenset(_numbered(bet_type)) | {frozenset(place.split()) for place in zeros}


def pocket_list(sel: object, wheel: Wheel) -> list[str]:
    """A selection as distinct pockets of the wheel.

    Raises:
        IllegalBet: not a list of them.
    """
    if not isinstance(sel, list) or not sel:
        raise bad_selection('sel must be a list of pockets, as in ["17"]')
    strange = next((item for item in sel if not has_pocket(wheel, item)), None)
    if strange is not None or None in sel:
        raise bad_selection(
            f"{strange!r:.40} is not a pocket of the {wheel.value} wheel (pockets are strings)"
        )
    if len(set(sel)) != len(sel):
        raise bad_selection("a pocket is named twice")
    return sel


def inside(bet_type: RouletteBet, sel: object, wheel: Wheel) -> tuple[Piece, ...] | None:
    """The one elementary bet of an inside bet; None for other bets."""
    odds = INSIDE_ODDS.get(bet_type)
    if odds is None:
        return None
    pockets = frozenset(pocket_list(sel, wheel))
    if pockets not in positions(bet_type, wheel):
        raise _no_place(bet_type, sel, wheel)
    return (Piece(pockets, 1, Fraction(odds)),)


def _no_place(bet_type: RouletteBet, sel: object, wheel: Wheel) -> IllegalBet:
    return bad_selection(f"{sel!r:.80} is not a {bet_type.value} on the {wheel.value} layout")


def outside(bet_type: RouletteBet, sel: object, wheel: Wheel) -> tuple[Piece, ...] | None:
    """The one elementary bet of an outside bet; None for other bets. Outside bets are the same on every wheel."""
    del wheel
    if bet_type in EVEN_CHANCES:
        without_sel(bet_type, sel)
        return (Piece(EVEN_CHANCES[bet_type], 1, Fraction(1)),)
    match bet_type:
        case RouletteBet.COLUMN | RouletteBet.DOZEN:
            return (Piece(_TWELVES[bet_type][_third(bet_type, sel) - 1], 1, Fraction(2)),)
        case RouletteBet.TWO_COLUMNS | RouletteBet.TWO_DOZENS:
            first, second = _neighbouring_thirds(bet_type, sel)
            blocks = _TWELVES[bet_type]
            return (Piece(blocks[first - 1] | blocks[second - 1], 1, Fraction(1, 2)),)
    return None


def without_sel(bet_type: RouletteBet, sel: object) -> None:
    """Refuse a selection where the bet has none."""
    if sel is not None:
        raise bad_selection(f"{bet_type.value} takes no sel")


def _third(bet_type: RouletteBet, sel: object) -> int:
    if type(sel) is int and 1 <= sel <= 3:
        return sel
    raise bad_selection(f"{bet_type.value} takes sel 1, 2 or 3")


def _neighbouring_thirds(bet_type: RouletteBet, sel: object) -> tuple[int, int]:
    if isinstance(sel, list) and all(type(item) is int for item in sel) and sorted(sel) in ([1, 2], [2, 3]):
        return min(sel), max(sel)
    raise bad_selection(f"{bet_type.value} takes sel [1, 2] or [2, 3]")
