"""A public key on a command line is a key, however many dashes it begins with."""

from __future__ import annotations

import pytest

from edge_api.joined_keys import with_joined_keys

KEY = "Kwr07Dh7v0ZJyCtsSArt49RIt4K9Bgxda2ulQyFqU"


@pytest.mark.parametrize("key", [f"AA{KEY}", f"-A{KEY}", f"--{KEY}"])
def test_a_key_may_begin_with_dashes(key: str) -> None:
    assert with_joined_keys(["boards", "add", "t-1", "--key", key]) == [
        "boards",
        "add",
        "t-1",
        f"--key={key}",
    ]


def test_an_option_behind_a_missing_key_stays_an_option() -> None:
    assert with_joined_keys(["--key", "--number", "2"]) == ["--key", "--number", "2"]
