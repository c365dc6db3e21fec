"""A ball in a wheel and the segment of a money wheel, from looks to the camera's word on a throw. Refuses what still moves, and what lay there before bets were closed."""

from __future__ import annotations

from abc import ABC, abstractmethod

from hardware.decode.sight.reader import Frame, Read, Reason, Seen
from hardware.decode.sight.tracking.due import Due
from hardware.decode.sight.tracking.rest import LOOKS, Rest, Sighted
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.stamps import Stamps
from hardware.decode.sight.tracking.words import RoundTold, Word
from schemas.readings import WHEEL

PART_OF_POCKET = 1 / 6
"""A third of half a pocket: how far the ball may stray at rest."""


class RestTracker(ABC):
    """What the two wheels share; each says what a look has sighted."""

    def __init__(self, rules: TableRules, repeats: bool = False) -> None:
        self._order = frozenset(rules.order)
        self._rest = Rest(PART_OF_POCKET / len(rules.order))
        self._due, self._stamps = Due(), Stamps(repeats)
        self._word: Word | None = None

    @property
    def ignored(self) -> Reason | None:
        """Why the last picture did not count; None when it did."""
        return self._stamps.ignored

    def told(self, round_: RoundTold) -> None:
        """Another throw: what rests now is not its result."""
        waited = self._due.pending
        if self._due.told(round_):
            self._rest.new_throw()
            self._word = None
        if self._due.pending and not waited:
            self._rest.wait()

    def glance(self, at_ns: int, small: Frame) -> bool:
        """A wheel is read all through a round: it must be seen to move before it may be at rest."""
        return self._stamps.glanced(at_ns, small) and self._due.running

    def saw(self, at_ns: int, seen: Seen) -> list[Word]:
        """The throw's word, once: more looks add nothing to eight."""
        if not self._stamps.looked(at_ns):
            return []
        self._rest.add(self._known(self._sighted(at_ns, seen)))
        if not self._due.closed:
            return []
        word = self._new_word(at_ns)
        return [] if word is None else [word]

    @abstractmethod
    def _sighted(self, at_ns: int, seen: Seen) -> Sighted: ...

    def _known(self, sighted: Sighted) -> Sighted:
        """A value that the wheel does not have is none."""
        if sighted.value is None or sighted.value in self._order:
            return sighted
        return Sighted(sighted.at_ns, sighted.turns, None, (Reason.AGAINST_RULES,), sighted.read)

    def _new_word(self, at_ns: int) -> Word | None:
        value, before = self._rest.value, self._word
        if value is not None:
            return None if before and before.value == value else self._say(at_ns, value, ())
        waiting = self._due.pending and self._rest.recent >= LOOKS
        if (before is not None and before.value is not None) or not (self._rest.undecided or waiting):
            return None
        reasons = self._rest.reasons()
        return None if before and before.reasons[0] is reasons[0] else self._say(at_ns, None, reasons)

    def _say(self, at_ns: int, value: str | None, reasons: tuple[Reason, ...]) -> Word:
        last = self._rest.last
        read = last.read if last is not None and value is not None else None
        votes, quad = (read.votes, read.quad) if read is not None else ((), None)
        self._word = Word(at_ns, WHEEL, self._due.throw, 1, value, self._rest.looks, reasons, votes, quad)
        return self._word


class WheelTracker(RestTracker):
    """`words.Tracker` for a roulette wheel: at rest is the same place on the rotor, which may turn."""

    def _sighted(self, at_ns: int, seen: Seen) -> Sighted:
        balls = [read for read in seen.reads if read.on_rotor is not None]
        accepted = [read for read in balls if read.accepted]
        if len(accepted) > 1:
            return Sighted(at_ns, None, None, (Reason.MANY_BALLS,))
        if seen.reasons or not balls:
            return Sighted(at_ns, None, None, seen.reasons or _reasons(seen.reads) or (Reason.NO_BALL,))
        read = accepted[0] if accepted else balls[0]
        return Sighted(at_ns, read.on_rotor, read.value if read.accepted else None, read.reasons, read)


class SegmentTracker(RestTracker):
    """`words.Tracker` for a money wheel: at rest is the same angle."""

    def _sighted(self, at_ns: int, seen: Seen) -> Sighted:
        if seen.reasons or seen.rotor is None:
            return Sighted(at_ns, None, None, seen.reasons or _reasons(seen.reads) or (Reason.NO_WHEEL,))
        accepted = [read for read in seen.reads if read.accepted]
        if len(accepted) != 1:
            why = (Reason.DISAGREE,) if accepted else _reasons(seen.reads)
            return Sighted(at_ns, seen.rotor.turns, None, why)
        return Sighted(at_ns, seen.rotor.turns, accepted[0].value, (), accepted[0])


def _reasons(reads: tuple[Read, ...]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reason for read in reads for reason in read.reasons))
