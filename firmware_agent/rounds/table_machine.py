"""What every round machine does alike: deadlines first, then keys, orders and devices, then perhaps a new round.
Knows no game.

Which keys and orders act in which phase (others do nothing; an order is answered ``wrong_phase``):

    OPEN           no round, not paused, and the game is ready
    CLOSE_BETS     BETS_OPEN                       (key: no more bets)
    CONFIRM        decided by the game, or a result that waits for the camera (key only)
    VOID           any phase with a round          (the order must name the round)
    RELEASE        HELD: the order lets the round go on where the game allows that; the key, which nobody signs for, voids it
    ENTER          HELD because something was not read: people say what lies (entering.py)
    EXPLAIN        any phase: the camera's differences so far are accounted for
    NEW_SHOE       decided by the game             (order only)
    PAUSE, RESUME  any phase; the running round finishes
"""

from __future__ import annotations

from firmware_agent.rounds.entering import EnteredLife
from firmware_agent.rounds.machine import Memory, Output, Start, TableView, Verdict
from firmware_agent.rounds.sighted_life import DEALER, of_camera
from hardware.orders import Ordered, OrderName
from hardware.sight_signals import CameraNoticed, CameraSaw
from hardware.signals import DeviceDown, DeviceUp, Key, KeyPressed, KeyStuck, Signal, Tick
from schemas.causes import CloseCause, DeviceCondition, VoidCause
from schemas.phases import Phase

CONSOLE = "console"
BOARD = "board"


class TableMachine(EnteredLife):
    """The machine that the loop sees; a game fills in what its devices mean (``RoundLife``)."""

    def start(self, start: Start) -> list[Output]:
        self._now_ns = start.at_ns
        self._day.start(start)
        self._tell_sight(start.at_ns)
        self._rest(start.at_ns)
        return self._day.take()

    def feed(self, signal: Signal) -> list[Output]:
        self._now_ns = max(self._now_ns, signal.at_ns)
        if of_camera(signal):
            self._look(signal)
        else:
            self._act(signal)
        self._tell_sight(self._now_ns)
        return self._day.take()

    def _act(self, signal: Signal) -> None:
        self._expire(signal.at_ns)
        self._take(signal)
        self._weigh_sight(self._now_ns)
        self._open_if_due(signal.at_ns)

    def _look(self, signal: Signal) -> None:
        """The camera moves no deadline and opens nothing."""
        self._take(signal)
        self._weigh_sight(self._now_ns)

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
            guidance=running.detail
            if running and running.hold
            else self._sight_guidance() or self._guidance(),
            throw=self._throw,
        )

    def memory(self) -> Memory:
        return Memory(
            next_round_number=self._day.next_number,
            open_round_id=self._day.round_id,
            bets_open=self._day.bets_open,
            paused=self._day.paused,
            sight=self._sight_memory if self._fusion is None else self._fusion.standing.memory,
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
                self._eyes(signal)
                self._line(signal)
            case DeviceDown():
                self._day.device(signal.at_ns, signal.device, DeviceCondition.DOWN, signal.why)
                self._eyes(signal)
                self._line(signal)
            case CameraSaw() | CameraNoticed():
                self._seen(signal)
            case _ if not isinstance(signal, Tick):
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
                self._confirm_key(at_ns)
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
            case OrderName.RELEASE:
                why = self._cannot_release(order)
            case OrderName.PAUSE:
                why = "the table is paused already" if day.paused else None
            case OrderName.RESUME:
                why = None if day.paused else "the table is not paused"
            case OrderName.NEW_SHOE:
                why = "this table has no shoe"
            case OrderName.ENTER | OrderName.EXPLAIN | OrderName.SIGHT | OrderName.STILLS:
                return self._sight_objection(order)
        return None if why is None else ("wrong_phase", why)

    def _cannot_release(self, order: Ordered) -> str | None:
        if not self._day.held:
            return "no round is held"
        return self._held_anew(order) or self._cannot_resume(order.at_ns)

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
                self._released(order)
            case OrderName.ENTER:
                self._enter(order)
            case OrderName.EXPLAIN:
                self._explain(order)
            case OrderName.PAUSE:
                self._day.pause(at_ns, order.by, order.reason)
            case OrderName.RESUME:
                self._day.resume(at_ns, order.by)
