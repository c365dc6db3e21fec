"""What the recording finds, told from the thread that waits for the disk to the event loop. Values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lacking:
    """These numbers are not here."""

    table: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A segment is here (``origin``), of that span in UTC nanoseconds; or nobody has what was asked for (``origin`` empty)."""

    table: str
    number: int
    origin: str
    start_ns: int = 0
    end_ns: int = 0


@dataclass(frozen=True, slots=True)
class Outdated:
    """These numbers lack, and need not be asked for any more."""

    table: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unusable:
    """The answer to what was asked for is not what the board once signed."""

    table: str
    number: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that a human must see; ``lasts``: until ``Right``."""

    table: str
    code: str
    detail: str
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Right:
    """That alarm is over."""

    table: str
    code: str


News = Lacking | Settled | Outdated | Unusable | Wrong | Right
