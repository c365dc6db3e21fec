"""Studios for fault tests; whatever a test does to one, all its processes end with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from hardware.sim.demo.floor_plan import DemoTable
from tests.scenarios.floor_plan import TABLES
from tests.scenarios.studio import FaultStudio

MakeStudio = Callable[..., FaultStudio]


@contextmanager
def opened(folder: Path, *tables: DemoTable) -> Iterator[FaultStudio]:
    """An open studio; at its end, what its processes complained of is printed (and shown when a test failed)."""
    studio = FaultStudio(folder / "studio", tables or TABLES)
    try:
        studio.open()
        yield studio
    finally:
        studio.close()
        for name, lines in studio.children.troubles().items():
            print(f"--- {name} said:", *lines, sep="\n    ")


@pytest.fixture
def make_studio(tmp_path: Path) -> Iterator[MakeStudio]:
    """Open a studio with tables of one's choice."""
    with ExitStack() as stack:
        yield lambda *tables: stack.enter_context(opened(tmp_path, *tables))


@pytest.fixture
def studio(make_studio: MakeStudio) -> FaultStudio:
    """Both tables."""
    return make_studio()
