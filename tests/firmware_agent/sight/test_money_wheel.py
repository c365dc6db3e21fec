"""A money wheel through the parts of the process that looks: each name on it becomes a word, and lies where the picture shows it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest

from firmware_agent.__main__ import main
from firmware_agent.config_file import load_config
from firmware_agent.sight.command import parts_of
from firmware_agent.sight.setting import table_rules
from hardware.clock import SystemClock
from hardware.decode.sight.reader import Reason
from hardware.decode.sight.segments.calibration import sheet_of
from hardware.decode.sight.sheet_file import save_sheet
from hardware.decode.sight.tracking.words import RoundTold, Word
from hardware.sim.camera.renderer import Renderer
from schemas.games.money_wheel import FACES, MoneyWheel
from schemas.sight import Anchors
from tests.fixtures.demo_wheel import DREAM, FIRST, HIGH, ORDER, STOPS, WIDE, its_camera, learned, shown

BETWEEN = (3.4, 16.5, 29.6)
EVERY_NS = 125_000_000


def toml(folder: Path, wheel: MoneyWheel, calibration: Path | None = None) -> Path:
    path = folder / "agent.toml"
    said = "" if calibration is None else f'calibration = "{calibration}"'
    path.write_text(
        f"""
[table]
site = "demo"
id = "wheel-1"
game = "money_wheel"
rules = {{ wheel = "{wheel.value}" }}
[edge]
public_keys = {{ "edge-1#1" = "AAAA" }}
[store]
folder = "{folder / "store"}"
[sight]
source = "pictures"
address = "{folder}"
width = {WIDE}
height = {HIGH}
{said}
""",
        encoding="utf-8",
    )
    return path


@dataclass
class Board:
    """A board that looks at a drawn wheel, eight times a second."""

    renderer: Renderer
    config: Path

    def __post_init__(self) -> None:
        config = load_config(self.config)
        assert config.sight is not None
        self.attention = parts_of(config, config.sight, None, SystemClock()).attention
        self._moments: Iterator[int] = count(EVERY_NS, EVERY_NS)
        self._at_ns = self._rounds = 0

    def spin(self, name: str) -> list[Word]:
        """A round whose wheel turns past three places and stops at the first segment of that name."""
        self._rounds += 1
        self._told("bets_open", True)
        words = [word for spot in BETWEEN for word in self._look(spot, 1)]
        self._told("spinning", False)
        return words + self._look(FIRST[name], 12)

    def anchors(self) -> Anchors:
        return self.attention.anchors(self._at_ns)

    def _told(self, phase: str, bets_open: bool) -> None:
        self.attention.told(RoundTold(self._at_ns, f"r{self._rounds}", phase, bets_open))

    def _look(self, spot: float, times: int) -> list[Word]:
        frame = shown(self.renderer, spot)
        small = np.asarray(cv2.resize(frame, (320, 180), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        words: list[Word] = []
        for _ in range(times):
            self._at_ns = next(self._moments)
            words += self.attention.moment(self._at_ns, small, lambda: frame).words
        return words


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return its_camera()


@pytest.fixture(scope="module")
def calibration(renderer: Renderer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("money-wheel") / "site.json"
    save_sheet(*sheet_of(learned(renderer, tmp_path_factory)), path)
    return path


@pytest.mark.parametrize("wheel", MoneyWheel)
def test_a_table_knows_each_name_on_its_wheel_as_often_as_it_is_there(
    wheel: MoneyWheel, tmp_path: Path
) -> None:
    assert Counter(table_rules(load_config(toml(tmp_path, wheel))).order) == FACES[wheel].segments


@pytest.mark.slow
def test_each_name_on_the_wheel_becomes_a_word(renderer: Renderer, calibration: Path, tmp_path: Path) -> None:
    board = Board(renderer, toml(tmp_path, MoneyWheel.DREAM_CATCHER, calibration))
    said = {name: [(word.place, word.index, word.value) for word in board.spin(name)] for name in DREAM}
    assert said == {name: [("wheel", 1, name)] for name in DREAM}


@pytest.mark.slow
def test_graphics_are_told_the_calibrated_order_and_the_segment_under_the_pointer(
    renderer: Renderer, calibration: Path, tmp_path: Path
) -> None:
    board = Board(renderer, toml(tmp_path, MoneyWheel.DREAM_CATCHER, calibration))
    board.spin("10")
    anchors = board.anchors()
    assert anchors.rotor is not None and anchors.rotor.order == ORDER
    (lies,) = anchors.seen
    assert lies.name == "wheel:1"
    across = [x for x, _ in lies.quad]
    assert min(across) < 0.5 < max(across), "the pointer stands above the middle"


@pytest.mark.slow
def test_a_wheel_that_is_not_the_tables_says_no_name_that_the_table_has_not(
    renderer: Renderer, calibration: Path, tmp_path: Path
) -> None:
    board = Board(renderer, toml(tmp_path, MoneyWheel.BIG_SIX_NEVADA, calibration))
    (word,) = board.spin("40")
    assert (word.value, word.reasons) == (None, (Reason.AGAINST_RULES,))
    assert [word.value for word in board.spin("20")] == ["20"]


@pytest.mark.slow
def test_a_stop_whose_label_does_not_fit_is_named_with_what_the_label_says(
    renderer: Renderer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = []
    for number, spot in enumerate(STOPS):
        cv2.imwrite(str(tmp_path / f"stop-{number}.png"), shown(renderer, spot))
        entries.append({"file": f"stop-{number}.png", "segment": ORDER[int(spot)]})
    entries[3]["segment"] = next(name for name in DREAM if name != entries[3]["segment"])
    (tmp_path / "labels.json").write_text(json.dumps({"segments": entries, "order": ORDER}))
    words = (
        "--labels", tmp_path / "labels.json", "--out", tmp_path / "site.json", *sorted(tmp_path.glob("*.png")),
    )  # fmt: skip
    assert main(["calibrate", "segments", *map(str, words)]) == 1
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith(f"{tmp_path / 'labels.json'}: the labels do not fit the order")
    assert f"{tmp_path / 'stop-3.png'} (labelled {entries[3]['segment']})" in said
