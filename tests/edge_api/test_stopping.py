"""A running edge and its supervisor: what systemd hears, and an end in order, with 0, the books with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge_api.books.store import writer_lock
from edge_api.config import load
from hardware.sim.ports import free_port


@contextmanager
def served(config: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A real `edge-api serve` that listens; killed at the end if it still runs."""
    words = [sys.executable, "-m", "edge_api", "serve", "--config", str(config)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=os.environ | environment) as edge:
        assert edge.stderr is not None
        try:
            assert any("serving" in line for line in edge.stderr)
            yield edge
        finally:
            edge.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_edge_that_is_told_to_stop_ends_with_0(
    write_config: Callable[..., Path], number: signal.Signals
) -> None:
    config = write_config(extra=f"[http]\nport = {free_port()}\n")
    with served(config) as edge:
        edge.send_signal(number)
        assert edge.wait(timeout=20) == 0
    with writer_lock(load(config).store.folder):
        pass


def test_the_watchdog_is_fed_only_while_the_books_answer(
    write_config: Callable[..., Path], tmp_path: Path
) -> None:
    config = write_config(extra=f"[http]\nport = {free_port()}\n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(15)
        with served(config, NOTIFY_SOCKET=str(tmp_path / "notify")) as edge:
            assert [systemd.recv(100), systemd.recv(100)] == [b"READY=1", b"WATCHDOG=1"]
            books = int(subprocess.check_output(["pgrep", "-P", str(edge.pid)], text=True))
            os.kill(books, signal.SIGSTOP)
            systemd.settimeout(4)
            with pytest.raises(TimeoutError):
                while True:
                    systemd.recv(100)
            os.kill(books, signal.SIGCONT)
            systemd.settimeout(15)
            assert systemd.recv(100) == b"WATCHDOG=1"
            edge.terminate()
            assert edge.wait(20) == 0
            assert systemd.recv(100) in (b"WATCHDOG=1", b"STOPPING=1")
