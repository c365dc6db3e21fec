"""What ``firmware-agent see`` and ``calibrate`` say of files that can't be used: one line, which file it is, and what to do; exit 1."""

from __future__ import annotations

import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from firmware_agent.__main__ import main
from firmware_agent.sight.commands import left_out, seldom
from firmware_agent.sight.dice import Labels, ThrowLabels
from firmware_agent.sight.labels import entry_of, labels_from
from firmware_agent.sight.pictures import picture
from hardware.decode.sight.reader import CalibrationError
from hardware.decode.sight.sheet_file import load_sheet, save_sheet

OTHER = {"version": 1, "kind": "wheel", "hash": "0" * 64}
LABELS = {"cards": [{"file": "a.png", "cards": []}]}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a picture, a text, another kind's calibration, labels, and a calibration without its arrays."""
    monkeypatch.chdir(tmp_path)
    cv2.imwrite("a.png", np.full((240, 320, 3), 90, np.uint8))
    cv2.imwrite("b.png", np.full((240, 320, 3), 91, np.uint8))
    Path("photos").mkdir()
    Path("text.png").write_text("no picture")
    Path("wheel.json").write_text(json.dumps(OTHER))
    Path("wheel.npz").write_bytes(b"")
    Path("alone.json").write_text(json.dumps({**OTHER, "kind": "cards"}))
    Path("labels.json").write_text(json.dumps(LABELS))
    eleven = {"cards": [{"file": "a.png", "cards": [{"label": "11D"}]}]}
    Path("eleven.json").write_text(json.dumps(eleven))
    Path("torn.json").write_text("{")
    Path("list.json").write_text("[]")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line of a command that can't be done."""
    assert main(words) == 1
    [line] = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("none.json", "none.json: No such file or directory: make one with `firmware-agent calibrate cards`"),
        ("wheel.json", "wheel.json: a calibration of wheel, not of cards: name the one for cards, or look with `firmware-agent see wheel`"),
        ("labels.json", "labels.json: labels, not a calibration: `firmware-agent calibrate cards --labels labels.json` makes one from them"),
        ("alone.json", "alone.json: alone.npz is not beside it: a calibration is both files, copied together"),
        ("wheel.npz", "wheel.npz: name the .json; the .npz lies beside it and is found by itself"),
        ("torn.json", "torn.json: not JSON: a calibration is what `firmware-agent calibrate cards` wrote"),
        ("list.json", "list.json: not a calibration: `firmware-agent calibrate cards` makes one"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_calibration_of_that_kind_is_named_with_what_to_do(
    desk: Path, capsys: pytest.CaptureFixture[str], name: str, sentence: str
) -> None:
    assert told(capsys, "see", "cards", "--calibration", name, "a.png") == sentence


@pytest.mark.parametrize("kind", ["cards", "wheel", "dice", "segments"])
@pytest.mark.parametrize("changed", ["figure", "arrays"])
def test_a_calibration_that_was_changed_since_it_was_made_is_refused_with_what_to_do(
    desk: Path, capsys: pytest.CaptureFixture[str], kind: str, changed: str
) -> None:
    save_sheet({"kind": kind, "version": 1, "floor": 0.9}, {"deck": np.zeros(3)}, desk / "site.json")
    if changed == "figure":
        Path("site.json").write_text(Path("site.json").read_text().replace("0.9", "0.1"))
    else:
        save_sheet({"kind": kind, "version": 1}, {"deck": np.ones(3)}, desk / "other.json")
        Path("other.npz").replace("site.npz")
    said = "site.json: changed since it was made, or of another version: put back the one that was made, or calibrate anew"
    assert told(capsys, "see", kind, "--calibration", "site.json", "a.png") == said


def test_the_hash_is_over_what_is_read_by_and_not_over_the_files_bytes(tmp_path: Path) -> None:
    site = tmp_path / "site.json"
    save_sheet({"kind": "cards", "version": 1}, {"deck": np.arange(3)}, site)
    site.write_text(json.dumps(json.loads(site.read_text())))
    with site.with_suffix(".npz").open("ab") as arrays:
        arrays.write(b"x")
    assert load_sheet(site, "cards", 1)[1]["deck"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("labels", "picture", "sentence"),
    [
        ("none.json", "a.png", "none.json: No such file or directory"),
        ("wheel.json", "a.png", "wheel.json: a calibration, not labels: --labels says what lies in each picture (docs/sight.md)"),
        ("labels.json", "none.png", "none.png: No such file or directory"),
        ("labels.json", "photos/*.png", "photos/*.png: No such file or directory"),
        ("labels.json", "photos", "photos: a folder: name the pictures in it, such as photos/*.jpg"),
        ("labels.json", "text.png", "text.png: not a picture"),
        ("eleven.json", "a.png", "a.png: '11D' is not a card: rank A23456789TJQK (T is ten) then suit SHDC, as in 'TD'"),
        ("labels.json", "b.png", "b.png: 0 entries in the labels, one is needed"),
        ("torn.json", "a.png", "torn.json: Invalid JSON: EOF while parsing an object at line 1 column 1"),
    ],
)  # fmt: skip
def test_labels_and_pictures_that_can_t_be_used_are_named_and_nothing_is_written(
    desk: Path, capsys: pytest.CaptureFixture[str], labels: str, picture: str, sentence: str
) -> None:
    assert (
        told(capsys, "calibrate", "cards", "--labels", labels, "--out", "site.json", "--", picture)
        == sentence
    )
    assert not Path("site.json").exists()


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("nowhere/site.json", "nowhere: no such folder: --out names a file in one that is there"),
        ("photos", "photos: a folder: --out names the .json to write"),
        ("site.npz", "site.npz: the arrays go into the .npz beside it; name it .json"),
        ("site.txt", "site.txt: the arrays go into the .npz beside it; name it .json"),
        ("./torn.json", "torn.json: what is given would be written over: name another file with --out"),
    ],
)
def test_a_place_where_no_calibration_can_be_written_is_told_before_the_lesson(
    desk: Path, capsys: pytest.CaptureFixture[str], out: str, sentence: str
) -> None:
    assert told(capsys, "calibrate", "cards", "--labels", "torn.json", "--out", out, "a.png") == sentence


@pytest.mark.parametrize(
    ("self_test", "line"),
    [
        ({"missing": ["TC", "KD"]}, "2 cards are not enrolled and will be unknown_card: TC KD (T is ten)\n"),
        ({"missing": ["AS"]}, "1 card is not enrolled and will be unknown_card: AS (T is ten)\n"),
        ({"missing": []}, ""),
        ({"wrong_accepted": 0}, ""),
    ],
)
def test_cards_that_no_picture_showed_are_told(
    tmp_path: Path, self_test: dict[str, object], line: str
) -> None:
    made = tmp_path / "site.json"
    made.write_text(json.dumps({"self_test": self_test}))
    assert left_out(made) == line


@pytest.mark.parametrize(
    ("accepted", "begins"),
    [(0.0529, "only 5 % of hard looks will be accepted"), (0.6, ""), (17, ""), (None, "")],
)
def test_a_calibration_that_will_hardly_answer_is_told(
    tmp_path: Path, accepted: float | None, begins: str
) -> None:
    made = tmp_path / "site.json"
    made.write_text(json.dumps({"self_test": {} if accepted is None else {"accepted": accepted}}))
    assert begins in seldom(made) and bool(begins) == bool(seldom(made))


def test_pictures_that_can_t_be_read_have_their_lines_are_named_and_end_with_1(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["see", "wheel", "none.png", "text.png", "a.png"]) == 1
    said = capsys.readouterr()
    wrong = [json.loads(line).get("error") for line in said.out.splitlines()]
    assert wrong == ["No such file or directory", "not a picture", None]
    assert said.err.splitlines() == [
        "none.png: No such file or directory",
        "text.png: not a picture",
        "2 of 3 pictures can't be read: name whole picture files, such as JPEG or PNG",
    ]


def test_a_picture_whose_name_has_a_line_end_is_named_in_one_line(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["see", "wheel", "two\nlines.png", "a.png"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "two lines.png: No such file or directory"


def test_no_sign_that_a_terminal_obeys_is_told(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("calibrate", "cards", "--labels", "no\x1b[2J.json", "--out", "site.json", "a.png")
    assert told(capsys, *words) == "no\\x1b[2J.json: No such file or directory"


def test_labels_whose_name_has_a_line_end_are_named_in_one_line(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("calibrate", "cards", "--labels", "no  such\n.json", "--out", "site.json", "a.png")
    assert told(capsys, *words) == "no  such .json: No such file or directory"


def test_what_is_no_file_is_not_written_over(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("site.npz")
    words = ("calibrate", "cards", "--labels", "labels.json", "--out", "site.json", "--", "a.png")
    assert told(capsys, *words) == "site.npz: there is something that is no file: name another with --out"


def test_a_hard_link_is_the_same_picture(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("hard.png").hardlink_to("a.png")
    words = ("calibrate", "cards", "--labels", "labels.json", "--out", "site.json", "--", "a.png", "hard.png")
    assert told(capsys, *words) == "hard.png: the same picture as a.png: name each once"


def test_a_copy_is_the_same_picture(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("copy.png").write_bytes(Path("a.png").read_bytes())
    words = ("calibrate", "cards", "--labels", "labels.json", "--out", "site.json", "--", "a.png", "copy.png")
    assert told(capsys, *words) == "copy.png: the same picture as a.png: name each once"


def test_a_picture_whose_name_is_no_line_is_refused(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.png").rename("two\nlines.png")
    words = ("calibrate", "cards", "--labels", "labels.json", "--out", "site.json", "--", "two\nlines.png")
    assert told(capsys, *words).startswith("'two\\nlines.png': a line end")


def test_a_link_that_leads_to_itself_is_a_sentence(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("loop.png").symlink_to("loop.png")
    words = ("calibrate", "cards", "--labels", "labels.json", "--out", "site.json", "--", "loop.png")
    assert "loop.png: " in told(capsys, *words)


def test_a_picture_that_is_named_twice_does_not_teach_twice(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("calibrate", "cards", "--labels", "labels.json", "--out", "site.json", "--", "a.png", "b.png")
    same = "photos/../a.png"
    assert told(capsys, *words, same) == f"{same}: the same picture as a.png: name each once"
    assert not Path("site.json").exists()


def test_an_entry_names_the_end_of_a_path() -> None:
    entries = [ThrowLabels(file=file, faces=[face]) for face, file in enumerate(("d/1.png", "e/1.png"), 1)]
    assert [entry_of(Path(path), entries).faces for path in ("d/1.png", "x/e/1.png")] == [[1], [2]]
    assert entry_of(Path("moved/1.png"), entries[:1]).faces == [1]


def test_a_picture_of_cards_is_no_empty_table_because_its_name_ends_like_one(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("slots.json").write_text(json.dumps({"cards": [], "slots": [], "empty": ["a.png"]}))
    cv2.imwrite("aa.png", np.full((240, 320, 3), 90, np.uint8))
    words = ("calibrate", "cards", "--labels", "slots.json", "--out", "site.json", "aa.png")
    assert told(capsys, *words) == "aa.png: 0 entries in the labels, one is needed"


@pytest.mark.parametrize("path", ["11.png", "x/d1.png"])
def test_an_entry_names_whole_names_only(path: str) -> None:
    with pytest.raises(CalibrationError, match="0 entries"):
        entry_of(Path(path), [ThrowLabels(file="1.png", faces=[1])])


@pytest.mark.parametrize(
    ("picture", "why"),
    [("photos", "a folder: name the pictures in it"), ("photos/*.jpg", "No such file or directory")],
)
def test_an_empty_folder_shows_nothing_and_ends_with_1(
    desk: Path, capsys: pytest.CaptureFixture[str], picture: str, why: str
) -> None:
    assert main(["see", "wheel", picture]) == 1
    assert f"{picture}: {why}" in capsys.readouterr().err


def test_a_picture_of_which_nothing_is_accepted_is_no_failure(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["see", "wheel", "a.png"]) == 0
    assert capsys.readouterr().err == ""


def test_of_very_many_pictures_that_can_t_be_read_only_the_first_are_named(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["see", "wheel", *(f"{number}.png" for number in range(30))]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21 and lines[-1].startswith("30 of 30 pictures")


def test_a_pocket_that_the_wheel_has_not_is_told_with_what_to_do(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pockets.json").write_text('{"wheel": [{"file": "a.png", "result": "00"}]}')
    words = ("calibrate", "wheel", "--labels", "pockets.json", "--out", "site.json", "a.png")
    assert told(capsys, *words) == (
        "a.png: labelled 00, which is no pocket of the european wheel: put the label right, or name the wheel with --wheel"
    )


@pytest.mark.parametrize(
    ("labels", "begins"),
    [
        ({"segments": [{"file": "a.png", "segment": "1"}]}, 'no "order" in it: write the names of all segments there'),
        ({"segments": [{"file": "a.png", "segment": "1"}], "order": ["1", "2"]}, "1 pictures: at least 4 stops"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_money_wheel_s_labels_names_their_file(
    desk: Path, capsys: pytest.CaptureFixture[str], labels: object, begins: str
) -> None:
    Path("stops.json").write_text(json.dumps(labels))
    words = ("calibrate", "segments", "--labels", "stops.json", "--out", "site.json", "a.png")
    assert told(capsys, *words).startswith(f"stops.json: {begins}")


def test_of_pictures_of_a_money_wheel_it_is_said_what_their_labels_say_whatever_their_names(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_fit(*_: object) -> None:
        raise CalibrationError("the labels do not fit the order: a, b.png and b.png, a.pngs")

    monkeypatch.setattr("firmware_agent.sight.segments.enrol", no_fit)
    cv2.imwrite("a, b.png", np.full((240, 320, 3), 92, np.uint8))
    stops = [
        {"file": "a, b.png", "segment": "1"},
        {"file": "b.png", "segment": "2"},
        {"file": "a.png", "segment": "5"},
    ]
    Path("stops.json").write_text(json.dumps({"segments": stops, "order": ["1", "2", "5"]}))
    words = (
        "calibrate",
        "segments",
        "--labels",
        "stops.json",
        "--out",
        "site.json",
        "a, b.png",
        "b.png",
        "a.png",
    )
    assert told(capsys, *words) == (
        "stops.json: the labels do not fit the order: a, b.png (labelled 1) and b.png (labelled 2), a.pngs"
    )


def test_a_wrong_field_names_its_picture(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("seven.json").write_text(
        '{"dice": [{"file": "a.png", "faces": [1]}, {"file": "b.png", "faces": [1, 7]}]}'
    )
    words = ("calibrate", "dice", "--labels", "seven.json", "--out", "site.json", "a.png")
    assert told(capsys, *words).startswith(
        'seven.json: dice.1.faces.1 (of "b.png"): Input should be less than'
    )


@pytest.mark.parametrize("head", [b"DDS \x7c\0\0\0" + bytes(120), b"\0\0\0\x1cftypavif" + bytes(40)])
def test_a_torn_head_of_a_seldom_kind_is_a_sentence(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "a.png").write_bytes(head)
    assert picture(tmp_path / "a.png") == "not a picture"


def test_labels_that_are_nested_too_deep_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with pytest.raises(CalibrationError, match=r"deep\.json: "):
        labels_from(tmp_path / "deep.json", Labels)
