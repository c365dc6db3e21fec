"""What lies and what seats want, as a dealer sees it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.dealer_console import HandView, SeatFigures, counts, places, seats
from edge_api.dealer_guide import Guide, Tone
from schemas.cards import DECK
from schemas.games.blackjack_hand import points
from schemas.readings import FACE_DOWN
from tests.edge_api.test_dealer_guide import table

REST = Guide(Tone.STOP, "Wait")
CARDS = {
    "seat-1": ["8S", "8H"],
    "seat-3": ["KD", "6C"],
    "seat-3/2": ["KS"],
    "dealer": ["TH", FACE_DOWN],
}


def at(number: int, figures: SeatFigures | None = None, now: Guide = REST, **changed: Any) -> Any:
    snapshot = table(seats=[1, 3], cards=CARDS, **changed)
    return seats(snapshot, figures or SeatFigures(), now)[number - 1]


def test_all_seven_seats_stand_from_the_dealers_left() -> None:
    shown = seats(table(seats=[1, 3], cards=CARDS), SeatFigures(), REST)
    assert [seat.number for seat in shown] == [1, 2, 3, 4, 5, 6, 7]
    assert [seat.number for seat in shown if seat.taken] == [1, 3]
    assert [len(seat.hands) for seat in shown] == [1, 0, 2, 0, 0, 0, 0]


def test_a_hand_is_named_only_where_its_seat_has_several() -> None:
    assert [hand.name for hand in at(1).hands] == [""]
    assert [hand.name for hand in at(3).hands] == ["Hand 1", "Hand 2"]


def test_the_hand_that_is_asked_decides_and_no_other() -> None:
    question = {"kind": "turn", "seat": 3, "hand": 2, "actions": ["hit", "stand"], "closes_at": "soon"}
    assert [(hand.asked, hand.does) for hand in at(3, question=question).hands] == [
        (False, ""),
        (True, "decides"),
    ]
    assert not at(1, question=question).hands[0].asked


def test_a_wish_shows_before_its_hand_is_asked_and_what_was_played_after() -> None:
    assert at(1, wishes={"1/1": "stand"}).hands[0].does == "wants to stand"
    figures = SeatFigures(played={"3/1": "double", "1/1": "even_money"})
    assert at(3, figures).hands[0].does == "double"
    assert at(1, figures).hands[0].does == "even money"


def test_a_hand_that_has_nothing_to_decide_is_done() -> None:
    done = table(seats=[1, 3], cards={"seat-1": ["AS", "KD"], "seat-3": ["KD", "6C", "5S"], "seat-3/2": ["AS"], "dealer": []})  # fmt: skip
    hands = [hand.does for seat in seats(done, SeatFigures(), REST) for hand in seat.hands]
    assert hands == ["done", "done", ""]


def test_the_next_card_is_marked_where_it_goes() -> None:
    now = Guide(Tone.GO, "Card for seat 3, hand 2", "card 2", "seat-3/2")
    assert [hand.due for hand in at(3, now=now).hands] == [False, True]
    assert not at(1, now=now).hands[0].due


def test_a_place_that_decides_is_not_marked_for_a_card() -> None:
    assert not at(1, now=Guide(Tone.STOP, "Wait", "seat 1 decides", "seat-1")).hands[0].due


def test_insurance_and_bets_behind_stand_at_the_seat() -> None:
    figures = SeatFigures(insured={1: 500}, behind={3: 2})
    offered = {"kind": "insurance", "closes_at": "soon", "even_money": []}
    assert at(1, figures).notes == ("insured",)
    assert at(3, figures).notes == ("2 behind",)
    assert at(3, figures, question=offered).notes == ("insurance?", "2 behind")
    assert at(2, figures, question=offered).notes == ()


def test_a_table_without_seats_shows_its_places_with_what_they_count() -> None:
    now = Guide(Tone.GO, "Card for banker", "card 2", "banker")
    shown = places(table(game="baccarat", cards={"player": ["6H", "4H"], "banker": ["7S"]}), now)
    assert shown == [
        HandView("Player", ("6H", "4H"), "0"),
        HandView("Banker", ("7S",), "7", due=True),
    ]
    assert seats(table(game="baccarat"), SeatFigures(), now) == []


@pytest.mark.parametrize(
    ("game", "cards", "shown", "counted"),
    [
        ("sic_bo", {"dice": ["463"]}, ["3-4-6"], "13"),
        ("craps", {"dice": ["11", "52"]}, ["1-1", "2-5"], "7"),
        ("craps", {"dice": []}, [], ""),
        ("money_wheel", {"wheel": ["2x", "10"]}, ["2x", "10"], ""),
        ("andar_bahar", {"joker": ["6H"]}, ["6H"], ""),
        ("baccarat", {"player": []}, [], ""),
    ],
)
def test_stops_are_shown_as_they_lie_and_dice_in_order(
    game: str, cards: dict[str, list[str]], shown: list[str], counted: str
) -> None:
    [view] = places(table(game=game, cards=cards), REST)
    assert (list(view.cards), view.counts) == (shown, counted)


def test_the_dealers_place_stands_apart_from_the_seats() -> None:
    [dealer] = places(table(cards=CARDS), REST)
    assert (dealer.name, dealer.counts) == ("Dealer", "10")


@given(st.lists(st.sampled_from(DECK), min_size=1, max_size=8), st.booleans())
def test_a_count_names_the_total_and_never_what_lies_face_down(cards: list[str], hidden: bool) -> None:
    said = counts([*cards, FACE_DOWN] if hidden else cards)
    total = points(cards).total
    assert said == "blackjack" if said == "blackjack" else said.endswith(str(total))
    assert said.startswith("bust") == (total > 21)


@pytest.mark.parametrize(
    ("cards", "hands", "said"),
    [
        (["AS", "KD"], 1, "blackjack"),
        (["AS", "KD"], 2, "21"),
        (["AS", "6D"], 1, "soft 17"),
        (["AS", FACE_DOWN], 1, "11"),
        (["AS", "6D", "KC"], 1, "17"),
        (["9S", "6D", "KC"], 1, "bust 25"),
        ([FACE_DOWN], 1, ""),
        ([], 1, ""),
    ],
)
def test_hands_count_in_the_words_of_the_table(cards: list[str], hands: int, said: str) -> None:
    assert counts(cards, hands) == said
