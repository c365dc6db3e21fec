"""A camera's words and notices read back from JSON, as ``signal_json`` wrote them. Pure; refuses whatever is not exactly one of them."""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict, ValidationError

from hardware.sight_signals import CameraNoticed, CameraSaw, CameraVote

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class _Vote(BaseModel):
    model_config = _STRICT

    reader: str
    value: str | None
    score: float
    lead: float


class _Saw(BaseModel):
    model_config = _STRICT

    at_ns: int
    device: str
    place: str
    index: int
    hand: int
    value: str | None
    looks: int
    reasons: list[str] = []
    votes: list[_Vote] = []
    still: str | None = None
    calibration: str = ""
    model: str = ""
    sheet: str | None = None
    round_id: str = ""


class _Noticed(BaseModel):
    model_config = _STRICT

    at_ns: int
    device: str
    what: str
    detail: str
    still: str | None = None


def camera_signal(text: bytes | str) -> CameraSaw | CameraNoticed:
    """The signal that ``signal_json`` wrote.

    Raises:
        ValueError: the text is no such JSON; says what is wrong.
    """
    told = json.loads(text)
    name = told.pop("signal", None) if isinstance(told, dict) else None
    try:
        match name:
            case "camera_saw":
                return _saw(_Saw.model_validate(told))
            case "camera_noticed":
                return CameraNoticed(**_Noticed.model_validate(told).model_dump())
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    raise ValueError(f"signal {name!r:.40} is not camera_saw or camera_noticed")


def _saw(told: _Saw) -> CameraSaw:
    votes = tuple(CameraVote(**vote.model_dump()) for vote in told.votes)
    return CameraSaw(**told.model_dump() | {"reasons": tuple(told.reasons), "votes": votes})
