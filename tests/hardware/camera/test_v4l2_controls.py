"""Locking a V4L2 camera, against a kernel of our own that keeps controls as linux/v4l2-controls.h numbers them. No real camera is meant here."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from hardware.camera.settings import Settings
from hardware.camera.source import CameraWish
from hardware.camera.stream_source import StreamSource
from hardware.camera.v4l2_controls import CONTROL, GET, SET, lock
from hardware.camera.v4l2_source import V4l2Source
from hardware.clock import SystemClock
from hardware.driver import DeviceLost

AUTO_EXPOSURE, EXPOSURE, GAIN, FOCUS = 0x009A0901, 0x009A0902, 0x00980913, 0x009A090A
AUTO_WHITE, KELVIN, AUTO_FOCUS = 0x0098090C, 0x0098091A, 0x009A090C
LOCKED = Settings(exposure_us=8000, gain=12, focus=40, white_k=4600)


class FarKernel:
    """A UVC camera's controls; ``most``: where it cuts a value off."""

    def __init__(self, most: int = 10_000) -> None:
        self.most = most
        self.has: dict[int, int] = dict.fromkeys(
            (AUTO_EXPOSURE, EXPOSURE, GAIN, FOCUS, AUTO_WHITE, KELVIN, AUTO_FOCUS), 3
        )
        self.order: list[int] = []

    def ioctl(self, handle: int, request: int, told: bytes) -> bytes:
        control, value = CONTROL.unpack(told)
        if control not in self.has:
            raise OSError(errno.EINVAL, "Invalid argument")
        if request == SET:
            self.order.append(control)
            self.has[control] = min(value, self.most)
        assert request in (GET, SET)
        return CONTROL.pack(control, self.has[control])


@pytest.fixture
def device(tmp_path: Path) -> str:
    (tmp_path / "video0").touch()
    return str(tmp_path / "video0")


def test_each_automatic_is_ended_before_its_value_is_set(device: str) -> None:
    kernel = FarKernel()
    lock(device, LOCKED, kernel.ioctl)
    assert kernel.order == [AUTO_EXPOSURE, EXPOSURE, GAIN, AUTO_FOCUS, FOCUS, AUTO_WHITE, KELVIN]
    assert (kernel.has[AUTO_EXPOSURE], kernel.has[EXPOSURE], kernel.has[GAIN]) == (1, 80, 12)
    assert (kernel.has[AUTO_FOCUS], kernel.has[FOCUS], kernel.has[AUTO_WHITE]) == (0, 40, 0)
    assert kernel.has[KELVIN] == 4600


def test_a_camera_that_lacks_a_control_or_does_not_keep_it_is_lost(device: str) -> None:
    kernel = FarKernel(most=2000)
    with pytest.raises(DeviceLost, match="does not keep white_k: it has 2000 where 4600 was set"):
        lock(device, LOCKED, kernel.ioctl)
    del kernel.has[FOCUS]
    with pytest.raises(DeviceLost, match="can't be locked to focus: Invalid argument"):
        lock(device, LOCKED, kernel.ioctl)
    with pytest.raises(DeviceLost, match="can't be opened: No such file"):
        lock(device + "1", LOCKED, kernel.ioctl)


def test_what_is_left_to_the_camera_is_not_touched(device: str) -> None:
    kernel = FarKernel()
    lock(device, Settings(), kernel.ioctl)
    assert kernel.order == []


def test_a_kind_that_can_t_be_locked_refuses(device: str) -> None:
    gains, focus = Settings(colour_gains=(1.5, 1.2)), Settings(focus=1)
    with pytest.raises(ValueError, match="by v4l2 can't be locked to colour_gains"):
        V4l2Source(CameraWish(address=device, settings=gains), SystemClock())
    with pytest.raises(ValueError, match="by stream or file can't be locked to focus"):
        StreamSource(CameraWish(address="rtsp://camera", settings=focus), SystemClock())


def test_settings_are_said_as_a_sheet_has_them() -> None:
    assert Settings().said() == ""
    said = Settings(exposure_us=8000, gain=2.5, colour_gains=(1.8, 1.41)).said()
    assert said == "exposure_us 8000, gain 2.5, colour_gains 1.8 1.41"
