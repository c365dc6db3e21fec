"""The looks at one thing that lies still, and what most of the recent ones say. Refuses a value that fewer than three of the last five accepted, or that two dispute."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

from hardware.decode.sight.reader import Corners, Read, Reason, Vote

LAST, ENOUGH, STRONG = 5, 3, 5
"""How many looks are weighed, how many must agree, and how many make the camera's word strong enough without a sensor."""
MOST_REASONS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One look. ``value``: the accepted one. ``nothing``: nothing lies there."""

    value: str | None = None
    reasons: tuple[Reason, ...] = ()
    votes: tuple[Vote, ...] = ()
    quad: Corners | None = None
    nothing: bool = False


NOTHING = Look(nothing=True)


def look_of(read: Read) -> Look:
    """A read as a look: only what is accepted has a value."""
    return Look(read.value if read.accepted else None, read.reasons, read.votes, read.quad)


class Ballot:
    """Looks at the same content."""

    def __init__(self) -> None:
        self._last: deque[Look] = deque(maxlen=LAST)
        self._accepted: Counter[str] = Counter()
        self.looks = 0
        """Looks in which something lay there."""

    def add(self, look: Look) -> None:
        """One more."""
        self._last.append(look)
        self.looks += 0 if look.nothing else 1
        if look.value is not None:
            self._accepted[look.value] += 1

    @property
    def value(self) -> str | None:
        """What three of the last five accepted, unless two or more of them accepted others."""
        told = Counter(look.value for look in self._last if look.value is not None)
        best, count = next(iter(told.most_common(1)), (None, 0))
        return best if count >= ENOUGH and told.total() - count < 2 else None

    @property
    def agreeing(self) -> int:
        """Looks at this content that accepted ``value``."""
        return self._accepted[self.value] if self.value is not None else 0

    @property
    def empty(self) -> bool:
        """Nothing has lain there in any of at least three looks."""
        return self.looks == 0 and len(self._last) >= ENOUGH

    @property
    def undecided(self) -> bool:
        """Something lies there, and five looks did not decide what."""
        return self.value is None and self.looks >= LAST and not self._mostly_nothing

    @property
    def best(self) -> Look | None:
        """The latest look that says what the ballot says; the latest of all when it says nothing."""
        said = [look for look in self._last if look.value == self.value and not look.nothing]
        return said[-1] if said else (self._last[-1] if self._last else None)

    def reasons(self) -> tuple[Reason, ...]:
        """Why nothing is decided: the reasons of the recent looks, the most frequent first."""
        told = Counter(reason for look in self._last for reason in look.reasons)
        if len({look.value for look in self._last if look.value is not None}) > 1:
            told[Reason.DISAGREE] += LAST
        if not told:
            return (Reason.TOO_FEW_LOOKS,)
        return tuple(reason for reason, _ in told.most_common(MOST_REASONS))

    @property
    def _mostly_nothing(self) -> bool:
        return sum(look.nothing for look in self._last) >= ENOUGH
