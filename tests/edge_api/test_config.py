"""The configuration is read whole or refused with the place of each mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.config import ConfigError, load, parse
from edge_api.config_page import page
from schemas.games.roulette_rules import RouletteRules, ZeroRule
from tests.arch.source import ROOT

GOOD = """
[site]
id = "demo"
edge = "edge-1"
[store]
folder = "/tmp/nowhere"
[broker]
host = "127.0.0.1"
also = [{ host = "second", port = 8883 }]
[[table]]
id = "roulette-01"
name = "Roulette 1"
game = "roulette"
currency = "EUR"
rules = { wheel = "european", zero_rule = "la_partage" }
limits = { min = 100, max = 1000, max_table = 5000, by_type = { straight = { max = 500 } }, max_payout = 100000 }
"""


def test_a_whole_configuration_is_read() -> None:
    config = parse(GOOD, "edge.toml")
    table = config.tables["roulette-01"]
    assert isinstance(table.rule_set, RouletteRules)
    assert table.rule_set.zero_rule is ZeroRule.LA_PARTAGE
    assert (table.setup.limits.of("straight").min, table.setup.limits.of("straight").max) == (100, 500)
    assert [(a.host, a.port) for a in config.broker.addresses] == [("127.0.0.1", 1883), ("second", 8883)]
    assert config.settings.max_open_age_ns == 2_000_000_000


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('edge = "edge-1"', 'edge = "edge-1"\ncolour = 1', "site.colour: there is no such key"),
        (
            "max_table",
            "max_tabel",
            "table.0.limits.max_tabel: there is no such key: did you mean max_table? Allowed here: ",
        ),
        (
            "{ max = 500 }",
            "{ maxx = 500 }",
            "maxx: there is no such key: did you mean max? Allowed here: max, min",
        ),
        ("[site]", "[sites]", "sites: there is no such key: did you mean site? Allowed here: broker, "),
        ('id = "demo"', 'id = "Demo Studio"', "site.id"),
        ('zero_rule = "la_partage"', 'zero_rule = "free_money"', "rules.zero_rule"),
        ('zero_rule = "la_partage"', 'zero_rule = "in_prison"', "zero_rule"),
        ('currency = "EUR"', 'currency = "XXX"', "table.0.currency"),
        ("min = 100,", "min = 2000,", "limits 2000..500"),
        ("{ max = 500 }", "{ max = 50 }", "limits 100..50"),
        (
            'host = "127.0.0.1"',
            'host = "127.0.0.1"\ntls = { ca = "a", cert = "b" }',
            "cert and key belong together",
        ),
        ("by_type = { straight", "by_type = { strait", "roulette has no bet 'strait'"),
        ('[site]\nid = "demo"', "[site]\nid = demo", "not TOML"),
        ('[broker]\nhost = "127.0.0.1"', "[broker]", "broker.host"),
    ],
)
def test_a_mistake_is_named_with_its_place(old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as refused:
        parse(GOOD.replace(old, new, 1), "edge.toml")
    assert complaint in str(refused.value)
    assert str(refused.value).startswith("edge.toml: ")


def test_a_table_may_ask_for_its_rules_by_name() -> None:
    for wanted in ("french_la_partage", "french_la_partage@1"):
        table = parse(by_name(wanted), "edge.toml").tables["roulette-01"]
        assert isinstance(table.rule_set, RouletteRules)
        assert table.rule_set.zero_rule is ZeroRule.LA_PARTAGE
        assert table.setup.rules_name == "french_la_partage@1"
    assert parse(GOOD, "edge.toml").tables["roulette-01"].setup.rules_name is None


def by_name(wanted: str) -> str:
    return GOOD.replace('{ wheel = "european", zero_rule = "la_partage" }', f'"{wanted}"')


def test_a_name_that_nobody_knows_is_answered_with_the_known_ones() -> None:
    with pytest.raises(
        ConfigError, match=r"edge\.toml: table\.0: roulette has no rule set 'x'; there are: amer"
    ):
        parse(by_name("x"), "edge.toml")


def test_a_named_set_whose_bets_stay_over_rounds_is_taken() -> None:
    config = parse(by_name("french_en_prison_stay"), "edge.toml")
    assert config.tables["roulette-01"].setup.rules_name == "french_en_prison_stay@1"


def test_the_operators_own_sets_are_known_by_name(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    config = parse(by_name("own") + f'[rules]\nfolder = "{tmp_path}"\n', "edge.toml")
    assert config.tables["roulette-01"].setup.rules_name == "own@7"


OWN = 'game = "roulette"\nname = "own"\nversion = 7\ndescription = "x"\n[rules]\nwheel = "american"\n'


def test_a_bad_file_among_the_operators_own_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN.replace("american", "square"))
    with pytest.raises(ConfigError, match=r"own\.toml: rules\.wheel: must be"):
        parse(GOOD + f'[rules]\nfolder = "{tmp_path}"\n', "edge.toml")
    with pytest.raises(ConfigError, match="is not a folder"):
        parse(GOOD + f'[rules]\nfolder = "{tmp_path}/none"\n', "edge.toml")


@pytest.mark.parametrize(
    ("section", "complaint"),
    [
        ('edge_min = 0.01', "rules.edge_min"), ('edge_min = "1 %"', "rules.edge_min"), ('edge_max = "1/2"', "rules.edge_max"),
        ('edge_min = "0.6"', "no bet fits between"), ('fair = ["pass_odds"]', "there is no bet 'pass_odds'"),
        ('fair = ["bingo.line"]', "there is no bet 'bingo.line'"), ('fair = ["craps.line"]', "there is no bet 'craps.line'"),
        ('folder = 1', "rules.folder"), ('colour = 1', "rules.colour: there is no such key"),
    ],
)  # fmt: skip
def test_a_band_that_is_none_is_refused(section: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(f"{GOOD}[rules]\n{section}\n", "edge.toml")
    assert complaint in str(refused.value)


def test_two_tables_of_one_name_are_refused() -> None:
    with pytest.raises(ConfigError, match="described twice"):
        parse(GOOD + GOOD[GOOD.index("[[table]]") :], "edge.toml")


@pytest.mark.parametrize("origin", ["example.org", "https://", "https://a/b", "ftp://a", "https://a/"])
def test_an_origin_that_is_none_is_refused(origin: str) -> None:
    with pytest.raises(ConfigError, match=r"http\.allowed_origins"):
        parse(GOOD.replace("[broker]", f'[http]\nallowed_origins = ["{origin}"]\n[broker]'), "edge.toml")


def test_a_relay_needs_somebody_whose_receipts_count() -> None:
    with pytest.raises(ConfigError, match=r"relay\.cloud_keys"):
        parse(GOOD.replace("[broker]", '[relay]\nhost = "cloud"\ncloud_keys = {}\n[broker]'), "edge.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: can't be read"):
        load(tmp_path / "none.toml")


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs/edge-config.md").read_text(encoding="utf-8") == page(), (
        "run `python -m edge_api config-page > docs/edge-config.md`"
    )


def test_every_key_is_described() -> None:
    assert "| None |" not in page()


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text, "edge.toml")


def test_the_fixture_is_a_configuration(write_config: Callable[..., Path]) -> None:
    assert load(write_config()).table[0].id == "roulette-01"
