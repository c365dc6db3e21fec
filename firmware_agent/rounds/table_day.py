"""The rounds of one table, one after the other, and every fact about them. Knows no game and no device: it refuses only the impossible.

A round is opened once, closed once, and ends once: with its outcome or void. Closing comes before everything else that ends or
holds a round, so whoever listens always sees the window close first.

    (none) --open--> BETS_OPEN --close--> BETS_CLOSED .. SPINNING | DEALING .. RESULT_PENDING --confirm--> (none)
                         any of these --hold--> HELD --release--> goes on
                         any of these --void--> (none)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from firmware_agent.rounds.machine import DeviceOrder, Memory, Output, Publish, Start, WheelOrder
from firmware_agent.rounds.settings import MS, DaySettings
from schemas.causes import CloseCause, DeviceCondition, HoldCause, Step, VoidCause
from schemas.facts import (
    DeviceChanged,
    Fact,
    RoundClosed,
    RoundHeld,
    RoundOpened,
    RoundOutcome,
    RoundReleased,
    RoundStep,
    RoundVoided,
    SupervisorCalled,
    TablePaused,
    TableResumed,
    TableStarted,
)
from schemas.games.outcomes import GameOutcome
from schemas.games.wheels import RotorDirection
from schemas.phases import Game, Phase

SHOWN_RESULTS = 20


@dataclass(slots=True)
class Round:
    """The round that is running. ``hold`` is set exactly while ``phase`` is HELD; ``held_ns`` is when the last one began, as its fact says."""

    round_id: str
    opened_ns: int
    closes_ns: int
    bets_open: bool = True
    phase: Phase = Phase.BETS_OPEN
    hold: HoldCause | None = None
    held_ns: int = 0
    detail: str = ""


class TableDay:
    """The state that all games share. Every method appends to what ``take`` hands over."""

    def __init__(self, settings: DaySettings, game: Game, memory: Memory) -> None:
        self.settings, self.game = settings, game
        self.round: Round | None = None
        self.paused = memory.paused
        self.next_number = memory.next_round_number
        self.results: deque[str] = deque(maxlen=SHOWN_RESULTS)
        self.result_shown = False
        self._left_open = (memory.open_round_id, memory.bets_open)
        self._epoch = 0
        self._out: list[Output] = []
        self.listener: Callable[[int, Fact], None] | None = None
        """Hears every fact just before it is said."""

    def take(self) -> list[Output]:
        """Everything said since the last call."""
        out, self._out = self._out, []
        return out

    def say(self, at_ns: int, fact: Fact) -> None:
        """Publish ``fact`` as true since ``at_ns``."""
        if self.listener is not None:
            self.listener(at_ns, fact)
        self._out.append(Publish(at_ns, fact))

    def order(self, device: str, order: WheelOrder) -> None:
        """Ask ``device`` for something."""
        self._out.append(DeviceOrder(device, order))

    def start(self, start: Start) -> None:
        """The agent started; a round that it finds open is held (house rule: start-up and recovery are the same path)."""
        self._epoch = start.epoch
        mid_round, bets_open = self._left_open
        self.say(
            start.at_ns,
            TableStarted(
                game=self.game,
                firmware=start.firmware,
                config_hash=start.config_hash,
                mid_round=mid_round,
                rolled_back_from=start.rolled_back_from,
            ),
        )
        if self.paused:
            self.say(start.at_ns, TablePaused(by="board", reason="it was paused when the agent stopped"))
        if mid_round is not None:
            self.round = Round(mid_round, start.at_ns, start.at_ns, bets_open, Phase.BETS_CLOSED)
            self.hold(
                start.at_ns,
                HoldCause.AGENT_DIED_MID_ROUND,
                "the table's computer stopped in mid-round; what happened meanwhile was not seen: void this round",
            )

    def open(self, at_ns: int, carried: str | None = None) -> None:
        """A new round; bets are open until ``at_ns`` plus the betting time. ``carried``: what the last round left behind."""
        closes_ns = at_ns + self.settings.betting_ms * MS
        self.round = Round(f"{self.settings.table}-{self._epoch}-{self.next_number}", at_ns, closes_ns)
        self.next_number += 1
        self.result_shown = False
        self.say(
            at_ns,
            RoundOpened(
                round_id=self.round.round_id,
                game=self.game,
                betting_ms=self.settings.betting_ms,
                closes_ns=str(closes_ns),
                carried=carried,
            ),
        )

    def close(self, at_ns: int, cause: CloseCause) -> bool:
        """No bet counts from ``at_ns``. The first caller wins; False for all others."""
        running = self.round
        if running is None or not running.bets_open:
            return False
        running.bets_open = False
        if running.phase is Phase.BETS_OPEN:
            running.phase = Phase.BETS_CLOSED
        self.say(at_ns, RoundClosed(round_id=running.round_id, cause=cause, evidence=cause.is_evidence))
        return True

    def step(self, at_ns: int, step: Step) -> None:
        """Something visible happened in the round."""
        if self.round is not None:
            self.say(at_ns, RoundStep(round_id=self.round.round_id, step=step))

    def hold(self, at_ns: int, cause: HoldCause, detail: str, close: CloseCause = CloseCause.HOLD) -> None:
        """The round waits for a human; one hold at a time, the first says why."""
        running = self.round
        if running is None or running.hold is not None:
            return
        self.close(at_ns, close)
        running.phase, running.hold, running.detail = Phase.HELD, cause, detail
        running.held_ns = at_ns
        self.say(at_ns, RoundHeld(round_id=running.round_id, cause=cause, detail=detail))

    def release(self, at_ns: int, by: str, reason: str, phase: Phase) -> None:
        """A named human lets the held round go on in ``phase``."""
        running = self.round
        if running is None or running.hold is None:
            return
        running.phase, running.hold, running.detail = phase, None, ""
        self.say(at_ns, RoundReleased(round_id=running.round_id, by=by, reason=reason))

    def void(self, at_ns: int, cause: VoidCause, by: str, reason: str = "") -> None:
        """The round ends without a result."""
        running = self.round
        if running is None:
            return
        self.close(at_ns, CloseCause.VOID)
        self.say(at_ns, RoundVoided(round_id=running.round_id, cause=cause, by=by, reason=reason))
        self.round = None

    def confirm(
        self,
        at_ns: int,
        outcome: GameOutcome,
        sources: tuple[str, ...],
        shown: str,
        direction: RotorDirection | None = None,
    ) -> None:
        """The round ends with its result; ``shown`` is the result in a word, ``direction`` the rotor's."""
        running = self.round
        if running is None or running.bets_open or running.hold is not None:
            return
        self.say(
            at_ns,
            RoundOutcome(
                round_id=running.round_id,
                game=self.game,
                outcome=outcome,
                sources=sources,
                direction=direction,
            ),
        )
        self.results.append(shown)
        self.result_shown = True
        self.round = None

    def pause(self, at_ns: int, by: str, reason: str) -> None:
        """No new round opens; the running one finishes (GLI-19 4.15.1)."""
        if not self.paused:
            self.paused = True
            self.say(at_ns, TablePaused(by=by, reason=reason))

    def resume(self, at_ns: int, by: str) -> None:
        """Rounds may open again."""
        if self.paused:
            self.paused = False
            self.say(at_ns, TableResumed(by=by))

    def call_supervisor(self, at_ns: int, reason: str) -> None:
        """Somebody in charge should look."""
        self.say(at_ns, SupervisorCalled(reason=reason, round_id=self.round_id))

    def device(self, at_ns: int, device: str, condition: DeviceCondition, detail: str = "") -> None:
        """A device changed; ``detail`` is cut to what a fact may hold."""
        self.say(
            at_ns,
            DeviceChanged(device=device, condition=condition, detail=detail[:500], round_id=self.round_id),
        )

    @property
    def round_id(self) -> str | None:
        """The running round's id."""
        return self.round.round_id if self.round else None

    @property
    def phase(self) -> Phase:
        """The round's phase, or what the table shows between rounds."""
        if self.round is not None:
            return self.round.phase
        return Phase.RESULT_CONFIRMED if self.result_shown else Phase.IDLE

    @property
    def held(self) -> bool:
        """The running round waits for a human."""
        return self.round is not None and self.round.hold is not None

    @property
    def bets_open(self) -> bool:
        """The running round takes bets."""
        return self.round is not None and self.round.bets_open
