"""The betting window: what is in time, what is late, and what late bets leave behind."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from edge_api.books.messages import Done, Refused
from schemas.bets import BetAccepted, Refusal
from schemas.causes import CloseCause, Step
from schemas.edge_events import BetsClosed, LateBetReturned
from schemas.facts import RoundClosed, RoundStep
from tests.edge_api.books.studio import MS, WHEEL, S, Studio, placement

RED = ("red", None, 500)
ERROR_NS = 100_000  # the board's declared clock error


def refusal(answer: Done | Refused) -> Refusal:
    assert isinstance(answer, Refused), answer
    return Refusal(answer.code)


def status(studio: Studio, bet_id: str) -> str | None:
    row = studio.conn.execute("SELECT status FROM placements WHERE bet_id = ?", (bet_id,)).fetchone()
    return row[0] if row else None


def lateness(studio: Studio) -> list[tuple[str, int | None]]:
    return studio.conn.execute("SELECT code, lateness_us FROM refused_bets ORDER BY refused_no").fetchall()


def test_a_bet_one_nanosecond_before_the_deadline_is_accepted(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.until(studio.deadline(round_id) - 1)
    answer = studio.bet(player, round_id, RED)
    assert isinstance(answer, Done)
    body = BetAccepted.model_validate(answer.body, strict=False)
    assert (body.staked, body.balance, body.table, body.round_id) == (500, 999_500, WHEEL, round_id)


def test_a_bet_at_the_deadline_is_late(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.until(studio.deadline(round_id))
    assert refusal(studio.bet(player, round_id, RED)) is Refusal.TOO_LATE
    assert studio.balance(player) == 1_000_000
    assert lateness(studio) == [("too_late", 0)]


def test_the_answer_at_the_deadline_is_a_refusal_before_anything_is_written(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.until(studio.deadline(round_id))
    with studio.turn():
        [answer] = studio.books.place([placement(player, round_id, [RED])], studio.now)
    assert refusal(answer) is Refusal.TOO_LATE


def test_a_bet_after_the_close_is_refused_and_logged_with_its_lateness(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.until(studio.deadline(round_id))
    with studio.turn():
        pass
    studio.wait(7 * MS)
    assert refusal(studio.bet(player, round_id, RED)) is Refusal.BETS_CLOSED
    assert lateness(studio) == [("bets_closed", 7_000)]


def test_a_bet_whose_commit_would_come_after_the_deadline_is_taken_out(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    other = studio.player("p-2")
    bet_id = str(uuid.uuid4())
    studio.until(studio.deadline(round_id) - 1)
    with studio.turn() as answers:
        requests = [placement(player, round_id, [RED], bet_id, 1), placement(other, round_id, [RED], None, 2)]
        for answer in studio.books.place(requests, studio.now):
            assert isinstance(answer, Done)
            answers[answer.ticket] = answer
        studio.wait(1)
    assert {refusal(answer) for answer in answers.values()} == {Refusal.TOO_LATE}
    assert status(studio, bet_id) is None
    assert studio.balance(player) == 1_000_000


def test_a_dropped_bet_gives_later_bets_of_the_player_their_true_balance(studio: Studio) -> None:
    player, early = studio.player(), studio.open(betting_ms=5_000)
    late_table = studio.open(betting_ms=20_000, table_id="baccarat-01")
    studio.until(studio.deadline(early) - 1)
    with studio.turn() as answers:
        requests = [
            placement(player, early, [RED], None, 1),
            placement(player, late_table, [("player", None, 300)], None, 2),
        ]
        answers.update({answer.ticket: answer for answer in studio.books.place(requests, studio.now)})
        studio.wait(1)
    kept = answers[2]
    assert isinstance(kept, Done)
    assert kept.body["balance"] == 999_700 == studio.balance(player)
    assert refusal(answers[1]) is Refusal.TOO_LATE


def test_a_commit_that_returns_at_the_deadline_gives_the_stake_back(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    bet_id = str(uuid.uuid4())
    studio.until(studio.deadline(round_id) - 2 * MS)
    answer = studio.bet(player, round_id, RED, bet_id=bet_id, took_ns=2 * MS)
    assert refusal(answer) is Refusal.TOO_LATE
    assert status(studio, bet_id) == "late"
    assert studio.balance(player) == 1_000_000
    [event] = [event for event in studio.events if isinstance(event, LateBetReturned)]
    assert (event.bet_id, event.refunded_minor) == (bet_id, 500)
    assert refusal(studio.bet(player, round_id, RED, bet_id=bet_id)) is Refusal.TOO_LATE


def test_a_close_that_lay_waiting_while_a_bet_was_taken_comes_after_that_bet(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    closed = RoundClosed(round_id=round_id, cause=CloseCause.DEALER, evidence=False)
    waiting = studio.boards[WHEEL].assert_(closed, studio.now)
    studio.wait(1 * MS)
    assert isinstance(studio.bet(player, round_id, RED, took_ns=2 * MS), Done)
    committed = studio.now
    with studio.turn():
        assert studio.keep(studio.books.apply_fact(waiting)).inbox == "closed"
    row = studio.round(round_id)
    assert (row["closed_mono_ns"], row["closed_utc_ns"]) == (committed.mono_ns, committed.utc_ns)
    assert row["closed_mono_ns"] > waiting.received.mono_ns + 1 * MS
    assert refusal(studio.bet(player, round_id, RED)) is Refusal.BETS_CLOSED


def test_a_commit_that_returns_just_before_the_deadline_counts(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.until(studio.deadline(round_id) - 2 * MS)
    assert isinstance(studio.bet(player, round_id, RED, took_ns=2 * MS - 1), Done)


def test_evidence_takes_back_what_came_after_it(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    before, after = str(uuid.uuid4()), str(uuid.uuid4())
    assert isinstance(studio.bet(player, round_id, RED, bet_id=before), Done)
    studio.wait(100 * MS)
    assert isinstance(studio.bet(player, round_id, RED, bet_id=after), Done)
    studio.wait(20 * MS)
    assert studio.close(round_id, CloseCause.BALL_IN_RIM, ago_ns=50 * MS) == "closed"
    assert (status(studio, before), status(studio, after)) == ("accepted", "late")
    assert studio.balance(player) == 999_500
    assert studio.round(round_id)["staked"] == 500


def test_a_bet_that_was_accepted_before_the_evidence_but_durable_after_it_goes_back(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    bet_id = str(uuid.uuid4())
    studio.bet(player, round_id, RED, bet_id=bet_id, took_ns=40 * MS)
    studio.close(round_id, CloseCause.NO_MORE_BETS, ago_ns=20 * MS)
    assert status(studio, bet_id) == "late"


@pytest.mark.parametrize(("before_ns", "kept"), [(1_000, "accepted"), (0, "late")])
def test_a_bet_that_is_durable_at_the_very_moment_of_the_evidence_is_late(
    studio: Studio, before_ns: int, kept: str
) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    studio.bet(player, round_id, RED, bet_id=bet_id)
    evidence_ns = studio.now.mono_ns + before_ns
    studio.wait(50 * MS)
    ago_ns = studio.now.mono_ns - evidence_ns - ERROR_NS
    studio.close(round_id, CloseCause.BALL_IN_RIM, ago_ns)
    assert status(studio, bet_id) == kept


def test_earlier_evidence_takes_more_back_and_later_evidence_nothing(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    studio.bet(player, round_id, RED, bet_id=first)
    studio.wait(50 * MS)
    studio.bet(player, round_id, RED, bet_id=second)
    studio.wait(50 * MS)
    studio.close(round_id, CloseCause.BALL_IN_RIM, ago_ns=75 * MS)
    assert (status(studio, first), status(studio, second)) == ("accepted", "late")
    studio.close(round_id, CloseCause.NUMBER_SEEN, ago_ns=1 * MS)
    assert status(studio, first) == "accepted"
    studio.close(round_id, CloseCause.NUMBER_SEEN, ago_ns=150 * MS)
    assert status(studio, first) == "late"
    assert studio.balance(player) == 1_000_000


def test_evidence_after_our_own_close_still_counts(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open(betting_ms=1_000)
    bet_id = str(uuid.uuid4())
    studio.until(studio.deadline(round_id) - 100 * MS)
    studio.bet(player, round_id, RED, bet_id=bet_id)
    studio.wait(200 * MS)
    with studio.turn():
        pass
    assert studio.close(round_id, CloseCause.BALL_IN_RIM, ago_ns=400 * MS) == "noted"
    assert status(studio, bet_id) == "late"


def test_a_bet_taken_back_when_the_outcome_could_be_seen_holds_the_round(studio: Studio) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    studio.bet(player, round_id, ("straight", ["17"], 10_000), bet_id=bet_id)
    studio.wait(3 * S)
    assert isinstance(studio.cancel(player, bet_id), Done)
    assert studio.close(round_id, CloseCause.BALL_IN_RIM, ago_ns=1 * S) == "closed"
    assert studio.round(round_id)["held_cause"] == "edge:taken_back_late"
    assert studio.spin(round_id, "18") == "ignored:held"
    [text] = studio.conn.execute("SELECT text FROM alerts WHERE code = 'held_edge'").fetchone()
    assert bet_id in text


@pytest.mark.parametrize("ago_ms", [99, 101])
def test_a_bet_taken_back_within_the_networks_delay_stands(studio: Studio, ago_ms: int) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    studio.bet(player, round_id, ("straight", ["17"], 10_000), bet_id=bet_id)
    studio.wait(3 * S)
    studio.cancel(player, bet_id)
    studio.close(round_id, CloseCause.BALL_IN_RIM, ago_ns=ago_ms * MS)
    assert (studio.round(round_id)["held_cause"] == "edge:taken_back_late") is (ago_ms > 100)


def test_a_dealers_close_takes_nothing_back(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, RED)
    studio.close(round_id, CloseCause.DEALER, ago_ns=500 * MS)
    assert studio.round(round_id)["staked"] == 500


def test_a_step_that_shows_the_ball_closes_the_window_at_once(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.fact(RoundStep(round_id=round_id, step=Step.BALL_IN_RIM))
    assert studio.round(round_id)["close_cause"] == "ball_in_rim"
    assert refusal(studio.bet(player, round_id, RED)) is Refusal.BETS_CLOSED


def test_the_window_closes_by_itself_although_the_board_is_silent(studio: Studio) -> None:
    round_id = studio.open()
    studio.until(studio.deadline(round_id))
    with studio.turn():
        pass
    assert studio.round(round_id)["phase"] == "bets_closed"
    assert [event.cause for event in studio.events if isinstance(event, BetsClosed)] == ["timer"]
    assert studio.books.next_deadline() is None


def test_closing_soon_is_announced_once(studio: Studio) -> None:
    round_id = studio.open()
    due = studio.books.next_deadline()
    assert due == studio.deadline(round_id) - 5 * S
    for _ in range(3):
        studio.until(max(due, studio.now.mono_ns))
        with studio.turn():
            pass
    assert studio.told("betsclosingsoon") == [{"round_id": round_id, "left_ms": 5000}]
    assert studio.books.next_deadline() == studio.deadline(round_id)


def test_a_step_in_the_last_seconds_says_that_the_window_closes_soon(studio: Studio) -> None:
    round_id = studio.open()
    studio.fact(RoundStep(round_id=round_id, step=Step.LAUNCHING))
    studio.until(studio.deadline(round_id) - 5 * S)
    with studio.turn():
        pass
    studio.fact(RoundStep(round_id=round_id, step=Step.LAUNCHING))
    assert [step["phase"] for step in studio.told("step")] == ["bets_open", "bets_closing_soon"]


def test_the_deadline_is_the_earliest_of_the_promise_our_count_and_utc(studio: Studio) -> None:
    round_id = studio.open(betting_ms=10_000, ago_ns=30 * MS)
    promised = studio.now.mono_ns - 30 * MS + 10 * S
    assert studio.deadline(round_id) == promised - 100_000  # less the board's clock error


def test_a_late_opening_opens_no_window(studio: Studio) -> None:
    player = studio.player()
    round_id = studio.open(betting_ms=60_000, ago_ns=3 * S)
    assert studio.round(round_id)["phase"] == "bets_closed"
    assert studio.round(round_id)["close_cause"] == "stale_opening"
    assert refusal(studio.bet(player, round_id, RED)) is Refusal.BETS_CLOSED
    assert "stale_opening" in studio.alerts()


@pytest.mark.parametrize("error_us", [None, 250_001])
def test_a_board_that_does_not_know_the_time_opens_no_window(studio: Studio, error_us: int | None) -> None:
    round_id = studio.open(clkerrus=error_us)
    assert studio.round(round_id)["close_cause"] == "clock_unsure"


def test_a_clock_worse_than_acceptable_does_not_shorten_the_window(folder: Path) -> None:
    """Seen on a machine without time service: a bound of 16 s put every deadline into the past."""
    loose = Studio(folder / "loose", require_sync=False)
    known, unknown = (
        loose.deadline(loose.open(betting_ms=10_000, clkerrus=error)) - loose.now.mono_ns
        for error in (16_000_000, None)
    )
    assert known == unknown > 9 * S
    loose.crash()


def test_a_guard_closes_the_window_earlier(folder: Path) -> None:
    plain, guarded = Studio(folder / "plain"), Studio(folder / "guarded", guard_ns=300 * MS)
    assert plain.deadline(plain.open()) - guarded.deadline(guarded.open()) == 300 * MS
    plain.crash()
    guarded.crash()


def test_a_frozen_table_takes_no_bets(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    with studio.turn():
        studio.keep(studio.books.freeze(WHEEL, "two histories", studio.now))
    assert refusal(studio.bet(player, round_id, RED)) is Refusal.TABLE_NOT_OPEN
    assert studio.round(round_id)["phase"] == "held"
    assert isinstance(studio.act("void", round_id=round_id), Done)
