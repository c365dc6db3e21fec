"""Roulette on an automatic wheel (Cammegh SS2). Never names a pocket that the wheel has not said twice; in doubt it holds the round.

Legal moves of a round, by the wheel's state digit and the spin counter it opened with:

    window open    3, 4            -> the window closes at once, as evidence; the spin goes on
                   5               -> HELD NUMBER_BEFORE_CLOSE
                   a bare number   -> the window closes at once; HELD NUMBER_BEFORE_CLOSE, unless the wheel's next line still
                                      says 2 for the same spin: then the number was noise, and a supervisor is called
                   another spin    -> HELD UNEXPECTED_SPIN (on two lines in a row)
    waiting        2               -> launch; after result_timeout without 3 or 4: VOID LAUNCH_TIMED_OUT
                   3, 4            -> SPINNING
    SPINNING       2               -> the launch failed and the wheel retries: waiting again (seen with warn 8)
                   3 with warn 2   -> no spin: VOID BALL_WITH_ROTOR, or a re-spin, as the settings say
                   4 with warn 1, or 7, for more than 5 s -> VOID BALL_LOST
                   result_timeout  -> VOID WHEEL_STOPPED (the wheel stops itself at 75 s)
    any            readings agree  -> outcome, at the line that made them agree (spin_reading.py)
                   disagree        -> HELD SOURCES_DISAGREE;  counter moved otherwise -> HELD RESULT_MISSING
                   warn 4 or 6     -> HELD DEVICE_FAULT, unless the readings have agreed: then that result stands
                   a timer runs out while the wheel is not seen -> HELD DEVICE_LOST_MID_ROUND, never void

A lost line to the wheel alone changes nothing: when the wheel is back, its state and counter say what may be recovered. If the
window was open and the ball is already running then, it closed when the wheel was last seen in state 2. Rotor speed decides nothing.
"""

from __future__ import annotations

from typing_extensions import override

from firmware_agent.rounds.entering import entries_of
from firmware_agent.rounds.machine import WheelOrder
from firmware_agent.rounds.roulette_spin import BALL_LOST_NS, LINES_APART_NS, Spin
from firmware_agent.rounds.roulette_table import IN_PLAY, POCKET, RouletteTable
from firmware_agent.rounds.settings import Confirm, NoSpin
from firmware_agent.rounds.sighted_life import DEALER
from firmware_agent.rounds.spin_reading import Finding, Reading, next_spin
from firmware_agent.rounds.table_machine import BOARD
from firmware_agent.rounds.timers import Timer
from firmware_agent.rounds.wheel_watch import in_words
from hardware.orders import Ordered
from hardware.signals import Signal, WheelNumber, WheelReply, WheelState, WheelStatus, WheelWarning
from schemas.causes import CloseCause, DeviceCondition, HoldCause, RespinCause, Step, VoidCause
from schemas.facts import RoundRespun
from schemas.games.roulette import RouletteOutcome
from schemas.games.wheels import RotorDirection


class RouletteMachine(RouletteTable):
    """The rounds of one wheel; see the table at the top of this file."""

    # --- the wheel speaks

    def _sensed(self, signal: Signal) -> None:
        match signal:
            case WheelStatus(device=self._settings.device):
                self._status(signal)
            case WheelNumber(device=self._settings.device):
                self._number(signal)
            case WheelReply(device=self._settings.device):
                self._reply(signal)

    def _reply(self, reply: WheelReply) -> None:
        if self._spin is None or not reply.text.startswith("*u "):
            return
        if reply.text == "*u OK" and not self._spin.launch_heard:
            self._spin.launch_heard = True
            self._timers.stop(Timer.LAUNCH)
            self._day.step(reply.at_ns, Step.LAUNCHING)
        elif reply.text == "*u NO" and not self._spin.launch_heard:
            self._day.call_supervisor(reply.at_ns, "the wheel refuses to start the game (*u NO)")

    def _number(self, bare: WheelNumber) -> None:
        spin = self._spin
        if spin is None or spin.restart_awaited:
            return
        if self._day.bets_open:
            self._number_while_open(bare, spin)
            return
        status = self._wheel.status
        if status is None or status.spin != spin.reading.spin:
            return
        if status.state in (WheelState.NO_MORE_BETS, WheelState.WINNING_NUMBER):
            spin.reading.number(bare)
            if not self._day.held:
                self._once(bare.at_ns, Step.NUMBER_SEEN)
                self._weigh(bare.at_ns)

    def _number_while_open(self, bare: WheelNumber, spin: Spin) -> None:
        waits = self._wheel.is_in(WheelState.PLACE_BETS, WheelState.BEFORE_GAME)
        if waits and not self._wheel.blind(bare.at_ns):
            spin.early_number = bare.pocket
            self._close_bets(bare.at_ns, CloseCause.NUMBER_SEEN)
        else:
            self._hold_early(bare.at_ns, bare.pocket)

    def _hold_early(self, at_ns: int, pocket: str) -> None:
        detail = f"the wheel sent the number {pocket} before bets were closed"
        self._hold(at_ns, HoldCause.NUMBER_BEFORE_CLOSE, detail, CloseCause.NUMBER_SEEN)

    def _status(self, status: WheelStatus) -> None:
        evidence_ns = self._wheel.seen_ns if self._wheel.lost else status.at_ns
        warned = self._wheel.warning
        self._wheel.see(status)
        self._tell_warning(status.at_ns, warned)
        spin = self._spin
        if spin is None:
            return
        agreed = spin.reading.now.finding is Finding.AGREED
        if status.spin != spin.reading.spin and status.state in IN_PLAY and not spin.restart_awaited:
            self._played_again(status.at_ns)
        if self._day.held:
            if not spin.restart_awaited:
                spin.reading.status(status)
        elif agreed:
            self._read(status, spin)
        elif not self._stops_here(status, spin):
            self._same_spin(status, spin, evidence_ns)
            self._read(status, spin)

    def _tell_warning(self, at_ns: int, before: WheelWarning) -> None:
        now = self._wheel.warning
        if now != before:
            condition = DeviceCondition.FAULT if now else DeviceCondition.CLEARED
            self._day.device(at_ns, self._settings.device, condition, in_words(now or before))

    def _stops_here(self, status: WheelStatus, spin: Spin) -> bool:
        """Whether this line is dealt with: a fault, a number too early, or a wheel that has yet to restart."""
        if self._wheel.broken:
            what = in_words(status.warning) or "it has closed itself"
            self._hold(status.at_ns, HoldCause.DEVICE_FAULT, f"the wheel stopped in mid-round: {what}")
            return True
        if spin.early_number is not None and self._early_number_judged(status, spin):
            return True
        return spin.restart_awaited and not self._restarted(status, spin)

    def _early_number_judged(self, status: WheelStatus, spin: Spin) -> bool:
        pocket, spin.early_number = spin.early_number or "", None
        if status.spin == spin.reading.spin and status.state in (
            WheelState.PLACE_BETS,
            WheelState.BEFORE_GAME,
        ):
            said = f"the wheel sent {pocket} while it was still waiting for the launch: disregarded, bets stay closed"
            self._day.call_supervisor(status.at_ns, said)
            return False
        self._hold_early(status.at_ns, pocket)
        return True

    def _restarted(self, status: WheelStatus, spin: Spin) -> bool:
        """After a no spin the old ball may still run out; the next stay in state 2 is the re-spin."""
        if status.state is not WheelState.PLACE_BETS:
            return False
        if status.spin not in (spin.reading.spin, next_spin(spin.reading.spin)):
            return False
        spin.restart(status.spin, self._settings.wheel)
        self._await_launch(status.at_ns)
        self._plan_launch(status.at_ns)
        return True

    # --- the spin that the round is about

    def _same_spin(self, status: WheelStatus, spin: Spin, evidence_ns: int) -> None:
        if status.spin != spin.reading.spin:
            return
        if status.state in (WheelState.BALL_IN_RIM, WheelState.NO_MORE_BETS):
            spin.direction = RotorDirection[status.direction.name]
        match status.state:
            case WheelState.BEFORE_GAME | WheelState.PLACE_BETS if spin.running:
                self._await_launch(status.at_ns)
            case WheelState.BALL_IN_RIM:
                self._runs(status.at_ns, evidence_ns, CloseCause.BALL_IN_RIM, Step.BALL_IN_RIM)
                if WheelWarning.BALL_WITH_ROTOR in status.warning:
                    self._no_spin(status.at_ns, spin)
            case WheelState.NO_MORE_BETS | WheelState.BALL_NOT_IN_TRACK:
                self._runs(status.at_ns, evidence_ns, CloseCause.NO_MORE_BETS, Step.NO_MORE_BETS)
                self._ball_lost(status, spin)
            case WheelState.WINNING_NUMBER if self._day.bets_open:
                self._hold_early(status.at_ns, status.last or "?")

    def _no_spin(self, at_ns: int, spin: Spin) -> None:
        if self._settings.no_spin is NoSpin.VOID or spin.respins >= self._settings.max_respins:
            self._void(at_ns, VoidCause.BALL_WITH_ROTOR, BOARD, "no spin: the ball ran with the rotor")
        elif self._day.round_id is not None:
            spin.respins += 1
            spin.no_spin(self._settings.wheel)
            self._unsaid(POCKET)
            self._day.say(at_ns, RoundRespun(round_id=self._day.round_id, cause=RespinCause.BALL_WITH_ROTOR))
            self._day.order(self._settings.device, WheelOrder.VOID_GAME)
            self._await_launch(at_ns)

    def _ball_lost(self, status: WheelStatus, spin: Spin) -> None:
        gone = (
            WheelWarning.BALL_NOT_DETECTED in status.warning or status.state is WheelState.BALL_NOT_IN_TRACK
        )
        if not gone or spin.reading.now.finding is not Finding.NOTHING:
            spin.ball_lost_ns = None
        elif spin.ball_lost_ns is None or status.at_ns - spin.ball_lost_seen_ns > LINES_APART_NS:
            spin.ball_lost_ns = status.at_ns
        elif status.at_ns - spin.ball_lost_ns > BALL_LOST_NS:
            self._void(
                status.at_ns, VoidCause.BALL_LOST, BOARD, "the wheel has lost the ball for more than 5 s"
            )
        spin.ball_lost_seen_ns = status.at_ns

    # --- the result

    def _read(self, status: WheelStatus, spin: Spin) -> None:
        if self._spin is not spin or self._day.held:
            return
        spin.reading.status(status)
        if self._day.bets_open:
            if spin.reading.now.finding is not Finding.NOTHING:
                detail = (
                    f"the wheel is at spin {status.spin}, but bets were taken for spin {spin.reading.spin}"
                )
                self._hold(status.at_ns, HoldCause.UNEXPECTED_SPIN, detail, CloseCause.NUMBER_SEEN)
            return
        self._weigh(status.at_ns)

    def _weigh(self, at_ns: int) -> None:
        if self._spin is None:
            return
        reading = self._spin.reading.now
        if reading.finding is Finding.AGREED:
            self._sensed_at(at_ns, POCKET, reading.pocket)
        match reading.finding:
            case Finding.PENDING:
                self._pending(at_ns)
            case Finding.AGREED if self._settings.confirm is Confirm.DEALER:
                self._pending(at_ns)
            case Finding.AGREED:
                self._result(at_ns, reading, reading.sources)
            case Finding.DISAGREE:
                self._hold(at_ns, HoldCause.SOURCES_DISAGREE, reading.detail)
            case Finding.LOST:
                self._hold(at_ns, HoldCause.RESULT_MISSING, reading.detail)

    def _result(self, at_ns: int, reading: Reading, sources: tuple[str, ...]) -> None:
        self._sensed_at(at_ns, POCKET, reading.pocket)
        self._tell(at_ns, reading.pocket, sources)

    def _tell(self, at_ns: int, pocket: str, sources: tuple[str, ...]) -> None:
        direction = self._spin.direction if self._spin is not None else None
        self._confirm(at_ns, RouletteOutcome(pocket=pocket), sources, pocket, direction)

    @override
    def _lay_entered(self, order: Ordered) -> None:
        """People name the pocket; the wheel is a source where it named the same."""
        ((_, pocket),) = entries_of(order)
        reading = self._spin.reading.now if self._spin is not None else Reading()
        self._confirmed_by_people()
        self._tell(order.at_ns, pocket, reading.sources if reading.pocket == pocket else ())

    def _confirmed_by_dealer(self, at_ns: int) -> None:
        if self._settings.confirm is not Confirm.DEALER or self._spin is None or self._day.held:
            return
        reading = self._spin.reading.now
        still_running = self._wheel.is_in(*IN_PLAY) and reading.finding is Finding.PENDING
        if reading.finding in (Finding.AGREED, Finding.PENDING) and not still_running:
            self._result(at_ns, reading, (*reading.sources, DEALER))
