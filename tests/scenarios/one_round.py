"""One bet in one round while something goes wrong, and how that round ended. For tables that a test has to itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from hardware.sim.demo.floor_plan import DemoTable
from hardware.sim.demo.notebook import Notebook
from schemas.envelope import Event
from tests.scenarios.conftest import opened
from tests.scenarios.players import OPEN, Guest
from tests.scenarios.studio import FaultStudio, await_

ENDS = ("floor.round.outcome.v1", "floor.round.voided.v1", "floor.round.held.v1")


@dataclass
class Lonely:
    """A studio with one table, its one player and its pit boss."""

    studio: FaultStudio
    table: DemoTable
    guest: Guest
    pit_boss: httpx.Client
    notes: Notebook = field(default_factory=Notebook)

    def bet(self, *bets: dict[str, Any]) -> str:
        """Wait for an open round and stake on it; its id. A round that an earlier test has left held is voided first."""
        for _ in range(10):
            await_(self._takes_bets, f"an open round at {self.table.id}")
            round_id = str(self.guest.table(self.table.id)["round_id"])
            if self.guest.bet(self.table.id, round_id, *bets).error is None:
                return round_id
        raise AssertionError(f"no bet was accepted in ten rounds at {self.table.id}")

    def _takes_bets(self) -> bool:
        seen = self.guest.table(self.table.id)
        if seen.get("phase") == "held":
            void = f"/floor/rounds/{seen['round_id']}/void"
            self.pit_boss.post(void, json={"reason": "left from another test"})
        return seen.get("phase") in OPEN

    def order(self, **order: Any) -> None:
        """Through the device's back door."""
        self.studio.order(self.table, **order)

    def facts(self, round_id: str, kind: str = "") -> list[Event]:
        """What the board said of this round."""
        return [fact for fact in self.studio.facts(self.table, kind) if fact.data.get("round_id") == round_id]

    def await_step(self, round_id: str, step: str) -> None:
        self.studio.await_fact(self.table, "round.step", round_id=round_id, step=step)

    def await_closed(self, round_id: str) -> Event:
        return self.studio.await_fact(self.table, "round.closed", round_id=round_id)

    def ending(self, round_id: str) -> tuple[str, dict[str, Any]]:
        """The first of outcome, voided, held: its name and its data."""
        found: list[Event] = []

        def ended() -> bool:
            found.extend(fact for fact in self.facts(round_id) if fact.type in ENDS)
            return bool(found)

        await_(ended, f"an end of {round_id}; so far {[fact.type for fact in self.facts(round_id)]}")
        return found[0].type.split(".")[2], found[0].data

    def held(self, round_id: str) -> str:
        """It must be held; the cause."""
        how, data = self.ending(round_id)
        assert how == "held", (how, data)
        self.guest.await_phase(self.table.id, "held")
        return str(data["cause"])

    def refunded(self, round_id: str) -> None:
        """The stake came back in full, and the round ended void."""
        await_(lambda: self.last_bet()["status"] == "voided", f"the refund of {round_id}: {self.last_bet()}")
        last = self.last_bet()
        assert (last["round_id"], last["returned"]) == (round_id, last["staked"])

    def void_and_refund(self, round_id: str) -> None:
        """The pit boss ends a held round: the stake comes back."""
        answer = self.pit_boss.post(f"/floor/rounds/{round_id}/void", json={"reason": "looked at the table"})
        assert answer.status_code == 200, answer.text
        self.refunded(round_id)
        self.studio.await_fact(self.table, "round.voided", round_id=round_id)

    def settled(self, round_id: str, returned: int) -> None:
        """The round was paid."""
        await_(
            lambda: self.last_bet()["status"] == "settled", f"the settlement of {round_id}: {self.last_bet()}"
        )
        last = self.last_bet()
        assert (last["round_id"], last["returned"]) == (round_id, returned)

    def last_bet(self) -> dict[str, Any]:
        """How the newest placement stands."""
        return self.guest.placement(list(self.guest.acknowledged)[-1])


@contextmanager
def lonely(folder: Path, table: DemoTable) -> Iterator[Lonely]:
    """A studio with only that table."""
    with opened(folder, table) as studio, studio.pit_boss() as pit_boss:
        guest = Guest(studio, "anna")
        try:
            yield Lonely(studio, table, guest, pit_boss, Notebook(acknowledged=guest.acknowledged))
        finally:
            guest.close()
