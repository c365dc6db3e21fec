"""Money wheel rounds at the edge: stops as they come, multipliers that stack, and limits that count what a bet may win at most."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import Done, Refused
from edge_api.books.settings import Limits, Range, TableSetup
from edge_api.replay import replay
from edge_api.verify import verify
from schemas.facts import RoundOutcome, SegmentStopped
from schemas.games.money_wheel import MoneyWheelOutcome
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.phases import Game
from tests.edge_api.books.studio import SHOE, WHEEL, Studio, table
from tests.edge_api.books.test_rounds import phase

LIMITS = Limits(Range(100, 100_000), 500_000, 120_000)
MAX_WIN = 50_000


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    rules = MoneyWheelRules(max_win=MAX_WIN)
    setup = TableSetup(WHEEL, "Wheel 1", Game.MONEY_WHEEL, "EUR", rules, LIMITS)
    made = Studio(folder, tables={WHEEL: setup, SHOE: table(SHOE, Game.BACCARAT)})
    yield made
    assert verify(made.conn, {"edge-1#1": made.signer.public_key}) == []
    assert replay(made.conn).differences == []
    made.conn.close()


def stop(studio: Studio, round_id: str, *segments: str, first: int = 1) -> list[str]:
    return [
        studio.fact(SegmentStopped(round_id=round_id, index=index, segment=segment))
        for index, segment in enumerate(segments, start=first)
    ]


def result(studio: Studio, round_id: str, *stops: str) -> str:
    outcome = MoneyWheelOutcome(stops=stops)
    return studio.fact(
        RoundOutcome(round_id=round_id, game=Game.MONEY_WHEEL, outcome=outcome, sources=("wheel",))
    )


def test_multipliers_stack_and_the_number_after_them_pays(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("segment", "10", 200), ("segment", "1", 100))
    studio.close(round_id)
    assert stop(studio, round_id, "2x", "7x", "10") == ["reading"] * 3
    assert studio.told("reading")[-1]["cards"] == {"wheel": ["2x", "7x", "10"]}
    assert result(studio, round_id, "2x", "7x", "10") == "settled"
    assert studio.balance(player) == 1_000_000 - 300 + 200 + 200 * 10 * 14
    assert studio.told("gameresult")[-1]["result"] == "2x 7x 10"


def test_what_one_bet_wins_is_bounded(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("segment", "40", 200))
    studio.close(round_id)
    stop(studio, round_id, "7x", "40")
    result(studio, round_id, "7x", "40")
    assert studio.balance(player) == 1_000_000 + MAX_WIN


def test_an_undecided_round_is_not_paid_and_survives_a_restart(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("segment", "10", 200))
    studio.close(round_id)
    stop(studio, round_id, "2x")
    studio.restart()
    assert phase(studio, round_id) == "spinning"
    assert stop(studio, round_id, "10", first=2) == ["reading"]
    assert result(studio, round_id, "2x", "10") == "settled"
    assert studio.balance(player) == 1_000_000 + 4_000


@pytest.mark.parametrize("asserted", [("2x",), ("10",), ("7x", "10"), ("2x", "20")])
def test_a_result_that_is_not_of_the_stops_is_held(studio: Studio, asserted: tuple[str, ...]) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("segment", "10", 200))
    studio.close(round_id)
    stop(studio, round_id, "2x", "10")
    assert result(studio, round_id, *asserted) == "ignored:wrong_outcome"
    assert phase(studio, round_id) == "held"
    assert studio.balance(player) == 1_000_000 - 200


@pytest.mark.parametrize("segments", [("10", "1"), ("joker",), ("2x", "3")])
def test_a_stop_that_can_not_be_holds_the_round(studio: Studio, segments: tuple[str, ...]) -> None:
    round_id = studio.open()
    studio.close(round_id)
    assert stop(studio, round_id, *segments)[-1] == "ignored:wrong_card"
    assert phase(studio, round_id) == "held"


def test_each_bet_counts_against_the_payout_limit_with_the_most_that_it_may_win(studio: Studio) -> None:
    """120 000 bear two bets of up to 50 000 and their stakes, whatever these are; not a third."""
    player, round_id = studio.player(), studio.open()
    assert isinstance(studio.bet(player, round_id, ("segment", "1", 100)), Done)
    assert isinstance(studio.bet(player, round_id, ("segment", "2", 100)), Done)
    refused = studio.bet(player, round_id, ("segment", "5", 100))
    assert isinstance(refused, Refused)
    assert refused.code == "above_maximum"


@pytest.mark.parametrize("sel", ["2x", "joker", 10, None])
def test_a_bet_on_what_the_wheel_does_not_pay_is_refused(studio: Studio, sel: object) -> None:
    player, round_id = studio.player(), studio.open()
    refused = studio.bet(player, round_id, ("segment", sel, 100))
    assert isinstance(refused, Refused)
    assert refused.code == "bad_selection"
