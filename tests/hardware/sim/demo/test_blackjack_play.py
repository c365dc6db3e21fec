"""Demo players at blackjack stake what the table takes, know what it refuses, and only do what a hand may do."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.settle.blackjack import canonical
from hardware.sim.demo.blackjack_play import (
    ILLEGAL,
    SEATS,
    SIDES,
    UNIT_MINOR,
    bet_behind,
    forbidden,
    main_bet,
    place_of,
    side_bet,
    wise,
)
from schemas.cards import DECK
from schemas.games.blackjack_hand import Action, actions
from schemas.games.blackjack_rules import NAMED, BlackjackRules
from schemas.games.refusal import IllegalBet


@pytest.mark.parametrize("seat", SEATS)
def test_bets_at_every_seat_are_bets_of_the_table(seat: int) -> None:
    rng, rules, seen = Random(seat), NAMED["live_8d"], set()
    for make in (main_bet, side_bet, bet_behind):
        for _ in range(40):
            bet = make(seat, rng)
            assert canonical(rules, bet["type"], bet["sel"]) == bet["sel"]
            assert bet["stake"] >= 100
            seen.add(bet["type"])
    assert seen == {"main", "bet_behind", *SIDES}


def test_half_of_a_main_bet_is_no_less_than_the_tables_minimum() -> None:
    rng = Random(1)
    assert UNIT_MINOR // 2 >= 100
    assert all(main_bet(1, rng)["stake"] % UNIT_MINOR == 0 for _ in range(40))


@pytest.mark.parametrize("bet", ILLEGAL)
def test_illegal_bets_are_illegal(bet: dict[str, object]) -> None:
    with pytest.raises(IllegalBet):
        canonical(NAMED["live_8d"], bet["type"], bet.get("sel"))


@given(
    st.sampled_from(list(NAMED.values())),
    st.lists(st.sampled_from(DECK), min_size=2, max_size=7),
    st.sampled_from(DECK),
    st.integers(1, 4),
)
def test_a_wise_player_does_what_the_hand_may_do(
    rules: BlackjackRules, cards: list[str], up: str, hands: int
) -> None:
    may = actions(rules, cards, hands)
    if may:
        asked = {action.value for action in may}
        assert wise(cards, up, asked) in may
        assert forbidden(asked) not in may


def test_before_the_peek_a_wise_player_plays_on() -> None:
    assert wise(["TS", "6H"], "AS", {"surrender", "play"}) is Action.PLAY


def test_a_hand_lies_at_its_place() -> None:
    assert (place_of(3, 1), place_of(3, 2)) == ("seat-3", "seat-3/2")
