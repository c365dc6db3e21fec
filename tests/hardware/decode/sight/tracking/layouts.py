"""A tiny layout for these tests: slots on noisy felt, and looks that a reader might give."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np

from hardware.decode.sight.reader import Corners, Frame, Read, Reason, Seen
from hardware.decode.sight.tracking.card_tracker import CardTracker
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.words import RoundTold, Slot, Word

PICTURE = (320, 180)
STEP_NS = 125_000_000
GRAIN = np.random.default_rng(5).normal(0, 1, (277, 417)).astype(np.float32)
"""A picture's noise is a part of it, elsewhere each time."""


def quad(x: float, y: float, wide: float = 40, high: float = 56) -> Corners:
    return np.array(((x, y), (x + wide, y), (x + wide, y + high), (x, y + high)), dtype=np.float32)


SLOTS = (
    Slot("player", 1, quad(20, 60)),
    Slot("player", 2, quad(70, 60)),
    Slot("banker", 1, quad(180, 60)),
    Slot("banker", 2, quad(230, 60)),
)


def read(slot: int, value: str | None, *reasons: Reason) -> Read:
    where = SLOTS[slot].quad
    return Read(value, 0.9 if not reasons else 0.3, not reasons and value is not None, reasons, where)


class Table:
    """A layout that is looked at eight times a second. What lies in a slot has its own print; ``light`` and ``noise`` are of the whole picture."""

    def __init__(self, rules: TableRules | None = None, seed: int = 1, repeats: bool = False) -> None:
        self.tracker = CardTracker(SLOTS, PICTURE, rules or TableRules(), repeats)
        self._rng = np.random.default_rng(seed)
        self._felt = self._rng.integers(60, 90, (180, 320)).astype(np.float32)
        self.lies: dict[int, str] = {}
        self.at_ns, self.light, self.noise = 0, 1.0, 1.5
        self.asked = 0

    def round(self, name: str | None = "r1", phase: str = "dealing", bets_open: bool = False) -> None:
        self.tracker.told(RoundTold(self.at_ns, name, phase, bets_open))

    def picture(self) -> Frame:
        drawn = self._felt.copy()
        for slot, what in self.lies.items():
            x, y = SLOTS[slot].quad[0].astype(int)
            print_ = np.random.default_rng(zlib.crc32(what.encode())).integers(0, 2, (14, 10)) * 120 + 100
            drawn[y : y + 56, x : x + 40] = np.kron(print_, np.ones((4, 4)))
        x, y = self._rng.integers(0, 97, 2)
        noisy = drawn * self.light + GRAIN[y : y + 180, x : x + 320] * self.noise
        return np.asarray(np.clip(noisy, 0, 255), dtype=np.uint8)[:, :, None].repeat(3, axis=2)

    def look(self, reads: Mapping[int, Read] | None = None, times: int = 1) -> list[Word]:
        """Looks at what lies; a slot's read may be another than what lies there."""
        words = []
        for _ in range(times):
            told = {slot: read(slot, what) for slot, what in self.lies.items()} | dict(reads or {})
            words += self.step(Seen(tuple(told.values())))
        return words

    def step(self, seen: Seen) -> list[Word]:
        self.at_ns += STEP_NS
        if not self.tracker.glance(self.at_ns, self.picture()):
            return []
        self.asked += 1
        return self.tracker.saw(self.at_ns, seen)


def said(words: list[Word]) -> list[tuple[str, int, str | None]]:
    return [(word.place, word.index, word.value) for word in words]
