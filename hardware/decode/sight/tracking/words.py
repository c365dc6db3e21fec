"""What goes into a tracker and what comes out: the round as the table tells it, looks at frames, and the camera's word on one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hardware.decode.sight.reader import Corners, Frame, Reason, Seen, Vote


@dataclass(frozen=True, slots=True)
class RoundTold:
    """The round as the table's own machine sees it, told whenever it changes. ``phase``: a word of ``schemas.phases.Phase``.

    ``throw``: which throw or stop of the round is expected (1, 2, ...), for dice and wheels. ``round_id`` None: no round is running.
    """

    at_ns: int
    round_id: str | None
    phase: str
    bets_open: bool
    throw: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Where a card of one place lies: its corners in pixels of the picture that is read. ``place`` and ``index`` as in readings."""

    place: str
    index: int
    quad: Corners
    hand: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """The camera's word on one place, from the frame of ``at_ns``. ``value`` None: it abstains. A later one of the same place replaces it."""

    at_ns: int
    place: str
    index: int
    hand: int
    value: str | None
    looks: int
    reasons: tuple[Reason, ...]
    votes: tuple[Vote, ...]
    quad: Corners | None = None


@runtime_checkable
class SlotTracker(Protocol):
    """A tracker that knows in which slots the last glance's picture is worth reading."""

    @property
    def wanted(self) -> frozenset[int]:
        """Their numbers; what lies in the others is decided and has not changed, or moves."""
        ...


class Tracker(Protocol):
    """One table's memory of looks. All times are the frames' own (monotonic ns)."""

    def told(self, round_: RoundTold) -> None:
        """The round has changed; a new round forgets all that lay before."""
        ...

    def glance(self, at_ns: int, small: Frame) -> bool:
        """Look at a small picture (about 320 wide); whether the whole picture of this moment is worth reading."""
        ...

    def saw(self, at_ns: int, seen: Seen) -> list[Word]:
        """What the reader found in that whole picture; the words that are new or changed."""
        ...
