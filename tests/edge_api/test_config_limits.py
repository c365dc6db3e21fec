"""Limits in the configuration: none for what is bounded by another bet, and a bet type that a game lacks is answered with those it has."""

from __future__ import annotations

import pytest

from edge_api.config import ConfigError, parse
from schemas.games.craps_rules import CrapsRules

FELT = """
[site]
id = "demo"
edge = "edge-1"
[store]
folder = "/tmp/nowhere"
[broker]
host = "127.0.0.1"
[[table]]
id = "felt-01"
name = "Felt 1"
game = "blackjack"
currency = "EUR"
limits = { by_type = { main = { max = 500 } } }
"""


@pytest.mark.parametrize("name", ["insurance", "double", "split"])
def test_what_is_staked_in_play_has_no_limits_of_its_own(name: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(FELT.replace("{ main =", f"{{ {name} ="), "edge.toml")
    assert str(refused.value) == (
        f"edge.toml: table.0: limits.by_type: '{name}' has no limits of its own: insurance is at most half of the stakes at its seat,"
        " a double or a split is the stake of its hand once more; limit 'main' and 'bet_behind'"
    )


@pytest.mark.parametrize("name", ["main", "bet_behind", "perfect_pairs", "21+3"])
def test_every_bet_of_the_opening_may_have_limits_of_its_own(name: str) -> None:
    config = parse(FELT.replace("{ main =", f'{{ "{name}" ='), "edge.toml")
    assert config.tables["felt-01"].setup.limits.of(name).max == 500


def test_a_bet_that_the_game_lacks_is_answered_with_those_that_may_be_limited() -> None:
    with pytest.raises(
        ConfigError, match=r"has no bet 'red'; there are 21\+3, bet_behind, main, perfect_pairs$"
    ):
        parse(FELT.replace("{ main =", "{ red ="), "edge.toml")


@pytest.mark.parametrize(("written", "on_nine"), [('"3-4-5"', 4), ("2", 2)])
def test_a_craps_table_says_how_many_odds_it_takes(written: str, on_nine: int) -> None:
    text = FELT.replace('"blackjack"', '"craps"').replace(
        "limits = { by_type = { main = { max = 500 } } }", ""
    )
    rules = parse(f"{text}rules = {{ odds_multiple = {written} }}\n", "edge.toml").tables["felt-01"].rule_set
    assert isinstance(rules, CrapsRules)
    assert rules.multiple_on(9) == on_nine
