"""Which port names are taken, and why others are not."""

from __future__ import annotations

import pytest

from hardware.serial_line import SerialLine, check_port


@pytest.mark.parametrize(
    "port",
    [
        "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
        "/dev/serial/by-path/platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.3:1.0-port0",
        "/dev/studio/wheel",
        "socket://10.0.0.5:4001",
        "socket://[fe80::1]:4001",
    ],
)
def test_a_name_that_stays_is_taken(port: str) -> None:
    check_port(port)


@pytest.mark.parametrize(
    "port", ["/dev/ttyUSB0", "/dev/ttyACM1", "/dev/ttyS0", "/dev/studio", "/dev/studio/a/b"]
)
@pytest.mark.parametrize("allow_unstable", [False, True])
def test_a_name_that_may_move_is_refused_with_what_to_do(port: str, allow_unstable: bool) -> None:
    with pytest.raises(
        ValueError, match=rf"{port}'.*another device.*/dev/serial/by-id.*udev alias in /dev/studio"
    ):
        check_port(port, allow_unstable=allow_unstable)


@pytest.mark.parametrize("port", ["/dev/pts/3", "/run/studio/wheel", "/tmp/demo/shoe"])
def test_a_simulated_line_needs_the_flag(port: str) -> None:
    with pytest.raises(ValueError, match="another device"):
        check_port(port)
    check_port(port, allow_unstable=True)


@pytest.mark.parametrize("port", ["", "COM3", "ttyUSB0", "/dev/studio/../ttyUSB0", "loop://"])
def test_what_is_no_absolute_path_is_refused(port: str) -> None:
    with pytest.raises(ValueError, match="absolute path"):
        check_port(port, allow_unstable=True)


@pytest.mark.parametrize(
    "port",
    [
        "socket://",
        "socket://host",
        "socket://:4001",
        "socket://host:x",
        "socket://host:70000",
        "socket://h:1?logging=debug",
    ],
)
def test_an_incomplete_socket_is_refused(port: str) -> None:
    with pytest.raises(ValueError, match=r"socket://host:port"):
        check_port(port)


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="baud 0"):
        SerialLine("/dev/studio/wheel", baud=0)
    with pytest.raises(ValueError, match="poll_ms 99"):
        SerialLine("/dev/studio/wheel", poll=b"*X\r\n", poll_ms=99)
    with pytest.raises(ValueError, match="silence_s 0"):
        SerialLine("/dev/studio/wheel", silence_s=0)
