"""What players and staff read of bets that stay: open lines with the placement accepted, each ended one with the round that decided it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api import queries
from edge_api.books.store import open_reader
from edge_api.figures import figures
from edge_api.routes.bodies import PlacementBody
from tests.edge_api.books.long_tables import DICE, EIGHT, SIX, Shooter, accepted, long_studio, proved
from tests.edge_api.books.studio import Studio


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    with proved(long_studio(folder)) as made:
        yield made


@pytest.fixture
def reader(studio: Studio) -> Iterator[sqlite3.Connection]:
    conn = open_reader(studio.folder / "books.db")
    conn.row_factory = sqlite3.Row
    yield conn
    conn.close()


def body(reader: sqlite3.Connection, player: int, bet_id: str) -> PlacementBody:
    found = queries.placement(reader, player, bet_id)
    assert found == queries.placements(reader, player, None, 1)[0]
    return PlacementBody.model_validate(found)


def test_a_player_sees_line_by_line_what_ended_and_where(studio: Studio, reader: sqlite3.Connection) -> None:
    player, shooter = studio.player(), Shooter(studio)
    first = shooter.open()
    bet_id = accepted(studio.bet(player, first, ("pass", None, 400), ("place", 8, 600), ("field", None, 100)))
    shooter.roll(first, SIX)
    seen = body(reader, player, bet_id)
    assert (seen.status, seen.staked, seen.returned, seen.outcome) == ("accepted", 1_100, 0, None)
    assert [(bet.returned, bet.ended_round) for bet in seen.bets] == [(None, None), (None, None), (0, first)]
    second = shooter.open()
    shooter.roll(second, EIGHT)
    seen = body(reader, player, bet_id)
    assert (seen.status, seen.returned) == ("accepted", 1_300)
    assert [(bet.returned, bet.ended_round) for bet in seen.bets] == [
        (None, None),
        (1_300, second),
        (0, first),
    ]
    third = shooter.open()
    shooter.roll(third, (1, 5))
    seen = body(reader, player, bet_id)
    assert (seen.status, seen.returned) == ("settled", 2_100)
    assert seen.outcome == {"point": None, "rolls": [[2, 4]]}
    assert seen.bets[0].ended_round == third


def test_the_floor_sees_what_a_round_decided_and_what_stays(
    studio: Studio, reader: sqlite3.Connection
) -> None:
    player, shooter = studio.player(), Shooter(studio)
    first = shooter.open()
    studio.bet(player, first, ("pass", None, 400), ("field", None, 100))
    shooter.roll(first, SIX)
    found = queries.round_(reader, first)
    assert found is not None
    assert (found["staked"], found["decided"], found["returned"]) == (500, 100, 0)
    assert figures(reader, DICE, first).staying == 400
    second = shooter.open()
    shooter.roll(second, (1, 5))
    found = queries.round_(reader, second)
    assert found is not None
    assert (found["staked"], found["decided"], found["returned"]) == (0, 400, 800)
    assert figures(reader, DICE, second).staying == 0
