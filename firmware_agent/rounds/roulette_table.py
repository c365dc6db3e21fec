"""What a roulette table does around its wheel: opening, launching, waiting, holding and voiding. Reads no result."""

from __future__ import annotations

from abc import abstractmethod

from typing_extensions import override

from firmware_agent.rounds.entering import entries_of
from firmware_agent.rounds.machine import Memory, WheelOrder
from firmware_agent.rounds.roulette_spin import MAX_LAUNCHES, RELAUNCH_NS, Spin
from firmware_agent.rounds.settings import RouletteSettings
from firmware_agent.rounds.spin_reading import Finding
from firmware_agent.rounds.table_machine import BOARD, TableMachine
from firmware_agent.rounds.timers import Timer
from firmware_agent.rounds.wheel_watch import WheelWatch
from hardware.orders import Ordered
from hardware.signals import DeviceDown, DeviceUp, WheelState, WheelWarning
from schemas.causes import UNREAD, CloseCause, HoldCause, Step, VoidCause
from schemas.games.deal import Spot
from schemas.games.wheels import has_pocket
from schemas.phases import Game, Phase
from schemas.readings import WHEEL

RESUMABLE = frozenset(
    {
        HoldCause.DEVICE_FAULT,
        HoldCause.DEVICE_LOST_MID_ROUND,
        HoldCause.RESULT_NOT_CONFIRMED,
        HoldCause.CAMERA_DISPUTE,
    }
)
POCKET = Spot(WHEEL, 1)
IN_PLAY = (WheelState.BALL_IN_RIM, WheelState.NO_MORE_BETS, WheelState.BALL_NOT_IN_TRACK)


class RouletteTable(TableMachine):
    """Half of the roulette machine: everything but the meaning of the wheel's lines."""

    _may_be_entered = UNREAD | {HoldCause.CAMERA_DISPUTE}

    def __init__(self, settings: RouletteSettings, memory: Memory | None = None) -> None:
        super().__init__(settings, Game.ROULETTE, memory or Memory())
        self._settings = settings
        self._wheel = WheelWatch(settings.silence_ns)
        self._spin: Spin | None = None
        self._opened_visit = 0
        self._ended_ns = 0

    # --- opening

    def _unready(self, at_ns: int) -> str | None:
        if self._wheel.blind(at_ns):
            return "the wheel is not heard"
        if self._wheel.broken:
            return "the wheel reports a fault or is switched off"
        if not self._wheel.is_in(WheelState.BEFORE_GAME, WheelState.PLACE_BETS):
            return "the wheel is not ready: wait until it asks for bets"
        return None

    def _device_opens(self, at_ns: int) -> bool:
        """Once per stay in state 2; again in the same stay only after a pause, and never on a wheel that fails to launch."""
        if not self._wheel.is_in(WheelState.PLACE_BETS):
            return False
        rested = at_ns >= self._ended_ns + self._settings.gap_ns
        fails = WheelWarning.FAILED_LAUNCH in self._wheel.warning
        return self._wheel.visit != self._opened_visit or (rested and not fails)

    def _opened(self, at_ns: int) -> None:
        if (status := self._wheel.status) is None:
            return
        self._opened_visit = self._wheel.visit
        self._spin = Spin(status.spin, self._settings.wheel, self._wheel.visit)
        self._plan_launch(at_ns)

    def _plan_launch(self, at_ns: int) -> None:
        if self._settings.launch_after_ns is not None:
            self._timers.set(Timer.LAUNCH, at_ns + self._settings.launch_after_ns)

    def _closed(self, at_ns: int) -> None:
        self._await_launch(at_ns)

    def _ended(self, at_ns: int) -> None:
        self._spin, self._ended_ns = None, at_ns

    def _line(self, change: DeviceUp | DeviceDown) -> None:
        if change.device == self._settings.device and isinstance(change, DeviceDown):
            self._wheel.lose()

    # --- the ball

    def _runs(self, at_ns: int, evidence_ns: int, cause: CloseCause, step: Step) -> None:
        """The ball is out: the window closes, the clock of the spin starts."""
        if self._day.bets_open:
            opened_ns = self._day.round.opened_ns if self._day.round else evidence_ns
            self._close_bets(max(evidence_ns, opened_ns), cause)
        self._timers.stop(Timer.LAUNCH, Timer.NO_PROGRESS)
        if not self._timers.runs(Timer.RESULT):
            self._timers.set(Timer.RESULT, at_ns + self._settings.result_timeout_ns)
        if self._spin is not None and not self._spin.running:
            self._spin.running = True
            self._thrown_anew(at_ns)
        self._show(Phase.SPINNING)
        self._once(at_ns, step)

    def _await_launch(self, at_ns: int) -> None:
        if self._spin is not None:
            self._spin.running = False
        if not self._day.bets_open:
            self._timers.stop(Timer.RESULT)
            self._timers.set(Timer.NO_PROGRESS, at_ns + self._settings.result_timeout_ns)
            self._show(Phase.BETS_CLOSED)

    def _pending(self, at_ns: int) -> None:
        self._timers.stop(Timer.LAUNCH, Timer.NO_PROGRESS)
        if not self._timers.runs(Timer.RESULT):
            self._timers.set(Timer.RESULT, at_ns + self._settings.result_timeout_ns)
        self._show(Phase.RESULT_PENDING)
        self._once(at_ns, Step.RESULT_PENDING)

    # --- time

    def _timer(self, timer: Timer, at_ns: int) -> None:
        match timer:
            case Timer.LAUNCH:
                self._launch(at_ns)
            case Timer.NO_PROGRESS | Timer.RESULT:
                self._timed_out(timer, at_ns)

    def _launch(self, at_ns: int) -> None:
        """``*u 1``, again while the wheel neither answers nor throws: a launch takes up to 8.5 s."""
        spin = self._spin
        if spin is None or spin.launches >= MAX_LAUNCHES or self._day.held:
            return
        if self._wheel.is_in(WheelState.BEFORE_GAME, WheelState.PLACE_BETS) and not self._wheel.blind(at_ns):
            spin.launches += 1
            self._day.order(self._settings.device, WheelOrder.START_GAME)
        self._timers.set(Timer.LAUNCH, at_ns + RELAUNCH_NS)

    def _timed_out(self, timer: Timer, at_ns: int) -> None:
        finding = self._spin.reading.now.finding if self._spin else Finding.NOTHING
        if finding is not Finding.NOTHING:
            detail = "the number was seen once and nobody has confirmed it: compare with the wheel"
            self._hold(at_ns, HoldCause.RESULT_NOT_CONFIRMED, detail)
        elif self._wheel.blind(at_ns):
            self._hold(
                at_ns, HoldCause.DEVICE_LOST_MID_ROUND, "the wheel has not been heard since the bets closed"
            )
        elif timer is Timer.NO_PROGRESS:
            self._void(at_ns, VoidCause.LAUNCH_TIMED_OUT, BOARD, "the wheel did not launch the ball in time")
        else:
            self._void(at_ns, VoidCause.WHEEL_STOPPED, BOARD, "the wheel gave no number in time")

    # --- holding, voiding, going on

    def _hold(self, at_ns: int, cause: HoldCause, detail: str, close: CloseCause = CloseCause.HOLD) -> None:
        self._timers.stop(Timer.BETTING, Timer.LAUNCH, Timer.NO_PROGRESS, Timer.RESULT)
        self._day.hold(at_ns, cause, detail, close)

    def _voiding(self) -> None:
        ordered = self._spin is not None and self._spin.launches > 0
        if self._wheel.is_in(*IN_PLAY) or (ordered and self._wheel.is_in(WheelState.PLACE_BETS)):
            self._day.order(self._settings.device, WheelOrder.VOID_GAME)

    def _cannot_resume(self, at_ns: int) -> str | None:
        running = self._day.round
        if self._spin is None or running is None or running.hold not in RESUMABLE:
            return "after this hold the round can't go on: void it"
        if self._spin.reading.now.finding is Finding.AGREED:
            return None
        if self._wheel.blind(at_ns) or self._wheel.broken:
            return "the wheel is not heard or reports a fault: repair it first, or void the round"
        return None

    def _resume(self, order: Ordered) -> None:
        self._day.release(order.at_ns, order.by, order.reason, Phase.BETS_CLOSED)
        if self._wheel.is_in(*IN_PLAY):
            self._timers.set(Timer.RESULT, order.at_ns + self._settings.result_timeout_ns)
            self._show(Phase.SPINNING)
        else:
            self._await_launch(order.at_ns)
            self._plan_launch(order.at_ns)
        self._weigh(order.at_ns)

    @override
    def _cannot_enter(self, order: Ordered) -> str | None:
        entries = entries_of(order)
        if len(entries) != 1 or entries[0][0] != POCKET:
            return f"a spin has one pocket: enter it as {POCKET}"
        pocket = entries[0][1]
        kind = self._settings.wheel
        return None if has_pocket(kind, pocket) else f"{pocket} is no pocket of the {kind.value} wheel"

    @override
    def _seen_by_camera(self, order: Ordered) -> bool:
        """What the wheel has said once is a reading too: where it says otherwise, or contradicts itself, it takes two."""
        return self._undisputed(order) and super()._seen_by_camera(order)

    def _undisputed(self, order: Ordered) -> bool:
        """The wheel, as far as it was heard, is still at this spin and has named no other pocket."""
        if self._spin is None or self._wheel.status is None:
            return False
        reading = self._spin.reading
        if reading.now.finding not in (Finding.NOTHING, Finding.PENDING):
            return False
        named = all(pocket == (reading.now.pocket or pocket) for _, pocket in entries_of(order))
        return named and self._wheel.status.spin == reading.spin

    def _left_behind(self) -> bool:
        if not self._wheel.is_in(WheelState.PLACE_BETS):
            return False
        return self._spin is None or self._wheel.visit != self._spin.visit

    def _show(self, phase: Phase) -> None:
        if self._day.round is not None and not self._day.held:
            self._day.round.phase = phase

    def _once(self, at_ns: int, step: Step) -> None:
        if self._spin is not None and self._spin.first_time(step):
            self._day.step(at_ns, step)

    @abstractmethod
    def _weigh(self, at_ns: int) -> None:
        """Act on what the readings of the spin come to."""
