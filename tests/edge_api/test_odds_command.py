"""`edge-api odds` and `edge-api rules`: exact figures for people and programs, and clear words for what is wrong."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from edge_api.__main__ import main
from edge_api.rule_library import packaged
from schemas.phases import Game
from tests.edge_api.test_rule_files import GOOD, write

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def a_cache_of_the_tests_own(known_odds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(known_odds))


def said(capsys: Capture, *words: str) -> str:
    """What the command prints; it must end well."""
    assert main(words) == 0
    return capsys.readouterr().out


def refused(capsys: Capture, *words: str, code: int = 78) -> str:
    assert main(words) == code
    return capsys.readouterr().err


@pytest.mark.parametrize("game", [game.value for game in Game])
def test_every_game_has_a_table_and_json(capsys: Capture, game: str) -> None:
    assert "house edge" in said(capsys, "odds", game)
    told = json.loads(said(capsys, "odds", game, "--json"))
    assert told["game"] == game
    assert all(Fraction(bet["edge"]) + Fraction(bet["return"]) == 1 for bet in told["bets"])


def test_the_table_is_the_published_one(capsys: Capture) -> None:
    lines = said(capsys, "odds", "roulette").splitlines()
    assert lines[0].startswith("roulette, the usual rules (")
    assert lines[3].split() == ["straight", "35", "1/37", "2.7027", "1/37", "2.7027", "97.2973"]
    assert lines[4].split() == ["-1", "36/37", "97.2973"]


def test_json_says_whose_odds_these_are(capsys: Capture) -> None:
    told = json.loads(said(capsys, "odds", "roulette", "--rules", "american", "--json"))
    assert (told["game"], told["name"], told["rules"]["wheel"]) == ("roulette", "american@1", "american")
    assert len(told["rules_hash"]) == 64
    straight = told["bets"][0]
    assert (straight["bet"], straight["sel"], straight["edge"]) == ("straight", ["0"], "1/19")


def test_rules_may_be_a_file_of_any_kind(capsys: Capture, tmp_path: Path) -> None:
    whole = write(tmp_path, GOOD)
    bare = write(tmp_path, 'wheel = "french"\nzero_rule = "la_partage"\n', "bare.toml")
    line = write(tmp_path, '{"wheel": "french", "zero_rule": "la_partage"}', "bare.json")
    told = [
        json.loads(said(capsys, "odds", "roulette", "--rules", str(f), "--json")) for f in (whole, bare, line)
    ]
    assert [each["name"] for each in told] == ["house_special@3", str(bare), str(line)]
    assert told[0]["bets"] == told[1]["bets"] == told[2]["bets"]
    assert [each["edge"] for each in told[0]["bets"] if each["bet"] == "red"] == ["1/74"]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.toml", None, "can't be read"),
        (
            "a.toml",
            "[rules\n",
            "not TOML: Expected ']' at the end of a table declaration (at line 1, column 7)",
        ),
        ("a.toml", 'wheel = "square"', "rules.wheel: must be 'european', 'french' or 'american'"),
        ("a.toml", 'wheels = "french"', "rules.wheels: there is no such parameter"),
        ("a.toml", GOOD.replace("roulette", "baccarat"), "rules.wheel: there is no such parameter"),
        (
            "a.toml",
            GOOD.replace("roulette", "baccarat").split("[rules]")[0] + "[rules]\n",
            "game: this is a rule set of baccarat, not of roulette",
        ),
        ("a.json", "{", "not JSON"),
        ("a.json", "[]", "a rule set must be a JSON object"),
        ("a.json", "[" * 100_000, "not JSON"),
    ],
)
def test_rules_that_can_not_be_played_are_refused_with_their_place(
    capsys: Capture, tmp_path: Path, name: str, text: str | None, complaint: str
) -> None:
    file = tmp_path / name if text is None else write(tmp_path, text, name)
    assert refused(capsys, "odds", "roulette", "--rules", str(file)).startswith(f"{file}: {complaint}")


def test_an_unknown_name_is_answered_with_the_known_ones(capsys: Capture) -> None:
    assert "there are: american@1" in refused(capsys, "odds", "roulette", "--rules", "europan")


def test_an_unknown_game_is_answered_with_the_games(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["odds", "bingo"])
    assert ended.value.code == 2
    assert "invalid choice: 'bingo' (choose from 'roulette', 'baccarat'" in capsys.readouterr().err


def test_a_configuration_lends_its_own_folder(capsys: Capture, tmp_path: Path) -> None:
    write(tmp_path / "sets")
    config = configured(tmp_path, f'folder = "{tmp_path / "sets"}"')
    told = json.loads(
        said(capsys, "odds", "roulette", "--rules", "house_special", "--config", config, "--json")
    )
    assert told["name"] == "house_special@3"


def configured(folder: Path, rules: str) -> str:
    """A configuration with this [rules] section; its path."""
    text = (
        f'[site]\nid = "demo"\nedge = "edge-1"\n[store]\nfolder = "{folder / "store"}"\n'
        f'[broker]\nhost = "127.0.0.1"\n[rules]\n{rules}\n'
    )
    return str(write(folder, text, "edge.toml"))


def test_the_list_names_every_set(capsys: Capture) -> None:
    assert {line.split()[0] for line in said(capsys, "rules", "list").splitlines()} == {g.value for g in Game}
    (only,) = (line for line in said(capsys, "rules", "list", "baccarat").splitlines() if " ez@1 " in line)
    assert only.startswith("baccarat ")


def test_a_set_is_shown_with_its_parameters_and_returns(capsys: Capture) -> None:
    shown = said(capsys, "rules", "show", "baccarat", "ez")
    assert 'commission = "ez"' in shown and 'pays.bonus.9 = "30"' in shown
    assert "1.0183   98.9817" in shown
    assert json.loads(said(capsys, "rules", "show", "baccarat", "ez", "--json"))["name"] == "ez@1"
    assert "there are: commission_4@1" in refused(capsys, "rules", "show", "baccarat", "x")


def test_the_check_of_the_package_passes_and_lists_the_one_that_favours_players(capsys: Capture) -> None:
    lines = said(capsys, "rules", "check").splitlines()
    assert "roulette european@1: 62 bets, house edge 2.7027 % to 2.7027 %" in lines
    (known,) = [line for line in lines if "known: outside the allowed band" in line]
    assert known.startswith("blackjack europe_enhc@1: ") and "house edge -" in known


def test_the_check_fails_when_a_set_of_the_operators_folder_is_outside(
    capsys: Capture, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    gift = write(folder, GENEROUS, "gift.toml")
    told = refused(capsys, "rules", "check", "--config", configured(tmp_path, f'folder = "{folder}"'), code=1)
    assert told.startswith(f"{gift}: baccarat gift@1: baccarat.tie (tie): house edge -")
    assert len(told.splitlines()) == 1


def test_the_check_fails_when_a_table_plays_a_set_of_the_package_that_is_outside(
    capsys: Capture, tmp_path: Path
) -> None:
    table = (
        '[[table]]\nid = "roulette-01"\nname = "R"\ngame = "roulette"\ncurrency = "EUR"\nrules = "european"'
    )
    config = configured(tmp_path, f'edge_min = "0.03"\n{table}')
    told = refused(capsys, "rules", "check", "--config", config, code=1)
    assert {line.split(": ")[1] for line in told.splitlines()} == {"roulette european@1"}


def test_a_set_of_the_package_that_is_checked_by_its_file_has_no_excuse(capsys: Capture) -> None:
    file = packaged() / "blackjack/europe_enhc.toml"
    told = refused(capsys, "rules", "check", str(file), code=1)
    assert told.startswith(f"{file}: blackjack europe_enhc@1: blackjack.main")


GENEROUS = 'game = "baccarat"\nname = "gift"\nversion = 1\ndescription = "x"\n[rules.pays]\ntie = "10"\n'


def test_a_file_is_checked_before_it_is_used(capsys: Capture, tmp_path: Path) -> None:
    good, gift = write(tmp_path, GOOD, "good.toml"), write(tmp_path, GENEROUS, "gift.toml")
    broken, twin = (
        write(tmp_path, "x", "broken.toml"),
        write(tmp_path, GOOD.replace("french", "european"), "twin.toml"),
    )
    assert main(["rules", "check", *map(str, (good, gift, broken, twin))]) == 1
    told = capsys.readouterr()
    assert told.out == "roulette house_special@3: 62 bets, house edge 1.3514 % to 2.7027 %\n"
    assert f"{gift}: baccarat gift@1: baccarat.tie (tie): house edge -" in told.err
    assert f"{broken}: not TOML" in told.err
    assert f"{twin}: roulette house_special@3 is another rule set in {good} (wheel differs)" in told.err


def test_the_check_takes_its_band_from_the_configuration(capsys: Capture, tmp_path: Path) -> None:
    config = configured(tmp_path, 'edge_min = "0.03"\nedge_max = "0.2"')
    file = str(write(tmp_path, GOOD, "good.toml"))
    told = refused(capsys, "rules", "check", file, "--config", config, code=1)
    assert (
        "roulette.straight (straight): house edge 1/37 = 2.7027 % is outside the allowed 3.0000 % to 20.0000 %"
        in told
    )
