"""The serial reader on real pseudo-terminals and a real socket."""

from __future__ import annotations

import errno
import logging
import os
import pty
import socket
import threading
import tty
from collections.abc import Iterator
from pathlib import Path
from select import select
from typing import Self

import pytest

from hardware.clock import SystemClock
from hardware.decode.cammegh_ss2 import CammeghSs2
from hardware.driver import DeviceLost
from hardware.serial_line import SerialLine
from hardware.serial_reader import MOST_WAITING_ORDERS, SerialReader
from hardware.signals import DeviceDown, DeviceUp, Signal, WheelNumber, WheelStatus
from tests.hardware.bench import PATIENCE_S, running

STATUS = b"*X;4;002;31;0;170;0\r\n"


class FarEnd:
    """The device's side of a pseudo-terminal, under a name that stays the same when it is plugged in again."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self._master = self._slave = -1

    def plug(self) -> Self:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self._slave))
        return self

    def say(self, data: bytes) -> None:
        os.write(self._master, data)

    def hear(self, size: int) -> bytes:
        heard = b""
        while len(heard) < size and select([self._master], [], [], PATIENCE_S)[0]:
            heard += os.read(self._master, size - len(heard))
        return heard

    def unplug(self) -> None:
        for end in (self._master, self._slave):
            if end >= 0:
                os.close(end)
        self._master = self._slave = -1


@pytest.fixture
def far(tmp_path: Path) -> Iterator[FarEnd]:
    end = FarEnd(tmp_path / "wheel").plug()
    yield end
    end.unplug()


def reader(far: FarEnd, **line: object) -> SerialReader:
    settings = SerialLine(str(far.port), allow_unstable=True, **line)  # type: ignore[arg-type]
    return SerialReader("wheel", settings, CammeghSs2("wheel"), SystemClock())


def test_lines_become_stamped_signals(far: FarEnd) -> None:
    before_ns = SystemClock().monotonic_ns()
    with running(reader(far)) as bench:
        bench.next(DeviceUp)
        far.say(STATUS)
        status = bench.next(WheelStatus)
    assert status.spin == 2
    assert before_ns < status.at_ns <= SystemClock().monotonic_ns()


def test_bytes_that_come_apart_have_their_own_stamps(far: FarEnd) -> None:
    with running(reader(far)) as bench:
        bench.next(DeviceUp)
        far.say(STATUS + b"2")
        status = bench.next(WheelStatus)
        far.say(b"8\r\n")
        assert bench.next(WheelNumber).at_ns > status.at_ns


def test_a_vanished_device_is_lost_once_and_comes_back_once(
    far: FarEnd, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), running(reader(far)) as bench:
        bench.next(DeviceUp)
        far.say(STATUS)
        bench.next(WheelStatus)
        far.unplug()
        assert "wheel" in bench.next(DeviceDown).why
        far.plug()
        bench.next(DeviceUp)
        far.say(STATUS)
        bench.next(WheelStatus)
        assert not any(isinstance(signal, DeviceDown) for signal in bench.rest())
    told = [record.getMessage() for record in caplog.records]
    assert [text.split(":")[0] for text in told] == ["wheel is gone", "wheel is back"]


def test_a_half_line_before_a_replug_never_joins_the_one_after(far: FarEnd) -> None:
    driver = reader(far)
    with running(driver) as bench:
        bench.next(DeviceUp)
        far.say(STATUS + b"2")
        bench.next(WheelStatus)
        far.unplug()
        bench.next(DeviceDown)
        far.plug()
        bench.next(DeviceUp)
        far.say(b"8\r\n" + STATUS)
        bench.next(WheelStatus)
        assert bench.rest() == []
    assert driver.decoder.counts.dropped_bytes == 2


def test_a_port_that_is_not_there_is_a_lost_device(far: FarEnd) -> None:
    driver = reader(far)
    far.unplug()
    far.port.unlink()
    with pytest.raises(DeviceLost, match=r"wheel.*No such file"):
        driver.run(lambda _: None, lambda: None, threading.Event())


def test_a_port_that_another_reader_holds_is_a_lost_device(far: FarEnd) -> None:
    with running(reader(far)) as bench:
        bench.next(DeviceUp)
        with pytest.raises(DeviceLost, match="exclusively lock"):
            reader(far).run(lambda _: None, lambda: None, threading.Event())


def test_stop_is_heard_within_a_fifth_of_a_second(far: FarEnd) -> None:
    stop = threading.Event()
    driver = reader(far)
    thread = threading.Thread(target=driver.run, args=(lambda _: None, stop.set, stop))
    thread.start()
    assert stop.wait(PATIENCE_S)
    thread.join(0.2)
    assert not thread.is_alive()


def test_orders_reach_the_device_in_order(far: FarEnd) -> None:
    driver = reader(far)
    with running(driver) as bench:
        bench.next(DeviceUp)
        assert [driver.send(b"*u 1\r\n"), driver.send(b"*R\r\n")] == [True, True]
        assert far.hear(10) == b"*u 1\r\n*R\r\n"


def test_an_order_to_a_closed_line_is_refused_and_never_sent_later(
    far: FarEnd, caplog: pytest.LogCaptureFixture
) -> None:
    driver = reader(far)
    with caplog.at_level(logging.WARNING):
        assert not driver.send(b"*u 1\r\n")
    assert "refused: line closed" in caplog.text
    with running(driver) as bench:
        bench.next(DeviceUp)
        driver.send(b"*R\r\n")
        assert far.hear(4) == b"*R\r\n"


def test_orders_that_wait_when_the_line_goes_are_dropped_and_it_is_said(
    far: FarEnd, caplog: pytest.LogCaptureFixture
) -> None:
    driver = reader(far)
    sent: list[bool] = []

    def unplug_with_orders_waiting(_: Signal) -> None:
        sent.extend(driver.send(b"*u 1\r\n") for _ in range(MOST_WAITING_ORDERS + 1))
        far.unplug()

    with caplog.at_level(logging.WARNING), pytest.raises(DeviceLost):
        driver.run(unplug_with_orders_waiting, lambda: far.say(STATUS), threading.Event())
    assert sent == [True] * MOST_WAITING_ORDERS + [False]
    assert "orders dropped with the line" in caplog.text


def test_a_wheel_without_auto_status_is_polled(far: FarEnd) -> None:
    with running(reader(far, poll=b"*X\r\n", poll_ms=100)) as bench:
        bench.next(DeviceUp)
        started_ns = SystemClock().monotonic_ns()
        assert far.hear(12) == b"*X\r\n" * 3
        assert SystemClock().monotonic_ns() - started_ns >= 100_000_000


def test_a_line_that_only_babbles_is_silent(far: FarEnd) -> None:
    driver = reader(far, silence_s=0.2)
    with running(driver) as bench:
        bench.next(DeviceUp)
        far.say(b"\x00\x00garbage\r\n")
        assert bench.next(DeviceDown).why.startswith("silent for 0.2 s")


def test_a_tap_sees_every_byte_with_its_stamp(far: FarEnd) -> None:
    taken: list[tuple[int, bytes]] = []
    line = SerialLine(str(far.port), allow_unstable=True)
    with running(
        SerialReader("wheel", line, CammeghSs2("wheel"), SystemClock(), lambda *read: taken.append(read))
    ) as bench:
        bench.next(DeviceUp)
        far.say(b"noise" + STATUS)
        status = bench.next(WheelStatus)
    assert b"".join(data for _, data in taken) == b"noise" + STATUS
    assert taken[-1][0] == status.at_ns


def test_a_fault_of_the_listener_is_not_taken_for_a_lost_device(far: FarEnd) -> None:
    def full_disk(_: Signal) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(OSError, match="no space"):
        reader(far).run(full_disk, lambda: far.say(STATUS), threading.Event())


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE_S)
        yield listening


def test_a_shoe_behind_a_serial_server_is_read_and_written_and_lost(server: socket.socket) -> None:
    line = SerialLine(f"socket://127.0.0.1:{server.getsockname()[1]}")
    driver = SerialReader("wheel", line, CammeghSs2("wheel"), SystemClock())
    with running(driver) as bench:
        far, _ = server.accept()
        with far:
            bench.next(DeviceUp)
            far.sendall(STATUS)
            assert bench.next(WheelStatus).spin == 2
            driver.send(b"*R\r\n")
            far.settimeout(PATIENCE_S)
            assert far.recv(16) == b"*R\r\n"
        assert "socket" in bench.next(DeviceDown).why
