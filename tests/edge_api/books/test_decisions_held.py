"""Decisions while a round is held, voided or frozen, and over a restart of the edge."""

from __future__ import annotations

import pytest

from edge_api.books.messages import Done
from schemas.causes import HoldCause
from schemas.facts import HandDecided, RoundHeld, RoundReleased
from schemas.games.blackjack_hand import Action
from tests.edge_api.books.felt import (
    EIGHTS,
    ELEVEN,
    FELT,
    RICH,
    crashed,
    one_seat,
    refused,
    told_decisions,
)
from tests.edge_api.books.studio import S, Studio


def test_nobody_decides_while_the_table_holds_and_the_hand_is_asked_again_afterwards(
    blackjack: Studio,
) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TS")
    table.say(RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards"))
    assert "is held" in str(table.decide(player, 3, "double"))
    table.asked = None
    table.say(RoundReleased(round_id=table.round_id, by="maria"))
    assert refused(table.decide(player, 3, "double")) == "wrong_phase"
    table.go_on()
    assert isinstance(table.decide(player, 3, "double"), Done)


def test_a_durable_decision_outlives_a_hold_of_the_table_and_is_told_when_the_hand_is_asked_again(
    blackjack: Studio,
) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TS TD")
    table.deaf = True
    assert isinstance(table.decide(player, 3, "double"), Done)
    table.say(RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards"))
    table.tick(5 * S)
    assert told_decisions(blackjack) == []
    assert blackjack.books.next_deadline() is None
    table.asked, table.deaf = None, False
    table.say(RoundReleased(round_id=table.round_id, by="maria"))
    table.go_on()
    assert "has decided" in str(table.decide(player, 3, "stand"))
    table.tick()
    assert table.go_on() is None
    assert table.outcome() == "settled"
    assert blackjack.balance(player) == RICH + 1000


def test_a_hold_in_the_same_transaction_refuses_the_decision(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    held = RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards")
    with blackjack.turn() as answers:
        answers[1] = blackjack.books.decide(table.request(player, 3, "double"), blackjack.now)
        blackjack.keep(blackjack.books.apply_fact(blackjack.boards[FELT].assert_(held, blackjack.now)))
    assert refused(answers[1]) == "too_late"
    assert blackjack.balance(player) == 999_500


def test_a_time_out_in_the_same_transaction_refuses_the_decision(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    table.deal.decide(3, 1, Action.STAND)
    fact = HandDecided(round_id=table.round_id, seat=3, hand=1, action=Action.STAND, decision_id=None)
    with blackjack.turn() as answers:
        answers[1] = blackjack.books.decide(table.request(player, 3, "double"), blackjack.now)
        blackjack.keep(blackjack.books.apply_fact(blackjack.boards[FELT].assert_(fact, blackjack.now)))
    assert refused(answers[1]) == "too_late"
    assert blackjack.balance(player) == 999_500
    assert table.phase == "dealing"


def test_a_void_returns_what_was_staked_in_play_exactly_once(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, EIGHTS)
    table.decide(player, 3, "split")
    table.tick()
    assert blackjack.balance(player) == 999_000
    assert isinstance(blackjack.act("void", round_id=table.round_id), Done)
    assert blackjack.balance(player) == RICH
    assert refused(table.decide(player, 3, "stand")) == "wrong_phase"
    assert table.statuses() == ["voided", "voided"]


def test_what_the_board_says_after_the_void_does_nothing(blackjack: Studio) -> None:
    table, _ = one_seat(blackjack, ELEVEN)
    blackjack.act("void", round_id=table.round_id)
    before = blackjack.alerts()
    assert (
        table.say(HandDecided(round_id=table.round_id, seat=3, hand=1, action=Action.STAND))
        == "ignored:round_over"
    )
    assert blackjack.alerts() == before


def test_a_frozen_table_takes_no_decisions(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    with blackjack.turn():
        blackjack.keep(blackjack.books.freeze(FELT, "a fork", blackjack.now))
    assert refused(table.decide(player, 3, "stand")) == "table_not_open"


def test_after_a_restart_a_question_is_gone_and_the_board_lets_the_hand_stand(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TD")
    with crashed(blackjack):
        pass
    assert refused(table.decide(player, 3, "double")) == "wrong_phase"
    table.time_out()
    table.go_on()
    assert table.outcome() == "settled"
    assert blackjack.balance(player) == RICH + 500


def test_after_a_restart_the_board_is_told_again_what_was_durable(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TS TD")
    table.deaf = True
    table.decide(player, 3, "double")
    table.tick()
    with crashed(blackjack):
        pass
    table.deaf = False
    table.tick()
    assert table.go_on() is None
    assert table.outcome() == "settled"
    assert blackjack.balance(player) == RICH + 1000


@pytest.mark.parametrize(
    ("down_ns", "boot", "counts"), [(1 * S, None, True), (60 * S, None, False), (1 * S, "next-boot", False)]
)
def test_a_decision_that_a_crash_left_unproven_counts_only_if_its_time_still_runs(
    blackjack: Studio, down_ns: int, boot: str | None, counts: bool
) -> None:
    """The process dies right after the commit, before anything could be noted or told."""
    table, player = one_seat(blackjack, f"{ELEVEN} TS TD")
    table.deaf = True
    assert isinstance(table.decide(player, 3, "double"), Done)
    with crashed(blackjack, boot):
        blackjack.wait(down_ns)
    assert blackjack.balance(player) == (999_000 if counts else 999_500)
    table.deaf = False
    table.tick()
    assert (told_decisions(blackjack) != []) == counts
    if not counts:
        table.time_out()
    table.go_on()
    assert table.outcome() == "settled"


def test_a_played_decision_is_not_told_after_a_restart(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} 2S")
    table.play(player, 3, "hit")
    with crashed(blackjack):
        pass
    told = len(told_decisions(blackjack))
    table.tick(5 * S)
    assert len(told_decisions(blackjack)) == told
