"""Signals as JSON objects."""

from __future__ import annotations

import json

import pytest

from hardware.signal_json import signal_json
from hardware.signals import (
    CardRead,
    CardTarget,
    DiceRead,
    Direction,
    FramesMissed,
    Key,
    KeyPressed,
    Signal,
    WheelState,
    WheelStatus,
    WheelWarning,
)


def test_a_wheel_status_is_flat_and_readable() -> None:
    warning = WheelWarning.FAILED_LAUNCH | WheelWarning.BALL_NOT_DETECTED
    status = WheelStatus(7, "w", WheelState.NO_MORE_BETS, 146, None, warning, 158, Direction.CLOCKWISE)
    assert signal_json(status) == {
        "signal": "wheel_status",
        "at_ns": 7,
        "device": "w",
        "state": "no_more_bets",
        "spin": 146,
        "last": None,
        "warning": ["ball_not_detected", "failed_launch"],
        "speed_decirpm": 158,
        "direction": "clockwise",
    }


@pytest.mark.parametrize(
    ("signal", "expected"),
    [
        (FramesMissed(1, "s", 8), {"signal": "frames_missed", "at_ns": 1, "device": "s", "count": 8}),
        (DiceRead(1, "d", (3, 4, 6)), {"signal": "dice_read", "at_ns": 1, "device": "d", "dice": [3, 4, 6]}),
        (KeyPressed(2, Key.NO_MORE_BETS), {"signal": "key_pressed", "at_ns": 2, "key": "no_more_bets"}),
        (
            CardRead(3, "s", CardTarget.FIRST_CARD, 1, "TD"),
            {
                "signal": "card_read",
                "at_ns": 3,
                "device": "s",
                "target": "first_card",
                "index": 1,
                "card": "TD",
                "resent": False,
            },
        ),
    ],
)
def test_enums_are_written_by_value_and_names_in_snake_case(
    signal: Signal, expected: dict[str, object]
) -> None:
    assert signal_json(signal) == expected
    assert json.loads(json.dumps(signal_json(signal))) == expected


def test_no_warning_is_an_empty_list() -> None:
    status = WheelStatus(7, "w", WheelState.CLOSED, 1, "000", WheelWarning(0), 0, Direction.CLOCKWISE)
    assert signal_json(status)["warning"] == []


def test_a_value_that_json_has_no_form_for_is_refused() -> None:
    with pytest.raises(TypeError, match="a signal's field holds \\(3, '4'\\)"):
        signal_json(DiceRead(1, "d", (3, "4")))  # type: ignore[arg-type]
