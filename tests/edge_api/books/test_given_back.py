"""Bets that stay on the layout and go back undecided: taken down by their player, or returned by the house; each stake once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import Done, Refused
from schemas.causes import CloseCause, VoidCause
from schemas.edge_events import CarriedReturned, OperatorAction
from schemas.facts import RoundVoided
from tests.edge_api.books.long_tables import (
    DICE,
    EIGHT,
    PRISON,
    SEVEN_OUT,
    SIX,
    Shooter,
    accepted,
    craps,
    held,
    land,
    lines,
    long_studio,
    placed,
    prove,
    proved,
    spin,
)
from tests.edge_api.books.studio import MS, Studio
from tests.edge_api.books.test_rounds import events

PLACE = ("place", 8, 600)
RED = ("red", None, 500)


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    with proved(long_studio(folder)) as made:
        yield made


def code(answer: object) -> str:
    return answer.code if isinstance(answer, Refused) else "done"


# --- taken down -------------------------------------------------------------------------------------------------------


def test_a_place_bet_is_taken_down_while_the_next_window_is_open(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PLACE, ("hardway", 4, 50)))
    shooter.roll(first, SIX)
    assert code(studio.cancel(player, bet_id)) == "bets_closed"
    second = shooter.open()
    answer = studio.cancel(player, bet_id)
    assert isinstance(answer, Done)
    assert (answer.body["status"], answer.body["returned"], answer.body["balance"]) == (
        "cancelled",
        650,
        1_000_000,
    )
    assert studio.cancel(player, bet_id) == answer
    assert lines(studio.conn, bet_id) == [("place", 600, 600, second), ("hardway", 50, 50, second)]
    assert held(studio, DICE) == 0
    row = studio.round(first)
    assert (row["placements"], row["staked"], row["decided"], row["returned"]) == (1, 650, 0, 0)
    shooter.roll(second, EIGHT)
    assert studio.balance(player) == 1_000_000


def test_what_was_decided_before_stays_decided(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PLACE, ("field", None, 100), ("hardway", 4, 50)))
    shooter.roll(first, (4, 5))
    second = shooter.open()
    answer = studio.cancel(player, bet_id)
    assert isinstance(answer, Done)
    assert (answer.body["staked"], answer.body["returned"]) == (750, 200 + 650)
    assert placed(studio, bet_id) == ("cancelled", 750, 850)
    assert lines(studio.conn, bet_id)[1] == ("field", 100, 200, first)
    assert studio.cancel(player, bet_id) == answer
    shooter.roll(second, SEVEN_OUT)
    assert studio.balance(player) == 1_000_100


@pytest.mark.parametrize("fixed", ["pass", "dont_pass"])
def test_a_placement_with_a_line_bet_stays(studio: Studio, shooter: Shooter, fixed: str) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PLACE, (fixed, None, 100)))
    shooter.roll(first, SIX)
    shooter.open()
    answer = studio.cancel(player, bet_id)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.message) == (
        "bets_closed",
        f"{fixed} stays on the layout until it is decided",
    )
    assert placed(studio, bet_id) == ("accepted", 700, 0)


def test_once_its_line_bet_is_decided_the_rest_may_be_taken_down(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PLACE, ("pass", None, 100)))
    shooter.roll(first, SIX)
    shooter.throw(SIX)
    shooter.open()
    assert code(studio.cancel(player, bet_id)) == "done"
    assert placed(studio, bet_id) == ("cancelled", 700, 800)


def test_nothing_is_taken_down_after_the_window_or_after_the_end(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PLACE))
    shooter.roll(first, SIX)
    second = shooter.open()
    studio.until(studio.deadline(second))
    assert code(studio.cancel(player, bet_id)) == "too_late"
    studio.close(second)
    assert code(studio.cancel(player, bet_id)) == "bets_closed"
    shooter.land(second, EIGHT)
    shooter.open()
    assert code(studio.cancel(player, bet_id)) == "already_settled"
    assert placed(studio, bet_id) == ("settled", 600, 1_300)


def test_a_bet_in_prison_can_not_be_taken_down(studio: Studio) -> None:
    player, first = studio.player(), studio.open(table_id=PRISON)
    bet_id = accepted(studio.bet(player, first, RED))
    land(studio, first, "0")
    studio.open(table_id=PRISON)
    assert code(studio.cancel(player, bet_id)) == "bets_closed"


def test_somebody_elses_bet_is_not_found(studio: Studio, shooter: Shooter) -> None:
    one, two, first = studio.player(), studio.player("p-2"), shooter.open()
    bet_id = accepted(studio.bet(one, first, PLACE))
    shooter.roll(first, SIX)
    shooter.open()
    assert code(studio.cancel(two, bet_id)) == "no_such_bet"


def test_limits_are_free_again(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, ("place", 8, 100_000)))
    shooter.roll(first, SIX)
    second = shooter.open()
    assert code(studio.bet(player, second, ("place", 8, 1))) == "above_maximum"
    assert code(studio.cancel(player, bet_id)) == "done"
    assert code(studio.bet(player, second, ("place", 8, 100_000))) == "done"
    assert code(studio.bet(player, second, ("place", 8, 1))) == "above_maximum"


def test_a_bet_taken_down_when_the_dice_were_in_the_air_holds_the_round(
    studio: Studio, shooter: Shooter
) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PLACE))
    shooter.roll(first, SIX)
    second = shooter.open()
    studio.wait(1_000 * MS)
    assert code(studio.cancel(player, bet_id)) == "done"
    studio.close(second, CloseCause.READING_SEEN, ago_ns=500 * MS)
    assert studio.round(second)["held_cause"] == "edge:taken_back_late"


def test_a_commission_comes_back_with_a_bet_that_is_taken_down(folder: Path) -> None:
    with proved(long_studio(folder, craps(vig="up_front"))) as studio:
        player, shooter = studio.player(), Shooter(studio)
        first = shooter.open()
        bet_id = accepted(studio.bet(player, first, ("buy", 4, 1_001)))
        shooter.roll(first, SIX)
        shooter.open()
        assert code(studio.cancel(player, bet_id)) == "done"
        assert placed(studio, bet_id) == ("cancelled", 1_052, 1_052)


# --- returned by the house --------------------------------------------------------------------------------------------


def two_rounds(studio: Studio, shooter: Shooter) -> tuple[int, int, list[str]]:
    """Two players with bets of two rounds that stay."""
    one, two = studio.player(), studio.player("p-2")
    first = shooter.open()
    ids = [
        accepted(studio.bet(one, first, PLACE, ("field", None, 100))),
        accepted(studio.bet(two, first, ("pass", None, 70))),
    ]
    shooter.roll(first, SIX)
    second = shooter.open()
    ids.append(accepted(studio.bet(one, second, ("come", None, 30))))
    shooter.roll(second, (4, 5))
    return one, two, ids


def test_the_house_returns_everything_that_stays_each_stake_once(studio: Studio, shooter: Shooter) -> None:
    one, two, ids = two_rounds(studio, shooter)
    answer = studio.act("return_carried", DICE)
    assert isinstance(answer, Done)
    assert answer.body == {"action": "return_carried", "table": DICE, "placements": 3, "returned": 700}
    assert [placed(studio, bet_id) for bet_id in ids] == [
        ("voided", 700, 600),
        ("voided", 70, 70),
        ("voided", 30, 30),
    ]
    assert (studio.balance(one), studio.balance(two)) == (1_000_000 - 100, 1_000_000)
    assert held(studio, DICE) == 0
    told = [event for event in events(studio, CarriedReturned) if isinstance(event, CarriedReturned)]
    assert [(e.placements, e.refunded_minor, e.by) for e in told] == [(2, 670, "maria"), (1, 30, "maria")]
    assert isinstance(events(studio, OperatorAction)[-1], OperatorAction)
    assert code(studio.act("return_carried", DICE)) == "wrong_phase"
    prove(studio)
    shooter.throw(EIGHT)
    assert studio.balance(one) == 1_000_000 - 100


def test_nothing_is_returned_while_the_dice_may_roll(studio: Studio, shooter: Shooter) -> None:
    one, _, ids = two_rounds(studio, shooter)
    running = shooter.open()
    for step in (lambda: None, lambda: studio.close(running)):
        step()
        answer = studio.act("return_carried", DICE)
        assert isinstance(answer, Refused)
        assert (answer.code, "pause the table first" in answer.message) == ("wrong_phase", True)
    assert placed(studio, ids[0])[0] == "accepted"
    studio.act("void", round_id=running)
    assert code(studio.act("return_carried", DICE)) == "done"
    assert studio.balance(one) == 1_000_000 - 100


def test_a_table_without_such_bets_has_nothing_to_return(studio: Studio) -> None:
    assert code(studio.act("return_carried", DICE)) == "wrong_phase"
    assert code(studio.act("return_carried", "nowhere")) == "no_such_table"
    spin(studio, "0")
    assert code(studio.act("return_carried", PRISON)) == "wrong_phase"


def test_bets_of_another_table_are_not_returned(studio: Studio, shooter: Shooter) -> None:
    one, _, _ = two_rounds(studio, shooter)
    first = studio.open(table_id=PRISON)
    bet_id = accepted(studio.bet(one, first, RED))
    land(studio, first, "0")
    assert code(studio.act("return_carried", DICE)) == "done"
    assert placed(studio, bet_id) == ("accepted", 500, 0)
    spin(studio, "2")
    assert placed(studio, bet_id) == ("settled", 500, 0)


def test_new_bets_stay_and_are_returned_after_an_earlier_return(studio: Studio, shooter: Shooter) -> None:
    one, _, _ = two_rounds(studio, shooter)
    assert code(studio.act("return_carried", DICE)) == "done"
    third = shooter.open()
    bet_id = accepted(studio.bet(one, third, PLACE))
    void = shooter.roll(third, (5, 6))
    assert void == "settled"
    lost = shooter.open()
    studio.close(lost)
    studio.fact(RoundVoided(round_id=lost, cause=VoidCause.PIT_BOSS, by="maria"), DICE)
    assert code(studio.act("return_carried", DICE)) == "done"
    assert placed(studio, bet_id) == ("voided", 600, 600)
