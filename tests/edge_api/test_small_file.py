"""Files that are no small TOML: each is refused with its name and the reason, whatever it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_api.config import load
from edge_api.config_error import ConfigError
from edge_api.rule_files import read_rule_file
from edge_api.small_file import MOST_BYTES


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"x = " + b"[" * 5000 + b"]" * 5000, "nested too deeply"),
        (b"version = " + b"9" * 5000, "not TOML"),
        (b"x = [", "not TOML"),
        (b"\xff\xfe", "can't be read"),
        (b"#" * (MOST_BYTES + 1), "longer than"),
    ],
)
def test_what_is_no_small_toml_is_refused_by_name(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_bytes(content)
    for read in (read_rule_file, load):
        with pytest.raises(ConfigError, match=why) as refused:
            read(file)
        assert str(file) in str(refused.value)


def test_a_device_that_never_ends_is_not_read_to_its_end() -> None:
    with pytest.raises(ConfigError, match="longer than"):
        read_rule_file(Path("/dev/zero"))
