"""Pictures and sound that are encoded once, and one video process that the tests share: each takes a table of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.edge_api.video.video_edge import VideoEdge, video_edge
from tests.fixtures.x264 import Coded, Coding, coded, sound


@pytest.fixture(scope="session")
def pictures() -> list[Coded]:
    """A second of a moving bar, with a key frame each half second."""
    return coded(Coding(gop=15), 30)


@pytest.fixture(scope="session")
def sounds() -> list[bytes]:
    """A second of a tone."""
    return sound("aac", 47)


@pytest.fixture(scope="session")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VideoEdge]:
    """A running video process with tables t-0 to t-19."""
    with video_edge(tmp_path_factory.mktemp("video-edge"), tables=20) as running:
        yield running
