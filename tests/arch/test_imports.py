"""The import rules hold for the project, and each of them fails on a planted counter-example."""

from __future__ import annotations

import pytest

from tests.arch import imports
from tests.arch.source import ROOT, Source

CLOCK = Source("hardware/clock.py", "")
DECODER = Source("hardware/decode/ss2.py", "")
SIGNALS = Source("hardware/signals.py", "")


def planted(path: str, text: str) -> list[Source]:
    return [CLOCK, DECODER, SIGNALS, Source(path, text)]


def test_imports_go_in_one_direction(sources: list[Source]) -> None:
    assert imports.direction(sources) == []


def test_schemas_uses_the_standard_library_and_pydantic_only(sources: list[Source]) -> None:
    assert imports.schemas_libraries(sources) == []


def test_pure_files_stay_pure(sources: list[Source]) -> None:
    assert imports.purity(sources) == []


def test_nobody_imports_the_simulation(sources: list[Source]) -> None:
    assert imports.sim_stays_outside(sources) == []


def test_the_wiring_is_imported_by_what_runs_it(sources: list[Source]) -> None:
    assert imports.wiring_stays_last(sources) == []


def test_there_are_no_other_packages() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found <= {*imports.MAY_IMPORT, "tests"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("schemas/cards.py", "import hardware.signals"),
        ("schemas/cards.py", "from hardware import signals"),
        ("hardware/lamps.py", "from firmware_agent.rounds import roulette"),
        ("hardware/lamps.py", "def late():\n    import edge_api.floor"),
        ("firmware_agent/loop.py", "import edge_api"),
        ("edge_api/ingest.py", "from hardware.clock import SystemClock"),
        ("edge_api/ingest.py", "import firmware_agent.outbox as o"),
        ("edge_api/ingest.py", "import tests.fixtures.broker"),
    ],
)
def test_an_import_against_the_direction_is_found(path: str, text: str) -> None:
    [complaint] = imports.direction(planted(path, text))
    assert complaint.startswith(f"{path}:")


@pytest.mark.parametrize("text", ["import fastapi", "from sqlalchemy.orm import Session"])
def test_a_library_in_schemas_is_found(text: str) -> None:
    assert len(imports.schemas_libraries(planted("schemas/facts.py", text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("schemas/money.py", "import random"),
        ("schemas/games/baccarat.py", "import os.path"),
        ("hardware/signals.py", "from time import monotonic_ns"),
        ("hardware/decode/ss2.py", "import serial"),
        ("hardware/decode/ss2.py", "from hardware.clock import SystemClock"),
        ("hardware/decode/ss2.py", "from ..clock import SystemClock"),
        ("hardware/decode/ss2.py", "from hardware import clock"),
        ("firmware_agent/rounds/roulette.py", "from firmware_agent import outbox"),
        ("edge_api/settle/roulette.py", "import sqlite3"),
        ("edge_api/floor.py", "import asyncio"),
        ("edge_api/clocks.py", "from edge_api.clock import SystemClock"),
    ],
)
def test_an_impure_import_is_found(path: str, text: str) -> None:
    assert len(imports.purity(planted(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("hardware/decode/ss2.py", "from hardware.signals import Signal\nfrom hardware import signals"),
        ("hardware/decode/ss2.py", "from . import crc\nimport datetime"),
        ("firmware_agent/rounds/roulette.py", "from hardware.decode import ss2\nimport schemas.facts"),
        ("hardware/serial_reader.py", "import serial, threading"),
    ],
)
def test_a_permitted_import_passes(path: str, text: str) -> None:
    assert imports.purity(planted(path, text)) == []


@pytest.mark.parametrize(
    "text", ["import hardware.sim.pins", "from hardware import sim", "from .sim import wheel"]
)
def test_an_import_of_the_simulation_is_found(text: str) -> None:
    assert len(imports.sim_stays_outside(planted("hardware/catalog.py", text))) == 1
    assert imports.sim_stays_outside(planted("hardware/sim/demo.py", "import hardware.sim.wheel")) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("firmware_agent/loop.py", "from firmware_agent import board"),
        ("edge_api/routes/bets.py", "from edge_api.app import build"),
        ("edge_api/__main__.py", "import firmware_agent.board"),
    ],
)
def test_an_import_of_the_wiring_is_found(path: str, text: str) -> None:
    assert len(imports.wiring_stays_last(planted(path, text))) == 1


def test_the_command_that_serves_may_import_its_wiring() -> None:
    assert imports.wiring_stays_last(planted("edge_api/serve_command.py", "from edge_api import app")) == []
