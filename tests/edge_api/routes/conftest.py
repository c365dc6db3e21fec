"""One running edge for all route tests of a worker, which ends with them: an idle one costs, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.edge_api.running import RunningEdge, running_edge


@pytest.fixture(scope="package")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEdge]:
    with running_edge(tmp_path_factory.mktemp("edge")) as running:
        yield running
