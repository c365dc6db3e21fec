"""What people see of a blackjack round: seats, the question, what hands want, whose card is next."""

from __future__ import annotations

from edge_api.books.messages import Notice
from edge_api.floor import STAFF_FIELDS, Floor
from schemas.causes import HoldCause
from schemas.facts import RoundHeld, RoundReleased
from tests.edge_api.books.felt import ELEVEN, FELT, Felt, one_seat, seated
from tests.edge_api.books.studio import Studio
from tests.edge_api.books.test_floor import Wall

TRANSIENT = {"seq", "closes_at", "board", "clock", "health", "devices", "question", "placements"}
"""A start forgets these, and counts what was placed in play too."""


def agree(studio: Studio, wall: Wall) -> None:
    [fresh] = studio.books.snapshots()
    seen = wall.see(FELT)
    assert {name: seen[name] for name in seen.keys() - TRANSIENT} == {
        name: fresh[name] for name in fresh.keys() - TRANSIENT
    }


def test_the_floor_follows_a_round_from_its_seats_to_its_result(blackjack: Studio) -> None:
    wall = Wall(blackjack)
    one, two = blackjack.player("one"), blackjack.player("two")
    table = Felt(blackjack, ["TS", "6S", "9H", "8D", "5D", "7C", "TD", "TS"])
    table.bet(one, ("main", {"seat": 1}, 500))
    assert wall.see(FELT)["seats"] == [1]
    table.bet(two, ("main", {"seat": 2}, 500))
    agree(blackjack, wall)
    table.close()
    table.tick()
    assert wall.see(FELT)["next"] == "seat-1 1"
    table.go_on()
    table.decide(two, 2, "double", early=True)
    seen = wall.see(FELT)
    assert (seen["wishes"], seen["next"]) == ({"2/1": "double"}, None)
    assert (seen["question"]["kind"], seen["question"]["seat"]) == ("turn", 1)
    agree(blackjack, wall)
    table.play(one, 1, "stand")
    assert wall.see(FELT)["wishes"] == {}
    table.tick()
    assert wall.see(FELT)["next"] == "seat-2 3"
    table.go_on()
    agree(blackjack, wall)
    table.outcome()
    agree(blackjack, wall)
    assert wall.see(FELT)["last_results"][0]["result"] == "dealer bust"


def test_a_question_shows_until_it_is_answered_or_the_round_is_held(blackjack: Studio) -> None:
    wall = Wall(blackjack)
    table, player = one_seat(blackjack, f"{ELEVEN} 2S")
    assert wall.see(FELT)["question"]["actions"] == ["hit", "stand", "double"]
    table.say(RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards"))
    assert wall.see(FELT)["question"] is None
    table.asked = None
    table.say(RoundReleased(round_id=table.round_id, by="maria"))
    table.go_on()
    assert wall.see(FELT)["question"] is not None
    table.decide(player, 3, "hit")
    table.tick()
    assert wall.see(FELT)["question"] is None


def test_insurance_shows_while_single_hands_take_even_money(blackjack: Studio) -> None:
    wall, player = Wall(blackjack), blackjack.player()
    table = seated(blackjack, "AS AH KD 7C", (player, 3, 500))
    question = wall.see(FELT)["question"]
    assert (question["kind"], question["even_money"]) == ("insurance", [3])
    table.decide(player, 3, "even_money")
    table.tick()
    assert wall.see(FELT)["question"] == question
    table.time_out()
    assert wall.see(FELT)["question"] is None


def test_a_void_clears_the_layout_of_questions(blackjack: Studio) -> None:
    wall = Wall(blackjack)
    table, _ = one_seat(blackjack, ELEVEN)
    blackjack.act("void", round_id=table.round_id)
    seen = wall.see(FELT)
    assert (seen["phase"], seen["question"], seen["next"]) == ("cancelled", None, None)


def test_players_do_not_see_what_others_want(blackjack: Studio) -> None:
    floor = Floor()
    floor.load(blackjack.books.snapshots())
    floor.apply(Notice(FELT, 1, "betsopen", {"round_id": "r-1", "closes_at": None, "carried": None}))
    floor.apply(
        Notice(FELT, 2, "wish", {"round_id": "r-1", "seat": 2, "hand": 1, "action": "hit"}, staff_only=True)
    )
    assert "wishes" in STAFF_FIELDS
    assert "wishes" not in floor.public_snapshot(FELT)
    assert floor.staff_snapshot(FELT)["wishes"] == {"2/1": "hit"}
