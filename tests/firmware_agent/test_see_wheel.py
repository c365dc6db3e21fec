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
from hardware.sim.scenes.wheel import WheelSite
from schemas.games.wheels import Wheel


def agent(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "firmware_agent", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)


def test_a_wheel_is_calibrated_and_seen(tmp_path: Path) -> None:
    site, entries = WheelSite(1, Wheel.AMERICAN), []
    for number, (frame, entry) in enumerate(site.labelled()[5:11]):
        assert isinstance(entry, dict)
        cv2.imwrite(str(tmp_path / f"e{number}.png"), frame)
        entries.append({"file": f"e{number}.png", **entry})
    labels, out = tmp_path / "labels.json", tmp_path / "site.json"
    labels.write_text(json.dumps({"wheel": entries}))
    words = ("--wheel", "american", "--labels", labels, "--out", out)
    done = agent("calibrate", "wheel", *words, *sorted(tmp_path.glob("e*.png")))
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
