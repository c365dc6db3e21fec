"""What is written to the wheel, byte for byte."""

from __future__ import annotations

import pytest

from hardware.decode import cammegh_orders
from hardware.decode.cammegh_orders import GAME_SERVER_MODE, WheelMode, mute, power, set_mode


def test_orders_are_the_manuals_bytes() -> None:
    assert cammegh_orders.POLL == b"*X\r\n"
    assert cammegh_orders.START_GAME == b"*u 1\r\n"
    assert cammegh_orders.RESTART == b"*R\r\n"
    assert [power(True), power(False)] == [b"*P 1\r\n", b"*P 0\r\n"]
    assert [mute(True), mute(False)] == [b"*q 1\r\n", b"*q 0\r\n"]
    assert set_mode(GAME_SERVER_MODE) == b"*o 1159\r\n"


def test_the_game_server_mode_is_the_known_bits_and_1024() -> None:
    known = (
        WheelMode.REVERSE_EACH_GAME
        | WheelMode.WAIT_FOR_USER
        | WheelMode.VARY_ROTOR_SPEED
        | WheelMode.AUTO_STATUS
    )
    assert known + 1024 == GAME_SERVER_MODE


@pytest.mark.parametrize("mode", [-1, 65536])
def test_a_mode_that_the_wheel_cannot_hold_is_refused(mode: int) -> None:
    with pytest.raises(ValueError, match=f"wheel mode {mode}"):
        set_mode(mode)
