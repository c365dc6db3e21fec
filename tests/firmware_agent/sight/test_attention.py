"""One camera's attention: slots that are not worth reading again keep what was last read in them."""

from __future__ import annotations

import numpy as np

from firmware_agent.sight.attention import Attention, Site
from hardware.decode.sight.reader import Frame, Read, Reason, Seen
from hardware.decode.sight.tracking.words import RoundTold, Slot, Word

FRAME = np.zeros((90, 160, 3), dtype=np.uint8)


def slot(index: int) -> Slot:
    x = 50 * (index - 1)
    return Slot("player", index, np.array(((x, 0), (x + 40, 0), (x + 40, 60), (x, 60)), dtype=np.float32))


SLOTS = (slot(1), slot(2))


def lying(number: int, value: str) -> Read:
    return Read(value, 0.9, True, (), SLOTS[number].quad)


class Reader:
    """Reads what lies in the slots that it is asked for."""

    calibration = model = ""

    def __init__(self) -> None:
        self.lies: dict[int, str] = {}
        self.asked: list[frozenset[int] | None] = []
        self.reasons: tuple[Reason, ...] = ()

    def look(self, frame: Frame) -> Seen:
        return self.look_in(frame, None)

    def look_in(self, frame: Frame, only: frozenset[int] | None) -> Seen:
        self.asked.append(only)
        if self.reasons:
            return Seen((), self.reasons)
        return Seen(tuple(lying(n, what) for n, what in self.lies.items() if only is None or n in only))


class Tracker:
    """Wants the slots that a test says, and keeps what it was shown."""

    def __init__(self) -> None:
        self.wanted: frozenset[int] = frozenset()
        self.shown: list[Seen] = []

    def told(self, round_: RoundTold) -> None: ...

    def glance(self, at_ns: int, small: Frame) -> bool:
        return bool(self.wanted)

    def saw(self, at_ns: int, seen: Seen) -> list[Word]:
        self.shown.append(seen)
        return []


class Table:
    def __init__(self) -> None:
        self.reader, self.tracker = Reader(), Tracker()
        self.attention = Attention(self.reader, self.tracker, None, Site(SLOTS))
        self.at_ns = 0

    def look(self, *wanted: int) -> Seen | None:
        """What the tracker was shown, if it wanted anything."""
        self.at_ns += 1
        self.tracker.wanted = frozenset(wanted)
        before = len(self.tracker.shown)
        self.attention.moment(self.at_ns, FRAME, lambda: FRAME)
        return self.tracker.shown[-1] if len(self.tracker.shown) > before else None


def values(seen: Seen | None) -> list[str | None]:
    assert seen is not None
    return sorted((read.value for read in seen.reads), key=str)


def test_a_slot_that_is_not_wanted_keeps_what_was_read_in_it() -> None:
    table = Table()
    table.reader.lies = {0: "KC", 1: "7H"}
    assert values(table.look(0, 1)) == ["7H", "KC"]
    table.reader.lies = {0: "QS", 1: "2D"}
    assert values(table.look(0)) == ["7H", "QS"]
    assert values(table.look(1)) == ["2D", "QS"]
    assert table.reader.asked == [frozenset((0, 1)), frozenset((0,)), frozenset((1,))]


def test_a_slot_that_was_emptied_keeps_nothing() -> None:
    table = Table()
    table.reader.lies = {0: "KC", 1: "7H"}
    table.look(0, 1)
    del table.reader.lies[0]
    assert values(table.look(0)) == ["7H"]
    assert values(table.look(1)) == ["7H"]


def test_a_frame_that_says_nothing_is_shown_as_it_is() -> None:
    table = Table()
    table.reader.lies = {0: "KC", 1: "7H"}
    table.look(0, 1)
    table.reader.reasons = (Reason.DARK,)
    seen = table.look(0)
    assert seen is not None and seen.reads == () and seen.reasons == (Reason.DARK,)


def test_nothing_wanted_is_nothing_read() -> None:
    table = Table()
    assert table.look() is None and table.reader.asked == []
