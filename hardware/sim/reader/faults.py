"""What can go wrong at a line reader, each on demand. Line faults are the wire's, not the reader's."""

from __future__ import annotations

from collections import Counter
from enum import Enum


class ReaderFault(Enum):
    """Strikes once, at the next moment when it can."""

    UNREADABLE = "unreadable"
    """The next reading fails: ERR instead of it."""
    UNKNOWN_CODE = "unknown_code"
    """The next reading comes in a code that stands for nothing."""
    MISREAD = "misread"
    """The next reading is not what lies there."""
    DOUBLED = "doubled"
    """The next reading is told twice."""
    MISSING = "missing"
    """The next reading is never told, although the card was drawn or the dice lie still."""
    SILENT = "silent"
    """The reader hangs: from the next line to the end of the round it says nothing."""
    FOREIGN = "foreign"
    """A reading that this table can't have: one king more than the shoe holds, another number of dice, a segment of another wheel."""
    EXTRA = "extra"
    """After the round is decided one more reading comes."""
    VOID_THROW = "void_throw"
    """Dice and wheel: a cocked die, too few turns; it has to be thrown again."""
    NO_BEGIN = "no_begin"
    """Dice and wheel: the reading comes without SHAKE or SPIN before it."""
    TAIL_AT_OPEN = "tail_at_open"
    """The first thing a host hears after opening is the tail of a line."""


THROWN_ONLY = frozenset({ReaderFault.VOID_THROW, ReaderFault.NO_BEGIN})


class ArmedFaults:
    """Faults waiting for their moment."""

    def __init__(self) -> None:
        self._armed: Counter[ReaderFault] = Counter()

    def arm(self, fault: ReaderFault, times: int = 1) -> None:
        """Let ``fault`` strike the next ``times`` occasions."""
        self._armed[fault] += times

    def take(self, fault: ReaderFault) -> bool:
        """Whether ``fault`` strikes now; it is used up."""
        struck = self._armed[fault] > 0
        self._armed[fault] -= struck
        return struck

    def forget(self) -> None:
        """None strikes any more."""
        self._armed.clear()
