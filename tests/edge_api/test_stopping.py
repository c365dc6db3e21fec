"""Telling a running edge to stop: it ends in order, with 0, and its books with it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_api.books.store import writer_lock
from edge_api.config import load
from tests.fixtures.broker import free_port


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_edge_that_is_told_to_stop_ends_with_0(
    write_config: Callable[..., Path], number: signal.Signals
) -> None:
    config = write_config(extra=f"[http]\nport = {free_port()}\n")
    words = [sys.executable, "-m", "edge_api", "serve", "--config", str(config)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as edge:
        assert edge.stderr is not None
        try:
            assert any("serving" in line for line in edge.stderr)
            edge.send_signal(number)
            assert edge.wait(timeout=20) == 0
        finally:
            edge.kill()
    with writer_lock(load(config).store.folder):
        pass
