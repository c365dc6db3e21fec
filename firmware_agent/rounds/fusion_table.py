"""A table's camera beside its sensor, round after round: hears every fact and every word of the camera, tells what they came to. Holds no round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from firmware_agent.rounds.fusion import NO_PICTURE, advice, spot_of, tellable
from firmware_agent.rounds.fusion_count import CountedRound
from firmware_agent.rounds.fusion_round import RoundFusion
from firmware_agent.rounds.fusion_standing import Standing
from firmware_agent.rounds.machine import SightMemory
from firmware_agent.rounds.settings import CameraOnly, SightSettings
from firmware_agent.rounds.table_day import TableDay
from hardware.sight_signals import CameraSaw
from schemas.causes import Step
from schemas.facts import (
    CardDealt,
    DiceRolled,
    Fact,
    HandDecided,
    RoundClosed,
    RoundHeld,
    RoundOpened,
    RoundOutcome,
    RoundRespun,
    RoundStep,
    RoundVoided,
    SegmentStopped,
)
from schemas.games.blackjack_hand import Action
from schemas.games.deal import Spot
from schemas.readings import laid
from schemas.sight import SightMode
from schemas.sight_facts import RoundSeen

MOST_TOLD = 40
"""Positions in one fact: it stays far below what a message may be."""
MOST_LATE = 40
"""Facts about a round that is over; what comes after them is counted only."""
TELL_GAP_NS = 1_000_000_000
"""How the camera counts is told no more often than that."""


class FusionTable:
    """``round`` is the running one; None between rounds, and of a round that an earlier run of the agent left."""

    def __init__(self, settings: SightSettings, day: TableDay, memory: SightMemory) -> None:
        self.settings, self._day = settings, day
        self.standing = Standing(settings, memory)
        self.round: CountedRound | None = None
        self.lost = True
        """Nobody looks: not yet since the agent began, or no more."""
        self._last: CountedRound | None = None
        self._last_ends_ns = 0
        self._late_facts = 0
        self._standing_ns = -TELL_GAP_NS
        day.listener = self._hear

    # --- the camera speaks

    def saw(self, at_ns: int, word: CameraSaw) -> None:
        """One word. It may be about the round that has just ended: then it is counted and told, and a supervisor is called if it differs."""
        if not tellable(word):
            return
        self.standing.read_by(word)
        if self.round is not None and not self._is_late(word):
            if self.round.see(self.round.heard(word, self.standing.reader)):
                self._note(at_ns, self.round)
        elif self._last is not None and word.at_ns <= self._last_ends_ns:
            ours = self._last.reader.is_same(self.standing.reader)
            self._late(at_ns, self._last, word if ours else advice(word))

    def _is_late(self, word: CameraSaw) -> bool:
        """It names the round before the running one; an unnamed word belongs to the running one."""
        last = self._last
        return self.round is None or (last is not None and word.round_id == last.round_id)

    def _late(self, at_ns: int, ended: CountedRound, word: CameraSaw) -> None:
        if not ended.see(word):
            return
        differing, more = ended.new_differences(), ended.new_surplus()
        self.standing.count(ended.new_agreements() + differing, differing)
        if self._late_facts < MOST_LATE:
            self._late_facts += self._tell(at_ns, ended, whole=False)
        if (differing or more) and ended.mode is SightMode.ON:
            said = f"after the result of {ended.round_id} {self.in_words(ended, spot_of(word))}"
            self._day.call_supervisor(at_ns, said[:500])

    def _note(self, at_ns: int, running: CountedRound) -> None:
        """In shadow a difference counts when it is first seen; in mode ON a person decides about it, and one that arises in a hold is told at once."""
        if running.mode is SightMode.SHADOW:
            differing = running.new_differences()
            self.standing.count(differing, differing)
        elif self._day.held and running.new_doubts():
            self._tell(at_ns, running, whole=False)

    # --- the table speaks

    def sense(self, at_ns: int, spot: Spot, value: str) -> None:
        """The table's own device says what lies there."""
        if self.round is not None:
            self.round.sense(at_ns, spot, value)
            self._note(at_ns, self.round)

    def _hear(self, at_ns: int, fact: Fact) -> None:
        match fact:
            case RoundOpened():
                mode, sees = self.standing.mode, self.settings.sees
                self.round = CountedRound(sees, mode, fact.round_id, at_ns, self.standing.reader)
            case _ if self.round is None:
                return
            case RoundClosed():
                self.round.closed(at_ns)
            case RoundRespun() | RoundStep(step=Step.THROW_BEGUN):
                self.round.afresh(at_ns)
            case HandDecided(action=Action.SPLIT):
                self.round.split(at_ns, f"seat-{fact.seat}", fact.hand)
            case CardDealt() | DiceRolled() | SegmentStopped():
                self.sense(at_ns, *laid(fact))
            case RoundHeld():
                self._tell(at_ns, self.round, whole=True)
            case RoundOutcome() | RoundVoided():
                self._ended(at_ns, self.round)

    def _ended(self, at_ns: int, ended: CountedRound) -> None:
        self._tell(at_ns, ended, whole=False)
        self.standing.count(ended.new_agreements())
        if ended.mode is SightMode.ON:
            ended.new_differences()
        ended.new_surplus()
        self.round, self._last, self._late_facts = None, ended, 0
        self._last_ends_ns = at_ns + self.settings.wait_ns

    def _tell(self, at_ns: int, of: CountedRound, whole: bool) -> int:
        """How many facts it took."""
        news = of.news(whole)
        for start in range(0, len(news), MOST_TOLD):
            fact = RoundSeen(
                round_id=of.round_id,
                mode=of.mode,
                calibration=of.reader.calibration,
                model=of.reader.model,
                positions=tuple(news[start : start + MOST_TOLD]),
            )
            self._day.say(at_ns, fact)
        return -(-len(news) // MOST_TOLD)

    def tell_standing(self, at_ns: int, by: str = "board", reason: str = "") -> None:
        """Say how the camera counts, where that has changed; of what changes faster than it may be told, the latest."""
        if not reason and at_ns < self._standing_ns + TELL_GAP_NS:
            return
        news = self.standing.news(by, reason)
        if news is not None:
            self._standing_ns = at_ns
            self._day.say(at_ns, news)

    # --- what it comes to

    @property
    def decides(self) -> CountedRound | None:
        """The running round, where the camera's word is needed."""
        return self.round if self.round is not None and self.round.mode is SightMode.ON else None

    def suffices(self, entries: Iterable[tuple[Spot, str]]) -> bool:
        """One person may enter these: the camera read every one of them, surely, and every other place as the sensor did."""
        running = self.decides
        trusted = self.standing.mode is SightMode.ON and self.settings.camera_only is CameraOnly.PERSON
        if running is None or not trusted or running.missing or running.disputes:
            return False
        return all(running.alone(spot, value) for spot, value in entries)

    def dispute(self, of: RoundFusion, spots: Sequence[Spot]) -> str:
        """What differs there, as a sentence for people."""
        more = f", and {len(spots) - 3} more" if len(spots) > 3 else ""
        return "; ".join(self.in_words(of, spot) for spot in spots[:3]) + more

    def in_words(self, of: RoundFusion, spot: Spot) -> str:
        """Both words on one place."""
        sensor, camera = of.both(spot)
        entered = of.said(spot)
        if entered is not None:
            return f"the camera sees {camera} at {spot}, {entered[1]} alone has entered {entered[0]}"
        said = f"says {sensor}" if sensor else "has read nothing there"
        return f"the camera sees {camera} at {spot}, the {self.settings.sensor} {said}"

    def unseen(self, of: RoundFusion) -> str:
        """Where the camera says nothing, and why, as a sentence for people."""
        spots = of.missing
        more = f" and {len(spots) - 3} more" if len(spots) > 3 else ""
        return "the camera can't see " + ", ".join(self._why(of, spot) for spot in spots[:3]) + more

    def _why(self, of: RoundFusion, spot: Spot) -> str:
        reasons = (NO_PICTURE,) if self.lost else of.reasons(spot)
        return f"{spot} ({', '.join(reasons[:2])})" if reasons else str(spot)
