"""Rule sets are files: read whole, or refused with file, parameter and reason."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from edge_api.config_error import ConfigError
from edge_api.config_rules import RuleSets
from edge_api.odds_cache import OddsCache
from edge_api.rule_files import NamedRules, read_rule_file
from edge_api.rule_library import RuleLibrary, packaged
from schemas.games.roulette_rules import RouletteRules, ZeroRule
from schemas.phases import Game
from tests.arch.source import ROOT

GOOD = """
game = "roulette"
name = "house_special"
version = 3
description = "Ours."
[rules]
wheel = "french"
zero_rule = "la_partage"
"""


def write(folder: Path, text: str = GOOD, name: str = "set.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_file_is_a_named_rule_set(tmp_path: Path) -> None:
    named = read_rule_file(write(tmp_path))
    assert (named.game, named.full_name, named.description) == (Game.ROULETTE, "house_special@3", "Ours.")
    assert isinstance(named.rules, RouletteRules)
    assert named.rules.zero_rule is ZeroRule.LA_PARTAGE


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"la_partage"', '"free"', "rules.zero_rule: must be"),
        ('wheel = "french"', 'wheels = "french"', "rules.wheels: there is no such parameter"),
        ('game = "roulette"', 'game = "bingo"', "game: must be"),
        ('game = "roulette"', "", "game: is missing"),
        ("version = 3", "version = 0", "version: "),
        ("version = 3", "version = 1.0", "version: "),
        ('"house_special"', '"House Special"', "name: "),
        ('description = "Ours."', "", "description: is missing"),
        ('description = "Ours."', 'colour = "red"\ndescription = "x"', "colour: there is no such key"),
        ("[rules]", "[rules", "not TOML: Expected ']' at the end of a table declaration (at line 6, column 7)"),
        ('wheel = "french"', 'wheel = "french"\nwheel = "french"', "not TOML: Cannot overwrite a value (at line 8"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_and_place(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert old in GOOD
    file = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ConfigError) as refused:
        read_rule_file(file)
    assert str(refused.value).startswith(f"{file}: {complaint}")


def test_a_contradiction_is_refused_with_its_reason(tmp_path: Path) -> None:
    text = GOOD.replace("roulette", "baccarat").split("[rules]")[0] + '[rules.pays]\nperfect_pair_two = "1"\n'
    with pytest.raises(ConfigError, match="two pairs would pay less than one"):
        read_rule_file(write(tmp_path, text))


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        read_rule_file(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="can't be read"):
        read_rule_file(tmp_path / "bytes.toml")


def test_the_operators_folder_is_searched_to_the_bottom(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "deeper")
    write(tmp_path, "not a rule set", "README.md")
    library = RuleLibrary.open(tmp_path)
    assert library.find(Game.ROULETTE, "house_special").version == 3
    assert library.find(Game.ROULETTE, "european").version == 1


def test_a_name_means_its_newest_version_and_a_version_only_itself(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "3.toml")
    write(tmp_path, GOOD.replace("version = 3", "version = 12").replace("french", "european"), "12.toml")
    library = RuleLibrary.open(tmp_path)
    assert library.find(Game.ROULETTE, "house_special").version == 12
    assert library.find(Game.ROULETTE, "house_special@3").version == 3
    for wanted in ("house_special@4", "house_special@", "house_special@12@3", "@3", ""):
        with pytest.raises(ConfigError, match="house_special@12"):
            library.find(Game.ROULETTE, wanted)


def test_an_unknown_name_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(ConfigError, match=r"roulette has no rule set 'x'; there are: american@1, "):
        RuleLibrary.open().find(Game.ROULETTE, "x")


def test_two_that_differ_under_one_name_and_version_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.toml")
    write(tmp_path, GOOD.replace("la_partage", "none"), "b.toml")
    with pytest.raises(ConfigError, match=r"b\.toml.*a\.toml \(zero_rule differs\)"):
        RuleLibrary.open(tmp_path)


def test_a_name_of_the_package_can_not_be_given_another_meaning(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("house_special", "european").replace("version = 3", "version = 1"))
    with pytest.raises(ConfigError, match="european@1 is another rule set"):
        RuleLibrary.open(tmp_path)


def test_two_that_say_the_same_are_one(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.toml")
    write(tmp_path, GOOD.replace("Ours.", "The same in other words."), "b.toml")
    assert RuleLibrary.open(tmp_path).find(Game.ROULETTE, "house_special@3").description == "Ours."


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not a folder"):
        RuleLibrary.open(tmp_path / "none")


FAVOURS_PLAYERS = {"europe_enhc@1": ["blackjack.main", "blackjack.bet_behind"]}
"""Early surrender is worth more than the missing hole card: the trade knows the set, but nobody plays it within the usual band."""
PACKAGED = list(RuleLibrary.open())


def test_every_game_comes_with_rule_sets() -> None:
    assert {named.game for named in PACKAGED} == set(Game)


@pytest.mark.parametrize("named", PACKAGED, ids=lambda named: f"{named.game.value} {named.full_name}")
def test_a_packaged_set_lies_where_its_name_says_and_may_be_played(
    named: NamedRules, known_odds: Path
) -> None:
    assert Path(named.source) == packaged() / named.game.value / f"{named.name}.toml"
    refused = RuleSets().band.refusals(
        named.game, OddsCache(known_odds / "studio-floor/odds").odds(named.rules)
    )
    assert [complaint.split(" ")[0] for complaint in refused] == FAVOURS_PLAYERS.get(named.full_name, [])


def test_the_page_lists_every_packaged_set() -> None:
    page = (ROOT / "docs/rule-sets.md").read_text(encoding="utf-8")
    assert [named.name for named in PACKAGED if f"`{named.name}`" not in page] == []


def test_the_usual_band_is_what_the_page_says() -> None:
    band = RuleSets().band
    assert (band.least, band.most) == (Fraction(0), Fraction(1, 2))
    assert band.fair == {"craps.pass_odds", "craps.dont_pass_odds"}
