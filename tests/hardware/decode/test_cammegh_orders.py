"""What is written to the wheel, byte for byte."""

from __future__ import annotations

from hardware.decode import cammegh_orders


def test_orders_are_the_manuals_bytes() -> None:
    assert cammegh_orders.POLL == b"*X\r\n"
    assert cammegh_orders.START_GAME == b"*u 1\r\n"
    assert cammegh_orders.RESTART == b"*R\r\n"
