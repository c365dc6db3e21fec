"""A studio for each test, whose books must be in order afterwards."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.games.blackjack_rules import BlackjackRules
from tests.edge_api.books.felt import felt_studio
from tests.edge_api.books.long_tables import Shooter, proved
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
    with proved(Studio(folder)) as made:
        yield made


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
    with proved(felt_studio(folder)) as made:
        yield made


@pytest.fixture
def rich_rules(folder: Path) -> Iterator[Studio]:
    """The same, where a seat may have four hands, doubled after splits too."""
    with proved(felt_studio(folder, BlackjackRules(das=True, max_hands=4))) as made:
        yield made


@pytest.fixture
def shooter(studio: Studio) -> Shooter:
    """The craps table's board, where a file's studio has that table."""
    return Shooter(studio)


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
