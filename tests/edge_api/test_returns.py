"""What every bet returns is worked out at the start, told, and held against the operator's band."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_api.config import ConfigError, EdgeConfig, parse
from edge_api.odds_cache import OddsCache
from edge_api.returns import table_returns

TABLES = """
[site]
id = "demo"
edge = "edge-1"
[store]
folder = "{folder}/store"
[broker]
host = "127.0.0.1"
[[table]]
id = "wheel"
name = "Wheel"
game = "roulette"
currency = "EUR"
rules = "american"
[[table]]
id = "tiger"
name = "Tiger"
game = "dragon_tiger"
currency = "EUR"
rules = {{ tie_main = "half" }}
"""


def configured(folder: Path, change: Callable[[str], str] = lambda text: text) -> EdgeConfig:
    return parse(change(TABLES.format(folder=folder)), "edge.toml")


def test_every_bet_of_every_table_is_told_in_one_line_a_table(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        returns = table_returns(configured(tmp_path), OddsCache(tmp_path))
    wheel, tiger = caplog.messages
    assert wheel.startswith("table wheel: roulette american@1 (")
    assert "returns 35/38 = 92.1053 %: top line" in wheel
    assert tiger.startswith("table tiger: dragon_tiger rules of its own (")
    assert returns["wheel"][0] == {
        "bet": "straight", "sel": ["0"], "label": "straight", "edge": "1/19", "edge_percent": "5.2632",
        "return": "18/19", "return_percent": "94.7368", "error_bound": None,
    }  # fmt: skip


def test_a_bet_without_any_edge_stops_the_start_unless_the_operator_lists_it(tmp_path: Path) -> None:
    def push(text: str) -> str:
        return text.replace('"half"', '"push"')

    with pytest.raises(ConfigError) as refused:
        table_returns(configured(tmp_path, push), OddsCache(tmp_path))
    lines = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["table tiger", "table tiger"]
    assert "dragon_tiger.dragon (dragon): no house edge at all, and rules.fair does not list" in lines[0]
    fair = '[rules]\nfair = ["dragon_tiger.dragon", "dragon_tiger.tiger"]\n'
    assert table_returns(configured(tmp_path, lambda text: push(text) + fair), OddsCache(tmp_path))


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ('tie_pays = "13"', "dragon_tiger.tie (tie): house edge -"),
        ('tie_pays = "1"', "dragon_tiger.tie (tie): house edge 353/415 = 85.0602 % is outside"),
    ],
)
def test_a_price_outside_the_band_stops_the_start(tmp_path: Path, rules: str, complaint: str) -> None:
    config = configured(tmp_path, lambda text: text.replace('tie_main = "half"', rules))
    with pytest.raises(ConfigError) as refused:
        table_returns(config, OddsCache(tmp_path))
    assert complaint in str(refused.value)


def test_the_edge_does_not_serve_such_a_table(tmp_path: Path) -> None:
    file = tmp_path / "edge.toml"
    file.write_text(TABLES.format(folder=tmp_path).replace('"half"', '"push"'))
    ended = subprocess.run(
        [sys.executable, "-m", "edge_api", "serve", "--config", str(file)], capture_output=True, text=True
    )
    assert ended.returncode == 78
    assert "table tiger: " in ended.stderr and "no house edge at all" in ended.stderr
    assert not (tmp_path / "store" / "books.db").exists()
