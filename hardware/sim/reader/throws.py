"""Simulated dice shaker and money wheel: both are set going, come to rest and tell what shows. A throw that does not decide is repeated."""

from __future__ import annotations

from abc import abstractmethod
from random import Random
from typing import Any, ClassVar

from hardware.sim.agenda import Agenda
from hardware.sim.control import Order
from hardware.sim.reader.faults import ReaderFault
from hardware.sim.reader.pace import Pace
from hardware.sim.reader.reader import SimulatedReader
from hardware.sim.reader.words import dice_line, segment_line
from hardware.sim.wire import Line
from schemas.phases import Game

DICE = {Game.SIC_BO: 3, Game.CRAPS: 2}
_BIG_SIX = {"1": 24, "2": 15, "5": 7, "10": 4, "20": 2, "joker": 1, "logo": 1}
WHEELS = {
    "dream_catcher": {"1": 23, "2": 15, "5": 7, "10": 4, "20": 2, "40": 1, "2x": 1, "7x": 1},
    "big_six_nevada": _BIG_SIX,
    "big_six_atlantic_city": _BIG_SIX,
}
"""Segments of the 54 by name, and how many of each (design: games, money wheel)."""
MULTIPLIERS = frozenset({"2x", "7x"})


class ThrowReader(SimulatedReader):
    """Something that is thrown. ``again`` after a void throw, and where the game says that what shows decides nothing."""

    thrown = True
    begun: ClassVar[str]
    void: ClassVar[str]

    def __init__(
        self, agenda: Agenda, line: Line, rng: Random, pace: Pace | None = None, checked: bool = False
    ) -> None:
        super().__init__(agenda, line, rng, pace, checked)
        self.again = False

    def state(self) -> Order:
        return super().state() | {"again": self.again}

    def deal(self) -> None:
        self._busy()
        if not self.again:
            self.clear()
        self.again = False
        if not self._faults.take(ReaderFault.NO_BEGIN):
            self.tell(self.begun)
        self._show_throw()
        self._plan(self._flight_s, self._rest)

    def clear(self) -> None:
        super().clear()
        self.again = False

    def _rest(self) -> None:
        self._next_move = None
        if self._faults.take(ReaderFault.VOID_THROW):
            self.again = True
            self.stage("clear", fresh=True)
            self.tell(f"VOID {self.void}")
            return
        reading = self._shown()
        self._show_rest(reading)
        self.laid.append(reading)
        self.again = self._undecided(reading)
        self.tell_reading(reading)
        if self._faults.take(ReaderFault.EXTRA):
            self._plan(self._pace.extra_s, self._one_too_many)

    def _one_too_many(self) -> None:
        self._next_move = None
        self.tell_reading(self._sample())

    def _shown(self) -> str:
        if self._faults.take(ReaderFault.FOREIGN):
            return self._foreign()
        return self._rigged.popleft() if self._rigged else self._drawn()

    def _drawn(self) -> str:
        return self._sample()

    def _undecided(self, reading: str) -> bool:
        del reading
        return False

    @abstractmethod
    def _show_throw(self) -> None:
        """Show a camera that it was set going."""

    @abstractmethod
    def _show_rest(self, reading: str) -> None:
        """Show a camera what came to rest."""

    @property
    @abstractmethod
    def _flight_s(self) -> float:
        """Seconds from setting it going to rest."""

    @abstractmethod
    def _foreign(self) -> str:
        """A reading that this table can't have."""


class DiceReader(ThrowReader):
    """A shaker with three dice (sic bo) or two (craps)."""

    verb, begun, void = "roll", "SHAKE", "cocked"

    def __init__(
        self,
        agenda: Agenda,
        line: Line,
        rng: Random,
        pace: Pace | None = None,
        game: Game = Game.SIC_BO,
        checked: bool = False,
    ) -> None:
        super().__init__(agenda, line, rng, pace, checked)
        if game not in DICE:
            raise ValueError(f"{game.value} is not played with dice: {', '.join(g.value for g in DICE)} are")
        self._game, self._dice = game, DICE[game]

    @property
    def _flight_s(self) -> float:
        return self._pace.shake_s

    def _table(self) -> dict[str, Any]:
        return {"game": self._game.value}

    def _show_throw(self) -> None:
        self.stage("shaking", key="dice", count=self._dice)

    def _show_rest(self, reading: str) -> None:
        self.stage("dice", key="dice", faces=reading)

    def _throw(self, dice: int) -> str:
        return "".join(str(self._rng.randint(1, 6)) for _ in range(dice))

    def _sample(self) -> str:
        return self._throw(self._dice)

    def _foreign(self) -> str:
        return self._throw(min(DICE.values()) + max(DICE.values()) - self._dice)

    def _line(self, reading: str) -> str:
        return dice_line(reading)

    def _unknown(self) -> str:
        return dice_line("7" * self._dice)

    def _check(self, reading: str) -> None:
        if len(reading) != self._dice or not set(reading) <= set("123456"):
            raise ValueError(f"{reading!r} is no throw of {self._dice} dice, as in {'346'[: self._dice]!r}")


class WheelReader(ThrowReader):
    """A money wheel of 54 segments, named as its rule set names it; a multiplier means: spin again."""

    verb, begun, void = "spin", "SPIN", "too few turns"

    def __init__(
        self,
        agenda: Agenda,
        line: Line,
        rng: Random,
        pace: Pace | None = None,
        wheel: str = "dream_catcher",
        checked: bool = False,
    ) -> None:
        super().__init__(agenda, line, rng, pace, checked)
        if wheel not in WHEELS:
            raise ValueError(f"no wheel {wheel!r}: there are {', '.join(WHEELS)}")
        self.segments = [name for name, count in WHEELS[wheel].items() for _ in range(count)]
        self._counts = WHEELS[wheel]
        self._next = self._shown_coming = ""

    @property
    def _flight_s(self) -> float:
        return self._pace.spin_s

    def _table(self) -> dict[str, Any]:
        return {"game": Game.MONEY_WHEEL.value, "segments": self._counts}

    def _show_throw(self) -> None:
        """The push decides where it stops: drawn now, so that a camera sees the wheel run out onto that segment."""
        if not self._rigged:
            self._next = self._next or self._sample()
        self._shown_coming = self._rigged[0] if self._rigged else self._next
        self.stage("spinning", key="spin", segment=self._shown_coming, rests_in_s=self._flight_s)

    def _drawn(self) -> str:
        drawn, self._next = self._next or self._sample(), ""
        return drawn

    def _show_rest(self, reading: str) -> None:
        """A segment that was decided while the wheel ran is under the pointer at once."""
        if reading != self._shown_coming:
            self.stage("spinning", key="spin", segment=reading, rests_in_s=0.0)

    def _undecided(self, reading: str) -> bool:
        return reading in MULTIPLIERS

    def _sample(self) -> str:
        return self._rng.choice(self.segments)

    def _foreign(self) -> str:
        return "13"

    def _line(self, reading: str) -> str:
        return segment_line(reading)

    def _unknown(self) -> str:
        return segment_line("-1")

    def _check(self, reading: str) -> None:
        if reading not in self.segments:
            raise ValueError(
                f"{reading!r} is not on this wheel: {', '.join(dict.fromkeys(self.segments))} are"
            )
