"""What systemd hears, over a real datagram socket; and when the watchdog is fed."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_agent.systemd import Systemd
from firmware_agent.watchdog import CHECK_EVERY_S, Watchdog, probe_within, turning
from tests.firmware_agent.desk import BenchClock


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(0.2)
        yield listener


@pytest.fixture
def systemd(manager: socket.socket, tmp_path: Path) -> Iterator[Systemd]:
    systemd = Systemd({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "10000000"})
    yield systemd
    systemd.close()


def test_ready_status_and_stopping_are_told(systemd: Systemd, manager: socket.socket) -> None:
    systemd.ready("playing")
    systemd.status("bets_open\nround 1")
    systemd.alive()
    systemd.stopping("told to")
    assert [manager.recv(200) for _ in range(4)] == [
        b"READY=1\nSTATUS=playing",
        b"STATUS=bets_open round 1",
        b"WATCHDOG=1",
        b"STOPPING=1\nSTATUS=told to",
    ]


def test_an_abstract_socket_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        name = f"studio-floor-test-{os.getpid()}"
        listener.bind("\0" + name)
        systemd = Systemd({"NOTIFY_SOCKET": "@" + name})
        systemd.alive()
        systemd.close()
        assert listener.recv(50) == b"WATCHDOG=1"


def test_without_systemd_nothing_is_said_and_nothing_fails() -> None:
    systemd = Systemd({})
    systemd.ready("playing")
    systemd.close()
    assert systemd.watchdog_s is None


def test_a_watchdog_of_another_process_is_not_ours() -> None:
    assert Systemd({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}).watchdog_s is None
    assert Systemd({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}).watchdog_s == 10


def test_the_watchdog_is_fed_only_while_every_invariant_holds(
    systemd: Systemd, manager: socket.socket
) -> None:
    clock = BenchClock()
    trouble: list[str] = []
    watchdog = Watchdog(systemd, (lambda: trouble[-1] if trouble else None,), clock)
    watchdog.beat()
    assert manager.recv(50) == b"WATCHDOG=1"
    trouble.append("the outbox took 3.0 s to answer")
    clock.mono_ns += round(CHECK_EVERY_S * 1e9)
    watchdog.beat()
    with pytest.raises(TimeoutError):
        manager.recv(50)
    trouble.clear()
    clock.mono_ns += round(CHECK_EVERY_S * 1e9)
    watchdog.beat()
    assert manager.recv(50) == b"WATCHDOG=1"


def test_a_slow_outbox_and_a_stuck_uplink_are_noticed() -> None:
    clock = BenchClock(step_ns=0)

    def slow() -> None:
        clock.mono_ns += 1_500_000_000

    assert probe_within(slow, clock)() == "the outbox took 1.5 s to answer"
    assert probe_within(lambda: None, clock)() is None
    turned_ns = clock.mono_ns
    assert turning(lambda: turned_ns, clock)() is None
    clock.mono_ns += 30_000_000_000
    assert turning(lambda: turned_ns, clock)() == "the uplink has not turned for 30 s"
