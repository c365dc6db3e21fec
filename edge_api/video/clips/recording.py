"""What clips need of the recording: which segments of a table there are in a span of time, word of those that come, and a word to keep or fetch them.

Moves no bytes itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from schemas.video.segment import SegmentStatement, digest_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A segment that the board has stated. ``wrapper`` is the sealed statement; ``path`` None: its bytes are not here yet."""

    statement: SegmentStatement
    wrapper: str
    path: Path | None

    @property
    def number(self) -> int:
        return int(self.statement.number)

    @property
    def start_ns(self) -> int:
        return int(self.statement.start_utc_ns)

    @property
    def end_ns(self) -> int:
        return int(self.statement.end_utc_ns)

    def content(self) -> bytes | None:
        """The segment's bytes; None when they are not here, or not those that the board stated."""
        try:
            found = self.path.read_bytes() if self.path is not None else None
        except FileNotFoundError:
            return None
        return found if found is not None and digest_of(found) == self.statement.digest else None


Heard = Callable[[str, int, int], None]
"""A segment has come: its table, and its span in UTC nanoseconds."""


class Recording(Protocol):
    """The recorder, as clips see it. All calls are made on the event loop; what does not say ``await`` returns at once."""

    async def between(self, table: str, start_ns: int, end_ns: int) -> Sequence[Kept]:
        """Stated segments that overlap the span, by number."""

    def listen(self, heard: Heard) -> None:
        """Call it on the event loop with each segment that comes."""

    def pin(self, table: str, numbers: Iterable[int]) -> None:
        """Keep these until ``unpin``, also when their time is over; fetch from the board those that are not here."""

    def unpin(self, table: str, numbers: Iterable[int]) -> None:
        """These may go when their time is over."""

    def all_pinned(self) -> None:
        """What is needed has been pinned since the start: from now on the rest may go when its time is over. Until it is said, nothing goes."""


MOST_LOST = 1000
"""A larger step between two numbers is no loss: the board's disk was lost and its numbers began anew."""


def lost_between(kept: Sequence[Kept]) -> list[int]:
    """Numbers that must exist between those that are known."""
    return [
        number
        for before, after in pairwise(kept)
        if after.number - before.number <= MOST_LOST
        for number in range(before.number + 1, after.number)
    ]
