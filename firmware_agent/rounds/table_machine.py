"""What every round machine does alike: deadlines first, then keys, orders and devices, then perhaps a new round.
Knows no game.

Which keys and orders act in which phase (others do nothing; an order is answered ``wrong_phase``):

    OPEN           no round, not paused, and the game is ready
    CLOSE_BETS     BETS_OPEN                       (key: no more bets)
    CONFIRM        decided by the game             (key only)
    VOID           any phase with a round          (the order must name the round)
    RELEASE        HELD: the order lets the round go on where the game allows that; the key, which nobody signs for, voids it
    NEW_SHOE       decided by the game             (order only)
    PAUSE, RESUME  any phase; the running round finishes
"""

from __future__ import annotations

from firmware_agent.rounds.machine import Memory, Output, Start, TableView, Verdict
from firmware_agent.rounds.round_life import RoundLife
from hardware.orders import Ordered, OrderName
from hardware.signals import DeviceDown, DeviceUp, Key, KeyPressed, KeyStuck, Signal, Tick
from schemas.causes import CloseCause, DeviceCondition, VoidCause
from schemas.phases import Phase

CONSOLE = "console"
BOARD = "board"
DEALER = "dealer"


class TableMachine(RoundLife):
    """The machine that the loop sees; a game fills in what its devices mean (``RoundLife``)."""

    def start(self, start: Start) -> list[Output]:
        self._day.start(start)
        self._rest(start.at_ns)
        return self._day.take()

    def feed(self, signal: Signal) -> list[Output]:
        self._expire(signal.at_ns)
        self._take(signal)
        self._open_if_due(signal.at_ns)
        return self._day.take()

    def judge(self, order: Ordered) -> Verdict:
        day = self._day
        if order.round_id is not None and order.round_id != day.round_id:
            return Verdict(
                False, "wrong_round", f"{order.round_id} is not running; {day.round_id or 'no round'} is"
            )
        objection = self._objection(order)
        return Verdict(True) if objection is None else Verdict(False, *objection)

    def view(self) -> TableView:
        day, running = self._day, self._day.round
        return TableView(
            game=day.game,
            phase=day.phase,
            round_id=day.round_id,
            paused=day.paused,
            closes_ns=running.closes_ns if running and running.bets_open else None,
            hold=f"{running.hold.value}: {running.detail}" if running and running.hold else None,
            last_results=tuple(day.results),
            guidance=running.detail if running and running.hold else self._guidance(),
        )

    def memory(self) -> Memory:
        return Memory(
            next_round_number=self._day.next_number,
            open_round_id=self._day.round_id,
            bets_open=self._day.bets_open,
            paused=self._day.paused,
        )

    @property
    def deadline_ns(self) -> int | None:
        return self._timers.deadline_ns

    @property
    def phase(self) -> Phase:
        return self._day.phase

    @property
    def round_id(self) -> str | None:
        return self._day.round_id

    @property
    def next_game_ready(self) -> bool:
        return self._day.held and self._left_behind()

    # --- signals, in reading order

    def _take(self, signal: Signal) -> None:
        match signal:
            case Tick():
                return
            case KeyPressed():
                self._key(signal)
            case KeyStuck():
                condition = DeviceCondition.KEY_STUCK if signal.stuck else DeviceCondition.KEY_FREE
                self._day.device(signal.at_ns, CONSOLE, condition, f"key {signal.key.value}")
            case Ordered():
                if self.judge(signal).accepted:
                    self._obey(signal)
            case DeviceUp():
                self._day.device(signal.at_ns, signal.device, DeviceCondition.UP)
                self._line(signal)
            case DeviceDown():
                self._day.device(signal.at_ns, signal.device, DeviceCondition.DOWN, signal.why)
                self._line(signal)
            case _:
                self._sensed(signal)

    def _key(self, press: KeyPressed) -> None:
        at_ns = press.at_ns
        match press.key:
            case Key.OPEN:
                if self._cannot_open(at_ns) is None:
                    self._open(at_ns)
            case Key.NO_MORE_BETS:
                self._close_bets(at_ns, CloseCause.DEALER)
            case Key.CONFIRM:
                self._confirmed_by_dealer(at_ns)
            case Key.VOID:
                self._void(at_ns, VoidCause.DEALER, DEALER)
            case Key.SUPERVISOR:
                self._day.call_supervisor(at_ns, "the dealer calls")
            case Key.RELEASE:
                self._released_by_key(at_ns)

    def _released_by_key(self, at_ns: int) -> None:
        if self._day.held:
            self._void(at_ns, VoidCause.HOLD_NOT_RESOLVED, DEALER)

    def _objection(self, order: Ordered) -> tuple[str, str] | None:
        """Code and sentence, or None."""
        day = self._day
        why: str | None = None
        match order.name:
            case OrderName.OPEN:
                why = self._cannot_open(order.at_ns)
            case OrderName.CLOSE_BETS:
                why = None if day.bets_open else "no bets are open"
            case OrderName.VOID if day.round_id is not None and order.round_id is None:
                return "wrong_round", f"say which round to void: {day.round_id} is running"
            case OrderName.VOID:
                why = None if day.round_id else "no round is running"
            case OrderName.RELEASE if not day.held:
                why = "no round is held"
            case OrderName.RELEASE:
                why = self._cannot_resume(order.at_ns)
            case OrderName.PAUSE:
                why = "the table is paused already" if day.paused else None
            case OrderName.RESUME:
                why = None if day.paused else "the table is not paused"
            case OrderName.NEW_SHOE:
                why = "this table has no shoe"
        return None if why is None else ("wrong_phase", why)

    def _obey(self, order: Ordered) -> None:
        at_ns = order.at_ns
        match order.name:
            case OrderName.OPEN:
                self._open(at_ns)
            case OrderName.CLOSE_BETS:
                self._close_bets(at_ns, CloseCause.COMMAND)
            case OrderName.VOID:
                self._void(at_ns, VoidCause.PIT_BOSS, order.by, order.reason)
            case OrderName.RELEASE:
                self._resume(order)
            case OrderName.PAUSE:
                self._day.pause(at_ns, order.by, order.reason)
            case OrderName.RESUME:
                self._day.resume(at_ns, order.by)
