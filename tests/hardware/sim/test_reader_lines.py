"""Simulated line readers on real pseudo-terminals, heard by the real driver with the real decoder."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from hardware.clock import SystemClock
from hardware.decode.decoder import Decoder
from hardware.decode.line_reader import CardLine, DiceLine, SegmentLine
from hardware.decode.line_words import Wording
from hardware.serial_line import SerialLine
from hardware.serial_reader import SerialReader
from hardware.signals import (
    CardDrawn,
    DeviceDown,
    DeviceUp,
    DiceRead,
    ReadFailed,
    SegmentRead,
    ThrowBegun,
    ThrowVoid,
)
from hardware.sim.agenda import Agenda
from hardware.sim.control import ControlClient
from hardware.sim.device import Build, DeviceThread
from hardware.sim.pty_line import PtyLine
from hardware.sim.reader.cards import CardReader
from hardware.sim.reader.pace import Pace
from hardware.sim.reader.reader import SimulatedReader
from hardware.sim.reader.throws import DiceReader, WheelReader
from tests.hardware.bench import Bench, running

FAST = Pace().faster(50)
CHECKED = Wording(checked=True)


def shoe(agenda: Agenda, line: PtyLine) -> SimulatedReader:
    return CardReader(agenda, line, Random(1), FAST)


def checked_shoe(agenda: Agenda, line: PtyLine) -> SimulatedReader:
    return CardReader(agenda, line, Random(1), FAST, checked=True)


def shaker(agenda: Agenda, line: PtyLine) -> SimulatedReader:
    return DiceReader(agenda, line, Random(1), FAST)


def wheel(agenda: Agenda, line: PtyLine) -> SimulatedReader:
    return WheelReader(agenda, line, Random(1), FAST)


@contextmanager
def heard(
    build: Build[SimulatedReader], decoder: Decoder, folder: Path
) -> Iterator[tuple[DeviceThread[SimulatedReader], Bench]]:
    """A reader on a line, and the driver that listens to it."""
    line = SerialLine(str(folder / "line"), allow_unstable=True)
    driver = SerialReader("reader", line, decoder, SystemClock())
    with DeviceThread(build, folder / "line") as device, running(driver) as bench:
        bench.next(DeviceUp)
        yield device, bench


def test_two_cards_of_a_dragon_tiger_round_reach_the_board(tmp_path: Path) -> None:
    before_ns = SystemClock().monotonic_ns()
    with heard(shoe, CardLine("reader"), tmp_path) as (device, bench):
        device.do({"do": "deal"})
        first, second = bench.next(CardDrawn), bench.next(CardDrawn)
        assert [first.card, second.card] == device.do({"do": "state"})["laid"]
    assert before_ns < first.at_ns < second.at_ns <= SystemClock().monotonic_ns()


def test_dice_are_shaken_and_read_and_a_cocked_die_is_void(tmp_path: Path) -> None:
    with heard(shaker, DiceLine("reader"), tmp_path) as (device, bench):
        device.do({"do": "fault", "fault": "void_throw"})
        device.do({"do": "roll"})
        bench.next(ThrowBegun)
        assert bench.next(ThrowVoid).why == "cocked"
        device.do({"do": "next", "reading": "346"})
        device.do({"do": "roll"})
        bench.next(ThrowBegun)
        assert bench.next(DiceRead).dice == (3, 4, 6)


def test_a_money_wheel_is_spun_again_on_a_multiplier(tmp_path: Path) -> None:
    with heard(wheel, SegmentLine("reader"), tmp_path) as (device, bench):
        for segment in ("7x", "40"):
            device.do({"do": "next", "reading": segment})
            device.do({"do": "spin"})
            bench.next(ThrowBegun)
            assert bench.next(SegmentRead).segment == segment


def test_a_reader_pulled_and_put_back_is_lost_and_found_and_a_half_line_counts_for_nothing(
    tmp_path: Path,
) -> None:
    with heard(shoe, CardLine("reader"), tmp_path) as (device, bench):
        device.do({"do": "say", "hex": b"D1".hex()})
        device.do({"do": "unplug", "for_s": 0.1})
        bench.next(DeviceDown)
        bench.next(DeviceUp)
        device.do({"do": "say", "hex": b"2\r\nD1\r\n".hex()})
        assert bench.next(ReadFailed).why == "a line that can't be read: 'D1'"
        device.do({"do": "next", "reading": "QD"})
        device.do({"do": "draw"})
        assert bench.next(CardDrawn).card == "QD"
        assert bench.rest() == []


def test_a_lost_card_shows_on_a_checked_line(tmp_path: Path) -> None:
    with heard(checked_shoe, CardLine("reader", CHECKED), tmp_path) as (device, bench):
        device.do({"do": "draw"})
        bench.next(CardDrawn)
        device.do({"do": "noise", "noise": "lost"})
        device.do({"do": "draw", "n": 2})
        assert bench.next(ReadFailed).why == "1 line(s) never arrived"
        bench.next(CardDrawn)


@pytest.mark.parametrize("reads", ["cards", "dice", "segments"])
def test_each_reader_is_a_program_with_a_line_and_a_back_door(tmp_path: Path, reads: str) -> None:
    link, door = tmp_path / "line", tmp_path / "door"
    words = ["--reads", reads, "--link", str(link), "--control", str(door), "--speed", "50", "--seed", "1"]
    with subprocess.Popen([sys.executable, "-m", "hardware.sim.reader", *words]) as program:
        try:
            await_door(program, door)
            with ControlClient(door) as client:
                assert client.ask(do="deal") == {"ok": True}
                assert client.ask(do="state")["dealing"]
            assert link.is_symlink()
        finally:
            program.terminate()
        assert program.wait(10) == 0
    assert not link.is_symlink()


def await_door(program: subprocess.Popen[bytes], door: Path) -> None:
    while not door.exists():
        assert program.poll() is None, "the program ended"
        threading.Event().wait(0.02)
