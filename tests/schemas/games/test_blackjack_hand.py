"""Hands of blackjack: what they count, what may be done with them, and which can't have come about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.cards import DECK
from schemas.games.blackjack_dealer import must_draw
from schemas.games.blackjack_hand import (
    BlackjackHand,
    actions,
    check_hands,
    is_charlie,
    is_natural,
    is_over,
    points,
)
from schemas.games.blackjack_rules import BlackjackRules, Soft17
from schemas.games.refusal import IllegalOutcome


def rules(**changed: Any) -> BlackjackRules:
    return BlackjackRules.parse(changed)


def words(table: BlackjackRules, cards: str, hands: int = 1) -> str:
    return " ".join(sorted(action.value for action in actions(table, cards.split(), hands)))


def hand(cards: str, **done: bool) -> BlackjackHand:
    return BlackjackHand(cards=tuple(cards.split()), **done)


@pytest.mark.parametrize(
    ("cards", "total", "soft"),
    [
        ("AS KD", 21, True), ("AS AS", 12, True), ("AS AS KD", 12, False), ("AS 6D", 17, True), ("AS 6D TH", 17, False),
        ("TH 6D 5S", 21, False), ("TH 6D 6S", 22, False), ("AS 9D AS", 21, True), ("2S", 2, False), ("AS", 11, True),
        ("JS QD", 20, False), ("AS AD AH AC 7S", 21, True),
    ],
)  # fmt: skip
def test_a_hand_counts_what_the_rule_book_says(cards: str, total: int, soft: bool) -> None:
    assert points(cards.split()) == (total, soft)


@given(st.lists(st.sampled_from(DECK), min_size=1, max_size=12))
def test_the_best_count_of_the_aces_is_taken(cards: list[str]) -> None:
    hard = sum({"A": 1, "T": 10, "J": 10, "Q": 10, "K": 10}.get(card[0]) or int(card[0]) for card in cards)
    ways = [hard + 10 * n for n in range(sum(card[0] == "A" for card in cards) + 1)]
    best = max([way for way in ways if way <= 21], default=hard)
    assert points(cards) == (best, best > hard)


def test_a_natural_is_an_ace_and_a_ten_on_two_cards() -> None:
    assert is_natural(["AS", "TD"]) and is_natural(["KD", "AH"])
    assert not is_natural(["AS", "5D", "5H"]) and not is_natural(["AS", "9D"]) and not is_natural(["AS"])


@pytest.mark.parametrize(
    ("changed", "cards", "hands", "may"),
    [
        ({}, "TH 6D", 1, "double hit stand"),
        ({}, "TH KD", 1, "double hit split stand"),
        ({"split_by": "rank"}, "TH KD", 1, "double hit stand"),
        ({"split_by": "rank"}, "KH KD", 1, "double hit split stand"),
        ({"max_hands": 1}, "8H 8D", 1, "double hit stand"),
        ({"surrender": "late"}, "TH 6D", 1, "double hit stand surrender"),
        ({"surrender": "late"}, "TH 6D", 2, "hit stand"),
        ({}, "8H 3D", 2, "hit stand"),
        ({"das": True}, "8H 3D", 2, "double hit stand"),
        ({"das": True}, "8H 8D", 2, "double hit stand"),
        ({"max_hands": 4}, "8H 8D", 2, "hit split stand"),
        ({"max_hands": 4}, "8H 8D", 4, "hit stand"),
        ({"surrender": "late", "das": True}, "5H 4D 2S", 1, "hit stand"),
        ({}, "AS KD", 1, ""), ({}, "AS KD", 2, ""), ({}, "TH 6D 5S", 1, ""), ({}, "TH 6D 6S", 1, ""),
        ({}, "AS 5D", 1, "double hit stand"),
        ({}, "AS 5D", 2, ""), ({"max_hands": 4, "das": True}, "AS AD", 2, ""),
        ({"split_aces_one_card": False}, "AS 5D", 2, "hit stand"),
        ({"split_aces_one_card": False, "max_hands": 3}, "AS AD", 2, "hit split stand"),
        ({"charlie": 6}, "2H 2D 2S 2C 3H", 1, "hit stand"), ({"charlie": 6}, "2H 2D 2S 2C 3H 3D", 1, ""),
        ({"charlie": 5}, "2H 2D 2S 2C 3H", 1, ""),
    ],
)  # fmt: skip
def test_a_hand_may_do_what_the_rules_give_it(changed: Any, cards: str, hands: int, may: str) -> None:
    table = rules(**changed)
    assert words(table, cards, hands) == may
    assert is_over(table, cards.split(), hands) is (may == "")


def test_a_charlie_counts_its_cards_and_does_not_bust() -> None:
    six = ["2H", "2D", "2S", "2C", "3H", "3D"]
    assert is_charlie(rules(charlie=6), six) and not is_charlie(rules(charlie=7), six)
    assert not is_charlie(rules(), six) and not is_charlie(rules(charlie=6), ["TH", "9D", *six[:4]])


@pytest.mark.parametrize(
    ("changed", "initial", "hands"),
    [
        ({}, "AS KD", [hand("AS KD")]), ({}, "TS 6D", [hand("TS 6D 5C")]), ({}, "TS 6D", [hand("TS 6D TC")]),
        ({}, "5S 6D", [hand("5S 6D 2C", doubled=True)]), ({"surrender": "late"}, "TS 6D", [hand("TS 6D", surrendered=True)]),
        ({}, "8S 8D", [hand("8S TD"), hand("8D 3C 4C 2C")]), ({}, "KS TD", [hand("KS TH"), hand("TD 3C")]),
        ({"das": True}, "8S 8D", [hand("8S 3D KC", doubled=True), hand("8D 3C 4C")]),
        ({"max_hands": 4}, "8S 8D", [hand("8S TD"), hand("8D TD"), hand("8C TD"), hand("8H 8H")]),
        ({"max_hands": 3}, "8S 8D", [hand("8S TD"), hand("8C TD"), hand("8D TD")]),
        ({}, "AS AD", [hand("AS AD"), hand("AD KD")]), ({}, "AS KD", [hand("AS KD", even_money=True)]),
        ({"split_aces_one_card": False, "max_hands": 3}, "AS AD", [hand("AS 5D 3C"), hand("AD KD"), hand("AC 2C")]),
        ({"charlie": 5}, "2S 2D", [hand("2S 2D 3C 3D 4C")]),
    ],
)  # fmt: skip
def test_hands_of_legal_play_are_taken(changed: Any, initial: str, hands: list[BlackjackHand]) -> None:
    check_hands(rules(**changed), initial.split(), hands)


@pytest.mark.parametrize(
    ("changed", "initial", "hands", "why"),
    [
        ({}, "AS KD", [hand("KD AS")], "begin with the seat's first cards"),
        ({}, "TS 6D", [hand("TS 6D TC 2C")], "no card after TS 6D TC"),
        ({}, "TS 6D", [hand("TS 6D 5C 2C")], "no card after TS 6D 5C"),
        ({}, "AS KD", [hand("AS KD 2C")], "no card after AS KD"),
        ({}, "5S 6D", [hand("5S 6D", doubled=True)], "can't be doubled"),
        ({}, "5S 6D", [hand("5S 6D 2C 2D", doubled=True)], "can't be doubled"),
        ({}, "AS KD", [hand("AS KD 2C", doubled=True)], "can't be doubled"),
        ({}, "8S 8D", [hand("8S 3D KC", doubled=True), hand("8D 3C")], "can't be doubled"),
        ({}, "TS 6D", [hand("TS 6D", surrendered=True)], "can't be surrendered"),
        ({"surrender": "late"}, "TS 6D", [hand("TS 6D 2C", surrendered=True)], "can't be surrendered"),
        ({"surrender": "late"}, "TS 6D", [hand("TS 6D 2C", surrendered=True, doubled=True)], "can't be surrendered"),
        ({"surrender": "early"}, "AS KD", [hand("AS KD", surrendered=True)], "can't be surrendered"),
        ({"surrender": "late"}, "8S 8D", [hand("8S TD", surrendered=True), hand("8D 3C")], "can't be surrendered"),
        ({}, "8S 7D", [hand("8S TD"), hand("7D 3C")], "does not split into"),
        ({"split_by": "rank"}, "KS TD", [hand("KS TH"), hand("TD 3C")], "does not split into"),
        ({"max_hands": 3}, "8S 8D", [hand("8S TD"), hand("8D 3C"), hand("7D 3C")], "does not split into"),
        ({}, "8S 8D", [hand("8S TD"), hand("8C 3C")], "in this order"),
        ({}, "8S 8D", [hand("8D TD"), hand("8S 3C")], "in this order"),
        ({}, "8S 8D", [hand("8S TD"), hand("8D 3C"), hand("8C 3C")], "a seat has 1 to 2"),
        ({"max_hands": 1}, "8S 8D", [hand("8S TD"), hand("8D 3C")], "a seat has 1 to 1"),
        ({"max_hands": 4}, "AS AD", [hand("AS TD"), hand("AD 3C"), hand("AC 3C")], "a seat has 1 to 2"),
        ({}, "AS AD", [hand("AS 5D 2C"), hand("AD KD")], "no card after AS 5D"),
        ({}, "8S 8D", [], "a seat has 1 to 2"),
        ({"charlie": 5}, "2S 2D", [hand("2S 2D 3C 3D 4C 4D")], "no card after 2S 2D 3C 3D 4C"),
        ({}, "9S KD", [hand("9S KD", even_money=True)], "no even money"),
        ({}, "AS AD", [hand("AS KD", even_money=True), hand("AD KD")], "no even money"),
    ],
)  # fmt: skip
def test_hands_that_no_play_leads_to_are_refused(
    changed: Any, initial: str, hands: list[BlackjackHand], why: str
) -> None:
    with pytest.raises(IllegalOutcome, match=why):
        check_hands(rules(**changed), initial.split(), hands)


@pytest.mark.parametrize(
    ("cards", "stands", "hits"),
    [("TS 6D", True, True), ("TS 7D", False, False), ("AS 6D", False, True), ("AS 6D TH", False, False), ("AS 7D", False, False),
     ("AS 2D 4H", False, True), ("AS 5D", True, True), ("AS 5D TH", True, True), ("AS KD", False, False), ("TS 6D 6H", False, False)],
)  # fmt: skip
def test_the_dealer_draws_to_seventeen_and_on_soft_seventeen_by_the_rules(
    cards: str, stands: bool, hits: bool
) -> None:
    assert must_draw(Soft17.STAND, cards.split()) is stands
    assert must_draw(Soft17.HIT, cards.split()) is hits
