"""A signal as one flat JSON object, for people and captures. One way only; a camera's words alone are read back (sight_json.py)."""

from __future__ import annotations

import re
from dataclasses import fields
from enum import Enum, IntEnum, IntFlag

from hardware.sight_signals import CameraVote
from hardware.signals import Signal

JsonField = str | int | float | bool | None | list[str] | list[int] | list[dict[str, "JsonField"]]


def signal_json(signal: Signal) -> dict[str, JsonField]:
    """``{"signal": "wheel_status", "at_ns": .., fields..}``; enums by lower-case name or value, flags as sorted names, dice as a list."""
    content = {field.name: _plain(getattr(signal, field.name)) for field in fields(signal)}
    return {"signal": _snake(type(signal).__name__), **content}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _plain(value: object) -> JsonField:
    match value:
        case IntFlag():
            return sorted(member.name.lower() for member in value if member.name)
        case IntEnum():
            return value.name.lower()
        case Enum():
            return _plain(value.value)
        case None | bool() | int() | float() | str():
            return value
        case tuple() if all(isinstance(number, int) for number in value):
            return list(value)
        case tuple() if all(isinstance(word, str) for word in value):
            return list(value)
        case tuple() if all(isinstance(vote, CameraVote) for vote in value):
            return [
                {field.name: _plain(getattr(vote, field.name)) for field in fields(vote)} for vote in value
            ]
    raise TypeError(
        f"a signal's field holds {value!r}: only numbers, text, enums, tuples of them, votes and None can be written as JSON"
    )
