"""A folder of drawn pictures, the real process, its words as the machine gets them: each with the picture that its hash names."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.rounds.machine import TableView
from firmware_agent.sight.command import assembled
from firmware_agent.sight.parent import Outlets, SightChild, sight_command
from firmware_agent.sight.still_file import read_still
from hardware.clock import SystemClock
from hardware.decode.sight.laid_out import laid_out_from
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.store import card_reader, save_cards
from hardware.decode.sight.table import Table
from hardware.decode.sight.tracking.words import Slot
from hardware.sight_signals import CameraSaw
from hardware.signals import Signal
from schemas.phases import Game, Phase
from schemas.sight import Anchors
from tests.firmware_agent.far_edge import soon
from tests.hardware.decode.sight.drawn import deck, enrolment, table

ROOT = Path(__file__).parents[3]
SCENE = table("KH", seed=21)
QUAD = SCENE.laid[0].quad


def toml(folder: Path, more: str = "") -> Path:
    path = folder / "agent.toml"
    path.write_text(
        f"""
[table]
site = "demo"
id = "bac-1"
game = "baccarat"
decks = 8
[edge]
public_keys = {{ "edge-1#1" = "AAAA" }}
[store]
folder = "{folder / "store"}"
[sight]
source = "pictures"
address = "{folder / "pictures"}"
looks_a_s = 12
{more}
""",
        encoding="utf-8",
    )
    return path


def pictures(folder: Path) -> None:
    """An empty table for a moment, then a card that stays; noise as of a camera."""
    (folder / "pictures").mkdir()
    empty = table(seed=21).picture
    for number in range(28):
        shown = empty if number < 6 else SCENE.picture
        noise = np.random.default_rng(number).integers(-3, 4, shown.shape)
        noisy = np.clip(shown.astype(np.int16) + noise, 0, 255).astype(np.uint8)
        cv2.imwrite(str(folder / "pictures" / f"{number:03}.jpg"), noisy)


def calibrated(folder: Path, empty: Frame | None = None, marks: Table | None = None) -> Path:
    """A few cards of the deck, and one slot where the king lies; the empty table and its marks, where they are given."""
    site = card_reader().calibrate(enrolment(deck(), ("KH", "9S", "2C", "QC")))
    laid = laid_out_from((Slot("player", 1, around(QUAD)),), (1280, 720), empty)
    save_cards(replace(site, table=marks, laid_out=laid), folder / "site.json")
    return folder / "site.json"


def around(
    quad: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    middle = quad.mean(axis=0)
    return np.asarray((quad - middle) * 1.15 + middle, dtype=np.float32)


@pytest.mark.slow
def test_a_card_in_a_folder_of_pictures_becomes_a_word_with_its_picture(tmp_path: Path) -> None:
    pictures(tmp_path)
    config = toml(tmp_path, f'calibration = "{calibrated(tmp_path)}"')
    signals: list[Signal] = []
    stills: list[bytes] = []
    where: list[Anchors] = []
    outlets = Outlets(signals.append, stills.append, where.append, lambda _: None, lambda: None)
    folder = tmp_path / "store" / "stills"
    child = SightChild(sight_command(config, None), (), folder, outlets, SystemClock())
    stop = threading.Event()
    thread = threading.Thread(target=child.run, args=(stop,))
    thread.start()
    try:
        child.told(TableView(Game.BACCARAT, Phase.DEALING, "bac-1:1:1", False, None, None, ()))

        def words() -> list[CameraSaw]:
            return [each for each in signals if isinstance(each, CameraSaw) and each.value is not None]

        assert soon(lambda: words() != [], 40), (child.report(), signals)
        word = words()[0]
        assert (word.place, word.index, word.value) == ("player", 1, "KH") and word.looks >= 3
        assert word.calibration == json.loads((tmp_path / "site.json").read_text())["hash"]
        assert {vote.reader for vote in word.votes} == {"whole", "index"}
        assert word.still is not None and soon(lambda: read_still(folder, word.still or "") in stills)
        assert soon(lambda: any(each.seen for each in where))
        assert child.report().state == "looking" and child.report().look_ms > 0
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_a_wrong_calibration_or_no_picture_to_look_at_is_said(tmp_path: Path) -> None:
    (tmp_path / "site.json").write_text("{}")
    wrong = load_config(toml(tmp_path, f'calibration = "{tmp_path / "site.json"}"'))
    with pytest.raises(ConfigError, match=r"\[sight\] calibration: .*site"):
        assembled(wrong, None, None, SystemClock())
    nothing = toml(tmp_path)
    nothing.write_text(nothing.read_text().replace('source = "pictures"', 'source = ""'))
    with pytest.raises(ConfigError, match="needs source where there is no"):
        load_config(nothing)
    unknown = toml(tmp_path)
    unknown.write_text(unknown.read_text().replace('source = "pictures"', 'source = "webcam"'))
    with pytest.raises(ConfigError, match=r"\[sight\]: camera kind 'webcam' is unknown"):
        assembled(load_config(unknown), None, None, SystemClock())


def test_the_check_tells_of_what_looks(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    cv2.imwrite(str(tmp_path / "pictures" / "a.png"), SCENE.picture)
    config = toml(tmp_path, 'reads = "dice"')
    command = [sys.executable, "-m", "firmware_agent", "check", "--config", str(config)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False).stdout
    assert "FAIL sight: [sight] reads dice, but baccarat is played with cards" in said
    assert "ok   stills:" in said and "ok   sight camera: pictures gives pictures of 1280x720" in said
