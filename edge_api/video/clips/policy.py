"""Which rounds get a clip and how long it is kept. Pure: decides from what the books say of a round, deletes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from schemas.phases import Game, Phase

DAY_NS = 86_400 * 10**9
LIFT_GRACE_NS = DAY_NS
"""So long a clip stays after its hold was lifted, whatever its class says: lifting by mistake destroys nothing at once."""


class Clips(Enum):
    """``[video].clips``: of which rounds."""

    ALL = "all"
    DISPUTED = "disputed"
    NONE = "none"


class Class(Enum):
    """How long a clip is kept. HELD: until a named human lifts the hold."""

    ORDINARY = "ordinary"
    DISPUTED = "disputed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Keeping:
    """``keep_clips_days`` and ``keep_disputed_days`` of the configuration; 0: for ever."""

    clips_days: int
    disputed_days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the books say of a round's evidence. ``ended_ns`` None: it is held and has not ended. ``lifted_ns``: when its last hold was lifted."""

    phase: Phase
    ended_ns: int | None
    was_held: bool = False
    is_kept: bool = False
    lifted_ns: int | None = None

    @property
    def disputed(self) -> bool:
        """A human had to look at it, its stakes went back after it had opened, or its result was corrected."""
        return self.was_held or self.phase in (Phase.HELD, Phase.CANCELLED, Phase.CORRECTED)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round that has ended, is held, or is to be kept."""

    round_no: int
    round_id: str
    table: str
    game: Game
    opened_ns: int
    standing: Standing


def class_of(standing: Standing) -> Class:
    """The class that counts now."""
    if standing.is_kept:
        return Class.HELD
    return Class.DISPUTED if standing.disputed else Class.ORDINARY


def wanted(clips: Clips, standing: Standing) -> bool:
    """Whether the round gets a clip. What a human asked to keep is wanted under every policy."""
    if standing.is_kept:
        return True
    return clips is Clips.ALL or (clips is Clips.DISPUTED and standing.disputed)


def expires_ns(standing: Standing, keeping: Keeping) -> int | None:
    """When the clip may go (UTC); None: not before something changes."""
    kind = class_of(standing)
    days = keeping.clips_days if kind is Class.ORDINARY else keeping.disputed_days
    if kind is Class.HELD or standing.ended_ns is None or days == 0:
        return None
    return max(standing.ended_ns + days * DAY_NS, (standing.lifted_ns or 0) + LIFT_GRACE_NS)
