"""The one door to a result where a camera sees the table too: confirms when the camera says the same everywhere, waits for it, asks the dealer, or holds.

With the camera in mode ON, for the places that a result rests on:

    both everywhere                     -> outcome; sources and "camera"
    a difference, at any time           -> HELD CAMERA_DISPUTE; releasing it says that the sensor is right
    a card where no sensor read one     -> the same
    nothing said yet                    -> RESULT_PENDING for wait_ns since the sensor's reading; at once when nobody looks
    nothing said after that             -> on_abstain "sensor": outcome;  "dealer": the confirm key -> outcome with "dealer"
                                           nobody confirms for result_timeout -> HELD RESULT_NOT_CONFIRMED

In shadow, and without a camera, the sensors' result stands at once.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from typing_extensions import override

from firmware_agent.rounds.fusion_round import ONLY_BOTH, WITH_A_PERSON, RoundFusion
from firmware_agent.rounds.fusion_table import FusionTable
from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.noticing import Noticing
from firmware_agent.rounds.round_life import RoundLife
from firmware_agent.rounds.settings import DaySettings, OnAbstain
from firmware_agent.rounds.timers import Timer
from hardware.orders import Ordered
from hardware.sight_signals import CameraNoticed, CameraSaw
from hardware.signals import DeviceDown, DeviceUp, Signal
from schemas.causes import CloseCause, HoldCause, Step
from schemas.games.deal import Spot
from schemas.games.outcomes import GameOutcome
from schemas.games.wheels import RotorDirection
from schemas.phases import Game, Phase
from schemas.sight import Notice
from schemas.sight_facts import TableNoticed

CAMERA, DEALER, PERSON = "camera", "dealer", "person"
UNNAMED = "the order does not say which hold it answers (hold_ns): nobody decides about a difference that he was not shown"
HELD_ANEW = "the order is about another hold than the one that the round is under now: look at it first"


@dataclass(frozen=True, slots=True)
class Ready:
    """A result that the sensors have come to."""

    outcome: GameOutcome
    sources: tuple[str, ...]
    shown: str
    direction: RotorDirection | None


class SightedLife(RoundLife):
    """``RoundLife`` with the camera's word before every result."""

    def __init__(self, settings: DaySettings, game: Game, memory: Memory) -> None:
        super().__init__(settings, game, memory)
        self._now_ns = 0
        self._sight_memory = memory.sight
        sight = settings.sight
        self._fusion = None if sight is None else FusionTable(sight, self._day, memory.sight)
        self._awaiting: Ready | None = None
        self._compared_by: tuple[str, ...] = ()
        """Who has looked at the table for this result: the dealer by key, or the people who entered it."""
        self._noticing = Noticing()
        self._vouched: tuple[str, ...] = ()
        """Who entered something in this round: one person beside the camera, or two people."""
        self._mixed = False
        """Some places rest on one person, others on two: the result says no more than one, and calls no camera its witness."""

    # --- the door

    @override
    def _confirm(
        self,
        at_ns: int,
        outcome: GameOutcome,
        sources: tuple[str, ...],
        shown: str,
        direction: RotorDirection | None = None,
    ) -> None:
        self._awaiting = Ready(outcome, sources, shown, direction)
        self._weigh_sight(at_ns)

    def _weigh_sight(self, at_ns: int) -> None:
        """Act on what sensor and camera have come to."""
        if self._day.round is None or self._day.held:
            self._forget_result()
            return
        weighed = None if self._fusion is None else self._fusion.decides
        if weighed is None or self._fusion is None:
            self._stands(at_ns, ())
        elif weighed.disputes or (self._awaiting is not None and weighed.surplus):
            self._hold_dispute(at_ns, self._fusion, weighed)
        elif self._awaiting is not None:
            self._wait_or_stand(at_ns, self._awaiting, self._fusion, weighed)

    def _hold_dispute(self, at_ns: int, fusion: FusionTable, weighed: RoundFusion) -> None:
        asked = weighed.ask(finished=self._awaiting is not None)
        self._forget_result()
        detail = f"{fusion.dispute(weighed, asked)}: wait for the pit boss"
        self._hold(at_ns, HoldCause.CAMERA_DISPUTE, detail[:500])

    def _wait_or_stand(self, at_ns: int, ready: Ready, fusion: FusionTable, weighed: RoundFusion) -> None:
        until_ns = weighed.since_ns + fusion.settings.wait_ns
        if not weighed.missing:
            self._stands(at_ns, self._camera_sources(weighed))
        elif at_ns < until_ns and not fusion.lost:
            self._timers.set(Timer.SIGHT, until_ns)
            self._await_word(at_ns)
        elif fusion.settings.on_abstain is OnAbstain.SENSOR or DEALER in ready.sources or self._compared_by:
            self._stands(at_ns, ())
        else:
            self._timers.stop(Timer.SIGHT)  # nobody looks any more, or long enough: the dealer need not wait
            self._await_word(at_ns)

    def _camera_sources(self, weighed: RoundFusion) -> tuple[str, ...]:
        if weighed.decided_by_person and not self._vouched:
            return (PERSON,)
        if self._mixed or (self._vouched and PERSON not in self._vouched):
            return ()  # what two people entered needs no camera: it is no witness of that place
        return (CAMERA,) if weighed.borne_out(WITH_A_PERSON if PERSON in self._vouched else ONLY_BOTH) else ()

    def _stands(self, at_ns: int, more: tuple[str, ...]) -> None:
        ready = self._awaiting
        if ready is None:
            return
        sources = tuple(dict.fromkeys((*ready.sources, *more, *self._compared_by, *self._vouched)))
        self._result_stands()
        self._forget_result()
        super()._confirm(at_ns, ready.outcome, sources, ready.shown, ready.direction)

    def _await_word(self, at_ns: int) -> None:
        """The round shows that its result is pending; the patience for it runs from now."""
        self._timers.stop(Timer.LAUNCH, Timer.NO_PROGRESS)
        if not self._timers.runs(Timer.RESULT):
            self._timers.set(Timer.RESULT, at_ns + self._common.result_timeout_ns)
        if self._day.round is not None and self._day.phase is not Phase.RESULT_PENDING:
            self._day.round.phase = Phase.RESULT_PENDING
            self._day.step(at_ns, Step.RESULT_PENDING)

    def _forget_result(self) -> None:
        self._awaiting, self._compared_by = None, ()
        self._timers.stop(Timer.SIGHT)

    @property
    def _waits(self) -> bool:
        """A result is there, and the camera's word is not."""
        return self._awaiting is not None and self._day.round is not None and not self._day.held

    @override
    def _rest(self, at_ns: int) -> None:
        self._forget_result()
        self._vouched, self._mixed = (), False
        super()._rest(at_ns)

    def _confirm_key(self, at_ns: int) -> None:
        """The dealer has compared: for a result that waits for the camera, or as the game says."""
        if self._waits:
            self._compared_by = (DEALER,)
            self._weigh_sight(at_ns)
        else:
            self._confirmed_by_dealer(at_ns)

    @override
    def _run_out(self, timer: Timer, at_ns: int) -> None:
        if timer is Timer.SIGHT:
            self._weigh_sight(at_ns)
        elif timer is Timer.RESULT and self._waits and self._fusion is not None:
            self._hold(
                at_ns, HoldCause.RESULT_NOT_CONFIRMED, f"{self._seeing()}, and nobody has confirmed"[:500]
            )
        else:
            super()._run_out(timer, at_ns)

    # --- for people, and by people

    def _seeing(self) -> str:
        """What the camera lacks, for the dealer; empty where nothing waits for it."""
        fusion = self._fusion
        if fusion is None or fusion.decides is None or not self._waits:
            return ""
        return fusion.unseen(fusion.decides)

    def _sight_guidance(self) -> str:
        lack = self._seeing()
        if not lack:
            return ""
        return f"{lack}: wait" if self._timers.runs(Timer.SIGHT) else f"{lack}: compare and confirm"

    def _released(self, order: Ordered) -> None:
        """A named person lets the round go on; of a dispute it says that the sensor is right."""
        held = self._day.round.hold if self._day.round else None
        if held is HoldCause.CAMERA_DISPUTE and self._fusion is not None and self._fusion.round is not None:
            self._difference_decided(self._fusion.round)
        self._resume(order)

    def _difference_decided(self, disputed: RoundFusion) -> None:
        """A named person has decided what the round was held for."""
        disputed.decide()

    def _held_anew(self, order: Ordered) -> str | None:
        """Why an order to release, pressed twice or told late, isn't about this hold: nobody has seen it yet. None if it can be."""
        running = self._day.round
        if running is None:
            return None
        if order.hold_ns is None:
            return UNNAMED if running.hold is HoldCause.CAMERA_DISPUTE else None
        return None if order.hold_ns == running.held_ns else HELD_ANEW

    def _sensed_at(self, at_ns: int, spot: Spot, value: str) -> None:
        """A reading that no fact of its own tells (a wheel's pocket)."""
        if self._fusion is not None:
            self._fusion.sense(at_ns, spot, value)

    def _thrown_anew(self, at_ns: int) -> None:
        """A ball or dice are on their way: pictures from before show what lay there."""
        if self._fusion is not None and self._fusion.round is not None:
            self._fusion.round.afresh(at_ns)

    def _unsaid(self, spot: Spot) -> None:
        """What was read there, and the result that rests on it, do not count: the same bets are played again."""
        self._forget_result()
        if self._fusion is not None and self._fusion.round is not None:
            self._fusion.round.forget(spot)

    def _played_again(self, at_ns: int) -> None:
        """The next game has begun: pictures from now on say nothing about this round."""
        if self._fusion is not None and self._fusion.round is not None:
            self._fusion.round.gone(at_ns)

    def _seen(self, signal: CameraSaw | CameraNoticed) -> None:
        """The camera speaks. Its word is stamped with its picture, which is older than what was heard meanwhile: it counts from now."""
        if isinstance(signal, CameraNoticed):
            self._noticed(self._now_ns, signal)
        elif self._fusion is not None:
            self._fusion.saw(self._now_ns, signal)

    def _noticed(self, at_ns: int, noticed: CameraNoticed) -> None:
        """Tell people; the camera's notice closes and holds nothing."""
        try:
            what, round_id = Notice(noticed.what), self._day.round_id
            fact = TableNoticed(
                what=what, detail=noticed.detail[:500], round_id=round_id, still=noticed.still
            )
        except ValueError:
            return
        if not self._noticing.may_tell(round_id, what):
            return
        self._day.say(at_ns, fact)
        if what is Notice.CARD_BEFORE_CLOSE:
            self._day.call_supervisor(
                at_ns, f"the camera noticed a card before the close: {noticed.detail}"[:500]
            )

    def _eyes(self, change: DeviceUp | DeviceDown) -> None:
        """Whether anybody looks."""
        if of_camera(change) and self._fusion is not None:
            self._fusion.lost = isinstance(change, DeviceDown)

    def _tell_sight(self, at_ns: int) -> None:
        if self._fusion is not None:
            self._fusion.tell_standing(at_ns)

    def _explain_objection(self, order: Ordered) -> str | None:
        if self._fusion is None:
            return "no camera reads this table"
        if not self._fusion.standing.unexplained:
            return "nothing is unexplained"
        return None if order.reason.strip() else "say what explains the differences"

    def _explain(self, order: Ordered) -> None:
        if self._fusion is not None:
            self._fusion.standing.explain()
            self._fusion.tell_standing(order.at_ns, order.by, order.reason)

    # --- what a game fills in

    def _result_stands(self) -> None:
        """The result counts from now: what it leaves to the next round."""

    @abstractmethod
    def _hold(self, at_ns: int, cause: HoldCause, detail: str, close: CloseCause = CloseCause.HOLD) -> None:
        """The round waits for a human."""


def of_camera(signal: Signal) -> bool:
    """The camera's own word, or that of its coming and going."""
    match signal:
        case CameraSaw() | CameraNoticed():
            return True
        case DeviceUp() | DeviceDown():
            return signal.device == CAMERA
    return False
