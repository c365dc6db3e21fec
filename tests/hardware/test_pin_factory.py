"""The pin factory is the one that was named, or none."""

from __future__ import annotations

import pytest

from hardware.pin_factory import open_pin_factory


def test_an_unknown_factory_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"'gpio' is unknown; there are .*lgpio.*mock"):
        open_pin_factory("gpio")


def test_a_factory_is_found_by_its_registered_name() -> None:
    factory = open_pin_factory("mock")
    assert type(factory).__name__ == "MockFactory"
    factory.close()


def test_a_factory_whose_hardware_is_missing_is_refused_and_not_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIGPIO_ADDR", "127.0.0.1")
    monkeypatch.setenv("PIGPIO_PORT", "1")
    with pytest.raises(ValueError, match="'pigpio' can't run on this machine"):
        open_pin_factory("pigpio")
