"""From which pages the video process may be called: those of the front, by whatever name a browser reaches it, and those that it is told of."""

from __future__ import annotations

import re

import pytest

from edge_api.config import EdgeConfig, parse
from edge_api.video.origins import any_host, origins

CONFIG = """
[site]
id = "demo"
edge = "edge-1"
[store]
folder = "/tmp/none"
[broker]
host = "127.0.0.1"
[http]
port = 8080
allowed_origins = ["https://play.example.org"]
[video]
public_url = "https://video.example.org"
"""


@pytest.fixture
def config() -> EdgeConfig:
    return parse(CONFIG, "test")


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("http://10.0.0.5:8080", True),
        ("http://edge.lan:8080", True),
        ("http://[fd00::5]:8080", True),
        ("https://play.example.org", True),
        ("https://video.example.org", True),
        ("http://edge.lan:8081", False),
        ("https://evil.example.org", False),
        ("http://evil.example.org/:8080", False),
        ("http://evil.example.org#:8080", False),
        ("null", False),
    ],
)
def test_pages_of_the_front_may_and_others_may_not(config: EdgeConfig, origin: str, may: bool) -> None:
    assert (origin in origins(config) or re.fullmatch(any_host(config), origin) is not None) is may
