"""A table with several held rounds: whoever releases one names it, on the round's own page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import Done, Refused
from tests.edge_api.books.long_tables import DICE, SIX, Shooter, long_studio, proved
from tests.edge_api.books.studio import Studio

PASS = ("pass", None, 400)


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    with proved(long_studio(folder)) as studio:
        yield studio


def test_the_earlier_of_two_held_rounds_is_released_by_its_name_alone(studio: Studio) -> None:
    player, shooter = studio.player(), Shooter(studio)
    first = shooter.open()
    studio.bet(player, first, PASS)
    studio.close(first)
    second = shooter.open(carried="6")
    assert shooter.land(first, SIX) == "ignored:held"
    assert shooter.roll(second, (1, 5)) == "ignored:held"
    refused = studio.act("release", DICE)
    assert isinstance(refused, Refused) and first in refused.message and second in refused.message
    for round_id in (first, second):
        assert isinstance(studio.act("release", None, round_id), Done)
        assert studio.round(round_id)["phase"] == "settled"
    assert studio.balance(player) == 1_000_000 + 400


@pytest.mark.parametrize(("round_id", "code"), [("craps-01-7-99", "no_such_round"), (None, "no_such_round")])
def test_a_round_that_does_not_exist_is_not_released(studio: Studio, round_id: str | None, code: str) -> None:
    refused = studio.act("release", None, round_id)
    assert isinstance(refused, Refused) and refused.code == code


def test_a_round_that_is_not_held_is_not_released(studio: Studio) -> None:
    shooter = Shooter(studio)
    first = shooter.open()
    for _ in ("while it runs", "when it is over"):
        refused = studio.act("release", None, first)
        assert isinstance(refused, Refused) and refused.code == "wrong_phase"
        if studio.round(first)["phase"] != "settled":
            shooter.roll(first, SIX)
