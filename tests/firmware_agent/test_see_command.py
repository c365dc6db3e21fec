"""``firmware-agent calibrate cards`` and ``see cards`` as programs: a line for every picture, whatever the file holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from firmware_agent.__main__ import main
from hardware.decode.sight.reader import Frame
from tests.hardware.decode.sight.drawn import deck, enrolment, table

MARKS = ((90, 60), (1190, 60), (1190, 660), (90, 660))


def agent(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "firmware_agent", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pictures of a deal, their labels, and bad pictures."""
    folder = tmp_path_factory.mktemp("studio")
    entries = []
    for number, shown in enumerate(enrolment(deck())):
        cv2.imwrite(str(folder / f"e{number}.png"), marked(shown.frame))
        cards = [
            {"label": t.value.replace("T", "10"), "quad": t.quad.tolist()}
            for t in shown.things
            if t.quad is not None
        ]
        entries.append({"file": f"deal/e{number}.png", "cards": cards})
    (folder / "labels.json").write_text(json.dumps({"cards": entries, "more": 1}))
    dealt = marked(table("KH", "9S", seed=21).picture)
    cv2.imwrite(str(folder / "dealt.jpg"), dealt)
    cv2.imwrite(str(folder / "pushed.jpg"), np.roll(dealt, 40, axis=1))
    cv2.imwrite(str(folder / "black.png"), np.zeros((480, 640, 3), dtype=np.uint8))
    cv2.imwrite(str(folder / "tiny.png"), np.zeros((8, 8, 3), dtype=np.uint8))
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "text.jpg").write_text("no picture")
    whole = (folder / "dealt.jpg").read_bytes()
    (folder / "torn.jpg").write_bytes(whole[:300])
    (folder / "half.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "bomb.png").write_bytes(bomb())
    return folder


def marked(picture: Frame) -> Frame:
    """With the table's marks."""
    for x, y in MARKS:
        cv2.drawMarker(picture, (x, y), (200, 230, 240), cv2.MARKER_CROSS, 24, 3)
    return picture


def bomb() -> bytes:
    """A PNG that says it is 60,000 pixels wide and high."""
    head = (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + b"IHDR" + head + b"\x00" * 40


def seen(studio: Path, *names: str) -> dict[str, Any]:
    done = agent("see", "cards", "--calibration", studio / "site.json", *(studio / name for name in names))
    assert done.returncode == 1 and "pictures can't be read" in done.stderr
    return {Path(line["file"]).name: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.slow
def test_a_deck_is_learned_and_then_read(studio: Path) -> None:
    pictures = sorted(studio.glob("e?.png"))
    words = ("calibrate", "cards", "--labels", studio / "labels.json", "--out", studio / "site.json")
    marks = ("--marks", *(f"{x},{y}" for x, y in MARKS), "--table-mm", "1200,650")
    done = agent(*words, *marks, "--", *pictures)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["self_test"]["wrong_accepted"] == 0
    bad = ("empty.jpg", "text.jpg", "torn.jpg", "half.jpg", "bomb.png", "tiny.png", "missing.jpg")
    lines = seen(studio, "dealt.jpg", "pushed.jpg", "black.png", *bad)
    assert {read["value"]: read["accepted"] for read in lines["dealt.jpg"]["reads"]} == {
        "KH": True,
        "9S": True,
    }
    assert [read["reasons"] for read in lines["pushed.jpg"]["reads"]] == [["moved_camera"]] * 2
    assert lines["dealt.jpg"]["ms"] > 0 and len(lines["dealt.jpg"]["reads"][0]["quad"]) == 4
    assert lines["black.png"]["reads"] == [] and lines["black.png"]["reasons"] == ["dark"]
    for name in bad:
        assert (
            lines[name]["reads"] == [] and lines[name]["reasons"] == ["bad_picture"] and lines[name]["error"]
        )


def test_without_a_calibration_reads_are_advice(studio: Path) -> None:
    done = agent("see", "cards", studio / "dealt.jpg")
    line = json.loads(done.stdout)
    assert line["reads"] and not any(read["accepted"] for read in line["reads"])


def test_a_calibration_that_is_none_is_one_sentence(studio: Path) -> None:
    done = agent("see", "cards", "--calibration", studio / "labels.json", studio / "dealt.jpg")
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("labels", "sentence"),
    (
        ("{", "Invalid JSON"),
        ('{"cards": [{"file": "e0.png", "cards": [{"label": "14S"}]}]}', "is not a card"),
        ('{"cards": [{"file": "other.png", "cards": []}]}', "0 entries in the labels"),
        ('{"cards": [{"file": "e0.png", "cards": []}]}', "two different cards"),
    ),
)
def test_labels_that_are_wrong_are_told_and_nothing_is_written(
    labels: str, sentence: str, studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "labels.json").write_text(labels)
    words = ("--labels", tmp_path / "labels.json", "--out", tmp_path / "s.json", studio / "e0.png")
    assert main(["calibrate", "cards", *map(str, words)]) == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "s.json").exists()
