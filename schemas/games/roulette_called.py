"""Called (announced) roulette bets: fixed sets of elementary bets placed by one call. Refuses a call that the wheel does not take."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from schemas.games.refusal import bad_selection
from schemas.games.roulette_layout import INSIDE_ODDS, Piece, RouletteBet, positions, without_sel
from schemas.games.wheels import Wheel, has_pocket, wheel_order

DEFAULT_NEIGHBOURS = 2

_SETS = {
    RouletteBet.VOISINS: "0 2 3 x2, 4 7, 12 15, 18 21, 19 22, 32 35, 25 26 28 29 x2",
    RouletteBet.TIERS: "5 8, 10 11, 13 16, 23 24, 27 30, 33 36",
    RouletteBet.ORPHELINS: "1, 6 9, 14 17, 17 20, 31 34",
    RouletteBet.ORPHELINS_PLEIN: "1, 6, 9, 14, 17, 20, 31, 34",
    RouletteBet.JEU_ZERO: "26, 0 3, 12 15, 32 35",
    RouletteBet.SNAKE: "1, 5, 9, 12, 14, 16, 19, 23, 27, 30, 32, 34",
    RouletteBet.RED_SPLITS: "9 12, 16 19, 18 21, 27 30",
    RouletteBet.BLACK_SPLITS: "8 11, 10 13, 17 20, 26 29, 28 31",
}
FINALS = {
    "0/3": "0 3, 10 13, 20 23, 30 33",
    "1/4": "1 4, 11 14, 21 24, 31 34",
    "2/5": "2 5, 12 15, 22 25, 32 35",
    "3/6": "3 6, 13 16, 23 26, 33 36",
    "4/7": "4 7, 14 17, 24 27, 34",
    "5/8": "5 8, 15 18, 25 28, 35",
    "6/9": "6 9, 16 19, 26 29, 36",
    "7/10": "7 10, 17 20, 27 30",
    "8/11": "8 11, 18 21, 28 31",
    "9/12": "9 12, 19 22, 29 32",
}
_PROGRESSIVE_UNITS = {
    RouletteBet.STRAIGHT: 1,
    RouletteBet.SPLIT: 2,
    RouletteBet.STREET: 3,
    RouletteBet.TRIO: 3,
    RouletteBet.CORNER: 4,
    RouletteBet.FIRST_FOUR: 4,
    RouletteBet.SIX_LINE: 6,
}
_ODDS_BY_SIZE = {1: 35, 2: 17, 3: 11, 4: 8}
SINGLE_ZERO_ONLY = frozenset({
    RouletteBet.VOISINS, RouletteBet.TIERS, RouletteBet.ORPHELINS, RouletteBet.ORPHELINS_PLEIN, RouletteBet.JEU_ZERO,
    RouletteBet.COMPLETE_FLAT, RouletteBet.COMPLETE_PROGRESSIVE,
})  # fmt: skip
CALLED = frozenset(_SETS) | SINGLE_ZERO_ONLY | {
    RouletteBet.FINAL_PLEIN, RouletteBet.FINAL_CHEVAL, RouletteBet.NEIGHBOURS,
}  # fmt: skip


def _piece(text: str) -> Piece:
    """A component as written above: pockets, then its units when not one."""
    places, _, units = text.partition(" x")
    pockets = frozenset(places.split())
    return Piece(pockets, int(units or 1), Fraction(_ODDS_BY_SIZE[len(pockets)]))


@cache
def _pieces(text: str) -> tuple[Piece, ...]:
    return tuple(_piece(part) for part in text.split(", "))


def called(bet_type: RouletteBet, sel: object, wheel: Wheel) -> tuple[Piece, ...] | None:
    """The elementary bets of a called bet; None for other bets."""
    if wheel is Wheel.AMERICAN and bet_type in SINGLE_ZERO_ONLY:
        raise bad_selection(f"{bet_type.value} is a single-zero call; the american wheel does not take it")
    if bet_type in _SETS:
        without_sel(bet_type, sel)
        return _pieces(_SETS[bet_type])
    match bet_type:
        case RouletteBet.FINAL_PLEIN:
            return _final_plein(sel)
        case RouletteBet.FINAL_CHEVAL:
            return _final_cheval(sel, wheel)
        case RouletteBet.NEIGHBOURS:
            return _neighbours(sel, wheel)
        case RouletteBet.COMPLETE_FLAT | RouletteBet.COMPLETE_PROGRESSIVE:
            return _complete(bet_type, sel, wheel)
    return None


def _final_plein(sel: object) -> tuple[Piece, ...]:
    if type(sel) is int and 0 <= sel <= 9:
        return _pieces(", ".join(str(number) for number in range(sel, 37, 10)))
    raise bad_selection("final_plein takes sel 0 to 9, the last digit")


def _final_cheval(sel: object, wheel: Wheel) -> tuple[Piece, ...]:
    if not isinstance(sel, str) or sel not in FINALS:
        raise bad_selection(f"final_cheval takes sel one of {', '.join(FINALS)}")
    if wheel is Wheel.AMERICAN and sel == "0/3":
        raise bad_selection("0 and 3 do not touch on the american layout, so final_cheval 0/3 is not taken")
    return _pieces(FINALS[sel])


def _neighbours(sel: object, wheel: Wheel) -> tuple[Piece, ...]:
    centre, k = _centre_and_k(sel, wheel)
    order = wheel_order(wheel)
    at = order.index(centre)
    return _pieces(", ".join(order[(at + step) % len(order)] for step in range(-k, k + 1)))


def _centre_and_k(sel: object, wheel: Wheel) -> tuple[str, int]:
    if not isinstance(sel, dict) or not {"centre"} <= set(sel) <= {"centre", "k"}:
        raise bad_selection('neighbours takes sel {"centre": pocket, "k": how many on each side (default 2)}')
    centre, k = sel["centre"], sel.get("k", DEFAULT_NEIGHBOURS)
    most = (len(wheel_order(wheel)) - 1) // 2
    if not has_pocket(wheel, centre):
        raise bad_selection(
            f"centre {centre!r:.40} is not a pocket of the {wheel.value} wheel (pockets are strings)"
        )
    if type(k) is not int or not 1 <= k <= most:
        raise bad_selection(f"k must be 1 to {most}: neighbours on each side, no pocket twice")
    return centre, k


def _complete(bet_type: RouletteBet, sel: object, wheel: Wheel) -> tuple[Piece, ...]:
    """Every inside position that covers the number; progressive stakes each in proportion to its pockets."""
    if not has_pocket(wheel, sel):
        raise bad_selection(f'{bet_type.value} takes sel a pocket, as in "17"')
    return _around(bet_type is RouletteBet.COMPLETE_PROGRESSIVE, str(sel), wheel)


@cache
def _around(progressive: bool, number: str, wheel: Wheel) -> tuple[Piece, ...]:
    return tuple(
        Piece(place, units if progressive else 1, Fraction(INSIDE_ODDS[position]))
        for position, units in _PROGRESSIVE_UNITS.items()
        for place in sorted(positions(position, wheel), key=sorted)
        if number in place
    )
