"""A pit boss at tables where rounds wait for each other: resolves what is held, oldest first, and returns bets that stay when the board
and the books disagree about what they depend on."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from hardware.sim.demo.public_api import answer_of
from tests.scenarios.players import LOOK_S, Guest
from tests.scenarios.studio import FaultStudio, await_

ROUNDS = 20
GO_ON = ("edge:edge_restarted", "edge:earlier_round_open")


@dataclass
class PitBoss:
    """Comes ``after_s`` a round was held; meanwhile the table may go on. ``voids``: how often, of 1, what might go
    on is voided. ``did`` counts what was done: void, release, return_carried."""

    studio: FaultStudio
    after_s: float = 0.0
    voids: float = 0.0
    did: Counter[str] = field(default_factory=Counter)
    since_s: dict[str, float] = field(default_factory=dict)
    rng: Random = field(default_factory=lambda: Random(1))

    @contextmanager
    def at_work(self) -> Iterator[Counter[str]]:
        """Between entry and exit."""
        stop, ready = threading.Event(), threading.Event()
        eyes = Guest(self.studio, "the-eye", deposit=1)

        def work() -> None:
            with self.studio.pit_boss() as browser:
                ready.set()
                while not stop.wait(LOOK_S):
                    try:
                        self._look(eyes, browser)
                    except httpx.HTTPError:
                        continue

        thread = threading.Thread(target=work, name="pit boss")
        thread.start()
        await_(ready.is_set, "the pit boss")
        try:
            yield self.did
        finally:
            stop.set()
            thread.join(20)
            eyes.close()

    def _look(self, eyes: Guest, browser: httpx.Client) -> None:
        for table in self.studio.tables:
            answer = answer_of(eyes.client.get(f"/api/v1/rounds?table={table.id}&limit={ROUNDS}"))
            rounds: Any = [] if answer.error else answer.body
            held = [found for found in reversed(rounds) if found["phase"] == "held"]
            if held and self._has_waited(held[0]["round_id"]):
                for each in held:
                    self._resolve(table.id, each, browser)

    def _has_waited(self, round_id: str) -> bool:
        return time.monotonic() - self.since_s.setdefault(round_id, time.monotonic()) >= self.after_s

    def _resolve(self, table: str, held: dict[str, Any], browser: httpx.Client) -> None:
        """Whether a roll counts that the table made without knowing of a restart: yes. What else is in doubt is void."""
        cause, this_round = str(held["held_cause"]), f"/floor/rounds/{held['round_id']}"
        if cause in GO_ON and self.rng.random() >= self.voids and self._did(browser, f"{this_round}/release"):
            return
        if cause == "edge:carried_differs":
            self._did(browser, f"/floor/tables/{table}/return_carried")
        self._did(browser, f"{this_round}/void")

    def _did(self, browser: httpx.Client, path: str) -> bool:
        done = browser.post(path, json={"reason": "checked by hand"}).is_success
        self.did[path.rpartition("/")[2]] += done
        return done
