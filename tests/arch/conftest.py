"""The project's sources, parsed once for all rules of a file."""

from __future__ import annotations

import pytest

from tests.arch.source import Source, project


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return project()
