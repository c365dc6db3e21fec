"""A result that names the camera as its witness rests on a good word of every place that it rests on; one place untold, and it waits for a human."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.settings import Limits, Range, TableSetup
from schemas.facts import RoundOutcome
from schemas.games.blackjack_dealer_hand import HOLE_SPOT
from schemas.games.blackjack_hand import Action
from schemas.games.deal import Deal, Spot
from schemas.games.deals import new_deal
from schemas.games.rule_set import RuleSet
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.readings import FACE_DOWN, reading_fact
from schemas.sight import SeenPosition, SightMode
from tests.edge_api.books.felt import one_seat
from tests.edge_api.books.long_tables import proved
from tests.edge_api.books.looked import card, seen
from tests.edge_api.books.studio import Studio
from tests.edge_api.books.test_sight_doubt import paid, split

LIMITS = Limits(Range(100, 100_000), 500_000, 15_000_000)
DEALT = {
    Game.BACCARAT: ("2C", "3D", "2D", "2S", "5C", "KD"),
    Game.DRAGON_TIGER: ("2C", "3D"),
    Game.ANDAR_BAHAR: ("7C", "3D", "4H", "7S"),
    Game.SIC_BO: ("346",),
    Game.CRAPS: ("34",),
    Game.MONEY_WHEEL: ("2x", "7x", "10"),
}


def rules_of(game: Game) -> RuleSet:
    return parse_rules(game, {"max_win": 50_000} if game is Game.MONEY_WHEEL else {})


def named(game: Game) -> str:
    """The table's name."""
    return game.value.replace("_", "-")


@pytest.fixture
def floor(folder: Path) -> Iterator[Studio]:
    """A table of each game that is dealt by readings."""
    tables = {
        named(game): TableSetup(named(game), game.value, game, "EUR", rules_of(game), LIMITS)
        for game in DEALT
    }
    with proved(Studio(folder, tables=tables)) as made:
        yield made


def dealt(floor: Studio, game: Game) -> tuple[str, Deal, list[SeenPosition]]:
    """A complete round, and each of its places as sensor and camera agree about it."""
    round_id, deal = floor.open(table_id=named(game)), new_deal(rules_of(game))
    floor.close(round_id)
    both = []
    for value in DEALT[game]:
        spot = deal.due
        assert spot is not None
        deal.lay(spot, value)
        assert floor.fact(reading_fact(deal.reads, round_id, spot, value), named(game)) in ("card", "reading")
        both.append(card(spot.place, spot.index, value, value))
    assert deal.complete
    return round_id, deal, both


def told_of(floor: Studio, game: Game, left_out: int | None) -> tuple[str, str]:
    """The effect of an outcome that names the camera, and the place of which nothing was told."""
    round_id, deal, both = dealt(floor, game)
    told = [each for number, each in enumerate(both) if number != left_out]
    if told:
        assert floor.fact(seen(round_id, *told), named(game)) == "seen"
    outcome = RoundOutcome(round_id=round_id, game=game, outcome=deal.outcome(), sources=("reader", "camera"))
    lacks = both[left_out] if left_out is not None else both[0]
    return floor.fact(outcome, named(game)), str(Spot(lacks.place, lacks.index))


@pytest.mark.parametrize("game", DEALT)
def test_a_round_of_which_every_place_was_seen_is_paid(floor: Studio, game: Game) -> None:
    assert told_of(floor, game, left_out=None)[0] == "settled"


@pytest.mark.parametrize(
    ("game", "left_out"), [(game, place) for game, cards in DEALT.items() for place in range(len(cards))]
)
def test_one_place_untold_holds_the_round(floor: Studio, game: Game, left_out: int) -> None:
    effect, spot = told_of(floor, game, left_out)
    assert effect == "ignored:held"
    [text] = floor.conn.execute("SELECT text FROM alerts WHERE code = 'held_edge'").fetchone()
    assert "nothing was said of what it saw" in text
    assert len(DEALT[game]) == 1 or f"at {spot}" in text


LIE = [
    *(card("seat-3", n, value, value) for n, value in ((1, "8S"), (2, "2S"))),
    *(card("seat-3", n, value, value, hand=2) for n, value in ((1, "8D"), (2, "3S"))),
    *(card("dealer", n, value, value) for n, value in ((1, "9H"), (2, "7C"), (3, "9S"))),
]


@pytest.mark.parametrize("left_out", [None, *range(len(LIE))])
def test_every_card_of_every_hand_of_a_split_seat_counts(blackjack: Studio, left_out: int | None) -> None:
    table = split(blackjack)
    table.say(seen(table.round_id, *(each for number, each in enumerate(LIE) if number != left_out)))
    assert paid(table, "reader", "camera") == ("settled" if left_out is None else "ignored:held")


def test_a_card_that_lies_face_down_needs_no_word(blackjack: Studio) -> None:
    table, _ = one_seat(blackjack, "TS 9H 7D 8C")
    assert table.deal.standing()["dealer"] == ("9H", FACE_DOWN)
    lying = (("seat-3", 1, "TS"), ("seat-3", 2, "7D"), ("dealer", 1, "9H"))
    table.say(seen(table.round_id, *(card(place, index, value, value) for place, index, value in lying)))
    table.deal.decide(3, 1, Action.STAND)
    table.deal.lay(HOLE_SPOT, "8C")
    assert paid(table, "reader", "camera") == "ignored:wrong_outcome"  # and no word of the camera


def test_what_one_person_let_count_is_seen_by_the_camera_alone(floor: Studio) -> None:
    round_id, deal, both = dealt(floor, Game.DRAGON_TIGER)
    tiger = card("tiger", 1, None, "3D")
    outcome = RoundOutcome(
        round_id=round_id, game=Game.DRAGON_TIGER, outcome=deal.outcome(), sources=("camera", "person")
    )
    floor.fact(seen(round_id, both[0], tiger), "dragon-tiger")
    assert floor.fact(outcome, "dragon-tiger") == "settled"


def witnessed(floor: Studio, mode: SightMode, sensor: tuple[str | None, str | None], *sources: str) -> str:
    """The effect of an outcome, 2C against 3D, of which the camera is said to have seen KH and AH."""
    round_id, deal, _ = dealt(floor, Game.DRAGON_TIGER)
    lying = (card("dragon", 1, sensor[0], "KH"), card("tiger", 1, sensor[1], "AH"))
    assert floor.fact(seen(round_id, *lying, mode=mode), "dragon-tiger") == "seen"
    outcome = RoundOutcome(round_id=round_id, game=Game.DRAGON_TIGER, outcome=deal.outcome(), sources=sources)
    return floor.fact(outcome, "dragon-tiger")


def test_a_camera_that_saw_other_cards_is_no_witness(floor: Studio) -> None:
    assert witnessed(floor, SightMode.SHADOW, ("KH", "AH"), "reader", "camera") == "ignored:held"
    assert witnessed(floor, SightMode.ON, ("KH", "AH"), "camera", "person") == "ignored:held"
    assert witnessed(floor, SightMode.ON, (None, None), "camera", "people") == "ignored:held"


def test_a_camera_in_shadow_is_no_witness_of_what_it_saw_right(floor: Studio) -> None:
    round_id, deal, both = dealt(floor, Game.DRAGON_TIGER)
    floor.fact(seen(round_id, *both, mode=SightMode.SHADOW), "dragon-tiger")
    outcome = RoundOutcome(
        round_id=round_id, game=Game.DRAGON_TIGER, outcome=deal.outcome(), sources=("reader", "camera")
    )
    assert floor.fact(outcome, "dragon-tiger") == "ignored:held"
    [text] = floor.conn.execute("SELECT text FROM alerts WHERE code = 'held_edge'").fetchone()
    assert "the mode was shadow" in text
