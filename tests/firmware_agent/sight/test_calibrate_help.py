"""``firmware-agent calibrate KIND``: each kind's help says what matters for it, and takes no option that means nothing to it."""

from __future__ import annotations

import pytest

from firmware_agent.__main__ import main
from firmware_agent.sight.parser import KINDS, SEEN


def help_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    return " ".join(capsys.readouterr().out.split())


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["calibrate", *words])
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_every_kind_that_is_seen_can_be_learned() -> None:
    assert tuple(KINDS) == SEEN


@pytest.mark.parametrize(
    ("kind", "own", "others"),
    [
        ("cards", ["--marks", "--table-mm", '"label": "10D"'], ["--wheel"]),
        ("wheel", ["european (if none is named)", '"result": "17"'], ["--marks", "--table-mm"]),
        ("dice", ['"faces": [1, 3, 6]', "docs/sight-dice.md"], ["--marks", "--table-mm", "--wheel"]),
        ("segments", ["--wheel dream_catcher", '"order"', "--marks"], ["european"]),
    ],
)
def test_the_help_of_a_kind_shows_its_options_an_example_and_its_labels(
    capsys: pytest.CaptureFixture[str], kind: str, own: list[str], others: list[str]
) -> None:
    said = help_of(capsys, "calibrate", kind)
    assert all(words in said for words in [*own, f"firmware-agent calibrate {kind} --labels", "exit: 0"])
    assert not any(words in said for words in others)


def test_the_help_of_see_says_how_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    assert "1 a picture can't be opened or is none" in help_of(capsys, "see")


@pytest.mark.parametrize("size", ["10", "10,", "1000x600", "1000,-5", "nan,600", "0,600", "1,2,3"])
def test_a_table_s_size_that_is_none_is_told_with_what_is_right(
    capsys: pytest.CaptureFixture[str], size: str
) -> None:
    said = refused(capsys, "cards", "--labels", "l", "--out", "o", "--table-mm", size, "a.png")
    assert f"--table-mm: {size!r}: width and height" in said and "millimetres" in said and "1000,600" in said


def test_a_mark_that_is_none_is_told_with_what_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(
        capsys, "cards", "--marks", "1,2", "3,4", "5", "6,7", "--labels", "l", "--out", "o", "a.png"
    )
    assert "--marks: '5': each mark is two numbers of pixels" in said


def test_an_option_that_means_nothing_to_a_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--wheel" in refused(capsys, "dice", "--labels", "l", "--out", "o", "--wheel", "french", "a.png")


def test_a_board_s_file_that_is_not_there_is_told_by_the_option_that_named_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("--labels", "l", "--out", "o", "--sign-for", "none.toml", "--by", "tess", "a.png")
    assert main(["calibrate", "dice", *words]) == 78
    said = capsys.readouterr().err
    assert (
        said
        == "none.toml: can't be read (No such file or directory): give the agent's file with --sign-for\n"
    )
