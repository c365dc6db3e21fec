"""`firmware-agent calibrate-sync` with a camera that sees a simulated pin: the report, and what it says when nothing can be told."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from av import VideoFrame

from edge_api.picture_time import OF_GAME
from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.tables import PLAYED_WITH
from firmware_agent.video.calibrate import SENSED_AS, calibrate, edge_name
from firmware_agent.video.flashes import Pace, Watching, brightness
from firmware_agent.video.sync_estimate import NotCalibrated, sensor_delay
from hardware.camera.source import Coded, Picture
from hardware.driver import DeviceLost
from hardware.signals import DeviceUp, Key, KeyPressed, Signal
from tests.firmware_agent import desk
from tests.firmware_agent.video.conftest import video_toml
from tests.firmware_agent.video.far_camera import CLOCK

LED, REGION = "GPIO16", (40, 20, 8, 8)
SEEN = f'led = "{LED}"\nled_region = {list(REGION)}'
DEVICES = """
[[device]]
name = "left"
kind = "cammegh-ss2"
port = "/dev/ttyS8"
[[device]]
name = "dice"
kind = "dice-line"
port = "/dev/ttyS9"
"""
LATE_NS = 25_000_000
QUICK = Pace(flashes=6, lit_s=0.1, dark_s=0.3)


def lit_picture(lit: bool) -> VideoFrame:
    plane = np.full((64 * 3 // 2, 96), 128, np.uint8)
    plane[:64] = 40
    x, y, wide, high = REGION
    plane[y : y + high, x : x + wide] = 220 if lit else 40
    return VideoFrame.from_ndarray(plane, format="yuv420p")


class Onlooker:
    """A ``FrameSource`` at 50 pictures a second whose stamps are ``LATE_NS`` late."""

    name = "camera"

    def __init__(self, is_lit: Callable[[], bool]) -> None:
        self._is_lit = is_lit

    def run(
        self, emit: Callable[[Picture | Coded], None], opened: Callable[[], None], stop: threading.Event
    ) -> None:
        opened()
        while not stop.wait(0.02):
            at_ns = CLOCK.monotonic_ns()
            emit(Picture(at_ns + LATE_NS, lit_picture(self._is_lit())))


class Sensor:
    """A ``Driver`` that says something 12 ms after the light."""

    name = "wheel"

    def __init__(self, lamp: Lamp) -> None:
        self._lamp = lamp

    def run(self, emit: Callable[[Signal], None], opened: Callable[[], None], stop: threading.Event) -> None:
        emit(DeviceUp(CLOCK.monotonic_ns(), self.name))
        while not stop.is_set():
            if self._lamp.lights.wait(0.05):
                self._lamp.lights.clear()
                emit(KeyPressed(self._lamp.on_ns + 12_000_000, Key.CONFIRM))


class Lamp:
    """A LED without a pin."""

    def __init__(self) -> None:
        self.lights = threading.Event()
        self.lit = False
        self.on_ns = 0

    def on(self) -> None:
        self.on_ns = CLOCK.monotonic_ns()
        self.lit = True
        self.lights.set()

    def off(self) -> None:
        self.lit = False


def config(folder: Path, more: str = SEEN, kind: str = "cammegh-ss2") -> AgentConfig:
    path = folder / "agent.toml"
    devices = DEVICES.replace("cammegh-ss2", kind)
    path.write_text(video_toml(folder, "ws://127.0.0.1:1", more) + devices, encoding="utf-8")
    return load_config(path)


class Eye:
    """Looks at a simulated pin through its socket."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._line: socket.socket | None = None

    def __call__(self) -> bool:
        if self._line is None:
            self._line = socket.socket(socket.AF_UNIX)
            self._line.connect(str(self._path))
        self._line.sendall(json.dumps({"read": LED}).encode() + b"\n")
        return bool(json.loads(self._line.recv(200))["state"])

    def close(self) -> None:
        if self._line is not None:
            self._line.close()


def test_the_camera_is_measured_and_the_lines_can_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_SIM_PINS", str(tmp_path / "pins"))
    environ = {**os.environ, "GPIOZERO_PIN_FACTORY": "studio_sim"}
    eye = Eye(tmp_path / "pins")
    told = list(calibrate(config(tmp_path), None, environ, CLOCK, lambda _: Onlooker(eye), QUICK))
    eye.close()
    latency_ms = float(next(line for line in told if line.startswith("latency_ms")).split("=")[1])
    assert abs(latency_ms - LATE_NS / 1e6) < 12
    assert told[told.index("[camera]") + 1].startswith("latency_ms = ")
    assert "6 of 6 flashes" in told[1]


def test_a_sensor_on_the_leds_line_is_measured_too() -> None:
    lamp = Lamp()
    watching = Watching(Onlooker(lambda: lamp.lit), REGION, Sensor(lamp), CLOCK)
    seen = watching.fire(lamp, Pace(flashes=5, lit_s=0.05, dark_s=0.05))
    found = sensor_delay(seen.flashes, seen.heard)
    assert abs(found.median_ms - 12) < 5


@pytest.mark.parametrize("kind", ["cammegh-ss2", "another-makers-wheel"])
def test_a_sensor_gets_the_name_that_the_edge_knows_whatever_the_board_calls_it(
    tmp_path: Path, kind: str
) -> None:
    board = config(tmp_path, kind=kind)
    [left, _] = board.device
    assert edge_name(board, left) == "wheel"


def test_each_game_is_sensed_by_what_its_edge_knows() -> None:
    assert {game: {SENSED_AS[read] for read in wanted} for game, wanted in PLAYED_WITH.items()} == {
        game: {name} for game, name in OF_GAME.items()
    }


def test_a_led_elsewhere_in_the_picture_is_no_calibration(tmp_path: Path) -> None:
    lamp = Lamp()
    seen = Watching(Onlooker(lambda: lamp.lit), (0, 0, 8, 8), None, CLOCK).fire(lamp, Pace(2, 0.05, 0.05))
    assert {level.brightness for level in seen.levels} == {40.0}
    assert brightness(lit_picture(True), REGION) == 220.0


def test_a_camera_that_goes_ends_the_calibration() -> None:
    class Gone:
        name = "camera"

        def run(
            self, emit: Callable[[Picture | Coded], None], opened: Callable[[], None], stop: threading.Event
        ) -> None:
            raise DeviceLost("no such device")

    with pytest.raises(NotCalibrated, match="no such device"):
        Watching(Gone(), REGION, None, CLOCK).fire(Lamp(), QUICK)


@pytest.mark.parametrize(
    ("more", "device", "said"),
    [
        ("", None, "led and led_region are missing"),
        (f'led = "GPIO99"\nled_region = {list(REGION)}', None, "GPIO99"),
        (SEEN, "whel", "there is no such device; there are left, dice"),
        (SEEN, "console", "the dealer presses keys by hand"),
        (SEEN, "dice", "a roulette table is not sensed by a dice-line, so its delay counts for nothing"),
    ],
)
def test_what_can_not_be_calibrated_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str, device: str | None, said: str
) -> None:
    monkeypatch.setenv("STUDIO_SIM_PINS", str(tmp_path / "pins"))
    environ = {"GPIOZERO_PIN_FACTORY": "studio_sim"}
    with pytest.raises(ConfigError, match=said):
        list(calibrate(config(tmp_path, more), device, environ, CLOCK, lambda _: Onlooker(lambda: False)))


def test_an_agent_that_plays_keeps_its_camera(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path / "store")
    try:
        with pytest.raises(ConfigError, match="stop it first"):
            list(calibrate(config(tmp_path), None, {}, CLOCK))
    finally:
        box.close()
