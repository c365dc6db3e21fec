"""The served edge as a process: how it ends when its books end."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.edge_api.running import running_edge

pytestmark = pytest.mark.broker


def test_an_edge_whose_books_were_killed_ends_as_failed(tmp_path: Path) -> None:
    with running_edge(tmp_path) as edge:
        os.kill(edge.books_pid, signal.SIGKILL)
        assert edge.process.wait(15) == 1
