"""A studio for each test, whose books must be in order afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.replay import replay
from edge_api.verify import verify
from tests.edge_api.books.studio import Studio


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """Real books; every test ends with `verify` and `replay` finding nothing."""
    made = Studio(tmp_path)
    yield made
    assert verify(made.conn, {"edge-1#1": made.signer.public_key}) == []
    assert replay(made.conn).differences == []
    made.conn.close()
