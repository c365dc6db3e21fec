"""Fixtures that any test may use, one thread for sums, a garbage collector that passes over what was collected, and a closing word on files that have grown past the aim."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

from tests.arch.conduct import AIM_LINES, lines_of
from tests.arch.source import ROOT, project_files

# As on a board; before anything imports numpy. A second thread only spins beside the other workers.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
gc.disable()
pytest_plugins = ["tests.fixtures.broker"]

settings.register_profile("mutation", max_examples=25, derandomize=True, deadline=None, database=None)
"""For `make mutate`, which runs the same tests thousands of times: the same few examples each time."""


SPREAD = 0.75


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits runs beside what computes: files of scenarios are spread over the others, and the last quarter is short ones, so that the workers end at about the same time."""
    files = list(dict.fromkeys(item.path for item in items))
    waits = [path for path in files if "scenarios" in path.parts]
    computes = [path for path in files if "scenarios" not in path.parts]
    place = {path: number / len(computes) for number, path in enumerate(computes)}
    place |= {path: SPREAD * number / len(waits) for number, path in enumerate(waits)}
    items.sort(key=lambda item: place[item.path])


def pytest_collection_finish() -> None:
    """Ten thousand tests and all their modules stay to the end: nobody looks through them for garbage (docs.python.org, gc.freeze)."""
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Lists the longest files, so that they are seen before the stop is reached."""
    sizes = {path: lines_of(path.read_text(encoding="utf-8")) for path in project_files(".py", ".js", ".css")}
    grown = {path: lines for path, lines in sizes.items() if lines > AIM_LINES}
    if grown:
        terminalreporter.section(f"files longer than {AIM_LINES} lines (aim, not a failure)")
    for path, lines in sorted(grown.items(), key=lambda item: -item[1]):
        terminalreporter.line(f"{lines:4}  {path.relative_to(ROOT)}")
