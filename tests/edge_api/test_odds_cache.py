"""Odds are worked out once; a file that is damaged, foreign or of other code is made again."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge_api.odds.baccarat import baccarat_odds
from edge_api.odds_cache import OddsCache, code_fingerprint, user_cache
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.roulette_rules import RouletteRules

RULES = BaccaratRules()


@pytest.fixture
def cache(tmp_path: Path) -> OddsCache:
    return OddsCache(tmp_path / "store" / "odds")


def the_file(cache: OddsCache) -> Path:
    (file,) = cache.folder.iterdir()
    return file


def planted(cache: OddsCache, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the file says, its checksum aside."""
    record = json.loads(the_file(cache).read_text())
    change(record)
    the_file(cache).write_text(json.dumps(record))


def test_what_is_known_is_what_was_worked_out(cache: OddsCache) -> None:
    first = cache.odds(RULES)
    assert first == baccarat_odds(RULES) == cache.odds(RULES)


def test_a_file_is_read_and_not_made_again(cache: OddsCache) -> None:
    cache.odds(RULES)
    before = the_file(cache).stat().st_mtime_ns, the_file(cache).stat().st_ino
    cache.odds(RULES)
    assert (the_file(cache).stat().st_mtime_ns, the_file(cache).stat().st_ino) == before


def test_each_rule_set_has_its_own_file_and_nobody_else_reads_them(cache: OddsCache) -> None:
    for rules in (RULES, RouletteRules(), BaccaratRules(decks=6)):
        cache.odds(rules)
    files = list(cache.folder.iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in (cache.folder, cache.folder.parent)} == {0o700}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "{}", '{"bets": 1}', "[" * 100_000, "\0"])
def test_a_damaged_file_is_made_again(cache: OddsCache, text: str) -> None:
    odds = cache.odds(RULES)
    the_file(cache).write_text(text)
    assert cache.odds(RULES) == odds
    assert json.loads(the_file(cache).read_text())["code"] == code_fingerprint()


def test_a_file_that_is_no_text_is_made_again(cache: OddsCache) -> None:
    odds = cache.odds(RULES)
    the_file(cache).write_bytes(b"\xff\xfe")
    assert cache.odds(RULES) == odds


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(code="0" * 64),
        lambda record: record.update(rules="0" * 64),
        lambda record: record.update(game="roulette"),
        lambda record: record["bets"][0].update(edge="1/2"),
        lambda record: record["bets"][0]["outcomes"][0].update(net="2"),
        lambda record: record["bets"].pop(),
        lambda record: record.pop("sha256"),
    ],
)
def test_figures_that_somebody_changed_are_not_believed(
    cache: OddsCache, change: Callable[[dict[str, Any]], None]
) -> None:
    odds = cache.odds(RULES)
    planted(cache, change)
    assert cache.odds(RULES) == odds == baccarat_odds(RULES)


def test_without_a_place_to_write_odds_are_worked_out_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "odds").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        assert OddsCache(tmp_path / "odds").odds(RULES) == baccarat_odds(RULES)
    assert "can't be kept" in caplog.text


def test_half_a_file_is_never_seen(cache: OddsCache) -> None:
    cache.odds(RULES)
    assert [file.suffix for file in cache.folder.iterdir()] == [".json"]


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/studio-floor/odds"),
        ({"HOME": "/h"}, "/h/.cache/studio-floor/odds"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/studio-floor/odds"),
        ({}, "/.cache/studio-floor/odds"),
    ],
)
def test_a_persons_cache_is_where_the_desktop_keeps_caches(environment: dict[str, str], folder: str) -> None:
    assert user_cache(environment) == Path(folder)
