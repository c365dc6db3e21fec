"""What is handed to those who keep pictures, and what they tell people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Came:
    """A picture from a table's topic."""

    table_id: str
    picture: bytes


@dataclass(frozen=True, slots=True)
class Expected:
    """Pictures that an answer to a technician names."""

    table_id: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """Pictures that a table's board does not have any more."""

    table_id: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What people should hear: ``code`` still_missing, stills_refused or stills_disk."""

    table_id: str | None
    code: str
    text: str
