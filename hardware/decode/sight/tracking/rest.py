"""Whether something on a turning wheel has come to rest: the same place for eight looks and 0.7 s, after it was seen elsewhere. Refuses what lay there before the throw."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

from hardware.decode.sight.reader import Read, Reason

LOOKS, REST_NS = 8, 700_000_000
GAP = 3
"""Looks in a row without it after which a rest is over."""
GONE = frozenset({Reason.NO_BALL, Reason.NOT_AT_REST})
"""Reasons that say it is not there; others only that it can't be seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighted:
    """One look. ``turns``: its place, None when it was not seen; ``value``: the accepted one."""

    at_ns: int
    turns: float | None
    value: str | None
    reasons: tuple[Reason, ...]
    read: Read | None = None


class _Stay:
    """The looks at one place: of however many, the first, the moment of the last, the last eight accepted, and counts."""

    def __init__(self, first: Sighted | None = None) -> None:
        self.turns = first.turns if first is not None else None
        self.began_ns = self.last_ns = first.at_ns if first is not None else 0
        self.looks = 0
        self.accepted: Counter[str] = Counter()
        self.told: deque[Sighted] = deque(maxlen=LOOKS)
        if first is not None:
            self.add(first)

    def add(self, sighted: Sighted) -> None:
        """One more at the same place."""
        self.looks += 1
        self.last_ns = sighted.at_ns
        if sighted.value is not None:
            self.accepted[sighted.value] += 1
            self.told.append(sighted)


class Rest:
    """The looks since it last moved. ``reach``: how far two looks at the same place may lie apart, in turns."""

    def __init__(self, reach: float) -> None:
        self._reach = reach
        self._stay = _Stay()
        self._recent: deque[Sighted] = deque(maxlen=LOOKS)
        self._before: float | None = None
        self._stirred = False
        self._gap = self._elsewhere = 0

    def new_throw(self) -> None:
        """What rests now is not the next result."""
        self._before = self._stay.turns
        self._stirred, self._gap, self._elsewhere = False, 0, 0
        self._recent.clear()

    def wait(self) -> None:
        """From now on a result is waited for: older looks explain nothing."""
        self._recent.clear()

    def add(self, sighted: Sighted) -> None:
        """One more look."""
        self._recent.append(sighted)
        if sighted.turns is None:
            self._missed(sighted)
        else:
            self._gap = 0
            self._placed(sighted, sighted.turns)

    @property
    def looks(self) -> int:
        """Accepted looks at this rest that say ``value``; all of this rest when there is none."""
        return self._stay.accepted[self.value] if self.value else self._stay.looks

    @property
    def value(self) -> str | None:
        """What came to rest, once it is sure."""
        told = self._stay.told
        alike = len({one.value for one in told}) == 1 and len(told) == LOOKS
        if not alike or not self._stirred or not self._long_enough:
            return None
        return told[0].value

    @property
    def undecided(self) -> bool:
        """Something of this throw rests, and nobody can say where."""
        return self.value is None and self._stirred and self._long_enough

    @property
    def recent(self) -> int:
        """Looks since the throw began, or since its result is waited for; up to eight."""
        return len(self._recent)

    @property
    def last(self) -> Sighted | None:
        """The latest accepted look of this rest."""
        return self._stay.told[-1] if self._stay.told else None

    def reasons(self) -> tuple[Reason, ...]:
        """Of the recent looks, the most frequent first."""
        told = Counter(reason for one in self._recent for reason in one.reasons)
        if len({one.value for one in self._recent if one.value is not None}) > 1:
            told[Reason.DISAGREE] += LOOKS
        return tuple(reason for reason, _ in told.most_common(4)) or (Reason.TOO_FEW_LOOKS,)

    @property
    def _long_enough(self) -> bool:
        stay = self._stay
        return stay.looks >= LOOKS and stay.last_ns - stay.began_ns >= REST_NS

    def _missed(self, sighted: Sighted) -> None:
        self._gap += 1
        if self._gap >= GAP:
            self._stay = _Stay()
            self._stirred = self._stirred or not GONE.isdisjoint(sighted.reasons)

    def _placed(self, sighted: Sighted, turns: float) -> None:
        if self._stay.turns is not None and self._near(turns, self._stay.turns):
            self._stay.add(sighted)
            return
        self._stay = _Stay(sighted)
        moved = self._before is not None and not self._near(turns, self._before)
        self._elsewhere = self._elsewhere + 1 if moved or self._before is None else 0
        self._stirred = self._stirred or self._elsewhere >= 2
        self._before = self._before if self._before is not None else turns

    def _near(self, one: float, other: float) -> bool:
        apart = abs(one - other) % 1.0
        return min(apart, 1 - apart) <= self._reach
