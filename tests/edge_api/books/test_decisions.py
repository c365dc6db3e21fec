"""Decisions of players: in time or not, whose they are, what they cost, and what happens when the table never hears of them."""

from __future__ import annotations

import shutil
import uuid

import pytest

from edge_api.books.messages import Done
from edge_api.clock import rfc3339
from edge_api.replay import replay
from edge_api.verify import verify
from schemas.causes import HoldCause
from schemas.commands import CommandName
from schemas.facts import HandDecided, RoundHeld, RoundReleased, TurnOpened
from schemas.games.blackjack_hand import Action
from schemas.games.blackjack_rules import BlackjackRules
from tests.edge_api.books.felt import (
    DECISION_NS,
    FELT,
    WAY_NS,
    Felt,
    crashed,
    felt_studio,
    refused,
    seated,
)
from tests.edge_api.books.studio import MS, S, Studio, quick_folder

ELEVEN = "6S 9H 5D 7C"  # seat 3 has 11 against 9 and 7 below
EIGHTS = "8S 9H 8D 7C"
RICH = 1_000_000


@pytest.fixture
def studio(blackjack: Studio) -> Studio:
    return blackjack


def one_seat(studio: Studio, cards: str, money: int = RICH, stake: int = 500) -> tuple[Felt, int]:
    """Seat 3 is asked; its player."""
    player = studio.player(money=money)
    return seated(studio, cards, (player, 3, stake)), player


def decisions(studio: Studio) -> list[str]:
    return [
        order.decision.decision_id
        for order in studio.orders
        if order.name is CommandName.DECIDE and order.decision is not None
    ]


def ends(table: Felt) -> int:
    """When the question that is open ends at the edge."""
    question = table.seating.question
    assert question is not None
    return question.deadline_mono_ns


# --- what is asked, and what it costs


def test_a_hand_is_asked_with_what_it_may_do_and_until_when(studio: Studio) -> None:
    table, _ = one_seat(studio, ELEVEN)
    [told] = studio.told("turn")
    assert (told["seat"], told["hand"], told["on_time_out"]) == (3, 1, "stand")
    assert told["actions"] == ["hit", "stand", "double"]
    assert told["decision_ms"] == (DECISION_NS - WAY_NS) // MS
    assert told["closes_at"] == rfc3339(studio.now.utc_ns + DECISION_NS - WAY_NS)
    assert ends(table) == studio.now.mono_ns + DECISION_NS - WAY_NS


def test_a_hit_moves_no_money_and_the_hand_is_asked_again(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} 2S 5H TD")
    transactions = studio.conn.execute("SELECT COUNT(*) FROM transactions").fetchone()
    answer = table.decide(player, 3, "hit")
    assert isinstance(answer, Done)
    assert (answer.body["action"], answer.body["staked"], answer.body["balance"]) == ("hit", 0, 999_500)
    table.tick()
    assert studio.conn.execute("SELECT COUNT(*) FROM transactions").fetchone() == transactions
    assert table.go_on() is not None
    table.play(player, 3, "stand")
    assert table.outcome() == "settled"
    assert studio.balance(player) == 999_500  # 13 loses to a dealer of 21


def test_a_double_stakes_the_main_bet_once_more_and_wins_twice(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TS TD")
    assert table.play(player, 3, "double") is None
    assert studio.balance(player) == 999_000
    assert table.outcome() == "settled"
    assert table.lines(player) == [
        ("main", '{"seat":3}', 500, 1000),
        ("double", '{"hand":1,"seat":3}', 500, 1000),
    ]
    assert studio.balance(player) == RICH + 1000


def test_a_double_of_several_main_bets_is_as_much_as_all_of_them(studio: Studio) -> None:
    player = studio.player()
    table = Felt(studio, f"{ELEVEN} TS TD".split())
    table.bet(player, ("main", {"seat": 3}, 300))
    table.bet(player, ("main", {"seat": 3}, 201))
    table.close()
    table.tick()
    table.go_on()
    table.play(player, 3, "double")
    assert table.lines(player)[-1][:3] == ("double", '{"hand":1,"seat":3}', 501)
    table.outcome()
    assert studio.balance(player) == RICH + 1002


def test_a_split_stakes_the_new_hand_and_each_hand_is_asked(studio: Studio) -> None:
    table, player = one_seat(studio, f"{EIGHTS} 2S 3S 9S")
    turn = table.play(player, 3, "split")
    assert turn is not None and (turn.seat, turn.hand) == (3, 1)
    turn = table.play(player, 3, "stand")
    assert turn is not None and turn.hand == 2
    assert table.play(player, 3, "stand", 2) is None
    assert table.outcome() == "settled"
    assert table.lines(player) == [
        ("main", '{"seat":3}', 500, 1000),
        ("split", '{"hand":2,"seat":3}', 500, 1000),
    ]


def test_hands_of_several_splits_have_their_own_stakes_and_doubles() -> None:
    folder = quick_folder()
    studio = felt_studio(folder, BlackjackRules(das=True, max_hands=4))
    table, player = one_seat(studio, f"{EIGHTS} 8H 2S TS 8C 3S TD 2D 5H 9C")
    table.play(player, 3, "split")
    turn = table.play(player, 3, "split")
    assert turn is not None and turn.hand == 1
    table.play(player, 3, "double")
    while table.deal.turn is not None:
        turn = table.deal.turn
        table.play(player, turn.seat, "stand", turn.hand)
    table.outcome()
    assert [line[:3] for line in table.lines(player)] == [
        ("main", '{"seat":3}', 500),
        ("split", '{"hand":2,"seat":3}', 500),
        ("split", '{"hand":3,"seat":3}', 500),
        ("double", '{"hand":1,"seat":3}', 500),
    ]
    assert verify(studio.conn, {"edge-1#1": studio.signer.public_key}) == []
    assert replay(studio.conn).differences == []
    studio.crash()
    shutil.rmtree(folder)


def test_surrender_gives_half_back() -> None:
    folder = quick_folder()
    studio = felt_studio(folder, BlackjackRules.parse({"surrender": "late"}))
    table, player = one_seat(studio, ELEVEN)
    assert table.play(player, 3, "surrender") is None
    assert table.outcome() == "settled"
    assert studio.balance(player) == RICH - 250
    assert verify(studio.conn, {"edge-1#1": studio.signer.public_key}) == []
    studio.crash()
    shutil.rmtree(folder)


def test_what_a_doubled_hand_costs_may_exceed_the_limits_of_opening_bets(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TS TD", stake=100_000)
    assert isinstance(table.decide(player, 3, "double"), Done)
    table.tick()
    table.go_on()
    table.outcome()


# --- who may decide what


@pytest.mark.parametrize(
    ("seat", "hand", "action", "code"),
    [
        (3, 1, "split", "wrong_phase"), (3, 1, "surrender", "wrong_phase"), (3, 1, "even_money", "wrong_phase"), (3, 1, "play", "wrong_phase"),
        (3, 2, "stand", "wrong_phase"), (4, 1, "stand", "not_your_seat"), (3, 1, "jump", "wrong_phase"), (3, 1, None, "wrong_phase"),
    ],
)  # fmt: skip
def test_what_the_hand_is_not_asked_is_refused(
    studio: Studio, seat: int, hand: int, action: str | None, code: str
) -> None:
    table, player = one_seat(studio, ELEVEN)
    assert refused(table.decide(player, seat, action, hand)) == code
    assert studio.balance(player) == 999_500
    assert table.pending == []


def test_nobody_decides_for_another_player(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    other = studio.player("p-2")
    assert refused(table.decide(other, 3, "stand")) == "not_your_seat"
    assert isinstance(table.decide(player, 3, "stand"), Done)


def test_a_bettor_behind_does_not_decide(studio: Studio) -> None:
    one, two = studio.player(), studio.player("p-2")
    table = Felt(studio, ELEVEN.split())
    table.bet(one, ("main", {"seat": 3}, 500))
    table.bet(two, ("bet_behind", {"seat": 3}, 500))
    table.close()
    table.tick()
    table.go_on()
    assert refused(table.decide(two, 3, "stand")) == "not_your_seat"


def test_a_seat_is_not_asked_before_its_turn(studio: Studio) -> None:
    one, two = studio.player(), studio.player("p-2")
    table = seated(studio, "TS 6S 9H 8D 5D 7C", (one, 1, 500), (two, 2, 500))
    assert "is not asked now" in str(table.decide(two, 2, "stand"))
    assert table.play(one, 1, "stand") is not None
    assert isinstance(table.decide(two, 2, "stand"), Done)


def test_without_the_money_a_double_is_refused_and_another_decision_may_follow(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN, money=900)
    assert refused(table.decide(player, 3, "double")) == "insufficient_funds"
    assert isinstance(table.decide(player, 3, "hit"), Done)


def test_a_blocked_player_plays_his_hand_but_stakes_no_more(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    studio.act("block_player", player_no=player)
    assert refused(table.decide(player, 3, "double")) == "player_blocked"
    assert isinstance(table.decide(player, 3, "hit"), Done)


def test_what_was_decided_in_view_of_other_cards_is_refused(studio: Studio) -> None:
    """Two quick clicks: the second must not draw another card."""
    table, player = one_seat(studio, f"{ELEVEN} 2S")
    assert isinstance(table.decide(player, 3, "hit", cards=2), Done)
    table.tick()
    table.go_on()
    assert "has 3 cards now" in str(table.decide(player, 3, "hit", cards=2))
    assert isinstance(table.decide(player, 3, "hit", cards=3), Done)


def test_a_decision_in_an_unknown_round_or_at_another_table_is_refused(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    request = table.request(player, 3, "stand")
    table.round_id = f"{FELT}-7-99"
    assert refused(table.decide(player, 3, "stand")) == "no_such_round"
    table.round_id = request.round_id


# --- the same id


def test_the_same_decision_again_gets_the_first_answer_and_acts_once(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TS TD")
    request = table.request(player, 3, "double")
    first, second = table.turn(request, request)
    assert isinstance(first, Done) and isinstance(second, Done)
    assert first.body == second.body
    [third] = table.turn(request)
    assert isinstance(third, Done) and third.body == first.body
    table.tick()
    table.go_on()
    table.outcome()
    [fourth] = table.turn(request)
    assert isinstance(fourth, Done) and fourth.body == first.body
    assert studio.balance(player) == RICH + 1000


def test_other_content_under_the_same_id_is_refused(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    decision_id = str(uuid.uuid4())
    assert isinstance(table.decide(player, 3, "stand", decision_id=decision_id), Done)
    assert refused(table.decide(player, 3, "hit", decision_id=decision_id)) == "bet_id_reused"
    assert refused(table.bet(player, ("main", {"seat": 1}, 500), bet_id=decision_id)) == "bet_id_reused"


def test_a_second_decision_for_the_same_turn_is_refused(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    one, two = table.turn(table.request(player, 3, "double"), table.request(player, 3, "stand"))
    assert isinstance(one, Done)
    assert "has decided" in str(two)
    assert "has decided" in str(table.decide(player, 3, "stand"))
    assert studio.balance(player) == 999_000


# --- in time or not


def test_a_decision_one_nanosecond_before_the_end_counts(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    studio.until(ends(table) - 1)
    assert isinstance(table.decide(player, 3, "stand"), Done)
    table.tick()
    assert table.deal.turn is None


@pytest.mark.parametrize("action", ["stand", "double"])
def test_a_decision_at_the_end_is_late(studio: Studio, action: str) -> None:
    table, player = one_seat(studio, ELEVEN)
    studio.until(ends(table))
    assert refused(table.decide(player, 3, action)) == "too_late"
    assert studio.balance(player) == 999_500
    assert studio.conn.execute("SELECT code, lateness_us FROM refused_bets").fetchall() == [("too_late", 0)]


@pytest.mark.parametrize("action", ["stand", "double"])
def test_a_decision_that_is_durable_only_at_the_end_goes_back_and_the_board_never_hears_of_it(
    studio: Studio, action: str
) -> None:
    table, player = one_seat(studio, ELEVEN)
    studio.until(ends(table) - 2 * MS)
    request = table.request(player, 3, action)
    [answer] = table.turn(request, took_ns=2 * MS)
    assert refused(answer) == "too_late"
    assert studio.balance(player) == 999_500
    table.tick()
    assert decisions(studio) == []
    assert refused(table.turn(request)[0]) == "too_late"
    table.time_out()
    assert table.phase == "dealing"


def test_a_decision_whose_commit_would_come_after_the_end_is_taken_out(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    studio.until(ends(table) - 1)
    with studio.turn() as answers:
        answers[1] = studio.books.decide(table.request(player, 3, "double"), studio.now)
        studio.wait(1)
    assert refused(answers[1]) == "too_late"
    assert studio.balance(player) == 999_500
    assert studio.conn.execute("SELECT COUNT(*) FROM decisions").fetchone() == (0,)


def test_after_the_time_out_the_hand_is_not_asked_any_more(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    table.time_out()
    assert refused(table.decide(player, 3, "double")) == "wrong_phase"
    assert studio.told("decided")[-1] == {
        "round_id": table.round_id, "seat": 3, "hand": 1, "action": "stand", "by": "time_out", "next": "dealer 2",
    }  # fmt: skip


def test_a_question_ends_no_later_here_than_the_board_promised(studio: Studio) -> None:
    """The fact was two seconds on its way."""
    table, player = one_seat(studio, ELEVEN)
    turn = next(fact for fact, _ in reversed(table.said) if isinstance(fact, TurnOpened))
    studio.wait(2 * S)
    table.studio.fact(turn, FELT, ago_ns=2 * S)
    assert ends(table) <= studio.now.mono_ns + DECISION_NS - 2 * S
    assert isinstance(table.decide(player, 3, "stand"), Done)


# --- the board hears


def test_the_board_is_told_only_after_a_commit_that_notes_the_decision_as_durable(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    request = table.request(player, 3, "stand")
    table.turn(request)
    assert decisions(studio) == []
    assert studio.books.next_deadline() == studio.now.mono_ns
    noted = studio.conn.execute("SELECT MAX(last_no) FROM commits").fetchone()[0]
    table.deaf = True
    table.tick(0)
    assert decisions(studio) == [request.decision_id]
    assert studio.conn.execute("SELECT MAX(last_no) FROM commits").fetchone()[0] == noted + 1


def test_a_lost_order_is_given_again_and_acts_once(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TS TD")
    table.deaf = True
    assert isinstance(table.decide(player, 3, "double"), Done)
    table.tick(0)
    for told in range(2, 4):
        table.tick(399 * MS)
        assert len(decisions(studio)) == told - 1
        table.tick(1 * MS)
        assert len(set(decisions(studio))) == 1 and len(decisions(studio)) == told
    table.deaf = False
    table.tick(400 * MS)
    table.go_on()
    table.tick(5 * S)
    assert len(decisions(studio)) == 4
    table.outcome()
    assert studio.balance(player) == RICH + 1000


def test_an_order_that_comes_twice_is_harmless(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} 2S")
    table.decide(player, 3, "hit")
    table.tick()
    [order] = [order for order in studio.orders if order.name is CommandName.DECIDE]
    table.go_on()
    before = table.deal.standing()
    studio.orders.append(order)
    table.obey()
    assert (table.deal.standing(), table.phase) == (before, "dealing")


def test_a_decision_that_is_played_twice_holds_the_round(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} 2S")
    table.play(player, 3, "hit")
    assert table.decided(3, 1, Action.HIT, decisions(studio)[0])
    assert table.held_cause == "edge:unknown_decision"


@pytest.mark.parametrize("action", ["stand", "double"])
def test_a_decision_that_the_board_never_heard_gives_its_stake_back_and_holds_the_round(
    studio: Studio, action: str
) -> None:
    table, player = one_seat(studio, ELEVEN)
    table.deaf = True
    assert isinstance(table.decide(player, 3, action), Done)
    table.tick()
    table.time_out()
    assert table.held_cause == "edge:decision_lost"
    assert studio.balance(player) == 999_500
    [lost] = studio.told("lost")
    assert (lost["action"], lost["returned"], lost["balance"]) == (
        action,
        500 if action == "double" else 0,
        999_500,
    )
    assert table.pending == []
    studio.act("void", round_id=table.round_id)
    assert studio.balance(player) == RICH


def test_a_lost_decision_may_be_released_by_a_human_and_the_round_settles_as_it_was_played(
    studio: Studio,
) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TD")
    table.deaf = True
    table.decide(player, 3, "double")
    table.tick()
    table.time_out()
    table.deaf = False
    table.go_on()
    assert table.outcome() == "ignored:held"
    assert isinstance(studio.act("release", FELT, table.round_id), Done)
    assert table.phase == "settled"
    assert studio.balance(player) == RICH + 500


def test_a_decision_that_is_in_nobodys_books_holds_the_round(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TS TD")
    table.decided(3, 1, Action.DOUBLE, str(uuid.uuid4()))
    assert table.held_cause == "edge:unknown_decision"
    assert studio.balance(player) == 999_500


def test_another_decision_than_the_players_loses_his(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    table.deaf = True
    table.decide(player, 3, "double")
    table.tick()
    table.decided(3, 1, Action.STAND, str(uuid.uuid4()))
    assert table.held_cause == "edge:unknown_decision"
    assert studio.balance(player) == 999_500


def test_a_time_out_that_does_what_nobody_chose_holds_the_round(studio: Studio) -> None:
    table, _ = one_seat(studio, ELEVEN)
    table.decided(3, 1, Action.HIT, None)
    assert table.held_cause == "edge:unknown_decision"


def test_a_hand_that_is_not_due_holds_the_round(studio: Studio) -> None:
    table, _ = one_seat(studio, ELEVEN)
    fact = HandDecided(round_id=table.round_id, seat=4, hand=1, action=Action.STAND, decision_id=None)
    assert table.say(fact) == "ignored:wrong_move"
    assert table.held_cause == "edge:wrong_move"


@pytest.mark.parametrize(
    "wrong", [{"seat": 4}, {"hand": 2}, {"on_time_out": Action.HIT}, {"actions": (Action.HIT, Action.STAND)}]
)
def test_a_turn_that_is_not_the_rounds_holds_it(studio: Studio, wrong: dict[str, object]) -> None:
    table, player = one_seat(studio, ELEVEN)
    turn = next(fact for fact, _ in reversed(table.said) if isinstance(fact, TurnOpened))
    assert table.say(turn.model_copy(update=wrong)) == "ignored:wrong_turn"
    assert table.held_cause == "edge:wrong_turn"
    assert refused(table.decide(player, 3, "stand")) == "wrong_phase"


# --- held, voided, restarted


def test_nobody_decides_while_the_table_holds_and_the_hand_is_asked_again_afterwards(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TS")
    table.say(RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards"))
    assert "is held" in str(table.decide(player, 3, "double"))
    table.asked = None
    table.say(RoundReleased(round_id=table.round_id, by="maria"))
    assert refused(table.decide(player, 3, "double")) == "wrong_phase"
    table.go_on()
    assert isinstance(table.decide(player, 3, "double"), Done)


def test_a_durable_decision_outlives_a_hold_of_the_table_and_is_told_when_the_hand_is_asked_again(
    studio: Studio,
) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TS TD")
    table.deaf = True
    assert isinstance(table.decide(player, 3, "double"), Done)
    table.say(RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards"))
    table.tick(5 * S)
    assert decisions(studio) == []
    assert studio.books.next_deadline() is None
    table.asked, table.deaf = None, False
    table.say(RoundReleased(round_id=table.round_id, by="maria"))
    table.go_on()
    assert "has decided" in str(table.decide(player, 3, "stand"))
    table.tick()
    assert table.go_on() is None
    assert table.outcome() == "settled"
    assert studio.balance(player) == RICH + 1000


def test_a_hold_in_the_same_transaction_refuses_the_decision(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    held = RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards")
    with studio.turn() as answers:
        answers[1] = studio.books.decide(table.request(player, 3, "double"), studio.now)
        studio.keep(studio.books.apply_fact(studio.boards[FELT].assert_(held, studio.now)))
    assert refused(answers[1]) == "too_late"
    assert studio.balance(player) == 999_500


def test_a_time_out_in_the_same_transaction_refuses_the_decision(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    table.deal.decide(3, 1, Action.STAND)
    fact = HandDecided(round_id=table.round_id, seat=3, hand=1, action=Action.STAND, decision_id=None)
    with studio.turn() as answers:
        answers[1] = studio.books.decide(table.request(player, 3, "double"), studio.now)
        studio.keep(studio.books.apply_fact(studio.boards[FELT].assert_(fact, studio.now)))
    assert refused(answers[1]) == "too_late"
    assert studio.balance(player) == 999_500
    assert table.phase == "dealing"


def test_a_void_returns_what_was_staked_in_play_exactly_once(studio: Studio) -> None:
    table, player = one_seat(studio, EIGHTS)
    table.decide(player, 3, "split")
    table.tick()
    assert studio.balance(player) == 999_000
    assert isinstance(studio.act("void", round_id=table.round_id), Done)
    assert studio.balance(player) == RICH
    assert refused(table.decide(player, 3, "stand")) == "wrong_phase"
    assert table.statuses() == ["voided", "voided"]


def test_what_the_board_says_after_the_void_does_nothing(studio: Studio) -> None:
    table, _ = one_seat(studio, ELEVEN)
    studio.act("void", round_id=table.round_id)
    before = studio.alerts()
    assert (
        table.say(HandDecided(round_id=table.round_id, seat=3, hand=1, action=Action.STAND))
        == "ignored:round_over"
    )
    assert studio.alerts() == before


def test_a_frozen_table_takes_no_decisions(studio: Studio) -> None:
    table, player = one_seat(studio, ELEVEN)
    with studio.turn():
        studio.keep(studio.books.freeze(FELT, "a fork", studio.now))
    assert refused(table.decide(player, 3, "stand")) == "table_not_open"


def test_after_a_restart_a_question_is_gone_and_the_board_lets_the_hand_stand(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TD")
    with crashed(studio):
        pass
    assert refused(table.decide(player, 3, "double")) == "wrong_phase"
    table.time_out()
    table.go_on()
    assert table.outcome() == "settled"
    assert studio.balance(player) == RICH + 500


def test_after_a_restart_the_board_is_told_again_what_was_durable(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} TS TD")
    table.deaf = True
    table.decide(player, 3, "double")
    table.tick()
    with crashed(studio):
        pass
    table.deaf = False
    table.tick()
    assert table.go_on() is None
    assert table.outcome() == "settled"
    assert studio.balance(player) == RICH + 1000


@pytest.mark.parametrize(
    ("down_ns", "boot", "counts"), [(1 * S, None, True), (60 * S, None, False), (1 * S, "next-boot", False)]
)
def test_a_decision_that_a_crash_left_unproven_counts_only_if_its_time_still_runs(
    studio: Studio, down_ns: int, boot: str | None, counts: bool
) -> None:
    """The process dies right after the commit, before anything could be noted or told."""
    table, player = one_seat(studio, f"{ELEVEN} TS TD")
    table.deaf = True
    assert isinstance(table.decide(player, 3, "double"), Done)
    with crashed(studio, boot):
        studio.wait(down_ns)
    assert studio.balance(player) == (999_000 if counts else 999_500)
    table.deaf = False
    table.tick()
    assert (decisions(studio) != []) == counts
    if not counts:
        table.time_out()
    table.go_on()
    assert table.outcome() == "settled"


def test_a_played_decision_is_not_told_after_a_restart(studio: Studio) -> None:
    table, player = one_seat(studio, f"{ELEVEN} 2S")
    table.play(player, 3, "hit")
    with crashed(studio):
        pass
    told = len(decisions(studio))
    table.tick(5 * S)
    assert len(decisions(studio)) == told
