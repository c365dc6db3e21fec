"""What a table's camera says: signals like any device's, except that they are advice until the round machine has weighed them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.signals import Signal


@dataclass(frozen=True, slots=True)
class CameraVote:
    """What one of the two readers said: its value, how sure it is, how far ahead of the next."""

    reader: str
    value: str | None
    score: float
    lead: float


@dataclass(frozen=True, slots=True)
class CameraSaw(Signal):
    """What the camera says of one place of the layout; a later one of the same place replaces it.

    ``value`` None: it abstains, for ``reasons``. ``looks``: still pictures that agreed. ``still``: SHA-256 of the picture behind it.
    ``sheet``: SHA-256 of the sheet that somebody signed for that calibration. ``round_id``: the round that it looked at; empty: not said.
    """

    device: str
    place: str
    index: int
    hand: int
    value: str | None
    looks: int
    reasons: tuple[str, ...] = ()
    votes: tuple[CameraVote, ...] = ()
    still: str | None = None
    calibration: str = ""
    model: str = ""
    sheet: str | None = None
    round_id: str = ""


@dataclass(frozen=True, slots=True)
class CameraNoticed(Signal):
    """Something that people should look at; ``what`` is a word of ``schemas.sight.Notice``."""

    device: str
    what: str
    detail: str
    still: str | None = None
