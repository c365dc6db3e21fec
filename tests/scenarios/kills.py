"""Something dies just when a table is in the middle of it: a hand is asked, a multiplier has come, bets stay. Kills and starts again; judges nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Any

import httpx

from hardware.sim.demo.pit_boss import PitBoss
from tests.scenarios.floor_plan import MULTIPLIERS, PIT_BOSS, SEATS, STAYING
from tests.scenarios.players import OPEN, Crowd, Guest, seat_token
from tests.scenarios.quick_dealer import ROLLING, QuickDealer
from tests.scenarios.studio import FaultStudio, await_

LOOK_S, PATIENCE_S = 0.02, 60.0
SEATS_A_TABLE, DEPOSIT_MINOR = 3, 100_000
HAND_WAITS_S = 2.5
"""Longer than a board waits for a decision at ``SEATS``."""
STAYS = tuple({"type": "place", "sel": sel, "stake": 600} for sel in (6, 8, 9))
Seen = dict[str, Any]


class Moment(Enum):
    """In the middle of what."""

    DEALING = "cards are dealt to the seats"
    INSURANCE = "insurance is offered"
    TURN = "a hand is asked"
    DEALER = "the dealer draws"
    MULTIPLIER = "a multiplier has come, the wheel is to be spun again"
    ROLLING = "dice roll while bets stay"
    BETTING = "bets are open while bets stay"


TABLE_OF = {
    Moment.DEALING: SEATS,
    Moment.INSURANCE: SEATS,
    Moment.TURN: SEATS,
    Moment.DEALER: SEATS,
    Moment.MULTIPLIER: MULTIPLIERS,
    Moment.ROLLING: STAYING,
    Moment.BETTING: STAYING,
}


def is_now(moment: Moment, seen: Seen) -> bool:
    """Whether a table's snapshot shows it; whether bets stay, it does not show."""
    phase, question, cards = seen.get("phase"), seen.get("question"), seen.get("cards", {})
    match moment:
        case Moment.DEALING:
            return phase == "dealing" and not question and 0 < sum(map(len, cards.values())) < 4
        case Moment.INSURANCE | Moment.TURN:
            return question is not None and question["kind"] == moment.name.lower()
        case Moment.DEALER:
            shown = cards.get("dealer", [])
            return (
                not question
                and len(shown) >= 2
                and "??" not in shown
                and phase in ("dealing", "result_pending")
            )
        case Moment.MULTIPLIER:
            stops = cards.get("wheel", [])
            return phase in ROLLING and bool(stops) and stops[-1].endswith("x")
        case Moment.ROLLING:
            return phase in ROLLING
        case Moment.BETTING:
            return phase in OPEN


class Victim(Enum):
    """What dies."""

    AGENT = "the table's agent"
    BOOKS = "the edge's books alone"
    FRONT = "the edge's front alone"
    EDGE = "the whole edge"
    BROKER = "the broker"
    BROKER_FOR_LONG = "the broker, and a hand waits in vain for what was decided"


Plan = list[tuple[Moment, Victim]]


@dataclass
class Killer:
    """Kills by plan, whatever moment of it comes first. ``done`` is what was struck. Has bets that stay itself."""

    studio: FaultStudio
    plan: Plan
    rng: Random
    done: Plan = field(default_factory=list)
    bet_in: str = ""

    def __post_init__(self) -> None:
        self.eyes = Guest(self.studio, "the-killer", DEPOSIT_MINOR)

    def run(self) -> None:
        """Until the plan is done.

        Raises:
            AssertionError: a moment never came.
        """
        give_up = time.monotonic() + PATIENCE_S
        while self.plan:
            assert time.monotonic() < give_up, f"these never came: {self.plan}; {self._looks()}"
            struck = next((each for each in self.plan if self._is_now(each[0])), None)
            if struck is None:
                time.sleep(LOOK_S)
                continue
            self.plan.remove(struck)
            self.kill(*struck)
            give_up = time.monotonic() + PATIENCE_S
        self.studio.await_edge()
        self.eyes.close()

    @property
    def acknowledged(self) -> dict[str, int]:
        """Its own bets, as they were answered."""
        return self.eyes.acknowledged

    def _is_now(self, moment: Moment) -> bool:
        try:
            seen = self.eyes.table(TABLE_OF[moment].id)
            if TABLE_OF[moment] is STAYING:
                self._bet(seen)
                return is_now(moment, seen) and self._something_stays(seen)
            return is_now(moment, seen)
        except httpx.HTTPError:
            return False

    def _bet(self, seen: Seen) -> None:
        """Once in each round: these stay until they win, or a seven comes."""
        if seen.get("phase") in OPEN and seen["round_id"] != self.bet_in:
            self.bet_in = str(seen["round_id"])
            self.eyes.bet(STAYING.id, self.bet_in, *STAYS)

    def _something_stays(self, seen: Seen) -> bool:
        mine: Any = self.eyes.client.get("/api/v1/me/bets?limit=10").json()
        return any(bet["status"] == "accepted" and bet["round_id"] != seen["round_id"] for bet in mine)

    def _looks(self) -> list[Seen]:
        return [
            {
                name: seen.get(name)
                for name in ("table", "phase", "round_id", "hold", "next", "question", "carried")
            }
            for seen in (self.eyes.table(table.id) for table in self.studio.tables)
        ]

    def kill(self, moment: Moment, victim: Victim) -> None:
        """Kill it and start it again."""
        self.done.append((moment, victim))
        match victim:
            case Victim.AGENT:
                table = TABLE_OF[moment]
                self.studio.part(table.id).kill()
                self.studio.start_agent(table)
            case Victim.BOOKS:
                self.studio.kill_books_only()
            case Victim.FRONT:
                self.studio.kill_front_only()
            case Victim.EDGE:
                self.studio.part("edge").kill()
            case Victim.BROKER | Victim.BROKER_FOR_LONG:
                self.studio.part("broker").kill()
                time.sleep(HAND_WAITS_S if victim is Victim.BROKER_FOR_LONG else self.rng.uniform(0.0, 0.5))
                self.studio.start_broker()
        if victim in (Victim.BOOKS, Victim.FRONT, Victim.EDGE):
            time.sleep(self.rng.uniform(0.0, 0.3))
            self.studio.start_edge()


def everything() -> Plan:
    """Every victim in every moment."""
    return [(moment, victim) for moment in Moment for victim in Victim]


def settled(studio: FaultStudio) -> dict[str, int]:
    """How many rounds of each table the cloud knows to be paid."""
    told = [each["table"] for each in studio.edge_events("edge.round_settled")]
    return {table.id: told.count(table.id) for table in studio.tables}


def await_rounds(studio: FaultStudio, more: int = 1) -> None:
    """Every table plays on."""
    before = settled(studio)

    def all_went_on() -> bool:
        return all(count >= before[table] + more for table, count in settled(studio).items())

    await_(all_went_on, f"rounds at every table after the last kill: {before}", PATIENCE_S)


@contextmanager
def played_on(
    studio: FaultStudio, rng: Random, patience_s: float = 0.0, voids: float = 0.0
) -> Iterator[tuple[Crowd, PitBoss]]:
    """Dealer, players and a pit boss at every table, who comes ``patience_s`` after a round was held, and voids rather than releases so often."""
    crowd, eyes = Crowd(studio, SEATS_A_TABLE, DEPOSIT_MINOR), seat_token(studio, "the-eye", 1)
    tables, password = [table.id for table in studio.tables], studio.passwords[PIT_BOSS]
    pit_boss = PitBoss(studio.url, tables, PIT_BOSS, password, eyes, patience_s, voids)
    with QuickDealer(studio, rng).dealing(), pit_boss.at_work(), crowd.playing():
        yield crowd, pit_boss
