"""`edge-api wheel-stats`: over a file, over the books, and what it says of words that are not right."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge_api.__main__ import main
from edge_api.books.store import open_writer
from edge_api.config import load
from edge_api.stats.wheel.finding import Check
from schemas.games.roulette_rules import RouletteRules
from schemas.games.wheels import DOUBLE_ZERO, SINGLE_ZERO

DAY = 86_400 * 10**9
JULY = 1_782_864_000 * 10**9  # 2026-07-01
Out = pytest.CaptureFixture[str]


@pytest.fixture
def pockets(tmp_path: Path) -> Path:
    """A fair history of 740 spins, several to a line."""
    dice, file = random.Random(3), tmp_path / "pockets"
    lines = (", ".join(dice.choices(SINGLE_ZERO, k=20)) for _ in range(37))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def config(write_config: Callable[..., Path]) -> Path:
    """Books with one wheel: 400 spins in July, alternately of ann and bob, with two balls."""
    written = write_config()
    with closing(open_writer(load(written).store.database)) as conn:
        conn.execute("BEGIN")
        digest, body = RouletteRules().rules_hash(), RouletteRules().model_dump_json()
        conn.execute("INSERT INTO rule_sets VALUES (?, 'roulette', ?)", (digest, body))
        conn.execute("INSERT INTO wheels VALUES (1, 'roulette-01', 'CW-1', 'ivory', 0, 'pia')")
        conn.execute("INSERT INTO wheels VALUES (2, 'roulette-02', 'CW-2', NULL, 0, 'pia')")
        dice = random.Random(4)
        for number in range(400):
            conn.execute(
                "INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, dealer, opened_utc_ns, edge_boot,"
                " opened_mono_ns, deadline_mono_ns, ended_utc_ns, outcome, wheel_serial, ball, direction)"
                " VALUES (?, 'roulette-01', 'roulette', ?, 'EUR', 'settled', ?, 0, 'b', 0, 0, ?, ?, 'CW-1', ?, ?)",
                (
                    f"r-{number}", digest, ("ann", "bob")[number % 2], JULY + number * DAY // 20,
                    json.dumps({"pocket": dice.choice(SINGLE_ZERO)}), ("ivory", "teflon")[number // 200],
                    ("clockwise", "counter_clockwise")[number % 2],
                ),
            )  # fmt: skip
        conn.execute("COMMIT")
    return written


def read(out: Out, *words: str) -> dict[str, Any]:
    assert main(["wheel-stats", "--json", *words]) == 0
    found: dict[str, Any] = json.loads(out.readouterr().out)
    return found


def test_a_file_is_examined_with_every_statistic(pockets: Path, capsys: Out) -> None:
    found = read(capsys, str(pockets))
    assert (found["spins"], found["expected"], found["verdict"]) == (740, 20.0, "green")
    assert [each["name"] for each in found["statistics"]] == [check.value for check in Check]
    assert [each["pocket"] for each in found["pockets"]] == list(SINGLE_ZERO)
    assert sum(each["hits"] for each in found["pockets"]) == 740
    assert set(found["statistics"][0]["limits"]) == {"95", "99", "99.9"}


def test_the_table_for_people_has_a_line_for_each_statistic(pockets: Path, capsys: Out) -> None:
    assert main(["wheel-stats", str(pockets), "--bias", "20"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "740 spins, 20.0 a pocket: GREEN"
    assert "+20 % after" in lines[3]
    assert len([line for line in lines if line.endswith("usual") or "  usual " in line]) == len(Check)


def test_a_bigger_bias_shows_sooner(pockets: Path, capsys: Out) -> None:
    small, big = (read(capsys, str(pockets), "--bias", bias) for bias in ("5", "30"))
    for less, more in zip(small["statistics"], big["statistics"], strict=True):
        assert (less["spins_to_see"] is None) == (less["name"] == "too_regular")
        assert less["spins_to_see"] is None or less["spins_to_see"] > more["spins_to_see"]


def test_standard_input_of_a_double_zero_wheel(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    text = " ".join(DOUBLE_ZERO * 6)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    found = read(capsys, "--wheel-type", "american", "--last", "190")
    assert (found["spins"], found["verdict"], found["only"]) == (190, "amber", {"last": 190})


def test_a_word_that_is_no_pocket_is_named_with_its_place(tmp_path: Path, capsys: Out) -> None:
    file = tmp_path / "pockets"
    file.write_text("1 2\n3 00\n", encoding="utf-8")
    assert main(["wheel-stats", str(file)]) == 1
    assert "line 2, column 3: '00' is no pocket of the european wheel" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "\n", " , \n\n"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_file_without_spins_is_no_history(
    tmp_path: Path, capsys: Out, text: str, form: tuple[str, ...]
) -> None:
    file = tmp_path / "pockets"
    file.write_text(text, encoding="utf-8")
    assert main(["wheel-stats", str(file), *form]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"no spins in {file}\n")


def test_books_without_such_spins_say_what_was_asked_for(config: Path, capsys: Out) -> None:
    words = ("--config", str(config), "--wheel", "CW-1", "--dealer", "zoe", "--last", "9")
    assert main(["wheel-stats", *words]) == 2
    assert capsys.readouterr().err == "no spins in the books of wheel CW-1 with dealer zoe, last 9\n"


def test_a_wheel_of_the_books_is_examined(config: Path, capsys: Out) -> None:
    found = read(capsys, "--config", str(config), "--wheel", "CW-1")
    assert (found["wheel"], found["table"], found["ball"], found["wheel_type"]) == (
        "CW-1", "roulette-01", "ivory", "european",
    )  # fmt: skip
    assert (found["history"], found["spins"]) == (400, 400)


@pytest.mark.parametrize(
    ("words", "spins"),
    [
        (("--dealer", "ann"), 200),
        (("--ball", "teflon"), 200),
        (("--ball", "teflon", "--dealer", "bob"), 100),
        (("--direction", "counter_clockwise"), 200),
        (("--since", "2026-07-11"), 200),
        (("--until", "2026-07-02"), 20),
        (("--since", "2026-07-01T12:00:00Z", "--until", "2026-07-02"), 10),
        (("--last", "37"), 37),
    ],
)
def test_filters_narrow_the_history(config: Path, capsys: Out, words: tuple[str, ...], spins: int) -> None:
    found = read(capsys, "--config", str(config), "--wheel", "CW-1", *words)
    assert found["spins"] == spins
    assert len(found["only"]) == len(words) // 2


def test_without_a_serial_the_wheels_are_listed(config: Path, capsys: Out) -> None:
    assert main(["wheel-stats", "--config", str(config)]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["CW-1", "roulette-01", "european", "400", "spins"],
        ["CW-2", "roulette-02", "-", "0", "spins"],
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--wheel", "CW-9"), "know no wheel"),
        (("--wheel", "CW-2"), "no round has been settled"),
        (("--wheel-type", "american"), "not both"),
    ],
)
def test_what_the_books_can_not_answer_is_said(
    config: Path, capsys: Out, words: tuple[str, ...], said: str
) -> None:
    assert main(["wheel-stats", "--config", str(config), *words]) == 1
    assert said in capsys.readouterr().err


def test_a_file_has_no_dealers(pockets: Path, capsys: Out) -> None:
    assert main(["wheel-stats", str(pockets), "--dealer", "ann"]) == 1
    assert "need --config" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [("--bias", "0"), ("--bias", "nan"), ("--bias", "much"), ("--last", "0"), ("--last", "-1"), ("--since", "today"), ("--direction", "up")],
)  # fmt: skip
def test_words_that_mean_nothing_are_refused(words: tuple[str, ...], capsys: Out) -> None:
    with pytest.raises(SystemExit):
        main(["wheel-stats", *words])
    assert words[0] in capsys.readouterr().err


def test_a_file_that_is_not_there_ends_with_78(tmp_path: Path, capsys: Out) -> None:
    assert main(["wheel-stats", str(tmp_path / "none")]) == 78
    assert "can't be read" in capsys.readouterr().err
