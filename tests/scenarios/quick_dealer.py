"""A dealer who is quicker than a person: looks at each table's snapshot, deals, draws, spins again, confirms what lies as it is shown.

Waits while the edge is away. Decides nothing about held rounds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from hardware.sim.control import ControlClient, ControlRefused
from hardware.sim.demo.floor_plan import LAMPS, DemoTable
from schemas.phases import Game
from tests.scenarios.players import OPEN, Guest
from tests.scenarios.studio import FaultStudio

LOOK_S, PRESS_MS = 0.03, 60
AFTER_CLOSE_S = 0.15
"""The edge closes a little before the board: a card before that would hold the round."""
ACE_CHANCE, MULTIPLIER_CHANCE = 0.6, 0.6
ROLLING = ("bets_closed", "dealing", "spinning")


@dataclass(slots=True)
class Mind:
    """What the dealer knows of a table's round: since when bets are closed, whether it was dealt, which card was drawn last."""

    round_id: str | None = None
    closed_s: float | None = None
    dealt: bool = False
    drawn: str = ""


@dataclass
class QuickDealer:
    """Works at every table of a studio. An ace shows (``aces``, of 1) and multipliers come more often than by chance."""

    studio: FaultStudio
    rng: Random
    aces: float = ACE_CHANCE
    aces_left: int = 16
    eyes: Guest = field(init=False)
    minds: dict[str, Mind] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.eyes = Guest(self.studio, "the-dealer", deposit=1)

    @contextmanager
    def dealing(self) -> Iterator[None]:
        """Deals between entry and exit."""
        stop = threading.Event()
        thread = threading.Thread(target=self._run, args=(stop,), name="quick dealer")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(20)
            self.eyes.close()

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(LOOK_S):
            for table in self.studio.tables:
                try:
                    self._tend(table, self.eyes.table(table.id))
                except (httpx.HTTPError, OSError, ControlRefused):
                    continue

    def _tend(self, table: DemoTable, seen: dict[str, Any]) -> None:
        mind = self.minds.setdefault(table.id, Mind())
        if seen.get("round_id") != mind.round_id:
            mind = self.minds[table.id] = Mind(seen.get("round_id"))
            self.studio.order(table, do="clear")
        if seen.get("phase") in ROLLING:
            mind.closed_s = mind.closed_s or time.monotonic()
            if time.monotonic() - mind.closed_s > AFTER_CLOSE_S:
                self._go_on(table, mind, seen)
        elif seen.get("phase") == "result_pending":
            self._confirm(table, seen)
        elif self._board_goes_on(table, seen):
            self._play_out(table, mind, seen)
        elif seen.get("phase") not in OPEN:
            self._fresh_shoe(table)

    def _board_goes_on(self, table: DemoTable, seen: dict[str, Any]) -> bool:
        """The red lamp burns: the table does not know that its round is void, or held by the edge."""
        by_edge = (seen.get("hold") or {}).get("by") == "edge"
        if seen.get("phase") != "cancelled" and not (seen.get("phase") == "held" and by_edge):
            return False
        with ControlClient(self.studio.folder.pins(table)) as pins:
            burns: int = pins.ask(read=LAMPS["red"])["state"]
        return burns == 1 and Game(table.game) is not Game.BLACKJACK

    def _play_out(self, table: DemoTable, mind: Mind, seen: dict[str, Any]) -> None:
        layout = self.studio.order(table, do="state")
        if mind.dealt and not layout["again"] and not layout["dealing"]:
            self.studio.press(table, "confirm", low_ms=PRESS_MS)
        else:
            self._go_on(table, mind, seen)

    def _go_on(self, table: DemoTable, mind: Mind, seen: dict[str, Any]) -> None:
        if Game(table.game) is Game.BLACKJACK:
            self._draw(table, mind, seen)
            return
        layout = self.studio.order(table, do="state")
        if layout["dealing"] or (mind.dealt and not layout["again"]):
            return
        if not mind.dealt and Game(table.game) is Game.MONEY_WHEEL and self.rng.random() < MULTIPLIER_CHANCE:
            self.studio.order(table, do="next", reading="2x")
        mind.dealt = True
        self.studio.order(table, do="deal")

    def _draw(self, table: DemoTable, mind: Mind, seen: dict[str, Any]) -> None:
        """A card that was drawn shows a moment later: until then it is not drawn again."""
        due = seen["next"]
        if not due or seen["question"] or due == mind.drawn:
            return
        if not mind.drawn and self.aces_left and self.rng.random() < self.aces:
            self._show_an_ace(table, len(seen["seats"]))
        mind.drawn = due
        self.studio.order(table, do="draw")

    def _show_an_ace(self, table: DemoTable, seats: int) -> None:
        """Decided in advance: a card to each seat, the dealer's is an ace. A shoe has so many that it does not run out of any."""
        suit = "SHDC"[self.aces_left % 4]
        self.aces_left -= 1
        for rank in (*[self.rng.choice("23456789TJQK") for _ in range(seats)], "A"):
            self.studio.order(table, do="next", reading=f"{rank}{suit}")

    def _confirm(self, table: DemoTable, seen: dict[str, Any]) -> None:
        shown = [reading for place in seen["cards"].values() for reading in place]
        layout = self.studio.order(table, do="state")
        if sorted(shown) == sorted(layout["laid"]) and not layout["dealing"]:
            self.studio.press(table, "confirm", low_ms=PRESS_MS)

    def _fresh_shoe(self, table: DemoTable) -> None:
        """After the cut card, between two rounds; the dealer declares it."""
        if table.declares_shoe and self.studio.order(table, do="state")["cut_card_out"]:
            self.studio.order(table, do="new_shoe")
            self.studio.press(table, "release", low_ms=1300)
