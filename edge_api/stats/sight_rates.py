"""How often a table's camera and sensor differ, or the camera says nothing, over the last positions. Decides nothing: it says when people should look. Pure."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from enum import Enum

from schemas.sight import Compared

Position = tuple[str, str, int, int]
"""(round, place, index, hand)."""

ABSTENTIONS = (Compared.ABSTAINED, Compared.NEITHER)


class Rate(Enum):
    """What is counted."""

    DISPUTES = "disputes"
    ABSTAINS = "abstains"


@dataclass(frozen=True, slots=True)
class SightLimits:
    """Alarm when that part of the last ``window`` positions was disputed, or abstained on.

    One dispute in ON mode holds its round and is told anyway, so the rate is for a pattern, such as a marked deck, a dirty lens or a camera that drifts: by
    default the third within 300 positions.
    """

    window: int = 300
    dispute_alarm: float = 0.01
    abstain_alarm: float = 0.10

    def most(self, rate: Rate) -> int:
        """So many in the window are an alarm."""
        part = self.dispute_alarm if rate is Rate.DISPUTES else self.abstain_alarm
        return max(1, math.ceil(round(part * self.window, 6)))


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rate has risen to its limit: so many ``count`` of the last ``of`` positions."""

    rate: Rate
    count: int
    of: int


@dataclass(slots=True)
class SightRates:
    """One table. A position counts once, by its latest verdict. An alarm comes back only after the rate has fallen below half of its limit."""

    limits: SightLimits = field(default_factory=SightLimits)
    _verdicts: OrderedDict[Position, Compared] = field(default_factory=OrderedDict)
    _counts: Counter[Compared] = field(default_factory=Counter)
    _raised: set[Rate] = field(default_factory=set)

    def take(self, position: Position, verdict: Compared) -> list[Alarm]:
        """One verdict; the alarms that it raises."""
        before = self._verdicts.get(position)
        if before is not None:
            self._counts[before] -= 1
        self._verdicts[position] = verdict
        self._counts[verdict] += 1
        while len(self._verdicts) > self.limits.window:
            self._counts[self._verdicts.popitem(last=False)[1]] -= 1
        return [alarm for rate in Rate if (alarm := self._turn(rate)) is not None]

    def count(self, rate: Rate) -> int:
        """How many of the last positions."""
        if rate is Rate.DISPUTES:
            return self._counts[Compared.DISPUTE]
        return sum(self._counts[verdict] for verdict in ABSTENTIONS)

    @property
    def positions(self) -> int:
        """How many positions are counted: at most the window."""
        return len(self._verdicts)

    def _turn(self, rate: Rate) -> Alarm | None:
        count, most = self.count(rate), self.limits.most(rate)
        if count >= most and rate not in self._raised:
            self._raised.add(rate)
            return Alarm(rate, count, self.positions)
        if 2 * count < most:
            self._raised.discard(rate)
        return None
