"""Who draws next, and results that do not follow from their cards."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.cards import DECK
from schemas.games.baccarat import BaccaratHand, BaccaratOutcome, Winner, banker_draws, next_target, total
from schemas.games.refusal import IllegalOutcome

TABLEAU = {
    0: "0123456789", 1: "0123456789", 2: "0123456789", 3: "012345679", 4: "234567", 5: "4567", 6: "67", 7: "",
}  # fmt: skip
shoes = st.lists(st.sampled_from(DECK), min_size=6, max_size=9)


def cards(text: str) -> list[str]:
    """Ranks, all of spades."""
    return [f"{rank}S" for rank in text]


@pytest.mark.parametrize("banker", range(8))
@pytest.mark.parametrize("third", range(10))
def test_the_banker_draws_by_the_tableau(banker: int, third: int) -> None:
    assert banker_draws(banker, third) is (str(third) in TABLEAU[banker])


@pytest.mark.parametrize(
    ("player", "banker", "target"),
    [
        ("", "", "player"), ("2", "", "banker"), ("2", "3", "player"), ("22", "3", "banker"),
        ("TT", "TT", "player"), ("23", "TT", "player"), ("24", "TT", "banker"), ("25", "23", "banker"),
        ("24", "24", None), ("25", "25", None), ("TT", "26", None), ("45", "TT", None), ("TT", "45", None),
        ("TTT", "25", None), ("TT8", "3T", None), ("TT9", "3T", "banker"), ("TT6", "6T", "banker"),
        ("TT5", "6T", None), ("TT7", "6TT", None), ("24", "TTT", None),
    ],
)  # fmt: skip
def test_the_next_card_goes_where_the_rules_say(player: str, banker: str, target: str | None) -> None:
    expected = None if target is None else BaccaratHand(target)
    assert next_target(cards(player), cards(banker)) is expected


@pytest.mark.parametrize(
    ("player", "banker"),
    [("", "2"), ("22", ""), ("222", ""), ("2", "22"), ("24T", "25"), ("45T", "TT"), ("TT", "TTT"), ("24", "25T"),
     ("TT8", "3TT"), ("TT5", "6TT"), ("TTTT", "25"), ("26", "TTT"), ("TTT", "2")],
)  # fmt: skip
def test_hands_that_break_the_rules_have_no_next_card(player: str, banker: str) -> None:
    with pytest.raises(IllegalOutcome, match=r"drawing rules|stands"):
        next_target(cards(player), cards(banker))


def test_a_shoe_is_dealt_player_first_and_stops_by_the_rules() -> None:
    coup = BaccaratOutcome.from_shoe(["6H", "7D", "4H", "3H", "JH", "6D", "AS", "AS"])
    assert (coup.player, coup.banker) == (("6H", "4H", "JH"), ("7D", "3H", "6D"))
    assert (coup.winner, coup.player_total, coup.banker_total, coup.natural) == (Winner.BANKER, 0, 6, False)


def test_the_banker_draws_first_when_the_player_stands() -> None:
    coup = BaccaratOutcome.from_shoe(cards("3T3T9"))
    assert coup.banker == ("TS", "TS", "9S") and coup.winner is Winner.BANKER and not coup.natural


def test_pairs_are_of_rank_not_of_value() -> None:
    coup = BaccaratOutcome.from_cards(["KS", "KD", "9S"], ["TS", "QS", "8S"])
    assert coup.player_pair and not coup.banker_pair


@pytest.mark.parametrize(
    ("player", "banker"),
    [("6T", "6"), ("TT", "TT"), ("TT5", "5T"), ("24T", "25"), ("4", "5"), ("TTTT", "25"), ("", "")],
)
def test_an_unfinished_or_overdrawn_coup_is_no_result(player: str, banker: str) -> None:
    with pytest.raises(IllegalOutcome):
        BaccaratOutcome.from_cards(cards(player), cards(banker))


def test_too_few_cards_are_no_result() -> None:
    with pytest.raises(IllegalOutcome, match="banker's next card is missing"):
        BaccaratOutcome.from_shoe(["6H", "7D", "4H", "3H", "JH"])


def test_a_card_more_often_than_decks_is_no_result() -> None:
    assert BaccaratOutcome.from_cards(cards("44"), cards("44"), decks=4).winner is Winner.TIE
    with pytest.raises(IllegalOutcome, match="4S shows more often than 3"):
        BaccaratOutcome.from_cards(cards("44"), cards("44"), decks=3)
    with pytest.raises(IllegalOutcome, match="8S shows more often than 8"):
        BaccaratOutcome.from_shoe(cards("8888" + "88888"))


@pytest.mark.parametrize("wrong", [["1S", "9S"], ["", "9S"], ["TSX", "9S"]])
def test_what_is_not_a_card_is_no_result(wrong: list[str]) -> None:
    with pytest.raises(IllegalOutcome, match="is not a card"):
        BaccaratOutcome.from_cards(wrong, cards("26"))


@pytest.mark.parametrize(
    "change",
    [{"winner": "tie"}, {"winner": "banker"}, {"player_total": 8}, {"banker_total": 9}, {"natural": False},
     {"player_pair": True}, {"banker_pair": True}, {"player": ["4S", "4S"]}, {"banker": ["TS", "8S", "2S"]},
     {"player": ["4S"]}, {"player": []}, {"extra": 1}, {"player_total": 9.0}, {"natural": 1}],
)  # fmt: skip
def test_a_result_that_does_not_follow_from_its_cards_cannot_be_built(change: dict[str, Any]) -> None:
    honest = BaccaratOutcome.from_cards(["4S", "5D"], ["TS", "8S"])
    with pytest.raises(ValidationError):
        BaccaratOutcome.model_validate(honest.model_dump(mode="json") | change, strict=True)


@settings(deadline=None)
@given(shoes)
def test_every_shoe_gives_a_result_that_survives_the_wire(shoe: list[str]) -> None:
    assume(max(map(shoe.count, shoe)) <= 8)
    coup = BaccaratOutcome.from_shoe(shoe)
    assert BaccaratOutcome.model_validate_json(coup.model_dump_json()) == coup
    assert coup.player_total == total(coup.player) and 4 <= len(coup.player) + len(coup.banker) <= 6


@settings(deadline=None)
@given(st.lists(st.sampled_from(DECK), max_size=4), st.lists(st.sampled_from(DECK), max_size=4))
def test_any_two_hands_are_a_result_or_refused(player: list[str], banker: list[str]) -> None:
    try:
        coup = BaccaratOutcome.from_cards(player, banker)
    except IllegalOutcome:
        return
    order = [card for pair in zip(coup.player[:2], coup.banker[:2], strict=True) for card in pair]
    assert BaccaratOutcome.from_shoe([*order, *coup.player[2:], *coup.banker[2:]]) == coup
