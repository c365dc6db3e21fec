"""A dome over dice for tests: looks that a reader might give, and what the tracker says of them."""

from __future__ import annotations

from functools import cache

import numpy as np

from hardware.decode.sight.reader import Read, Reason, Seen, Vote
from hardware.decode.sight.tracking.dice_tracker import DiceTracker
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.words import RoundTold, Word
from tests.hardware.decode.sight.tracking.layouts import quad


def dice(faces: str, x: float = 40, accepted: bool = True) -> Seen:
    """Dice in a row from ``x`` on."""
    why = () if accepted else (Reason.COCKED,)
    return Seen(
        tuple(
            Read(face, 0.9, accepted, why, quad(x + 60 * number, 60, 30, 30), _votes(face, number))
            for number, face in enumerate(faces)
        )
    )


def _votes(face: str, number: int) -> tuple[Vote, ...]:
    """Of one die, as the reader gives them: of another strength for each."""
    return (Vote("pips", face, (9 - number) / 10, 0.4), Vote("face", face, 0.8, (4 - number) / 10))


class Dome:
    """Three dice under a dome."""

    def __init__(self) -> None:
        self.tracker = DiceTracker(TableRules(dice=3))
        self.at_ns = 0
        self.told("bets_open", True)

    def told(self, phase: str, bets_open: bool = False, round_id: str = "r1", throw: int = 1) -> None:
        self.tracker.told(RoundTold(self.at_ns, round_id, phase, bets_open, throw))

    def look(self, seen: Seen, times: int = 1, shaken: bool = False) -> list[Word]:
        words = []
        for _ in range(times):
            self.at_ns += 125_000_000
            rng = np.random.default_rng(self.at_ns)
            small = rng.integers(60, 64, (90, 160, 3), dtype=np.uint8)
            if shaken:
                small[20:70, 20:140] = rng.integers(0, 255, (50, 120, 1), dtype=np.uint8)
            if self.tracker.glance(self.at_ns, small):
                words += self.tracker.saw(self.at_ns, seen)
        return words


def shaken() -> Dome:
    """Bets are closed and the dice were shaken; nothing has been read since."""
    dome = Dome()
    dome.look(dice("111"), 4)
    dome.told("bets_open", True, "r2")
    dome.told("spinning", round_id="r2")
    dome.look(Seen((), (Reason.BLUR,)), 8, shaken=True)
    return dome


@cache
def thrown(faces: str) -> Word:
    """The camera's word on these dice, once it is strong."""
    return shaken().look(dice(faces, 55), 5)[-1]
