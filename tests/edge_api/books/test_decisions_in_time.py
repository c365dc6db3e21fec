"""Decisions against the clock, and against a board that does not hear: in time, late, told again, lost."""

from __future__ import annotations

import uuid

import pytest

from edge_api.books.messages import Done
from schemas.commands import CommandName
from schemas.facts import HandDecided, TableStarted, TurnOpened
from schemas.games.blackjack_hand import Action
from schemas.phases import Game
from tests.edge_api.books.felt import (
    DECISION_NS,
    ELEVEN,
    FELT,
    RICH,
    ends,
    one_seat,
    refused,
    told_decisions,
)
from tests.edge_api.books.studio import MS, S, Studio


def test_a_decision_one_nanosecond_before_the_end_counts(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    blackjack.until(ends(table) - 1)
    assert isinstance(table.decide(player, 3, "stand"), Done)
    table.tick()
    assert table.deal.turn is None


@pytest.mark.parametrize("action", ["stand", "double"])
def test_a_decision_at_the_end_is_late(blackjack: Studio, action: str) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    blackjack.until(ends(table))
    assert refused(table.decide(player, 3, action)) == "too_late"
    assert blackjack.balance(player) == 999_500
    assert blackjack.conn.execute("SELECT code, lateness_us FROM refused_bets").fetchall() == [
        ("too_late", 0)
    ]


@pytest.mark.parametrize("action", ["stand", "double"])
def test_a_decision_that_is_durable_only_at_the_end_goes_back_and_the_board_never_hears_of_it(
    blackjack: Studio, action: str
) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    blackjack.until(ends(table) - 2 * MS)
    request = table.request(player, 3, action)
    [answer] = table.turn(request, took_ns=2 * MS)
    assert refused(answer) == "too_late"
    assert blackjack.balance(player) == 999_500
    table.tick()
    assert told_decisions(blackjack) == []
    assert refused(table.turn(request)[0]) == "too_late"
    table.time_out()
    assert table.phase == "dealing"


def test_a_decision_whose_commit_would_come_after_the_end_is_taken_out(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    blackjack.until(ends(table) - 1)
    with blackjack.turn() as answers:
        answers[1] = blackjack.books.decide(table.request(player, 3, "double"), blackjack.now)
        blackjack.wait(1)
    assert refused(answers[1]) == "too_late"
    assert blackjack.balance(player) == 999_500
    assert blackjack.conn.execute("SELECT COUNT(*) FROM decisions").fetchone() == (0,)


def test_after_the_time_out_the_hand_is_not_asked_any_more(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    table.time_out()
    assert refused(table.decide(player, 3, "double")) == "wrong_phase"
    assert blackjack.told("decided")[-1] == {
        "round_id": table.round_id, "seat": 3, "hand": 1, "action": "stand", "by": "time_out", "next": "dealer 2",
    }  # fmt: skip


def test_a_question_ends_no_later_here_than_the_board_promised(blackjack: Studio) -> None:
    """The fact was two seconds on its way."""
    table, player = one_seat(blackjack, ELEVEN)
    turn = next(fact for fact, _ in reversed(table.said) if isinstance(fact, TurnOpened))
    blackjack.wait(2 * S)
    blackjack.fact(turn, FELT, ago_ns=2 * S)
    assert ends(table) <= blackjack.now.mono_ns + DECISION_NS - 2 * S
    assert isinstance(table.decide(player, 3, "stand"), Done)


def test_the_board_is_told_only_after_a_commit_that_notes_the_decision_as_durable(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    request = table.request(player, 3, "stand")
    table.turn(request)
    assert told_decisions(blackjack) == []
    assert blackjack.books.next_deadline() == blackjack.now.mono_ns
    noted = blackjack.conn.execute("SELECT MAX(last_no) FROM commits").fetchone()[0]
    table.deaf = True
    table.tick(0)
    assert told_decisions(blackjack) == [request.decision_id]
    assert blackjack.conn.execute("SELECT MAX(last_no) FROM commits").fetchone()[0] == noted + 1


def test_a_lost_order_is_given_again_and_acts_once(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TS TD")
    table.deaf = True
    assert isinstance(table.decide(player, 3, "double"), Done)
    table.tick(0)
    for told in range(2, 4):
        table.tick(399 * MS)
        assert len(told_decisions(blackjack)) == told - 1
        table.tick(1 * MS)
        assert len(set(told_decisions(blackjack))) == 1 and len(told_decisions(blackjack)) == told
    table.deaf = False
    table.tick(400 * MS)
    table.go_on()
    table.tick(5 * S)
    assert len(told_decisions(blackjack)) == 4
    table.outcome()
    assert blackjack.balance(player) == RICH + 1000


def test_an_order_that_comes_twice_is_harmless(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} 2S")
    table.decide(player, 3, "hit")
    table.tick()
    [order] = [order for order in blackjack.orders if order.name is CommandName.DECIDE]
    table.go_on()
    before = table.deal.standing()
    blackjack.orders.append(order)
    table.obey()
    assert (table.deal.standing(), table.phase) == (before, "dealing")


def test_a_decision_that_is_played_twice_holds_the_round(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} 2S")
    table.play(player, 3, "hit")
    assert table.decided(3, 1, Action.HIT, told_decisions(blackjack)[0])
    assert table.held_cause == "edge:unknown_decision"


@pytest.mark.parametrize("action", ["hit", "double"])
def test_a_decision_that_the_board_never_heard_gives_its_stake_back_and_holds_the_round(
    blackjack: Studio, action: str
) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    table.deaf = True
    assert isinstance(table.decide(player, 3, action), Done)
    table.tick()
    table.time_out()
    assert table.held_cause == "edge:decision_lost"
    assert blackjack.balance(player) == 999_500
    [lost] = blackjack.told("lost")
    assert (lost["action"], lost["returned"], lost["balance"]) == (
        action,
        500 if action == "double" else 0,
        999_500,
    )
    assert table.pending == []
    blackjack.act("void", round_id=table.round_id)
    assert blackjack.balance(player) == RICH


def test_a_time_out_that_does_what_was_decided_plays_it(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TD")
    table.deaf = True
    table.decide(player, 3, "stand")
    table.tick()
    table.time_out()
    assert (table.phase, table.pending) == ("dealing", [])
    table.deaf = False
    table.go_on()
    assert table.outcome() == "settled"


def test_a_board_that_starts_again_asks_nothing_any_more(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    started = TableStarted(game=Game.BLACKJACK, firmware="1", config_hash="a", mid_round=table.round_id)
    assert table.say(started) == "started"
    assert refused(table.decide(player, 3, "double")) == "wrong_phase"


def test_a_lost_decision_may_be_released_by_a_human_and_the_round_settles_as_it_was_played(
    blackjack: Studio,
) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TD")
    table.deaf = True
    table.decide(player, 3, "double")
    table.tick()
    table.time_out()
    table.deaf = False
    table.go_on()
    assert table.outcome() == "ignored:held"
    assert isinstance(blackjack.act("release", FELT, table.round_id), Done)
    assert table.phase == "settled"
    assert blackjack.balance(player) == RICH + 500


def test_a_decision_that_is_in_nobodys_books_holds_the_round(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TS TD")
    table.decided(3, 1, Action.DOUBLE, str(uuid.uuid4()))
    assert table.held_cause == "edge:unknown_decision"
    assert blackjack.balance(player) == 999_500


def test_another_decision_than_the_players_loses_his(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    table.deaf = True
    table.decide(player, 3, "double")
    table.tick()
    table.decided(3, 1, Action.STAND, str(uuid.uuid4()))
    assert table.held_cause == "edge:unknown_decision"
    assert blackjack.balance(player) == 999_500


def test_a_time_out_that_does_what_nobody_chose_holds_the_round(blackjack: Studio) -> None:
    table, _ = one_seat(blackjack, ELEVEN)
    table.decided(3, 1, Action.HIT, None)
    assert table.held_cause == "edge:unknown_decision"


def test_a_hand_that_is_not_due_holds_the_round(blackjack: Studio) -> None:
    table, _ = one_seat(blackjack, ELEVEN)
    fact = HandDecided(round_id=table.round_id, seat=4, hand=1, action=Action.STAND, decision_id=None)
    assert table.say(fact) == "ignored:wrong_move"
    assert table.held_cause == "edge:wrong_move"


@pytest.mark.parametrize(
    "wrong", [{"seat": 4}, {"hand": 2}, {"on_time_out": Action.HIT}, {"actions": (Action.HIT, Action.STAND)}]
)
def test_a_turn_that_is_not_the_rounds_holds_it(blackjack: Studio, wrong: dict[str, object]) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    turn = next(fact for fact, _ in reversed(table.said) if isinstance(fact, TurnOpened))
    assert table.say(turn.model_copy(update=wrong)) == "ignored:wrong_turn"
    assert table.held_cause == "edge:wrong_turn"
    assert refused(table.decide(player, 3, "stand")) == "wrong_phase"
