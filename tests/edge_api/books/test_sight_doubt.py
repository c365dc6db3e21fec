"""What a camera was said to see of cards, against the books: hand by hand, and a card that it alone is sure of waits for a human."""

from __future__ import annotations

from typing import Any

import pytest

from edge_api.books.messages import Done
from schemas.commands import CommandName
from schemas.facts import RoundOutcome
from schemas.phases import Game
from schemas.sight import SightMode
from schemas.sight_facts import RoundSeen
from tests.edge_api.books.felt import EIGHTS, FELT, Felt, seated
from tests.edge_api.books.looked import card, seen
from tests.edge_api.books.studio import Studio


def split(studio: Studio) -> Felt:
    """A complete round: seat 3 has split its eights into 8S 2S and 8D 3S and stands on both, the dealer has 9H 7C 9S."""
    player = studio.player()
    table = seated(studio, f"{EIGHTS} 2S 3S 9S", (player, 3, 500))
    for action, hand in (("split", 1), ("stand", 1), ("stand", 2)):
        table.play(player, 3, action, hand=hand)
    assert table.deal.complete
    return table


def paid(table: Felt, *sources: str) -> str:
    """The effect of the outcome."""
    said = RoundOutcome(
        round_id=table.round_id, game=Game.BLACKJACK, outcome=table.deal.outcome(), sources=sources
    )
    return table.say(said)


SECOND_HAND = card("seat-3", 1, "8D", "8D", hand=2), card("seat-3", 2, "3S", "3S", hand=2)


def test_a_split_hand_is_compared_with_its_own_cards(blackjack: Studio) -> None:
    table = split(blackjack)
    first = card("seat-3", 1, "8S", "8S"), card("seat-3", 2, "2S", "2S")
    table.say(seen(table.round_id, *first, *SECOND_HAND))
    assert paid(table, "reader") == "settled"


@pytest.mark.parametrize(
    ("place", "index", "hand", "sensor", "lies"),
    [("seat-3", 2, 2, "4S", "3S"), ("seat-3", 3, 2, "4S", "nothing"), ("seat-3", 1, 3, "8D", "nothing"), ("dealer", 4, 1, "4S", "nothing")],
)  # fmt: skip
def test_a_camera_that_was_compared_with_a_card_that_does_not_lie_there_holds_the_round(
    blackjack: Studio, place: str, index: int, hand: int, sensor: str, lies: str
) -> None:
    table = split(blackjack)
    table.say(seen(table.round_id, card(place, index, sensor, sensor, hand=hand)))
    assert paid(table, "reader") == "ignored:held"
    assert table.held_cause == "edge:camera_dispute"
    text = blackjack.conn.execute("SELECT text FROM alerts WHERE code = 'held_edge'").fetchone()[0]
    assert f"compared with {sensor}, but {lies} lies there" in text


UNSURE = card("seat-5", 1, None, "KH", looks=4)
UNVOTED = card("seat-5", 1, None, "KH", votes=())
ALONE = card("seat-5", 1, None, "KH")


@pytest.mark.parametrize(
    ("position", "mode", "sources", "effect"),
    [
        (ALONE, SightMode.ON, ("reader",), "ignored:held"),
        (ALONE, SightMode.ON, ("reader", "dealer"), "ignored:held"),
        (ALONE, SightMode.ON, ("reader", "person"), "ignored:held"),
        (ALONE, SightMode.ON, ("people",), "settled"),
        (ALONE, SightMode.SHADOW, ("reader",), "settled"),
        (UNSURE, SightMode.ON, ("reader",), "settled"),
        (UNVOTED, SightMode.ON, ("reader",), "settled"),
    ],
)
def test_a_card_that_only_a_sure_camera_saw_waits_for_a_person(
    blackjack: Studio, position: Any, mode: SightMode, sources: tuple[str, ...], effect: str
) -> None:
    table = split(blackjack)
    table.say(seen(table.round_id, position, mode=mode))
    assert paid(table, *sources) == effect


def test_who_releases_a_round_with_a_card_that_only_the_camera_saw_has_decided_about_it(
    blackjack: Studio,
) -> None:
    table = split(blackjack)
    table.say(seen(table.round_id, ALONE))
    paid(table, "reader")
    assert isinstance(blackjack.act("release", FELT, round_id=table.round_id), Done)
    assert table.phase == "settled"
    assert blackjack.conn.execute("SELECT decided_by FROM seen").fetchone()[0] == "maria"


def test_who_releases_another_hold_has_not_decided_what_the_camera_saw(blackjack: Studio) -> None:
    table = split(blackjack)
    blackjack.act("hold", FELT, round_id=table.round_id)
    table.say(seen(table.round_id, ALONE))
    paid(table, "reader")
    blackjack.act("release", FELT, round_id=table.round_id)
    assert table.held_cause == "edge:camera_dispute"
    blackjack.act("release", FELT, round_id=table.round_id)
    assert table.phase == "settled"
    assert CommandName.RELEASE not in [order.name for order in blackjack.orders]


@pytest.mark.parametrize(
    "later",
    [
        seen("r", UNSURE),
        seen("r", card("seat-5", 1, None, "QH", looks=3)),
        seen("r", card("seat-5", 1, None, None)),
        seen("r", card("seat-5", 1, "QH", None)),
        seen("r", ALONE, mode=SightMode.SHADOW),
        seen("r", UNSURE, mode=SightMode.SHADOW),
    ],
)
def test_no_later_word_takes_back_a_card_that_the_camera_alone_was_sure_of(
    blackjack: Studio, later: RoundSeen
) -> None:
    table = split(blackjack)
    table.say(seen(table.round_id, ALONE))
    table.say(later.model_copy(update={"round_id": table.round_id}))
    assert paid(table, "reader") == "ignored:held"
    assert isinstance(blackjack.act("release", FELT, round_id=table.round_id), Done)
    assert table.phase == "settled"


def test_a_card_that_the_camera_was_sure_of_first_and_the_sensor_reads_then_is_no_dispute(
    blackjack: Studio,
) -> None:
    table = split(blackjack)
    table.say(seen(table.round_id, card("dealer", 3, None, "9S")))
    table.say(seen(table.round_id, card("dealer", 3, "9S", None)))
    assert paid(table, "reader") == "settled"


def test_a_release_decides_only_what_its_hold_told_and_what_came_since_holds_anew(blackjack: Studio) -> None:
    table = split(blackjack)
    table.say(seen(table.round_id, card("seat-3", 1, "8S", "9S")))
    assert paid(table, "reader") == "ignored:held"
    table.say(seen(table.round_id, card("seat-3", 1, "8S", "9S", looks=12)))
    table.say(seen(table.round_id, card("dealer", 1, "9H", "KH"), ALONE))
    assert isinstance(blackjack.act("release", FELT, round_id=table.round_id), Done)
    assert table.held_cause == "edge:camera_dispute"
    decided = "SELECT place FROM seen WHERE decided_by IS NOT NULL"
    assert blackjack.conn.execute(decided).fetchall() == [("seat-3",)]
    assert isinstance(blackjack.act("release", FELT, round_id=table.round_id), Done)
    assert table.phase == "settled"


def test_in_shadow_a_comparison_with_another_card_than_lies_there_holds_nothing(blackjack: Studio) -> None:
    table = split(blackjack)
    other = card("seat-3", 2, "4S", "4S", hand=2)
    table.say(seen(table.round_id, other, mode=SightMode.SHADOW))
    assert paid(table, "reader") == "settled"
