"""What demo players stake and do at blackjack: bets at a seat, illegal ones on purpose, and a plain strategy for hands. Decides nothing by chance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random
from typing import Any

from schemas.games.blackjack_hand import VALUES, Action, points

Bet = dict[str, Any]
UNIT_MINOR = 200
"""Half of it may be insured, and is no less than the table's minimum."""
SEATS = range(1, 8)
SIDES = ("perfect_pairs", "21+3")
ILLEGAL: tuple[Bet, ...] = (
    {"type": "main", "sel": {"seat": 9}},
    {"type": "main"},
    {"type": "perfect_pairs", "sel": {"seat": 1, "hand": 2}},
    {"type": "bet_behind", "sel": {"seat": 1, "follow_double": "yes"}},
    {"type": "banker"},
)


def main_bet(seat: int, rng: Random) -> Bet:
    """A main bet, which takes a free seat."""
    return {"type": "main", "sel": {"seat": seat}, "stake": UNIT_MINOR * rng.randint(1, 5)}


def side_bet(seat: int, rng: Random) -> Bet:
    """A side bet on one's own seat."""
    return {"type": rng.choice(SIDES), "sel": {"seat": seat}, "stake": UNIT_MINOR // 2 * rng.randint(1, 3)}


def bet_behind(seat: int, rng: Random) -> Bet:
    """A bet behind somebody else's seat, which goes along with doubles and splits or not."""
    follows = {"follow_double": rng.random() < 0.5, "follow_split": rng.random() < 0.5}
    return {"type": "bet_behind", "sel": {"seat": seat, **follows}, "stake": UNIT_MINOR * rng.randint(1, 3)}


def illegal_bet(rng: Random) -> Bet:
    """A bet that no blackjack table has."""
    return {**rng.choice(ILLEGAL), "stake": UNIT_MINOR}


def wise(cards: Sequence[str], dealer_up: str, may: Collection[str]) -> Action:
    """What a careful player does: splits aces and eights, doubles nine to eleven, stands on stiff hands against a weak dealer.

    ``may``: what the hand is asked; with none, what any hand may do.
    """
    if Action.PLAY.value in may:
        return Action.PLAY
    hand, weak = points(cards), 2 <= VALUES[dealer_up] <= 6
    if Action.SPLIT.value in may and cards[0][0] in "A8":
        return Action.SPLIT
    if not hand.soft and 9 <= hand.total <= 11:
        return Action.DOUBLE if Action.DOUBLE.value in may else Action.HIT
    stands = hand.total >= 18 if hand.soft else hand.total >= 17 or (hand.total >= 12 and weak)
    return Action.STAND if stands else Action.HIT


def forbidden(may: Collection[str]) -> Action:
    """An action that the hand does not have."""
    return next(action for action in Action if action.value not in may and action is not Action.EVEN_MONEY)


def place_of(seat: int, hand: int) -> str:
    """Where a hand lies: "seat-3", "seat-3/2"."""
    return f"seat-{seat}" if hand == 1 else f"seat-{seat}/{hand}"
