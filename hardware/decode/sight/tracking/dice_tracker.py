"""Dice under their dome, from looks to the camera's word on a throw. Refuses another number of dice than the game has, dice that moved between looks, and those that lay there before."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

import numpy as np

from hardware.decode.sight.outline import area
from hardware.decode.sight.reader import Floats, Frame, Read, Reason, Seen, Vote
from hardware.decode.sight.tracking.ballot import ENOUGH, LAST, STRONG
from hardware.decode.sight.tracking.due import Due
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.small import Grey, changed, grey
from hardware.decode.sight.tracking.stamps import Stamps
from hardware.decode.sight.tracking.words import RoundTold, Word
from schemas.readings import DICE

STRAY = 0.12
"""Of a die's side: how far its middle may wander between looks at dice that lie still."""
SHAKEN_PART, SHAKEN_GLANCES = 0.005, 2
"""Of the picture that changes, and in how many glances, when dice are shaken."""


@dataclass(frozen=True, slots=True, eq=False)
class Throw:
    """Dice as they lie: ``middles`` (n x 2), sorted from left to right, and their faces in that order."""

    middles: Floats
    side: float
    faces: tuple[str, ...]
    reads: tuple[Read, ...]

    def same(self, other: Throw) -> bool:
        """Nothing has moved or turned."""
        alike = Counter(self.faces) == Counter(other.faces)
        return alike and all(self._has(*die) for die in zip(other.middles, other.faces, strict=True))

    def _has(self, middle: Floats, face: str) -> bool:
        near = np.linalg.norm(self.middles - middle, axis=1) <= STRAY * self.side
        return any(bool(is_near) and own == face for is_near, own in zip(near, self.faces, strict=True))


class DiceTracker:
    """`words.Tracker` for dice. A value is its digits in ascending order ("346"): a throw has no order, so compare it as a multiset."""

    def __init__(self, rules: TableRules, repeats: bool = False) -> None:
        self._count = rules.dice
        self._due, self._stamps = Due(), Stamps(repeats)
        self._last: deque[Throw | None] = deque(maxlen=LAST)
        self._why: deque[tuple[Reason, ...]] = deque(maxlen=LAST)
        self._agreeing = 0
        self._before: Throw | None = None
        self._shaken = 0
        self._small: Grey | None = None
        self._word: Word | None = None

    @property
    def ignored(self) -> Reason | None:
        """Why the last picture did not count; None when it did."""
        return self._stamps.ignored

    def told(self, round_: RoundTold) -> None:
        """Another throw: dice that lie now are not its result."""
        if self._due.told(round_):
            self._before = self._lying() or self._before
            self._word, self._shaken = None, 0
            self._begin_anew()

    def glance(self, at_ns: int, small: Frame) -> bool:
        """Before bets are closed only until it is known how the dice lie; then until the word is strong."""
        if not self._stamps.glanced(at_ns, small):
            return False
        self._felt_moving(grey(small))
        if not self._due.closed:
            return self._due.running and self._lying() is None
        return self._word is None or self._word.value is None or self._word.looks < STRONG

    def saw(self, at_ns: int, seen: Seen) -> list[Word]:
        """The throw's word: at three looks that agree, and again at five."""
        if not self._stamps.looked(at_ns):
            return []
        self._add(*_throw(seen, self._count))
        word = self._new_word(at_ns) if self._due.closed else None
        return [] if word is None else [word]

    def _felt_moving(self, small: Grey) -> None:
        known = self._small is not None and self._small.shape == small.shape
        if known and self._small is not None and changed(small, self._small).mean() > SHAKEN_PART:
            self._shaken += 1
        self._small = small

    def _add(self, throw: Throw | None, why: tuple[Reason, ...]) -> None:
        known = next((one for one in reversed(self._last) if one is not None), None)
        if throw is not None and known is not None and not throw.same(known):
            self._begin_anew()
        self._last.append(throw)
        self._why.append(why)
        out_of_sight = len(self._last) == LAST and all(one is None for one in self._last)
        self._agreeing = 0 if out_of_sight else self._agreeing + (throw is not None)

    def _begin_anew(self) -> None:
        """What was seen so far says nothing of the dice that lie now."""
        self._last.clear()
        self._why.clear()
        self._agreeing = 0

    def _lying(self) -> Throw | None:
        """The dice that lay still in three of the last five looks; they differ in none."""
        seen = [one for one in self._last if one is not None]
        return seen[-1] if len(seen) >= ENOUGH else None

    def _new_word(self, at_ns: int) -> Word | None:
        throw, word = self._thrown(), self._word
        if throw is not None:
            value = "".join(sorted(throw.faces))
            strong = word is not None and (word.looks >= STRONG or self._agreeing < STRONG)
            same = word is not None and word.value == value and strong
            return None if same else self._say(at_ns, value, throw.reads, ())
        if (word is not None and word.value is not None) or not self._undecided:
            return None
        reasons = self._reasons()
        return None if word and word.reasons[0] is reasons[0] else self._say(at_ns, None, (), reasons)

    def _thrown(self) -> Throw | None:
        """Dice at rest that were thrown since: they lie otherwise than before, or were seen to be shaken."""
        throw = self._lying()
        if throw is None:
            return None
        if self._before is None:
            return throw if self._shaken >= SHAKEN_GLANCES else None
        return None if throw.same(self._before) else throw

    @property
    def _undecided(self) -> bool:
        shaken = self._shaken >= SHAKEN_GLANCES or self._due.pending
        return shaken and len(self._last) == LAST and self._lying() is None

    def _reasons(self) -> tuple[Reason, ...]:
        told = Counter(reason for why in self._why for reason in why)
        return tuple(reason for reason, _ in told.most_common(4)) or (Reason.TOO_FEW_LOOKS,)

    def _say(
        self, at_ns: int, value: str | None, reads: tuple[Read, ...], reasons: tuple[Reason, ...]
    ) -> Word:
        looks = self._agreeing if value is not None else len(self._last)
        self._word = Word(at_ns, DICE, self._due.throw, 1, value, looks, reasons, _votes(reads))
        return self._word


def _throw(seen: Seen, count: int) -> tuple[Throw | None, tuple[Reason, ...]]:
    """The dice of one look, or why they can't be told."""
    accepted = [read for read in seen.reads if read.accepted and read.value is not None]
    doubtful = [read for read in seen.reads if not read.accepted and read.value is not None]
    if seen.reasons:
        return None, seen.reasons
    if doubtful or len(accepted) != count:
        reasons = tuple(dict.fromkeys(reason for read in seen.reads for reason in read.reasons))
        return None, reasons if doubtful and reasons else (Reason.WRONG_COUNT, *reasons)
    in_row = sorted(accepted, key=lambda read: float(read.quad[:, 0].mean()))
    middles = np.stack([read.quad.mean(axis=0) for read in in_row]).astype(np.float32)
    side = float(np.sqrt(np.mean([max(1.0, area(read.quad)) for read in in_row])))
    return Throw(middles, side, tuple(str(read.value) for read in in_row), tuple(in_row)), ()


def _votes(reads: tuple[Read, ...]) -> tuple[Vote, ...]:
    """Each reader's vote on the whole throw."""
    readers = dict.fromkeys(vote.reader for read in reads for vote in read.votes)
    return tuple(_on_throw(reader, reads) for reader in readers)


def _on_throw(reader: str, reads: tuple[Read, ...]) -> Vote:
    """All that it names, sorted, as weak as its weakest die; no value unless it names every die."""
    own = [vote for read in reads for vote in read.votes if vote.reader == reader]
    faces = [vote.value for vote in own if vote.value is not None]
    value = "".join(sorted(faces)) if len(faces) == len(reads) else None
    return Vote(reader, value, min(vote.score for vote in own), min(vote.lead for vote in own))
