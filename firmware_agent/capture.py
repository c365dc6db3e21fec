"""A capture: what came over a table's wires and when, as JSON lines. Refuses a line that it can't read, and says which.

``{"at_ns": 1200000000, "device": "wheel", "hex": "2a583b..."}``: monotonic nanoseconds of the read, the device's name in the
configuration, the bytes. The device ``console`` is the dealer's keys: its bytes are the name of the key that counted as pressed
("open", "no_more_bets", "confirm", "void", "supervisor", "release"). The device ``camera`` is what looks at the table: its bytes are one
word or notice as JSON (hardware/sight_json.py). Other fields are ignored. A line that is stamped before the
one above it (two readers wrote the file) counts as read together with that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hardware.sight_json import camera_signal
from hardware.sight_signals import CameraNoticed, CameraSaw
from hardware.signals import Key

CONSOLE, CAMERA = "console", "camera"


class CaptureError(Exception):
    """The capture can't be replayed; says where and why."""


@dataclass(frozen=True, slots=True)
class Read:
    """One read of a device's line."""

    number: int
    at_ns: int
    device: str
    data: bytes


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    at_ns: Annotated[int, Field(ge=0, lt=2**63)]
    device: str
    hex: str


def read_capture(lines: Iterable[str], devices: Iterable[str]) -> Iterator[Read]:
    """The reads of a capture in order; empty lines are skipped. ``devices`` are those that the table has, the camera too where one looks.

    Raises:
        CaptureError: names the line, and what is wrong with it.
    """
    known, latest_ns = {*devices, CONSOLE}, 0
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        line = _parsed(number, text)
        if line.device not in known:
            raise _wrong(number, f"no device {line.device!r}; the table has {', '.join(sorted(known))}")
        latest_ns = max(latest_ns, line.at_ns)
        yield Read(number, latest_ns, line.device, _bytes(number, line.hex))


def key_of(read: Read) -> Key:
    """The key that a console line names.

    Raises:
        CaptureError: there is no such key.
    """
    name = read.data.decode("ascii", "replace")
    try:
        return Key(name)
    except ValueError:
        keys = ", ".join(key.value for key in Key)
        raise _wrong(read.number, f"the console has no key {name!r}; there are {keys}") from None


def word_of(read: Read) -> CameraSaw | CameraNoticed:
    """What the camera said on its line.

    Raises:
        CaptureError: it is no word of a camera.
    """
    try:
        return camera_signal(read.data)
    except ValueError as fault:
        raise _wrong(read.number, f"the camera's word can't be read: {fault}") from None


def _parsed(number: int, text: str) -> _Line:
    try:
        return _Line.model_validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise _wrong(number, f"{where + ': ' if where else ''}{first['msg']}") from None


def _bytes(number: int, text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise _wrong(number, f"hex: {text!r:.60} is not pairs of hexadecimal digits") from None


def _wrong(number: int, what: str) -> CaptureError:
    return CaptureError(
        f'capture line {number}: {what}. A line is {{"at_ns": 0, "device": "wheel", "hex": "2a58"}}'
    )
