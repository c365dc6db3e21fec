"""``firmware-agent calibrate wheel`` and ``see wheel`` as programs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from firmware_agent.__main__ import main
from firmware_agent.sight.labels import labels_from
from firmware_agent.sight.looker import CalibrateWish
from firmware_agent.sight.wheel import Labels
from firmware_agent.sight.wheel_doubts import wheel_doubts
from hardware.decode.sight.reader import CalibrationError
from hardware.sim.scenes.wheel import WheelSite
from schemas.games.wheels import Wheel


def agent(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "firmware_agent", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)


def dealt(site: WheelSite, folder: Path, which: slice, **wrong: str) -> list[str]:
    """The words that name the site's pictures and labels; ``wrong``: another pocket than lies in a picture."""
    entries = []
    for number, (frame, entry) in enumerate(site.labelled()[which]):
        assert isinstance(entry, dict)
        cv2.imwrite(str(folder / f"e{number:02}.png"), frame)
        entries.append({"file": f"e{number:02}.png", **entry})
        if (name := f"e{number:02}") in wrong:
            entries[-1]["result"] = wrong[name]
    labels, out = folder / "labels.json", folder / "site.json"
    labels.write_text(json.dumps({"wheel": entries}))
    return [str(word) for word in ("--labels", labels, "--out", out, *sorted(folder.glob("e*.png")))]


def test_a_wheel_is_calibrated_and_seen(tmp_path: Path) -> None:
    site, out = WheelSite(1, Wheel.AMERICAN), tmp_path / "site.json"
    words = dealt(site, tmp_path, slice(5, 11))
    done = agent("calibrate", "wheel", "--wheel", "american", *words)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["self_test"]["wrong_accepted"] == 0
    scene = site.draw("plain", 0)
    cv2.imwrite(str(tmp_path / "spin.png"), scene.frame)
    cv2.imwrite(str(tmp_path / "black.png"), np.zeros_like(scene.frame))
    (tmp_path / "torn.jpg").write_bytes(b"\xff\xd8\xff")
    seen = agent(
        "see", "wheel", "--calibration", out, *(tmp_path / n for n in ("spin.png", "black.png", "torn.jpg"))
    )
    spin, black, torn = map(json.loads, seen.stdout.splitlines())
    assert [(read["value"], read["accepted"]) for read in spin["reads"]] == [(scene.truth[0], True)]
    assert black["reasons"] == ["dark"] and torn["reasons"] == ["bad_picture"]


@pytest.mark.parametrize(
    ("told", "sentence"), [('{"cards": []}', "neither"), ('{"roulette": []}', "0 entries")]
)
def test_a_wheel_or_label_that_is_not_known_is_a_sentence(
    told: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels, out, wall = tmp_path / "labels.json", tmp_path / "site.json", tmp_path / "wall.png"
    cv2.imwrite(str(wall), np.full((48, 64, 3), 80, dtype=np.uint8))
    labels.write_text(told)
    assert main(["calibrate", "wheel", *map(str, ("--labels", labels, "--out", out, wall))]) == 1
    assert sentence in capsys.readouterr().err and not out.exists()


def test_a_wrong_pocket_in_the_labels_is_named_with_what_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = WheelSite(1, Wheel.EUROPEAN)
    entry = site.labelled()[9][1]
    assert isinstance(entry, dict)
    wrong = "17" if entry["result"] != "17" else "20"
    assert main(["calibrate", "wheel", *dealt(site, tmp_path, slice(None), e09=wrong)]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["self_test"]["wrong_accepted"] == 1
    named, ended = told.err.splitlines()
    assert f"e09.png: labelled {wrong}, read {entry['result']}:" in named
    assert "site.json: nothing was written" in ended and not (tmp_path / "site.json").exists()


def test_a_label_that_a_good_calibration_reads_otherwise_is_doubted(tmp_path: Path) -> None:
    site = WheelSite(1, Wheel.EUROPEAN)
    assert main(["calibrate", "wheel", *dealt(site, tmp_path, slice(None))]) == 0
    pictures = sorted(tmp_path.glob("e*.png"))
    wish = CalibrateWish(tmp_path / "labels.json", tmp_path / "site.json", pictures)
    assert wheel_doubts(wish) == []
    entry = site.labelled()[9][1]
    assert isinstance(entry, dict)
    wrong = "17" if entry["result"] != "17" else "20"
    dealt(site, tmp_path, slice(None), e09=wrong)
    [told] = wheel_doubts(wish)
    assert told.startswith(f"{tmp_path}/e09.png: labelled {wrong}, looks like {entry['result']}:")


def test_a_wheel_of_another_kind_than_was_looked_for_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = dealt(WheelSite(1, Wheel.AMERICAN), tmp_path, slice(0, 8))
    assert main(["calibrate", "wheel", *words]) == 1
    assert "of another kind than --wheel names (looked for: european)" in capsys.readouterr().err


def test_the_help_says_which_wheel_is_looked_for_if_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["calibrate", "wheel", "--help"])
    assert "european (if none is named)" in " ".join(capsys.readouterr().out.split())


def test_a_picture_whose_label_says_nothing_is_no_empty_wheel(tmp_path: Path) -> None:
    labels = tmp_path / "labels.json"
    labels.write_text('{"wheel": [{"file": "a.jpg", "result": null}, {"file": "b.jpg"}]}')
    with pytest.raises(
        CalibrationError, match=r'labels\.json: wheel\.1 \(of "b\.jpg"\): Field required: result'
    ):
        labels_from(labels, Labels)


def test_an_empty_wheel_and_a_pocket_are_told_as_result_or_as_ball(tmp_path: Path) -> None:
    labels = tmp_path / "labels.json"
    labels.write_text(
        '{"roulette": [{"file": "a", "ball": null}, {"file": "b", "result": null}, {"file": "c", "ball": 7}, {"file": "d", "result": "00"}]}'
    )
    assert [one.pocket for one in labels_from(labels, Labels).pictures] == [None, None, "7", "00"]
