"""What a demo player at a blackjack table sees, and how they write down bets and decisions and what became of them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.public_api import Answer, Body


class Counter(Protocol):
    """Where bets and decisions are handed in: REST or a socket."""

    async def place(self, placement: Body) -> Answer:
        """Place bets."""

    async def cancel(self, bet_id: str) -> Answer:
        """Take a placement back."""

    async def decide(self, decision: Body) -> Answer:
        """Say what a hand does."""


@dataclass(slots=True)
class Sight:
    """What a player sees of the round that is on, and what is their own in it: seat -> main stake."""

    round_id: str
    taken: set[int] = field(default_factory=set)
    cards: dict[str, list[str]] = field(default_factory=dict)
    mine: dict[int, int] = field(default_factory=dict)
    early: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Pen:
    """``lost``: reasons for a refusal that count as well when processes are killed on purpose, and questions with them."""

    notes: Notebook
    rng: Random
    lost: tuple[str, ...] = ()

    async def either(self, what: str, asked: Awaitable[Answer], placement: Body, *codes: str) -> bool:
        """Accepted, or refused for one of the reasons that another player may have given."""
        answer = await asked
        if answer.error is None:
            self.notes.accepted(placement["bet_id"], answer)
            return True
        self.notes.expect_refusal(what, answer, "insufficient_funds", *codes, *self.lost)
        return False

    async def pause(self, least_s: float, most_s: float) -> None:
        """A player thinks."""
        await asyncio.sleep(self.rng.uniform(least_s, most_s))

    def placement(self, sight: Sight, *bets: Body) -> Body:
        """A placement with an id of its own."""
        return {"bet_id": self._new_id(), "round_id": sight.round_id, "bets": list(bets)}

    def decision(self, sight: Sight, seat: int, hand: int, action: str | None, **more: Any) -> Body:
        """A decision with an id of its own; None takes an early one back."""
        said = {"decision_id": self._new_id(), "round_id": sight.round_id, "seat": seat, "hand": hand}
        return {
            **said,
            "action": action,
            **{name: value for name, value in more.items() if value is not None},
        }

    def _new_id(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
