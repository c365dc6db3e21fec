"""A studio for each test, whose books must be in order afterwards."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.replay import replay
from edge_api.verify import verify
from schemas.games.blackjack_rules import BlackjackRules
from tests.edge_api.books.felt import felt_studio
from tests.edge_api.books.studio import Studio, quick_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A private folder, in memory where there is such a place: these tests are not about the disk."""
    made = quick_folder()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    """Real books; every test ends with `verify` and `replay` finding nothing."""
    yield from _in_order(Studio(folder))


@pytest.fixture
def staffed(studio: Studio) -> Studio:
    """A player, and people of every role."""
    studio.player()
    people = {
        "maria": "pit_boss",
        "paula": "pit_boss",
        "tess": "technician",
        "ada": "auditor",
        "dora": "dealer",
    }
    with studio.turn():
        for name, role in people.items():
            studio.conn.execute("INSERT INTO users (name, role, password) VALUES (?, ?, 'x')", (name, role))
    return studio


@pytest.fixture
def blackjack(folder: Path) -> Iterator[Studio]:
    """Real books of a blackjack table, in order afterwards."""
    yield from _in_order(felt_studio(folder))


@pytest.fixture
def rich_rules(folder: Path) -> Iterator[Studio]:
    """The same, where a seat may have four hands, doubled after splits too."""
    yield from _in_order(felt_studio(folder, BlackjackRules(das=True, max_hands=4)))


@pytest.fixture
def database(honest: Path, folder: Path) -> Path:
    """A copy of the evening that a file calls ``honest``."""
    return Path(shutil.copy(honest, folder / "books.db"))


@pytest.fixture
def books(database: Path) -> Iterator[sqlite3.Connection]:
    """The copy, opened for tampering."""
    conn = sqlite3.connect(database, isolation_level=None)
    yield conn
    conn.close()


def _in_order(made: Studio) -> Iterator[Studio]:
    yield made
    assert verify(made.conn, {"edge-1#1": made.signer.public_key}) == []
    assert replay(made.conn).differences == []
    made.conn.close()
