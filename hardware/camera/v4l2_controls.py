"""Locks a V4L2 camera: sets controls by the kernel's ioctls and reads each back. Refuses a camera that lacks one or does not keep it.

Numbers are those of the kernel's linux/v4l2-controls.h and videodev2.h (VIDIOC_G_CTRL, VIDIOC_S_CTRL, struct v4l2_control).
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Callable
from types import MappingProxyType

from hardware.camera.settings import EXPOSURE, FOCUS, GAIN, WHITE_K, Settings
from hardware.driver import DeviceLost

GET, SET = 0xC008561B, 0xC008561C
CONTROL = struct.Struct("=Ii")
USER, CAMERA = 0x00980900, 0x009A0900
BY_HAND, OFF = 1, 0
CONTROLS = MappingProxyType(
    {
        EXPOSURE: ((CAMERA + 1, BY_HAND), CAMERA + 2, 100),
        GAIN: ((USER + 18, OFF), USER + 19, 1),
        FOCUS: ((CAMERA + 12, OFF), CAMERA + 10, 1),
        WHITE_K: ((USER + 12, OFF), USER + 26, 1),
    }
)
"""Of each setting: how its automatic ends, its control, and the control's unit (an absolute exposure is in 100 us)."""

Ioctl = Callable[[int, int, bytes], bytes]


def lock(device: str, settings: Settings, ioctl: Ioctl = fcntl.ioctl) -> None:
    """Set and read back. ``ioctl``: the system's.

    Raises:
        DeviceLost: the device is gone, or is not as wished; the message says which control.
    """
    if not settings.names:
        return
    try:
        handle = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    except OSError as wrong:
        raise DeviceLost(f"{device} can't be opened: {wrong.strerror}") from None
    try:
        for name in settings.names:
            _lock(handle, device, name, getattr(settings, name), ioctl)
    finally:
        os.close(handle)


def _lock(handle: int, device: str, name: str, wish: float, ioctl: Ioctl) -> None:
    automatic, control, unit = CONTROLS[name]
    value = round(wish / unit)
    _end_automatic(handle, automatic, ioctl)
    try:
        ioctl(handle, SET, CONTROL.pack(control, value))
        kept = CONTROL.unpack(ioctl(handle, GET, CONTROL.pack(control, 0)))[1]
    except OSError as wrong:
        raise DeviceLost(f"{device} can't be locked to {name}: {wrong.strerror}") from None
    if kept != value:
        raise DeviceLost(f"{device} does not keep {name}: it has {kept} where {value} was set")


def _end_automatic(handle: int, automatic: tuple[int, int], ioctl: Ioctl) -> None:
    """Many cameras have no such automatic; one that has it and keeps it shows when the value is set."""
    try:
        ioctl(handle, SET, CONTROL.pack(*automatic))
    except OSError:
        return
