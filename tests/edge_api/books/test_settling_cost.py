"""The cost of a settlement grows with the bets that it writes: counted in steps of the database's own machine, not in time."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from edge_api.books.settings import Limits, Range
from tests.edge_api.books.long_tables import DICE, EIGHT, SIX, Shooter, accepted, craps, land
from tests.edge_api.books.studio import WHEEL, Studio, quick_folder, table

FEW, TIMES, A_PLACEMENT = 400, 4, 100
LIMITS = Limits(Range(1, 10**9), 10**9, 10**10)


def bet_everywhere(studio: Studio, round_id: str, kind: str, count: int) -> None:
    """So many bets on one selection, each with a stake of its own."""
    player = studio.player(money=10**9)
    for start in range(1, count + 1, A_PLACEMENT):
        bets = [(kind, None, stake) for stake in range(start, start + A_PLACEMENT)]
        accepted(studio.bet(player, round_id, *bets))


def counting(studio: Studio) -> list[int]:
    """Hundreds of steps from now on; one entry."""
    counted = [0]

    def step() -> int:
        counted[0] += 1
        return 0

    studio.conn.set_progress_handler(step, 100)
    return counted


def all_decided(studio: Studio, count: int) -> list[int]:
    round_id = studio.open()
    bet_everywhere(studio, round_id, "red", count)
    studio.close(round_id)
    counted = counting(studio)
    assert land(studio, round_id, "1") == "settled"
    return counted


def all_stay(studio: Studio, count: int) -> list[int]:
    shooter = Shooter(studio)
    round_id = shooter.open()
    bet_everywhere(studio, round_id, "pass", count)
    counted = counting(studio)
    assert shooter.roll(round_id, SIX) == "settled"
    return counted


def all_go_on_staying(studio: Studio, count: int) -> list[int]:
    all_stay(studio, count)
    shooter = Shooter(studio, "6")
    round_id, counted = shooter.open(), counting(studio)
    assert shooter.roll(round_id, EIGHT) == "settled"
    return counted


def all_decided_later(studio: Studio, count: int) -> list[int]:
    all_stay(studio, count)
    shooter = Shooter(studio, "6")
    round_id, counted = shooter.open(), counting(studio)
    assert shooter.roll(round_id, (3, 3)) == "settled"
    return counted


def all_returned(studio: Studio, count: int) -> list[int]:
    all_stay(studio, count)
    counted = counting(studio)
    studio.act("return_carried", DICE)
    return counted


@pytest.mark.parametrize("end", [all_decided, all_stay, all_go_on_staying, all_decided_later, all_returned])
def test_four_times_the_bets_cost_four_times_as_much(end: Callable[[Studio, int], list[int]]) -> None:
    costs = []
    for count in (FEW, TIMES * FEW):
        folder = quick_folder()
        setups = {WHEEL: table(limits=LIMITS), DICE: craps(LIMITS)}
        studio = Studio(folder, tables=setups)
        costs.append(end(studio, count)[0])
        studio.crash()
        shutil.rmtree(folder)
    assert costs[1] < costs[0] * TIMES * 1.3, costs
