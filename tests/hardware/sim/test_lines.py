"""Simulated devices on real pseudo-terminals, opened by the real serial library and the real driver; fingers on real gpiozero devices."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from random import Random

import pytest
import serial
from gpiozero import LED, Button

from hardware.clock import SystemClock
from hardware.decode.cammegh_ss2 import CammeghSs2
from hardware.driver import supervise
from hardware.serial_line import SerialLine
from hardware.serial_reader import SerialReader
from hardware.signals import DeviceDown, DeviceUp, Signal, WheelNumber, WheelStatus
from hardware.sim.control import ControlClient, ControlRefused
from hardware.sim.device import DeviceThread
from hardware.sim.pins import SocketPinFactory
from hardware.sim.wheel.timing import Timing
from hardware.sim.wheel.wheel import SimulatedWheel

WAIT_S = 5.0


def wheel_thread(folder: Path) -> DeviceThread[SimulatedWheel]:
    timing = Timing().faster(30)
    return DeviceThread(
        lambda agenda, line: SimulatedWheel(agenda, line, Random(1), timing),
        folder / "wheel",
        folder / "wheel.sock",
    )


@pytest.fixture
def pins(tmp_path: Path) -> Iterator[SocketPinFactory]:
    factory = SocketPinFactory(tmp_path / "pins.sock")
    yield factory
    factory.close()


class Listener:
    """The real driver with the real decoder on a line, in a thread."""

    def __init__(self, port: Path) -> None:
        clock = SystemClock()
        line = SerialLine(str(port), silence_s=WAIT_S, allow_unstable=True)
        self.reader = SerialReader("wheel", line, CammeghSs2("wheel"), clock)
        self.heard: Queue[Signal] = Queue()
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=supervise, args=(self.reader, self.heard.put, self._stop, clock)
        )

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(WAIT_S)

    def until(self, wanted: Callable[[Signal], bool]) -> Signal:
        """The next signal that is wanted; queue.Empty when none comes."""
        while not wanted(signal := self.heard.get(timeout=WAIT_S)):
            pass
        return signal


def test_a_wheel_on_a_real_line_plays_a_game_for_the_real_driver(tmp_path: Path) -> None:
    with wheel_thread(tmp_path), Listener(tmp_path / "wheel") as listener:
        listener.until(lambda signal: isinstance(signal, WheelStatus) and signal.state == 2)
        assert listener.reader.send(b"*u 1\r\n")
        number = listener.until(lambda signal: isinstance(signal, WheelNumber))
        status = listener.until(lambda signal: isinstance(signal, WheelStatus) and signal.state == 5)
    assert isinstance(number, WheelNumber)
    assert isinstance(status, WheelStatus)
    assert number.pocket == status.last


def test_a_wheel_pulled_and_put_back_is_lost_and_found_by_the_real_driver(tmp_path: Path) -> None:
    with wheel_thread(tmp_path) as wheel, Listener(tmp_path / "wheel") as listener:
        listener.until(lambda signal: isinstance(signal, WheelStatus))
        before = (tmp_path / "wheel").readlink()
        wheel.do({"do": "unplug", "for_s": 0.3})
        listener.until(lambda signal: isinstance(signal, DeviceDown))
        listener.until(lambda signal: isinstance(signal, DeviceUp))
        listener.until(lambda signal: isinstance(signal, WheelStatus))
        assert (tmp_path / "wheel").is_symlink()
        assert before.parent == (tmp_path / "wheel").readlink().parent


def test_what_nobody_listened_to_is_not_heard_later(tmp_path: Path) -> None:
    with wheel_thread(tmp_path) as wheel:
        for _ in range(3):
            wheel.do({"do": "say", "hex": b"OLD\r\n".hex()})
        with serial.Serial(str(tmp_path / "wheel"), timeout=0.5) as port:
            assert b"OLD" not in port.read(60)


def test_the_back_door_answers_and_refuses(tmp_path: Path) -> None:
    with wheel_thread(tmp_path), ControlClient(tmp_path / "wheel.sock") as door:
        assert door.ask(do="state")["spin"] == 1
        with pytest.raises(ControlRefused, match="dance"):
            door.ask(do="dance")
        assert door.ask(do="next", pocket="17") == {"ok": True}


# --- pins ------------------------------------------------------------------------------------------------------------


def test_a_finger_presses_a_real_gpiozero_button(pins: SocketPinFactory, tmp_path: Path) -> None:
    seen: Queue[str] = Queue()
    button = Button("GPIO17", pin_factory=pins)
    down, up = (lambda: seen.put("down")), (lambda: seen.put("up"))
    button.when_pressed, button.when_released = down, up
    with button, ControlClient(tmp_path / "pins.sock") as finger:
        finger.ask(pin="GPIO17", low_ms=5)
    assert [seen.get(timeout=WAIT_S) for _ in range(2)] == ["down", "up"]


def test_a_chattering_contact_makes_many_edges_and_ends_up_released(
    pins: SocketPinFactory, tmp_path: Path
) -> None:
    edges: list[int] = []

    def changed(_ticks: float, state: int) -> None:
        edges.append(state)

    pin = pins.pin("GPIO17")
    pin.when_changed = changed
    with ControlClient(tmp_path / "pins.sock") as finger:
        finger.ask(pin="GPIO17", low_ms=5, chatter_ms=8)
    assert len(edges) > 6
    assert pin.state


def test_a_stuck_key_is_down_even_when_the_console_opens_it_later(
    pins: SocketPinFactory, tmp_path: Path
) -> None:
    with ControlClient(tmp_path / "pins.sock") as finger:
        finger.ask(pin="GPIO22", state=0)
        with Button("GPIO22", pin_factory=pins) as button:
            assert button.is_pressed
            finger.ask(pin="GPIO22", state=1)
            assert not button.is_pressed


def test_a_lamp_can_be_seen_but_not_pressed(pins: SocketPinFactory, tmp_path: Path) -> None:
    with LED("GPIO5", pin_factory=pins) as lamp, ControlClient(tmp_path / "pins.sock") as eye:
        lamp.on()
        assert eye.ask(read="GPIO5") == {"state": 1}
        with pytest.raises(ControlRefused, match="is an output"):
            eye.ask(pin="GPIO5", low_ms=5)


def test_pins_without_a_socket_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDIO_SIM_PINS", raising=False)
    with pytest.raises(ValueError, match="STUDIO_SIM_PINS"):
        SocketPinFactory()
