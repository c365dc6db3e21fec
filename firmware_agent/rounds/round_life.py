"""The life of a table's rounds with their deadlines, and what each game has to fill in. Takes no signal itself."""

from __future__ import annotations

from abc import ABC, abstractmethod

from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import MS, DaySettings, OpenBy
from firmware_agent.rounds.table_day import TableDay
from firmware_agent.rounds.timers import Timer, Timers
from hardware.orders import Ordered
from hardware.signals import DeviceDown, DeviceUp, Signal
from schemas.causes import CloseCause, VoidCause
from schemas.games.outcomes import GameOutcome
from schemas.games.wheels import RotorDirection
from schemas.phases import Game


class RoundLife(ABC):
    """Opens, closes and ends rounds, and keeps the timers right; a game says when."""

    def __init__(self, settings: DaySettings, game: Game, memory: Memory) -> None:
        self._day = TableDay(settings, game, memory)
        self._timers = Timers()
        self._common = settings
        self._gap_over = False

    def _cannot_open(self, at_ns: int) -> str | None:
        if self._day.round is not None:
            return f"{self._day.round_id} is still running"
        if self._day.paused:
            return "the table is paused: resume it first"
        return self._unready(at_ns)

    def _open_if_due(self, at_ns: int) -> None:
        match self._common.open_by:
            case OpenBy.DEALER:
                due = False
            case OpenBy.AUTO:
                due = self._gap_over
            case OpenBy.DEVICE:
                due = self._device_opens(at_ns)
        if due and self._cannot_open(at_ns) is None:
            self._open(at_ns)

    def _open(self, at_ns: int) -> None:
        self._day.open(at_ns, self._carried)
        self._gap_over = False
        self._timers.stop(Timer.GAP)
        self._timers.set(Timer.BETTING, at_ns + self._common.betting_ms * MS)
        self._opened(at_ns)

    def _close_bets(self, at_ns: int, cause: CloseCause) -> None:
        if self._day.close(at_ns, cause):
            self._timers.stop(Timer.BETTING)
            self._closed(at_ns)

    def _void(self, at_ns: int, cause: VoidCause, by: str, reason: str = "") -> None:
        if self._day.round is not None:
            self._voiding()
            self._day.void(at_ns, cause, by, reason)
            self._rest(at_ns)
            self._ended(at_ns)

    def _confirm(
        self,
        at_ns: int,
        outcome: GameOutcome,
        sources: tuple[str, ...],
        shown: str,
        direction: RotorDirection | None = None,
    ) -> None:
        self._day.confirm(at_ns, outcome, sources, shown, direction)
        self._rest(at_ns)
        self._ended(at_ns)

    def _rest(self, at_ns: int) -> None:
        """Between rounds: only the gap runs."""
        self._timers.stop(Timer.BETTING, Timer.LAUNCH, Timer.NO_PROGRESS, Timer.RESULT)
        self._gap_over = False
        self._timers.set(Timer.GAP, at_ns + self._common.gap_ns)

    def _expire(self, now_ns: int) -> None:
        while (due := self._timers.pop_due(now_ns)) is not None:
            timer, at_ns = due
            match timer:
                case Timer.BETTING:
                    self._close_bets(at_ns, CloseCause.TIMER)
                case Timer.GAP:
                    self._gap_over, self._day.result_shown = True, False
                case _:
                    self._run_out(timer, at_ns)
            self._open_if_due(at_ns)

    def _run_out(self, timer: Timer, at_ns: int) -> None:
        """A deadline has passed that is neither the window's nor the gap's."""
        self._timer(timer, at_ns)

    def _guidance(self) -> str:
        """What the dealer does next, as a phrase; empty where the device deals by itself."""
        return ""

    @property
    def _throw(self) -> int:
        """Which throw or stop of the round is played, for who looks at it."""
        return 1

    @property
    def _carried(self) -> str | None:
        """What the last round left to the next (a point in craps)."""
        return None

    # --- what a game fills in

    @abstractmethod
    def _sensed(self, signal: Signal) -> None:
        """A signal of the game's own device."""

    @abstractmethod
    def _timer(self, timer: Timer, at_ns: int) -> None:
        """A deadline of the game's own has passed."""

    @abstractmethod
    def _unready(self, at_ns: int) -> str | None:
        """Why no round can open now, as a sentence; None if one can."""

    @abstractmethod
    def _device_opens(self, at_ns: int) -> bool:
        """The device asks for a round (open_by device)."""

    @abstractmethod
    def _opened(self, at_ns: int) -> None:
        """A round has just opened."""

    @abstractmethod
    def _closed(self, at_ns: int) -> None:
        """Its window has just closed; what closed it follows."""

    @abstractmethod
    def _confirmed_by_dealer(self, at_ns: int) -> None:
        """The confirm key was pressed."""

    @abstractmethod
    def _cannot_resume(self, at_ns: int) -> str | None:
        """Why the held round can't go on, as a sentence; None if it can."""

    @abstractmethod
    def _resume(self, order: Ordered) -> None:
        """Let the held round go on."""

    @abstractmethod
    def _voiding(self) -> None:
        """The round is about to be voided: what the device must be told."""

    @abstractmethod
    def _ended(self, at_ns: int) -> None:
        """The round has ended, either way."""

    @abstractmethod
    def _left_behind(self) -> bool:
        """The device has finished the held round's game, or begun another."""

    @abstractmethod
    def _line(self, change: DeviceUp | DeviceDown) -> None:
        """The line to a device opened or is gone; the fact is out already."""
