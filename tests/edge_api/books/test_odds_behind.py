"""Odds at a live craps table: behind the player's own line bet that stands on the point, and not more of them than the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import Done, Refused
from schemas.games.craps import POINTS
from tests.edge_api.books.long_tables import (
    DICE,
    EIGHT,
    SEVEN_OUT,
    SIX,
    Shooter,
    accepted,
    craps,
    held,
    long_studio,
    placed,
    proved,
)
from tests.edge_api.books.studio import Studio

DICE_OF = {4: (1, 3), 5: (1, 4), 6: (2, 4), 8: (3, 5), 9: (4, 5), 10: (4, 6)}
MULTIPLES = {4: 3, 5: 4, 6: 5, 8: 5, 9: 4, 10: 3}


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    with proved(long_studio(folder, craps())) as made:
        yield made


def on_the_point(studio: Studio, point: int, *bets: tuple[str, None, int]) -> tuple[Shooter, int, str]:
    """A player whose bets of the come-out stay, and the round that is open with the point on."""
    shooter, player = Shooter(studio), studio.player()
    first = shooter.open()
    accepted(studio.bet(player, first, *bets))
    shooter.roll(first, DICE_OF[point])
    return shooter, player, shooter.open()


def said(answer: object) -> tuple[str, str]:
    assert isinstance(answer, Refused), answer
    return answer.code, answer.message


@pytest.mark.parametrize(
    ("has", "odds", "line"), [("dont_pass", "pass_odds", "pass"), ("pass", "dont_pass_odds", "dont_pass")]
)
def test_odds_need_a_line_bet_of_their_own_kind(studio: Studio, has: str, odds: str, line: str) -> None:
    _, player, round_id = on_the_point(studio, 6, (has, None, 100))
    refused = ("bad_selection", f"{odds} stands behind a {line} bet of your own: none stays on the layout")
    assert said(studio.bet(player, round_id, (odds, None, 100))) == refused


def test_odds_behind_the_line_bet_of_somebody_else_are_refused(studio: Studio) -> None:
    _, _, round_id = on_the_point(studio, 6, ("pass", None, 100), ("dont_pass", None, 100))
    other = studio.player("p-2")
    for odds in ("pass_odds", "dont_pass_odds"):
        assert said(studio.bet(other, round_id, ("place", 6, 60), (odds, None, 1)))[0] == "bad_selection"
    assert studio.balance(other) == 1_000_000


@pytest.mark.parametrize("point", POINTS)
def test_the_usual_multiples_are_three_four_five_and_six_for_who_lays(studio: Studio, point: int) -> None:
    _, player, round_id = on_the_point(studio, point, ("pass", None, 101), ("dont_pass", None, 70))
    most = 101 * MULTIPLES[point]
    code, sentence = said(studio.bet(player, round_id, ("pass_odds", None, most + 1)))
    assert (code, sentence) == (
        "above_maximum",
        f"the most pass_odds behind your pass of 101 is {most} on {point}: {most} more",
    )
    accepted(studio.bet(player, round_id, ("pass_odds", None, most)))
    assert said(studio.bet(player, round_id, ("dont_pass_odds", None, 421)))[0] == "above_maximum"
    accepted(studio.bet(player, round_id, ("dont_pass_odds", None, 420)))


@pytest.mark.parametrize(("point", "laid"), [(4, 404), (9, 303), (6, 242)])
def test_a_table_may_have_one_multiple_for_every_point(folder: Path, point: int, laid: int) -> None:
    with proved(long_studio(folder, craps(odds_multiple=2))) as studio:
        _, player, round_id = on_the_point(studio, point, ("pass", None, 101), ("dont_pass", None, 101))
        for odds, most in (("pass_odds", 202), ("dont_pass_odds", laid)):
            assert said(studio.bet(player, round_id, (odds, None, most + 1)))[0] == "above_maximum"
            accepted(studio.bet(player, round_id, (odds, None, most)))


def test_odds_already_placed_are_counted_over_placements_rounds_and_a_restart(studio: Studio) -> None:
    shooter, player, second = on_the_point(studio, 6, ("pass", None, 100))
    assert (
        said(studio.bet(player, second, ("pass_odds", None, 300), ("pass_odds", None, 201)))[0]
        == "above_maximum"
    )
    accepted(studio.bet(player, second, ("pass_odds", None, 300)))
    assert said(studio.bet(player, second, ("pass_odds", None, 201)))[1].endswith("is 500 on 6: 200 more")
    shooter.roll(second, EIGHT)
    studio.restart()
    third = shooter.open()
    assert said(studio.bet(player, third, ("pass_odds", None, 201)))[0] == "above_maximum"
    accepted(studio.bet(player, third, ("pass_odds", None, 200)))


def test_odds_that_were_taken_back_or_down_leave_room_for_others(studio: Studio) -> None:
    shooter, player, second = on_the_point(studio, 6, ("pass", None, 100))
    back = accepted(studio.bet(player, second, ("pass_odds", None, 500)))
    assert isinstance(studio.cancel(player, back), Done)
    down = accepted(studio.bet(player, second, ("pass_odds", None, 500)))
    shooter.roll(second, EIGHT)
    third = shooter.open()
    assert said(studio.bet(player, third, ("pass_odds", None, 1)))[0] == "above_maximum"
    assert isinstance(studio.cancel(player, down), Done)
    accepted(studio.bet(player, third, ("pass_odds", None, 500)))


@pytest.mark.parametrize(("line", "odds"), [("pass", "pass_odds"), ("dont_pass", "dont_pass_odds")])
def test_a_line_bet_is_not_taken_down_with_or_without_odds_behind_it(
    studio: Studio, line: str, odds: str
) -> None:
    shooter, player = Shooter(studio), studio.player()
    first = shooter.open()
    bet_id = accepted(studio.bet(player, first, (line, None, 100)))
    shooter.roll(first, SIX)
    second = shooter.open()
    assert said(studio.cancel(player, bet_id))[0] == "bets_closed"
    accepted(studio.bet(player, second, (odds, None, 100)))
    assert said(studio.cancel(player, bet_id)) == (
        "bets_closed",
        f"{line} stays on the layout until it is decided",
    )


def test_bets_that_the_house_returns_go_back_with_their_odds(studio: Studio) -> None:
    shooter, player, second = on_the_point(studio, 6, ("pass", None, 100))
    accepted(studio.bet(player, second, ("pass_odds", None, 500)))
    shooter.roll(second, EIGHT)
    assert isinstance(studio.act("return_carried", DICE), Done)
    assert (studio.balance(player), held(studio, DICE)) == (1_000_000, 0)
    assert said(studio.bet(player, shooter.open(), ("pass_odds", None, 100)))[0] == "bad_selection"


def test_a_line_bet_that_was_decided_stands_no_longer(studio: Studio) -> None:
    shooter, player, second = on_the_point(studio, 6, ("pass", None, 100))
    odds = accepted(studio.bet(player, second, ("pass_odds", None, 500)))
    shooter.roll(second, SIX)
    assert placed(studio, odds) == ("settled", 500, 1_100)
    shooter.throw(EIGHT)
    third = shooter.open()
    assert said(studio.bet(player, third, ("pass_odds", None, 100)))[0] == "bad_selection"
    shooter.roll(third, SEVEN_OUT)
