"""`firmware-agent calibrate-sync`: measures how late camera and sensors are, and prints what to put into the two configurations. Changes no file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from gpiozero import LED, Factory

from firmware_agent.camera_config import CameraConfig
from firmware_agent.config import AgentConfig, DeviceConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.devices import CONSOLE, pin_factory, serial_readers
from firmware_agent.outbox_file import AgentRuns, Damaged, owner
from firmware_agent.tables import PLAYED_WITH
from firmware_agent.video.flashes import USUAL, Led, Pace, Region, Watching
from firmware_agent.video.process import NewSource, usual_source
from firmware_agent.video.sync_estimate import Delay, camera_delay, sensor_delay
from hardware.catalog import Reads, reads
from hardware.clock import Clock
from hardware.pin_factory import check_pins

SENSED_AS = {
    Reads.WHEEL: "wheel",
    Reads.SEGMENTS: "wheel",
    Reads.DICE: "dice",
    Reads.SHOE: "shoe",
    Reads.CARDS: "shoe",
}
"""What the edge's ``sync.latency_ms`` calls it."""


def calibrate(
    config: AgentConfig,
    device: str | None,
    environ: Mapping[str, str],
    clock: Clock,
    source: NewSource = usual_source,
    pace: Pace = USUAL,
) -> Iterator[str]:
    """The report, line by line.

    Raises:
        ConfigError: no LED, no such device, or an agent runs and has the camera.
        NotCalibrated: nothing that could be trusted.
    """
    camera, pin, region = _aim(config)
    _refuse_while_the_agent_runs(config)
    sensor = None if device is None else _sensor(config, device)
    yield f"{pace.flashes} flashes of {pin}, about {pace.flashes * (pace.lit_s + pace.dark_s):.0f} s ..."
    with _pins(environ) as pins, _led(pin, pins) as led:
        listener = None if sensor is None else serial_readers((sensor,), clock)[sensor.name]
        seen = Watching(source(camera), region, listener, clock).fire(led, pace)
    delay = camera_delay(seen.flashes, seen.levels)
    yield f"camera: its stamps are {delay} later than the light"
    yield from _for_the_board(delay)
    if sensor is not None:
        yield from _for_the_edge(config, sensor, sensor_delay(seen.flashes, seen.heard))


def _aim(config: AgentConfig) -> tuple[CameraConfig, str, Region]:
    """The camera, the LED's pin and where it is in the picture."""
    camera = config.camera
    if camera is None or camera.led is None or camera.led_region is None:
        raise ConfigError(
            "[camera] led and led_region are missing: which pin is the LED on, and where is it in the picture?"
        )
    return camera, camera.led, camera.led_region


def _for_the_board(camera: Delay) -> Iterator[str]:
    yield ""
    yield "# this board's file"
    yield "[camera]"
    yield f"latency_ms = {camera.median_ms:.1f}"


def _for_the_edge(config: AgentConfig, sensor: DeviceConfig, heard: Delay) -> Iterator[str]:
    yield ""
    yield f"{sensor.name}: its signals come {heard} after the light"
    yield ""
    yield f'# the edge\'s file, in the [[table]] with id = "{config.table.id}"'
    yield f"sync = {{ latency_ms = {{ {edge_name(config, sensor)} = {round(heard.median_ms)} }} }}"
    yield "# visible_offset_ms: how long after it was sensed a thing can be seen; from a recorded round (docs/camera.md)"


def edge_name(config: AgentConfig, sensor: DeviceConfig) -> str:
    """The edge knows no names of devices, only what a game is sensed by. Raises ConfigError: this one senses nothing of it."""
    wanted = PLAYED_WITH[config.table.game]
    read = reads(sensor.kind) or wanted[0]
    if read not in wanted:
        raise ConfigError(
            f"--device {sensor.name}: a {config.table.game.value} table is not sensed by a {sensor.kind}, so its delay counts for nothing"
        )
    return SENSED_AS[read]


def _refuse_while_the_agent_runs(config: AgentConfig) -> None:
    try:
        owner(config.store.folder)
    except AgentRuns as runs:
        raise ConfigError(f"{runs}: stop it first, it has the camera and the devices") from runs
    except (Damaged, OSError, sqlite3.Error):
        return


@contextmanager
def _pins(environ: Mapping[str, str]) -> Iterator[Factory]:
    factory = pin_factory(environ)
    try:
        yield factory
    finally:
        factory.close()


@contextmanager
def _led(pin: str, pins: Factory) -> Iterator[Led]:
    try:
        check_pins("camera", {"led": pin}, pins)
    except ValueError as fault:
        raise ConfigError(f"[camera] led: {fault}") from fault
    led = LED(pin, pin_factory=pins)
    try:
        yield led
    finally:
        led.close()


def _sensor(config: AgentConfig, name: str) -> DeviceConfig:
    """The device whose sensor is on the LED's line. Raises ConfigError."""
    if name == CONSOLE:
        raise ConfigError(
            f"--device {CONSOLE}: the dealer presses keys by hand; only what senses the game is measured"
        )
    found = next((device for device in config.device if device.name == name), None)
    if found is None:
        there = ", ".join(device.name for device in config.device) or "none"
        raise ConfigError(f"--device {name}: there is no such device; there are {there}")
    edge_name(config, found)
    return found
