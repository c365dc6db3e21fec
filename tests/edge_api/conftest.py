"""A configured edge in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from edge_api.odds_cache import OddsCache, user_cache
from edge_api.rule_library import RuleLibrary
from schemas.phases import Game
from tests.edge_api.reference import EDGE, SITE, TABLE
from tests.fixtures.once import one_at_a_time, shared_folder

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def known_odds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of odds (as XDG_CACHE_HOME) for all tests that need them. It has blackjack's, which take seconds each: one worker reckons, the others wait for it."""
    shared = shared_folder(tmp_path_factory)
    home = shared / "known-odds"
    cache = OddsCache(user_cache({"XDG_CACHE_HOME": str(home)}))
    with one_at_a_time(shared, "known-odds"):
        home.mkdir(exist_ok=True)
        for named in RuleLibrary.open():
            if named.game is Game.BLACKJACK:
                cache.odds(named.rules)
    return home


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
