"""One camera's attention: each moment small first, whole where something may have happened, and what follows: words, notices, where things lie. No thread, no file, no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from firmware_agent.sight.looker import Looker, SlotLooker
from firmware_agent.sight.pointing import RotorSpeed, anchors, pose
from firmware_agent.sight.steadiness import Steadiness
from hardware.decode.sight.reader import Frame, Seen
from hardware.decode.sight.table import Table
from hardware.decode.sight.tracking.slots_of import slot_of
from hardware.decode.sight.tracking.words import RoundTold, Slot, SlotTracker, Tracker, Word
from hardware.decode.sight.watch.words import Noticed
from schemas.sight import Anchors, Notice, RotorPose


class Guard(Protocol):
    """What watches over the table (hardware.decode.sight.watch)."""

    def told(self, round_: RoundTold) -> None: ...

    def glance(self, at_ns: int, small: Frame) -> list[Noticed]: ...

    def saw(self, at_ns: int, seen: Seen) -> list[Noticed]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """What is known of where the camera looks; ``order``: of a rotor's pockets or a wheel's segments; ``size``: of its whole picture."""

    slots: tuple[Slot, ...] = ()
    table: Table | None = None
    order: tuple[str, ...] = ()
    size: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What one moment brought. ``read``: the whole picture was read; ``frame``: it, where it was needed and there; ``wants``: the next ones are needed whole."""

    words: tuple[Word, ...] = ()
    noticed: tuple[Noticed, ...] = ()
    read: bool = False
    frame: Frame | None = None
    wants: bool = False


class Chosen:
    """A guard of whom only some notices are wanted."""

    def __init__(self, guard: Guard, wanted: frozenset[Notice]) -> None:
        self._guard, self._wanted = guard, wanted

    def told(self, round_: RoundTold) -> None:
        self._guard.told(round_)

    def glance(self, at_ns: int, small: Frame) -> list[Noticed]:
        return [each for each in self._guard.glance(at_ns, small) if each.what in self._wanted]

    def saw(self, at_ns: int, seen: Seen) -> list[Noticed]:
        return [each for each in self._guard.saw(at_ns, seen) if each.what in self._wanted]


class Attention:
    """For one thread. ``steady``: whether the camera stands, as last seen; to be read from any."""

    def __init__(self, looker: Looker, tracker: Tracker, guard: Guard | None, site: Site) -> None:
        self._looker, self._tracker, self._guard, self._site = looker, tracker, guard, site
        self._lying: dict[tuple[str, int, int], Word] = {}
        self._round_id: str | None = None
        self._speed = RotorSpeed()
        self._rotor: RotorPose | None = None
        self._untold: list[Noticed] = []
        self._last = Seen(())
        self.steady = Steadiness(site.table)

    def told(self, round_: RoundTold) -> None:
        """The round has changed."""
        if round_.round_id is not None and round_.round_id != self._round_id:
            self._round_id = round_.round_id
            self._lying.clear()
        self._tracker.told(round_)
        if self._guard is not None:
            self._guard.told(round_)

    def moment(self, at_ns: int, small: Frame, whole: Callable[[], Frame | None]) -> Found:
        """One more moment of now. ``whole``: its whole picture, if it can be had; what is noticed without one waits for the next, as its evidence."""
        if self._guard is not None:
            self._untold += self._guard.glance(at_ns, small)
        reading = self._tracker.glance(at_ns, small)
        if not (reading or self._untold or self.steady.is_due(at_ns)):
            return Found()
        frame = whole()
        if frame is None:
            return Found(wants=True)
        self.steady.measure(at_ns, frame)
        words = self._read(at_ns, frame) if reading else []
        noticed, self._untold = self._untold, []
        return Found(tuple(words), tuple(noticed), reading, frame, wants=reading)

    def anchors(self, utc_ns: int) -> Anchors:
        """Where things lay in the last picture, which was taken at ``utc_ns``."""
        return anchors(
            utc_ns, self._site.size, self._site.slots, self._lying.values(), self._site.table, self._rotor
        )

    def _read(self, at_ns: int, frame: Frame) -> list[Word]:
        seen = self._last = self._look(frame)
        self.steady.saw(seen)
        words = self._tracker.saw(at_ns, seen)
        self._remember(at_ns, seen, words)
        if self._guard is not None:
            self._untold += self._guard.saw(at_ns, seen)
        return words

    def _look(self, frame: Frame) -> Seen:
        """Slots that are not worth reading again keep what was last read in them."""
        looker, tracker = self._looker, self._tracker
        if not isinstance(looker, SlotLooker) or not isinstance(tracker, SlotTracker):
            return looker.look(frame)
        wanted = tracker.wanted
        seen = looker.look_in(frame, wanted)
        if seen.reasons:
            return seen
        kept = [read for read in self._last.reads if slot_of(read.quad, self._site.slots) not in wanted]
        return Seen((*seen.reads, *kept))

    def _remember(self, at_ns: int, seen: Seen, words: list[Word]) -> None:
        for word in words:
            self._lying[word.place, word.index, word.hand] = word
        if seen.rotor is not None:
            speed = self._speed.saw(at_ns, seen.rotor.turns)
            self._rotor = pose(seen.rotor, speed, self._site.order, self._site.size)
