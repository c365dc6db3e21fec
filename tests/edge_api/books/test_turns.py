"""Where bets stay over rounds, a round counts in its turn and begins with what the last one left; in doubt no bets are taken, and it waits."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import Done
from edge_api.books.settings import TableSetup
from schemas.causes import HoldCause, VoidCause
from schemas.facts import RoundHeld, RoundReleased, RoundVoided
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.roulette_rules import RouletteRules, ZeroRule
from schemas.games.wheels import Wheel
from schemas.phases import Game
from tests.edge_api.books.long_tables import (
    DICE,
    EIGHT,
    LIMITS,
    PRISON,
    SEVEN_OUT,
    SIX,
    Shooter,
    accepted,
    held,
    land,
    long_studio,
    placed,
    prove,
    proved,
    rolled,
)
from tests.edge_api.books.studio import Studio, roulette
from tests.edge_api.books.test_floor import Wall, agree
from tests.edge_api.books.test_given_back import code

PASS, RED = ("pass", None, 400), ("red", None, 500)


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    with proved(long_studio(folder)) as made:
        yield made


def state(studio: Studio, round_id: str) -> tuple[str, str | None]:
    row = studio.round(round_id)
    return row["phase"], row["held_cause"]


# --- the board says another point -------------------------------------------------------------------------------------


def test_without_bets_that_stay_the_tables_word_stands(studio: Studio, shooter: Shooter) -> None:
    shooter.throw(SIX)
    shooter.carried = "8"
    player, second = studio.player(), shooter.open()
    assert state(studio, second) == ("bets_open", None)
    assert studio.alerts() == ["carried_differs"]
    assert studio.books.snapshots()[1]["carried"] == "8"
    assert code(studio.bet(player, second, ("pass_odds", None, 500))) == "bad_selection"
    bet_id = accepted(studio.bet(player, second, ("place", 8, 600)))
    assert shooter.roll(second, EIGHT) == "settled"
    assert placed(studio, bet_id) == ("settled", 600, 1_300)


@pytest.mark.parametrize("said", [None, "8"])
def test_with_bets_that_stay_no_bets_are_taken_and_the_round_is_held(
    studio: Studio, shooter: Shooter, said: str | None
) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PASS))
    shooter.roll(first, SIX)
    shooter.carried = said
    second = shooter.open()
    assert state(studio, second) == ("held", "edge:carried_differs")
    assert code(studio.bet(player, second, ("field", None, 100))) == "bets_closed"
    assert shooter.roll(second, SEVEN_OUT) == "ignored:held"
    assert code(studio.act("release", DICE)) == "done"
    assert state(studio, second) == ("held", "edge:carried_differs")
    assert placed(studio, bet_id) == ("accepted", 400, 0)
    prove(studio)
    assert code(studio.act("return_carried", DICE)) == "done"
    assert code(studio.act("release", DICE)) == "done"
    assert state(studio, second) == ("settled", None)
    assert placed(studio, bet_id) == ("voided", 400, 400)


def test_a_void_round_brings_the_old_point_back(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PASS))
    shooter.roll(first, SIX)
    shooter.carried = "8"
    second = shooter.open()
    studio.act("void", round_id=second)
    shooter.carried = "6"
    third = shooter.open()
    assert state(studio, third) == ("bets_open", None)
    shooter.roll(third, (1, 5))
    assert placed(studio, bet_id) == ("settled", 400, 800)


@pytest.mark.parametrize("said", ["7", "eleven", "2"])
def test_a_point_that_does_not_exist_opens_no_round(studio: Studio, said: str) -> None:
    round_id = studio.open(table_id=DICE, carried=said)
    assert studio.round(round_id) is None
    assert studio.alerts() == ["bad_carried"]


def test_a_wheel_that_says_that_something_is_left_is_believed_only_without_prisoners(studio: Studio) -> None:
    player, first = studio.player(), studio.open(table_id=PRISON, carried="6")
    assert state(studio, first) == ("bets_open", None)
    studio.bet(player, first, RED)
    land(studio, first, "0")
    second = studio.open(table_id=PRISON, carried="6")
    assert state(studio, second) == ("held", "edge:carried_differs")


def test_the_point_that_was_on_survives_a_restart(studio: Studio, shooter: Shooter) -> None:
    shooter.throw(SIX)
    studio.restart()
    assert studio.books.snapshots()[1]["carried"] == "6"
    shooter.throw(EIGHT)
    assert studio.alerts() == []


def test_the_floor_follows_the_point(studio: Studio, shooter: Shooter) -> None:
    wall = Wall(studio)
    for dice in (SIX, EIGHT, (1, 5), (4, 4)):
        round_id = shooter.open()
        agree(studio, wall)
        shooter.roll(round_id, dice)
        agree(studio, wall)
    assert wall.see(DICE)["carried"] == "8"
    shooter.carried = "5"
    agree(studio, wall)
    second = shooter.open()
    assert (wall.see(DICE)["carried"], state(studio, second)[0]) == ("5", "bets_open")
    studio.act("void", round_id=second)
    agree(studio, wall)


def test_a_window_that_never_opened_tells_the_point_too(studio: Studio, shooter: Shooter) -> None:
    wall, player, first = Wall(studio), studio.player(), shooter.open()
    studio.bet(player, first, PASS)
    shooter.roll(first, SIX)
    shooter.carried = "8"
    shooter.open()
    agree(studio, wall)
    assert (wall.see(DICE)["carried"], wall.see(DICE)["phase"]) == ("6", "held")


# --- one round after the other ----------------------------------------------------------------------------------------


def test_a_round_that_opens_before_the_last_one_is_over_waits(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PASS))
    studio.close(first)
    second = shooter.open(carried="6")
    assert state(studio, first) == ("held", "edge:superseded")
    assert state(studio, second) == ("held", "edge:earlier_round_open")
    assert code(studio.bet(player, second, ("field", None, 100))) == "bets_closed"
    assert shooter.land(first, SIX) == "ignored:held"
    assert shooter.roll(second, (1, 5)) == "ignored:held"
    assert code(studio.act("release", DICE, round_id=second)) == "done"
    assert state(studio, second) == ("held", "edge:earlier_round_open")
    assert code(studio.act("release", DICE, round_id=first)) == "done"
    assert state(studio, first) == ("settled", None)
    assert placed(studio, bet_id) == ("accepted", 400, 0)
    assert code(studio.act("release", DICE, round_id=second)) == "done"
    assert (state(studio, second)[0], placed(studio, bet_id)) == ("settled", ("settled", 400, 800))


def test_when_the_earlier_round_is_void_the_later_one_must_fit_what_was_left_before(
    studio: Studio, shooter: Shooter
) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, PASS))
    shooter.roll(first, SIX)
    second = shooter.open()
    studio.fact(RoundHeld(round_id=second, cause=HoldCause.SOURCES_DISAGREE, detail="two sums"), DICE)
    third = shooter.open(carried=None)
    shooter.carried = None
    assert shooter.roll(third, SIX) == "ignored:held"
    studio.act("void", round_id=second)
    studio.act("release", DICE, round_id=third)
    assert state(studio, third) == ("held", "edge:carried_differs")
    studio.act("void", round_id=third)
    shooter.carried = "6"
    shooter.throw((3, 3))
    assert placed(studio, bet_id) == ("settled", 400, 800)


def test_a_prison_wheel_waits_for_the_earlier_round_too(studio: Studio) -> None:
    player, first = studio.player(), studio.open(table_id=PRISON)
    bet_id = accepted(studio.bet(player, first, RED))
    studio.close(first)
    studio.fact(RoundHeld(round_id=first, cause=HoldCause.SOURCES_DISAGREE, detail="two numbers"), PRISON)
    second = studio.open(table_id=PRISON)
    assert state(studio, second) == ("held", "edge:earlier_round_open")
    assert studio.fact(roulette(second, "1"), PRISON) == "ignored:held"
    assert studio.fact(roulette(first, "0"), PRISON) == "ignored:held"
    assert code(studio.act("release", PRISON, round_id=first)) == "done"
    studio.act("release", PRISON, round_id=second)
    assert (state(studio, second)[0], placed(studio, bet_id)) == ("settled", ("settled", 500, 500))


def test_a_table_that_releases_its_own_hold_still_waits_its_turn(studio: Studio, shooter: Shooter) -> None:
    """The later round was opened when nothing was held; its own table holds and releases it."""
    first = shooter.open()
    studio.close(first)
    second = shooter.open()
    studio.act("release", DICE, round_id=second)
    assert state(studio, second)[0] == "bets_closed"
    assert studio.fact(RoundReleased(round_id=second, by="maria"), DICE) == "noted"
    assert shooter.land(second, SIX) == "ignored:held"
    assert state(studio, second) == ("held", "edge:earlier_round_open")
    studio.fact(RoundVoided(round_id=first, cause=VoidCause.PIT_BOSS, by="maria"), DICE)
    studio.act("release", DICE, round_id=second)
    assert state(studio, second)[0] == "settled"


def test_a_plain_wheel_goes_on_while_an_earlier_round_is_held(studio: Studio) -> None:
    first = studio.open()
    studio.close(first)
    second = studio.open()
    assert state(studio, second) == ("bets_open", None)
    studio.close(second)
    assert studio.spin(second, "4") == "settled"
    assert studio.spin(first, "5") == "ignored:held"


# --- the table has become another -------------------------------------------------------------------------------------


def reopened(studio: Studio, setup: TableSetup) -> None:
    studio.crash()
    tables = {**studio.settings.tables, setup.table_id: setup}
    studio.settings = dataclasses.replace(studio.settings, tables=tables)
    studio.start()


def imprisoned(studio: Studio) -> tuple[int, str]:
    player, first = studio.player(), studio.open(table_id=PRISON)
    bet_id = accepted(studio.bet(player, first, RED))
    land(studio, first, "0")
    return player, bet_id


@pytest.mark.parametrize("what", ["currency", "game"])
def test_a_table_of_another_game_or_currency_waits_until_its_bets_are_returned(
    studio: Studio, what: str
) -> None:
    _, bet_id = imprisoned(studio)
    changed = {
        "currency": dataclasses.replace(studio.settings.tables[PRISON], currency="USD"),
        "game": TableSetup(PRISON, "Cards", Game.BACCARAT, "EUR", BaccaratRules(), LIMITS),
    }
    reopened(studio, changed[what])
    second = studio.open(table_id=PRISON)
    assert state(studio, second) == ("held", "edge:carried_differs")
    assert code(studio.act("return_carried", PRISON)) == "done"
    assert placed(studio, bet_id) == ("voided", 500, 500)
    studio.act("void", round_id=second)
    assert state(studio, studio.open(table_id=PRISON)) == ("bets_open", None)


def test_a_round_that_was_running_when_the_currency_changed_is_held(studio: Studio) -> None:
    """It was opened in the old currency, with bets that stay in it: it is paid; the next one waits."""
    _, bet_id = imprisoned(studio)
    second = studio.open(table_id=PRISON)
    studio.close(second)
    reopened(studio, dataclasses.replace(studio.settings.tables[PRISON], currency="USD"))
    assert studio.fact(roulette(second, "3"), PRISON) == "settled"
    assert (placed(studio, bet_id), held(studio, PRISON)) == (("settled", 500, 500), 0)


def test_a_wheel_of_another_kind_can_not_decide_the_old_bets(studio: Studio) -> None:
    _, bet_id = imprisoned(studio)
    american = RouletteRules(wheel=Wheel.AMERICAN, zero_rule=ZeroRule.SURRENDER)
    reopened(studio, dataclasses.replace(studio.settings.tables[PRISON], rules=american))
    second = studio.open(table_id=PRISON)
    studio.close(second)
    assert studio.fact(roulette(second, "00"), PRISON) == "ignored:wrong_outcome"
    assert state(studio, second) == ("held", "edge:wrong_outcome")
    assert placed(studio, bet_id) == ("accepted", 500, 0)


def test_bets_at_a_table_that_is_not_configured_any_more_are_told_of(studio: Studio) -> None:
    _, bet_id = imprisoned(studio)
    studio.crash()
    tables = {name: setup for name, setup in studio.settings.tables.items() if name != PRISON}
    studio.settings = dataclasses.replace(studio.settings, tables=tables)
    studio.start()
    assert studio.alerts() == ["carried_bets"]
    assert placed(studio, bet_id) == ("accepted", 500, 0)
    assert code(studio.act("return_carried", PRISON)) == "no_such_table"


def test_an_outcome_of_another_point_is_not_of_this_round(studio: Studio, shooter: Shooter) -> None:
    shooter.throw(SIX)
    second = shooter.open()
    studio.close(second)
    answer = studio.fact(rolled(second, None, SIX), DICE)
    assert answer == "ignored:wrong_outcome"
    assert isinstance(studio.act("void", round_id=second), Done)
