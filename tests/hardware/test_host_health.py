"""What the board says of itself, read from folders laid out as the kernel does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from hardware.host_health import cpu_celsius, disk_bytes, host_health, run_program, throttled


def absent(_: Sequence[str]) -> str | None:
    return None


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="ascii")


def test_the_hottest_zone_is_the_temperature(tmp_path: Path) -> None:
    write(tmp_path / "class/thermal/thermal_zone0/temp", "48312\n")
    write(tmp_path / "class/thermal/thermal_zone1/temp", "51125\n")
    write(tmp_path / "class/thermal/thermal_zone2/temp", "garbage\n")
    assert cpu_celsius(tmp_path) == 51.125


def test_a_board_that_tells_nothing_is_not_guessed_at(tmp_path: Path) -> None:
    assert cpu_celsius(tmp_path) is None
    assert throttled(tmp_path, absent) is None
    assert disk_bytes(tmp_path / "missing") == (None, None)


def test_throttling_is_read_from_the_kernel_where_it_has_it(tmp_path: Path) -> None:
    write(tmp_path / "devices/platform/soc/soc:firmware/get_throttled", "50005\n")
    assert throttled(tmp_path, absent) == 0x50005


@pytest.mark.parametrize(
    ("told", "bits"),
    [("throttled=0x50000\n", 0x50000), ("throttled=0x0\n", 0), ("error\n", None), ("throttled=0xzz", None)],
)
def test_throttling_is_asked_of_the_firmware_otherwise(tmp_path: Path, told: str, bits: int | None) -> None:
    assert throttled(tmp_path, lambda _: told) == bits


def test_one_look_has_every_reading(tmp_path: Path) -> None:
    write(tmp_path / "class/thermal/thermal_zone0/temp", "40000\n")
    told = host_health(tmp_path, tmp_path, absent)
    assert told.cpu_celsius == 40.0
    assert told.throttled is None
    assert told.disk_free_bytes is not None
    assert told.disk_total_bytes is not None
    assert 0 < told.disk_free_bytes <= told.disk_total_bytes
    assert told.load_1min >= 0
    assert told.clock.source in {"kernel", "none"}


def test_a_program_that_is_missing_or_fails_says_nothing() -> None:
    assert run_program(["true"]) == ""
    assert run_program(["false"]) is None
    assert run_program(["no-such-program-on-this-board"]) is None
