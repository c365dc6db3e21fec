"""Rounds of blackjack dealt at random, by any rules: what a dealer and seven seats might do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random

from hypothesis import strategies as st

from schemas.cards import DECK
from schemas.games.blackjack_box import Turn
from schemas.games.blackjack_deal import BlackjackDeal, Stage
from schemas.games.blackjack_hand import Action, is_natural
from schemas.games.blackjack_rules import (
    BlackjackRules,
    EnhcLoss,
    Hole,
    PairPays,
    PokerPays,
    Soft17,
    SplitBy,
    Surrender,
    TimeOut,
)
from schemas.money import Rounding
from schemas.readings import FACE_DOWN

Chooser = Callable[[Turn], Action]


@st.composite
def any_rules(draw: st.DrawFn) -> BlackjackRules:
    """Every rule set that does not contradict itself (prices but for the natural are the usual ones)."""
    hole = draw(st.sampled_from(Hole))
    max_hands = draw(st.integers(1, 4))
    return BlackjackRules.model_validate(
        {
            "decks": draw(st.sampled_from([4, 6, 8])),
            "dealer_soft17": draw(st.sampled_from(Soft17)),
            "hole": hole,
            "enhc_loss": draw(st.sampled_from(EnhcLoss)) if hole is Hole.ENHC else None,
            "bj_pays": draw(st.sampled_from(["3:2", "6:5", "1:1", "7:5", "2:1"])),
            "das": max_hands > 1 and draw(st.booleans()),
            "max_hands": max_hands,
            "split_by": draw(st.sampled_from(SplitBy)),
            "split_aces_one_card": max_hands == 1 or draw(st.booleans()),
            "surrender": draw(st.sampled_from(Surrender)),
            "charlie": draw(st.sampled_from([0, 5, 6, 7])),
            "perfect_pairs": draw(st.sampled_from(PairPays)),
            "21+3": draw(st.sampled_from(PokerPays)),
            "time_out": draw(st.sampled_from(TimeOut)),
            "rounding": draw(st.sampled_from(Rounding)),
        }
    )


SHOES = ("A23456789TJQK", "A23", "AT", "8", "A2345", "89TJQK", "AKQJT9", "223344A", "56789T")
"""Which ranks a shoe holds: narrow ones deal pairs, naturals and long hands often."""


def shoe(chance: Random, decks: int, ranks: str) -> Iterator[str]:
    """A shuffled shoe; when narrow ranks are out, the rest follows."""
    narrow = [card for card in DECK * decks if card[0] in ranks]
    rest = [card for card in DECK * decks if card[0] not in ranks]
    chance.shuffle(narrow)
    chance.shuffle(rest)
    return iter(narrow + rest)


def by_chance(chance: Random) -> Chooser:
    """Any allowed action; pairs are split and hands doubled often enough."""

    def choose(turn: Turn) -> Action:
        may = sorted(turn.actions, key=lambda action: action.value)
        often = [action for action in may if action in (Action.SPLIT, Action.DOUBLE, Action.HIT)]
        return chance.choice(often if often and chance.random() < 0.6 else may)

    return choose


def play(
    deal: BlackjackDeal, rules: BlackjackRules, cards: Iterator[str], choose: Chooser, chance: Random
) -> None:
    """Deal and play a round to its end."""
    hole = ""
    while not deal.complete:
        if deal.insurance_due:
            for seat in deal.may_take_even_money:
                if chance.random() < 0.5:
                    deal.decide(seat, 1, Action.EVEN_MONEY)
            deal.close_insurance()
        elif (spot := deal.due) is None:
            turn = deal.turn
            assert turn is not None and turn.on_time_out in turn.actions
            deal.decide(turn.seat, turn.hand, choose(turn))
        elif deal.stage is Stage.PEEK:
            natural = is_natural([deal.standing()["dealer"][0], hole])
            deal.lay(spot, hole if natural else FACE_DOWN)
        elif rules.hole is Hole.PEEK and spot.place == "dealer" and spot.index == 2:
            if hole:
                deal.lay(spot, hole)
            else:
                hole = next(cards)
                deal.lay(spot, FACE_DOWN)
        else:
            deal.lay(spot, next(cards))


def dealt(rules: BlackjackRules, seats: Iterable[int], seed: int, ranks: str) -> BlackjackDeal:
    """A complete round from a seed."""
    chance = Random(seed)
    deal = BlackjackDeal(rules, seats)
    play(deal, rules, shoe(chance, rules.decks, ranks), by_chance(chance), chance)
    return deal


@st.composite
def any_round(
    draw: st.DrawFn, rules: st.SearchStrategy[BlackjackRules] | None = None
) -> tuple[BlackjackRules, BlackjackDeal]:
    """Rules and a complete round under them."""
    table = draw(any_rules() if rules is None else rules)
    seats = draw(st.sets(st.integers(1, 7), min_size=1))
    return table, dealt(table, seats, draw(st.integers(0, 2**32)), draw(st.sampled_from(SHOES)))
