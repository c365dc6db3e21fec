"""``firmware-agent calibrate dice`` and ``see dice``: pictures and labels in, a calibration and one line a picture out."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from firmware_agent.__main__ import main
from firmware_agent.config_file import load_config
from firmware_agent.sight.looker import CalibrateWish
from firmware_agent.sight.sheet import opened
from firmware_agent.sight.sheet_proof import signed
from firmware_agent.sight.sign_command import refuse_other, sign
from hardware.clock import SystemClock
from hardware.decode.sight.dice.store import load_dice, save_dice
from hardware.sim.scenes.dice import DiceSite
from schemas.sight import SightKind
from tests.hardware.decode.sight.dice.drawn import small_site

THROWS = 5


@dataclass
class Room:
    """A site's folder after ``calibrate``: how it ended, and what it said."""

    folder: Path
    site: DiceSite
    ended: int
    said: dict[str, Any]
    complaint: str

    @property
    def calibration(self) -> Path:
        return self.folder / "site.json"


def agent(*words: str | Path) -> tuple[int, list[dict[str, Any]], str]:
    """Its exit code, its lines, and what it complained of."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        ended = main([str(word) for word in words])
    return ended, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def shaken(folder: Path, site: DiceSite) -> list[Path]:
    """Pictures of throws, and the labels' file."""
    entries, pictures = [], []
    for number in range(THROWS):
        shown = site.draw("plain", 100 + number)
        pictures.append(folder / f"shake-{number}.png")
        cv2.imwrite(str(pictures[-1]), shown.frame)
        entries.append({"file": pictures[-1].name, "faces": [int(value) for value in shown.truth]})
    (folder / "labels.json").write_text(json.dumps({"dice": entries}))
    return pictures


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    folder, site = tmp_path_factory.mktemp("dice"), small_site()
    pictures = shaken(folder, site)
    words = ("calibrate", "dice", "--labels", folder / "labels.json", "--out", folder / "site.json")
    ended, (said,), complaint = agent(*words, *pictures)
    return Room(folder, site, ended, said, complaint)


def test_a_site_is_calibrated_and_tells_its_hash_and_its_self_test(room: Room) -> None:
    assert room.ended == 0 and room.said["file"] == str(room.calibration)
    assert room.said["self_test"]["wrong_accepted"] == 0 and room.said["self_test"]["throws"] == THROWS
    assert json.loads(room.calibration.read_text())["hash"] == room.said["hash"]


def test_a_throw_is_seen_and_a_black_and_a_torn_picture_say_why(room: Room) -> None:
    scene = room.site.draw("plain", 0)
    cv2.imwrite(str(room.folder / "throw.png"), scene.frame)
    cv2.imwrite(str(room.folder / "black.png"), np.zeros_like(scene.frame))
    (room.folder / "torn.jpg").write_bytes(b"\xff\xd8\xff")
    files = [room.folder / name for name in ("throw.png", "black.png", "torn.jpg")]
    ended, (throw, black, torn), complaint = agent("see", "dice", "--calibration", room.calibration, *files)
    assert tuple(sorted(read["value"] for read in throw["reads"] if read["accepted"])) == scene.truth
    assert throw["calibration"] == room.said["hash"]
    assert black["reasons"] == ["dark"] and torn["reasons"] == ["bad_picture"]
    assert ended == 1 and f"{files[2]}: not a picture" in complaint


def test_a_calibration_that_failed_its_own_self_test_is_not_read_by(room: Room, tmp_path: Path) -> None:
    site, _ = load_dice(room.calibration)
    failed = replace(site, self_test=replace(site.self_test, wrong_accepted=1))
    save_dice(failed, tmp_path / "site.json")
    ended, lines, complaint = agent("see", "dice", "--calibration", tmp_path / "site.json", "a.png")
    assert (ended, lines) == (1, []) and "its self-test took one thing for another" in complaint


def board_of(folder: Path, calibration: Path, game: str = "sic_bo") -> Path:
    """The file of a board whose table reads by that calibration."""
    path = folder / "agent.toml"
    path.write_text(
        f'[table]\nsite = "demo"\nid = "dice-1"\ngame = "{game}"\n[edge]\npublic_keys = {{ "edge-1#1" = "AAAA" }}\n'
        f'[store]\nfolder = "{folder / "store"}"\n[sight]\nsource = "pictures"\naddress = "x"\ncalibration = "{calibration}"\n'
    )
    return path


def test_the_board_believes_what_was_signed_with_its_own_key_for_what_its_table_reads_by(
    room: Room, tmp_path: Path
) -> None:
    config = load_config(board_of(tmp_path, room.calibration))
    refuse_other(config, SightKind.DICE, room.calibration)
    wish = CalibrateWish(room.folder / "labels.json", room.calibration, [tmp_path] * THROWS)
    sheet = sign(config, wish, "tess", SystemClock())
    assert signed(room.calibration, "dice-1", tmp_path / "store") == (room.said["hash"], sheet)
    paper = opened(room.calibration)
    assert paper is not None and (paper.by, paper.pictures, paper.figures.wrong_accepted) == ("tess", 5, 0)


def test_nothing_is_calibrated_for_a_signature_that_would_not_count(room: Room, tmp_path: Path) -> None:
    words = ("calibrate", "dice", "--labels", room.folder / "labels.json", "--out", tmp_path / "site.json")
    assert "go together" in agent(*words, "--by", "tess", "a.png")[2]
    board = board_of(tmp_path, room.calibration)
    ended, _, complaint = agent(*words, "--sign-for", board, "--by", "tess", "a.png")
    assert ended == 78 and "is not" in complaint and "nothing was signed" in complaint
    board = board_of(tmp_path, tmp_path / "site.json", game="craps")
    ended, _, complaint = agent(
        "calibrate", "wheel", *words[2:], "--sign-for", board, "--by", "tess", "a.png"
    )
    assert ended == 78 and "does not read wheel" in complaint and not (tmp_path / "site.json").exists()


def test_without_a_calibration_nothing_is_accepted(room: Room) -> None:
    cv2.imwrite(str(room.folder / "advice.png"), room.site.draw("plain", 1).frame)
    _, (line,), _ = agent("see", "dice", room.folder / "advice.png")
    assert line["reads"] and not any(read["accepted"] for read in line["reads"])
    assert all("not_enrolled" in read["reasons"] for read in line["reads"])


def test_a_label_that_says_other_faces_is_named_with_what_was_read(room: Room, tmp_path: Path) -> None:
    wrong = json.loads((room.folder / "labels.json").read_text())
    right = sorted(map(str, wrong["dice"][2]["faces"]))
    said = ["5", "5", "5"][: len(right)]
    wrong["dice"][2]["faces"] = [int(face) for face in said]
    (tmp_path / "labels.json").write_text(json.dumps(wrong))
    words = ("calibrate", "dice", "--labels", tmp_path / "labels.json", "--out", tmp_path / "site.json")
    ended, (told,), complaint = agent(*words, *sorted(room.folder.glob("shake-*.png")))
    assert ended == 0 and len(told["self_test"]["unread"]) == 1
    [line] = [line for line in complaint.splitlines() if "labelled" in line]
    begins = f"{room.folder / 'shake-2.png'}: labelled {' '.join(said)}, "
    assert line.startswith(begins) and " ".join(right) in line and "put the label right" in line


def test_right_labels_are_not_doubted(room: Room) -> None:
    assert "labelled" not in room.complaint


def test_where_no_calibration_can_be_made_throws_that_look_otherwise_are_named(
    room: Room, tmp_path: Path
) -> None:
    entries = [{"file": f"shake-{number}.png", "faces": [6, 6, 6, 6]} for number in range(2)]
    (tmp_path / "labels.json").write_text(json.dumps({"dice": entries}))
    words = ("calibrate", "dice", "--labels", tmp_path / "labels.json", "--out", tmp_path / "site.json")
    ended, _, complaint = agent(*words, *(room.folder / f"shake-{number}.png" for number in range(2)))
    assert ended == 1 and complaint.count("labelled 6 6 6 6, looks like") == 2


def test_labels_that_say_another_throw_write_no_calibration(room: Room, tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text('{"dice": [{"file": "shake-0.png", "faces": [7]}]}')
    words = ("calibrate", "dice", "--labels", tmp_path / "labels.json", "--out", tmp_path / "site.json")
    ended, lines, complaint = agent(*words, room.folder / "shake-0.png")
    assert ended == 1 and not lines and "faces" in complaint and not (tmp_path / "site.json").exists()
