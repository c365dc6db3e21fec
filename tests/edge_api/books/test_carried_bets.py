"""Bets that stay over rounds: paid once, when a later round decides them, by the rules of their own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import Done, Refused
from edge_api.books.settings import Limits, Range, Settings
from schemas.causes import VoidCause
from schemas.edge_events import RoundSettled
from schemas.facts import DiceRolled, RoundVoided
from schemas.games.roulette_rules import RouletteRules, SecondZero, ZeroRule
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
    prison,
    prove,
    proved,
    rolled,
    spin,
)
from tests.edge_api.books.studio import WHEEL, Studio
from tests.edge_api.books.test_rounds import events

RED = ("red", None, 501)


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    with proved(long_studio(folder)) as made:
        yield made


# --- en prison --------------------------------------------------------------------------------------------------------


def test_zero_imprisons_an_even_chance_and_settles_the_rest(studio: Studio) -> None:
    player, first = studio.player(), studio.open(table_id=PRISON)
    bet_id = accepted(studio.bet(player, first, RED, ("straight", ["0"], 100), ("black", None, 300)))
    assert land(studio, first, "0") == "settled"
    assert studio.balance(player) == 1_000_000 - 901 + 3_600
    assert placed(studio, bet_id) == ("accepted", 901, 3_600)
    assert lines(studio.conn, bet_id) == [
        ("red", 501, None, None),
        ("straight", 100, 3_600, first),
        ("black", 300, None, None),
    ]
    assert held(studio, PRISON) == 801
    prove(studio)
    second = studio.open(table_id=PRISON)
    land(studio, second, "3")
    assert studio.balance(player) == 1_000_000 - 901 + 3_600 + 501
    assert placed(studio, bet_id) == ("settled", 901, 4_101)
    assert lines(studio.conn, bet_id)[0] == ("red", 501, 501, second)
    assert lines(studio.conn, bet_id)[2] == ("black", 300, 0, second)
    assert held(studio, PRISON) == 0


@pytest.mark.parametrize(
    ("second", "after", "status"),
    [(SecondZero.LOSE, 0, "settled"), (SecondZero.HALF, 250, "settled"), (SecondZero.STAY, 0, "accepted")],
)
def test_a_second_zero_does_what_the_rules_say(
    folder: Path, second: SecondZero, after: int, status: str
) -> None:
    with proved(long_studio(folder, prison(second))) as studio:
        player, first = studio.player(), studio.open(table_id=PRISON)
        bet_id = accepted(studio.bet(player, first, RED))
        land(studio, first, "0")
        spin(studio, "0")
        assert placed(studio, bet_id) == (status, 501, after)
        assert studio.balance(player) == 1_000_000 - 501 + after
        spin(studio, "3")
        returned = 501 if status == "accepted" else after
        assert placed(studio, bet_id) == ("settled", 501, returned)
        assert studio.balance(player) == 1_000_000 - 501 + returned


def test_a_void_round_in_between_counts_as_nothing(studio: Studio) -> None:
    player, first = studio.player(), studio.open(table_id=PRISON)
    bet_id = accepted(studio.bet(player, first, RED))
    land(studio, first, "0")
    void = studio.open(table_id=PRISON)
    other = accepted(studio.bet(player, void, ("black", None, 200)))
    studio.close(void)
    studio.fact(RoundVoided(round_id=void, cause=VoidCause.BALL_LOST, by="rule"), PRISON)
    assert (placed(studio, bet_id)[0], placed(studio, other)) == ("accepted", ("voided", 200, 200))
    assert held(studio, PRISON) == 501
    prove(studio)
    spin(studio, "3")
    assert placed(studio, bet_id) == ("settled", 501, 501)
    assert studio.balance(player) == 1_000_000


def test_bets_keep_the_rules_of_their_own_round(folder: Path) -> None:
    studio = long_studio(folder, prison(SecondZero.STAY))
    player, first = studio.player(), studio.open(table_id=PRISON)
    bet_id = accepted(studio.bet(player, first, RED))
    land(studio, first, "0")
    studio.crash()
    studio.settings = long_settings(studio, RouletteRules(zero_rule=ZeroRule.LA_PARTAGE))
    studio.start()
    second = studio.open(table_id=PRISON)
    new = accepted(studio.bet(player, second, RED))
    land(studio, second, "0")
    assert (placed(studio, bet_id), placed(studio, new)) == (
        ("accepted", 501, 0),
        ("settled", 501, 250),
    )
    spin(studio, "3")
    assert placed(studio, bet_id) == ("settled", 501, 501)
    prove(studio)
    studio.crash()


def long_settings(studio: Studio, rules: RouletteRules) -> Settings:
    setup = dataclasses.replace(studio.settings.tables[PRISON], rules=rules)
    return dataclasses.replace(studio.settings, tables={**studio.settings.tables, PRISON: setup})


# --- craps ------------------------------------------------------------------------------------------------------------


def test_a_pass_bet_stays_until_its_point_or_a_seven(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, ("pass", None, 400)))
    shooter.roll(first, SIX)
    assert placed(studio, bet_id) == ("accepted", 400, 0)
    shooter.throw(EIGHT)
    shooter.throw((6, 6))
    assert placed(studio, bet_id) == ("accepted", 400, 0)
    prove(studio)
    won = shooter.open()
    shooter.roll(won, (3, 3))
    assert lines(studio.conn, bet_id) == [("pass", 400, 800, won)]
    assert placed(studio, bet_id) == ("settled", 400, 800)
    assert (shooter.carried, held(studio, DICE)) == (None, 0)


def test_lines_of_one_placement_end_in_different_rounds(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bets = [("pass", None, 100), ("place", 8, 600), ("field", None, 50), ("hardway", 6, 10)]
    bet_id = accepted(studio.bet(player, first, *bets))
    shooter.roll(first, SIX)
    second, third = shooter.open(), None
    shooter.roll(second, EIGHT)
    third = shooter.open()
    shooter.roll(third, SEVEN_OUT)
    assert lines(studio.conn, bet_id) == [
        ("pass", 100, 0, third),
        ("place", 600, 1_300, second),
        ("field", 50, 0, first),
        ("hardway", 10, 0, first),
    ]
    assert placed(studio, bet_id) == ("settled", 760, 1_300)
    assert studio.balance(player) == 1_000_000 - 760 + 1_300


def test_the_totals_of_a_settlement_are_of_the_bets_that_it_decided(studio: Studio, shooter: Shooter) -> None:
    one, two = studio.player(), studio.player("p-2")
    first = shooter.open()
    studio.bet(one, first, ("pass", None, 400), ("field", None, 100))
    shooter.roll(first, SIX)
    second = shooter.open()
    studio.bet(two, second, ("place", 8, 600))
    studio.bet(one, second, ("come", None, 30))
    shooter.roll(second, SIX)
    told = [
        (e.placements, e.staked_minor, e.returned_minor, e.carried_in_minor, e.carried_out_minor)
        for e in events(studio, RoundSettled)
        if isinstance(e, RoundSettled)
    ]
    assert told == [(1, 100, 0, 0, 400), (1, 400, 800, 400, 630)]
    row = studio.round(second)
    assert (row["placements"], row["staked"], row["decided"], row["returned"]) == (2, 630, 400, 800)
    players = [
        (news.player_no, news.body["staked"], news.body["returned"], news.body["staying"])
        for news in studio.news
        if news.event == "player" and news.body.get("round_id") == second
    ]
    assert sorted(players) == [(one, 400, 800, 30), (two, 0, 0, 600)]
    [winners] = [body for body in studio.told("winners") if body["round_id"] == second]
    assert (winners["winners"], winners["returned"]) == (1, 800)


def test_a_round_that_decides_nothing_moves_nothing(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    studio.bet(player, first, ("pass", None, 400))
    before = studio.conn.execute("SELECT COUNT(*) FROM transactions").fetchone()
    shooter.roll(first, SIX)
    assert studio.conn.execute("SELECT COUNT(*) FROM transactions").fetchone() == before
    assert studio.round(first)["phase"] == "settled"


def test_bets_that_stay_survive_a_restart(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, ("pass", None, 400)))
    studio.restart()
    assert studio.round(first)["phase"] == "cancelled"
    assert placed(studio, bet_id)[0] == "voided"
    second = shooter.open()
    bet_id = accepted(studio.bet(player, second, ("pass", None, 400)))
    shooter.roll(second, SIX)
    studio.restart()
    prove(studio)
    third = shooter.open()
    other = accepted(studio.bet(player, third, ("pass_odds", None, 500)))
    studio.close(third)
    studio.restart()
    assert shooter.land(third, (5, 1)) == "settled"
    assert (placed(studio, bet_id), placed(studio, other)) == (("settled", 400, 800), ("settled", 500, 1_100))


def test_a_window_that_a_restart_interrupts_is_held_where_bets_stay(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    bet_id = accepted(studio.bet(player, first, ("pass", None, 400)))
    shooter.roll(first, SIX)
    second = shooter.open()
    other = accepted(studio.bet(player, second, ("place", 8, 600)))
    studio.restart()
    assert (studio.round(second)["phase"], studio.round(second)["held_cause"]) == (
        "held",
        "edge:edge_restarted",
    )
    assert shooter.roll(second, (1, 5)) == "ignored:held"
    assert isinstance(studio.act("release", DICE, second), Done)
    assert (placed(studio, bet_id), placed(studio, other)) == (("settled", 400, 800), ("accepted", 600, 0))


def test_two_tables_have_bets_that_stay_of_their_own(folder: Path) -> None:
    other = dataclasses.replace(craps(), table_id="craps-02")
    with proved(long_studio(folder, craps(), prison(), other)) as studio:
        player, shooter = studio.player(), Shooter(studio)
        first, second = shooter.open(), studio.open(table_id=PRISON)
        third = studio.open(table_id="craps-02")
        ids = [
            accepted(studio.bet(player, round_id, bet))
            for round_id, bet in (
                (first, ("pass", None, 400)),
                (second, RED),
                (third, ("pass", None, 70)),
            )
        ]
        shooter.roll(first, SIX)
        land(studio, second, "0")
        studio.close(third)
        studio.fact(DiceRolled(round_id=third, index=1, dice=EIGHT), "craps-02")
        studio.fact(rolled(third, None, EIGHT), "craps-02")
        prove(studio)
        shooter.throw((1, 5))
        assert [placed(studio, bet_id)[0] for bet_id in ids] == ["settled", "accepted", "accepted"]
        spin(studio, "4")
        assert [placed(studio, bet_id)[2] for bet_id in ids] == [800, 0, 0]
        assert (held(studio, "craps-02"), held(studio, PRISON)) == (70, 0)


def test_a_plain_wheel_is_not_concerned(studio: Studio) -> None:
    player, first = studio.player(), studio.open()
    bet_id = accepted(studio.bet(player, first, RED))
    assert land(studio, first, "0") == "settled"
    assert placed(studio, bet_id) == ("settled", 501, 0)
    [settled] = events(studio, RoundSettled)
    assert "carried_in_minor" not in settled.model_dump(exclude_none=True)
    assert "staying" not in studio.told("player")[-1]
    assert held(studio, WHEEL) == 0


# --- what may be placed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bet", [("pass_odds", None), ("come", None), ("dont_come", None)])
def test_before_a_come_out_some_bets_have_to_wait(
    studio: Studio, shooter: Shooter, bet: tuple[str, None]
) -> None:
    answer = studio.bet(studio.player(), shooter.open(), (*bet, 100))
    assert isinstance(answer, Refused)
    assert (answer.code, "needs a point" in answer.message) == ("bad_selection", True)


@pytest.mark.parametrize("bet", [("pass", None), ("dont_pass", None)])
def test_with_a_point_on_line_bets_have_to_wait(
    studio: Studio, shooter: Shooter, bet: tuple[str, None]
) -> None:
    shooter.throw(SIX)
    answer = studio.bet(studio.player(), shooter.open(), ("place", 6, 100), (*bet, 100))
    assert isinstance(answer, Refused)
    assert (answer.code, "the point 6 is on" in answer.message) == ("bad_selection", True)


def test_what_may_be_placed_follows_the_point(studio: Studio, shooter: Shooter) -> None:
    player = studio.player()
    shooter.throw(SIX)
    accepted(studio.bet(player, shooter.open(), ("come", None, 100)))
    void = f"{DICE}-7-{studio.rounds}"
    assert studio.fact(RoundVoided(round_id=void, cause=VoidCause.PIT_BOSS, by="maria"), DICE) == "voided"
    accepted(studio.bet(player, shooter.open(), ("come", None, 100)))
    shooter.roll(f"{DICE}-7-{studio.rounds}", SEVEN_OUT)
    accepted(studio.bet(player, shooter.open(), ("pass", None, 100)))
    assert studio.told("betsopen")[-1]["carried"] is None
    assert studio.told("betsopen")[-2]["carried"] == "6"


# --- limits -----------------------------------------------------------------------------------------------------------


def code(answer: object) -> str:
    return answer.code if isinstance(answer, Refused) else "accepted"


def test_bets_that_stay_count_towards_the_limits(studio: Studio, shooter: Shooter) -> None:
    player, first = studio.player(), shooter.open()
    accepted(studio.bet(player, first, ("place", 8, 90_000), ("lay", 4, 90_000), ("buy", 5, 90_000)))
    shooter.roll(first, SIX)
    second = shooter.open()
    assert code(studio.bet(player, second, ("place", 8, 10_001))) == "above_maximum"
    assert code(studio.bet(player, second, ("place", 8, 10_000))) == "accepted"
    assert code(studio.bet(player, second, ("place", 9, 100_000))) == "accepted"
    assert code(studio.bet(player, second, ("place", 10, 100_000))) == "accepted"
    assert code(studio.bet(player, second, ("field", None, 20_001))) == "above_maximum"
    assert code(studio.bet(player, second, ("field", None, 20_000))) == "accepted"
    assert code(studio.bet(studio.player("p-2"), second, ("field", None, 20_001))) == "accepted"


def test_a_come_bet_that_has_moved_on_leaves_room_for_another(studio: Studio, shooter: Shooter) -> None:
    player = studio.player()
    shooter.throw(SIX)
    for dice in (EIGHT, (4, 5), (5, 5)):
        round_id = shooter.open()
        assert code(studio.bet(player, round_id, ("come", None, 100_000))) == "accepted"
        assert code(studio.bet(player, round_id, ("come", None, 1))) == "above_maximum"
        shooter.roll(round_id, dice)
    assert held(studio, DICE) == 300_000


def test_the_most_that_may_be_returned_counts_what_stays(folder: Path) -> None:
    limits = Limits(Range(1, 100_000), 500_000, 300_000)
    with proved(long_studio(folder, craps(limits))) as studio:
        player, shooter = studio.player(), Shooter(studio)
        first = shooter.open()
        accepted(studio.bet(player, first, ("pass", None, 100_000)))
        shooter.roll(first, SIX)
        second = shooter.open()
        assert code(studio.bet(player, second, ("field", None, 33_334))) == "above_maximum"
        assert code(studio.bet(player, second, ("field", None, 33_333))) == "accepted"


# --- commission charged with the bet ----------------------------------------------------------------------------------


def test_a_commission_that_is_charged_with_the_bet(folder: Path) -> None:
    with proved(long_studio(folder, craps(vig="up_front"))) as studio:
        player, shooter = studio.player(), Shooter(studio)
        first = shooter.open()
        bet_id = accepted(studio.bet(player, first, ("buy", 4, 1_001), ("lay", 8, 601), ("field", None, 100)))
        charged = 51 + 26  # 5 % of the stake; 5 % of what a lay bet wins, rounded up
        assert placed(studio, bet_id) == ("accepted", 1_702 + charged, 0)
        shooter.roll(first, (2, 2))
        assert lines(studio.conn, bet_id)[0][2] == 1_001 + 2_002
        assert held(studio, DICE) == 601 + 26
        void = shooter.open()
        other = accepted(studio.bet(player, void, ("buy", 4, 1_001)))
        studio.act("void", round_id=void)
        assert placed(studio, other) == ("voided", 1_052, 1_052)
        prove(studio)
        assert isinstance(
            studio.cancel(player, gone := accepted(studio.bet(player, shooter.open(), ("buy", 4, 21)))), Done
        )
        assert placed(studio, gone) == ("cancelled", 23, 23)
        shooter.roll(f"{DICE}-7-{studio.rounds}", SEVEN_OUT)
        assert placed(studio, bet_id) == (
            "settled",
            1_702 + charged,
            3_003 + 200 * 0 + 100 * 0 + 200 + 601 + 500,
        )
