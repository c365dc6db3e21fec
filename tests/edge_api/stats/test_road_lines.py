"""`edge-api roads`: what a line may hold, and what is said of one that may not."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.__main__ import main
from edge_api.stats.results_line import BadResults, read_shoe
from edge_api.stats.road_lines import draw_lines

PRINTED = ["bead_plate", "big_road", "big_eye_boy", "small_road", "cockroach_pig", "ask_next"]


def answer(line: str) -> dict[str, object]:
    (only,) = draw_lines([line])
    read: dict[str, object] = json.loads(only)
    return read


@given(st.lists(st.sampled_from(["P", "B", "T", "Pp", "Bb", "Tpb", "Bbp"]), max_size=80), st.data())
def test_separators_change_nothing(hands: list[str], data: st.DataObject) -> None:
    separator = data.draw(st.sampled_from(["", " ", ",", ", ", "\t"]))
    assert read_shoe(separator.join(hands)) == read_shoe(" ".join(hands))
    assert len(read_shoe("".join(hands))) == len(hands)


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("PBX", 3, "is no result"),
        ("p", 1, "marks a pair"),
        ("P p", 3, "marks a pair"),
        ("Ppp", 3, "twice"),
        ("PBbpb", 5, "twice"),
        ("B;P", 2, "is no result"),
        ("t", 1, "is no result"),
        ("PB�", 3, "is no result"),
        ("P1", 2, "is no result"),
    ],
)
def test_what_is_no_shoe_is_refused_where_it_goes_wrong(line: str, column: int, said: str) -> None:
    refused = answer(line)
    assert refused["error"] == "bad_results"
    assert (refused["line"], refused["column"]) == (1, column)
    assert said in str(refused["message"])


@given(st.text(max_size=60))
def test_any_text_is_a_shoe_or_is_refused_inside_the_line(text: str) -> None:
    try:
        read_shoe(text)
    except BadResults as wrong:
        assert 1 <= wrong.column <= len(text)
    else:
        assert set(text) <= set("PBTpb \t,")


def test_a_wrong_line_does_not_stop_the_next_one_and_keeps_its_number() -> None:
    first, second, third = (json.loads(each) for each in draw_lines(["PB\n", "?\r\n", "T\r\n"]))
    assert list(first) == PRINTED
    assert (second["line"], second["column"]) == (2, 1)
    assert third["bead_plate"] == [[1, 1, "T", False, False]]


def test_an_empty_line_is_an_empty_shoe() -> None:
    assert answer("")["bead_plate"] == []


def test_the_command_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shoes = tmp_path / "shoes"
    shoes.write_text("BBP\nPpBb\n", encoding="utf-8")
    assert main(["roads", str(shoes)]) == 0
    assert [len(json.loads(line)["bead_plate"]) for line in capsys.readouterr().out.splitlines()] == [3, 2]


def test_the_command_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"BBP\n")))
    assert main(["roads"]) == 0
    assert json.loads(capsys.readouterr().out)["big_road"][2] == [2, 1, "P", 0, False, False]


def test_a_file_that_is_not_there_ends_with_78(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roads", str(tmp_path / "none")]) == 78
    assert "can't be read" in capsys.readouterr().err
