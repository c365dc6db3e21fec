"""A configured edge in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.edge_api.reference import EDGE, SITE, TABLE

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def known_odds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of odds for all tests that need them: blackjack's take seconds to work out."""
    return tmp_path_factory.mktemp("known-odds")


@pytest.fixture
def write_config(tmp_path: Path) -> Write:
    """Write an edge's configuration; ``extra`` is appended, ``rounds`` fills its section."""

    def write(port: int = 1, extra: str = "", rounds: str = "", tables: tuple[str, ...] = (TABLE,)) -> Path:
        described = "".join(
            f'\n[[table]]\nid = "{table}"\nname = "Table"\ngame = "roulette"\ncurrency = "EUR"\n'
            for table in tables
        )
        path = tmp_path / "edge.toml"
        path.write_text(
            f'[site]\nid = "{SITE}"\nedge = "{EDGE}"\n[store]\nfolder = "{tmp_path / "store"}"\n'
            f'[broker]\nhost = "127.0.0.1"\nport = {port}\n[rounds]\n{rounds}\n{extra}{described}',
            encoding="utf-8",
        )
        return path

    return write
