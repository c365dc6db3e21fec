"""The udev rules are well formed, the examples among them too, and touch nothing that a technician has not named."""

from __future__ import annotations

import re

import pytest

from tests.arch.source import ROOT

KEY = r"[A-Z]+(?:\{[A-Za-z0-9_/]+\})?"
TOKEN = re.compile(rf'(?P<key>{KEY})(?P<operator>==|!=|\+=|=)"(?P<value>[^"]*)"')
RULE = re.compile(rf'{KEY}(?:==|!=|\+=|=)"[^"]*"(?:, {KEY}(?:==|!=|\+=|=)"[^"]*")*')
LINES = (ROOT / "systemd" / "99-studio-floor.rules").read_text(encoding="utf-8").splitlines()
ACTIVE = [line for line in LINES if line and not line.startswith("#")]
EXAMPLES = [line[1:] for line in LINES if line.startswith("#SUBSYSTEM")]


@pytest.mark.parametrize("line", [*ACTIVE, *EXAMPLES])
def test_every_rule_is_well_formed(line: str) -> None:
    assert RULE.fullmatch(line)


def test_a_broken_rule_is_found() -> None:
    assert not RULE.fullmatch('SUBSYSTEM=="tty" SYMLINK+="studio/wheel"')
    assert not RULE.fullmatch('SUBSYSTEM=="tty, SYMLINK+="studio/wheel"')


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_names_one_adapter_and_one_device(line: str) -> None:
    keys = {found["key"]: found["value"] for found in TOKEN.finditer(line)}
    assert "ENV{ID_SERIAL_SHORT}" in keys or "ENV{ID_PATH}" in keys
    assert keys["SYMLINK"].startswith("studio/")
    assert (keys["GROUP"], keys["MODE"]) == ("dialout", "0660")


def test_the_three_common_chips_have_an_example() -> None:
    assert {re.search(r'ID_VENDOR_ID}=="(\w+)"', line)[1] for line in EXAMPLES} == {"0403", "067b", "1a86"}  # type: ignore[index]


def test_no_name_is_given_before_a_technician_chose() -> None:
    assert not [line for line in ACTIVE if "SYMLINK" in line]
