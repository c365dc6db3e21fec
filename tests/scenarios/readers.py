"""Rounds at tables with a line reader, and a dealer who looks at the layout before confirming. Several tables are played at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hardware.sim.control import ControlRefused
from hardware.sim.demo.floor_plan import DemoTable
from hardware.sim.demo.public_api import Answer
from schemas.envelope import Event
from tests.scenarios.conftest import opened
from tests.scenarios.one_round import ENDS, Lonely
from tests.scenarios.players import OPEN, Guest
from tests.scenarios.studio import await_, devices

PRESS_MS = 60
LOOK_S = 0.03
AGAIN_S = 1.0
"""A second press of the same key closes a window that is open and not yet seen here."""
PATIENCE_S = 3.0
"""After a deal: a supervisor who was called before it, by a crowded machine, must not void what is being read now."""
LINE_END = b"\r\n".hex()
CALLED = "floor.supervisor.called.v1"
READINGS = frozenset(f"floor.round.{kind}.v1" for kind in ("card", "dice", "segment"))
TRIES, CAME_LATE = 3, frozenset({"too_late", "bets_closed"})
UNDER_WAY = frozenset({"bets_closed", "dealing", "result_pending", "held"})


@dataclass(frozen=True, slots=True)
class Hand:
    """What is staked at a table, what will come there, and what that pays."""

    bet: dict[str, Any]
    readings: tuple[str, ...]
    returned: int


@dataclass(frozen=True, slots=True)
class End:
    """Outcome, held or voided; of the last two, the cause."""

    how: str
    cause: str = ""


@dataclass
class ReaderTable:
    """One table, its player and its dealer. ``hands`` gives the hand of each round by its number; ``released``: so many holds of the
    round have ended; ``lines``: what was told of its lines before the last trouble; ``pressed``, ``dealt``: when it last wanted a round, and dealt, monotonic seconds."""

    at: Lonely
    hands: Callable[[int], Hand]
    number: int = 0
    round_id: str = ""
    hand: Hand = field(init=False)
    released: int = 0
    confirms: bool = True
    lines: int = 0
    pressed: float = 0.0
    dealt: float = 0.0

    @property
    def table(self) -> DemoTable:
        return self.at.table

    # --- a round, step by step: the other tables play between the steps

    def open(self) -> None:
        """The layout is cleared, a round opens, and its bet is placed: in another round where a crowded machine was too slow for the window."""
        self.number += 1
        self.hand, self.released = self.hands(self.number), 0
        self._leave_nothing()
        for _ in range(TRIES):
            self._start_clean()
            await_(self._opens, f"a new round at {self.table.id}: {self._seen()}", step_s=LOOK_S)
            answer = self.bet()
            if answer.error not in CAME_LATE:
                break
            self._void("nobody has a bet in it")
        assert answer.error is None, answer

    def _leave_nothing(self) -> None:
        """A test that failed may have left a round behind."""
        seen = self._seen()
        if seen.get("phase") in UNDER_WAY:
            self.round_id = str(seen["round_id"])
            self._void("left over")

    def bet(self) -> Answer:
        """Hand in the round's bet."""
        return self.at.guest.bet(self.table.id, self.round_id, self.hand.bet)

    def _opens(self) -> bool:
        seen = self._seen()
        if seen.get("phase") in OPEN and seen["round_id"] != self.round_id:
            self.round_id = str(seen["round_id"])
            return True
        if time.monotonic() - self.pressed > AGAIN_S:
            self.at.studio.press(self.table, "open", low_ms=PRESS_MS)
            self.pressed = time.monotonic()
        return False

    def _start_clean(self) -> None:
        """Nothing is left of the round before: no card to come, no fault, no half a line."""
        for order in ({"do": "clear"}, {"do": "forget"}, {"do": "say", "hex": LINE_END}):
            self._all(**order)

    def rig(self) -> None:
        """The hand of this round will come."""
        for reading in self.hand.readings:
            self._all(do="next", reading=reading)

    def close(self) -> None:
        """Wait for the end of the window."""
        self.at.await_closed(self.round_id)

    def deal(self) -> None:
        """Deal, roll or spin."""
        self._all(do="deal")
        self.dealt = time.monotonic()

    def tend(self) -> bool:
        """Do what a dealer would do now; True when the round has ended or is held."""
        if self._ends():
            return True
        seen, layout = self._seen(), self.at.studio.order(self.table, do="state")
        if seen.get("round_id") != self.round_id:
            return False
        if seen["phase"] == "result_pending":
            self._confirm_or_void(seen, layout)
        elif self._nothing_comes():
            self._void("nothing is read any more")
        elif layout["again"] and not layout["dealing"]:
            self._again()
        return False

    def _nothing_comes(self) -> bool:
        """The board has called since it last read anything, and what was dealt had its time."""
        facts = reversed([fact.type for fact in self.at.facts(self.round_id)])
        last = next((kind for kind in facts if kind == CALLED or kind in READINGS), None)
        return last == CALLED and time.monotonic() - self.dealt > PATIENCE_S

    def _confirm_or_void(self, seen: dict[str, Any], layout: dict[str, Any]) -> None:
        shown = [reading for place in seen["cards"].values() for reading in place]
        if shown != layout["laid"]:
            self._void("what lies there is not what was read")
        elif self.confirms and not layout["dealing"]:
            self.at.studio.press(self.table, "confirm", low_ms=PRESS_MS)

    def _again(self) -> None:
        try:
            self.deal()
        except ControlRefused:
            return

    def _void(self, reason: str) -> None:
        self.at.pit_boss.post(f"/floor/rounds/{self.round_id}/void", json={"reason": reason})

    def end(self) -> End:
        """How the round ended, and why. Its money must have been paid as the hand has it, or have gone back."""
        last = self._ends()[0]
        how = last.type.split(".")[2]
        if how == "outcome":
            self.at.settled(self.round_id, self.hand.returned)
            return End(how)
        if how == "held":
            self._void("held")
        self.at.refunded(self.round_id)
        return End(how, str(last.data["cause"]))

    def _ends(self) -> list[Event]:
        return [fact for fact in self.at.facts(self.round_id) if fact.type in ENDS][self.released :]

    def release(self) -> None:
        """The held round goes on: a pit boss says so."""
        answer = self.at.pit_boss.post(f"/floor/tables/{self.table.id}/release", json={"reason": "seen to"})
        assert answer.is_success, answer.text
        self.at.studio.await_fact(self.table, "round.released", round_id=self.round_id)
        self.released += 1

    # --- hands and eyes

    def order(self, device: DemoTable | None = None, **order: Any) -> None:
        """To the table's own reader, or to the second one."""
        self.at.studio.order(device or self.table, **order)

    def unplug(self, for_s: float | None = None) -> None:
        """The line is pulled; it comes back by itself after ``for_s``, if given."""
        self.lines = len(self.at.studio.facts(self.table, "device.changed"))
        self.order(do="unplug", for_s=for_s)

    def await_line(self, condition: str) -> None:
        """Since it was unplugged."""

        def changed() -> bool:
            changes = self.at.studio.facts(self.table, "device.changed")[self.lines :]
            return any(fact.data["condition"] == condition for fact in changes)

        await_(changed, f"the line {condition} at {self.table.id}")

    def _seen(self) -> dict[str, Any]:
        return self.at.guest.table(self.table.id)

    def _all(self, **order: Any) -> None:
        """To every reader of this table."""
        for device in devices(self.table):
            self.at.studio.order(device, **order)


def play(tables: Sequence[ReaderTable], break_it: Callable[[ReaderTable], None]) -> dict[str, End]:
    """One round at each table, broken before its cards are dealt; how each ended, by its game."""
    for table in tables:
        table.open()
        table.rig()
        break_it(table)
    for table in tables:
        table.close()
    for table in tables:
        table.deal()
    return ended(tables)


def ended(tables: Sequence[ReaderTable]) -> dict[str, End]:
    """Work at the tables until each round has ended."""
    rounds = [table.round_id for table in tables]
    await_(lambda: tend(tables), f"the end of {rounds}", step_s=LOOK_S)
    return {table.table.game: table.end() for table in tables}


def tend(tables: Sequence[ReaderTable]) -> bool:
    """Do what is to be done now at each table; True when every round has ended or is held."""
    have_ended = [table.tend() for table in tables]
    return all(have_ended)


@contextmanager
def reader_tables(
    folder: Path, *plans: tuple[DemoTable, Callable[[int], Hand]]
) -> Iterator[list[ReaderTable]]:
    """A studio with these tables, a player at each."""
    with ExitStack() as stack:
        studio = stack.enter_context(opened(folder, *(table for table, _ in plans)))
        pit_boss = stack.enter_context(studio.pit_boss())
        tables = []
        for table, hands in plans:
            guest = Guest(studio, f"{table.game}-player")
            stack.callback(guest.close)
            tables.append(ReaderTable(Lonely(studio, table, guest, pit_boss), hands))
        yield tables
