"""A table's two ends on one private broker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.firmware_agent import desk
from tests.firmware_agent.far_board import TOPICS, Board
from tests.firmware_agent.far_edge import FarEdge
from tests.fixtures.broker import PrivateBroker


@pytest.fixture
def edge(broker: PrivateBroker, tmp_path: Path) -> Iterator[FarEdge]:
    with FarEdge(broker.port, TOPICS, desk.board_check(tmp_path / "board")) as edge:
        yield edge


@pytest.fixture
def board(broker: PrivateBroker, edge: FarEdge, tmp_path: Path) -> Iterator[Board]:
    with Board(tmp_path / "board", [broker.port], edge.signer) as board:
        yield board
