"""A pit boss at tables where rounds wait for each other: resolves what is held, oldest first, and returns bets that stay when the board
and the books disagree about what they depend on. Works through the edge's pages alone, and waits when there is no edge."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from hardware.clock import Clock, SystemClock
from hardware.sim.demo.public_api import answer_of

ROUNDS, LOOK_S, LEAVES_WITHIN_S = 20, 0.1, 20.0
GO_ON = ("edge:edge_restarted", "edge:earlier_round_open")


@dataclass(slots=True)
class PitBoss:
    """``token`` is a player's, for a look at the rounds. Comes ``after_s`` a round was held; meanwhile the table may go on.
    ``voids``: how often, of 1, what might go on is voided. ``did`` counts what was done: void, release, return_carried."""

    url: str
    tables: Sequence[str]
    name: str
    password: str
    token: str
    after_s: float = 0.0
    voids: float = 0.0
    rng: Random = field(default_factory=lambda: Random(1))
    did: Counter[str] = field(default_factory=Counter)
    clock: Clock = field(default_factory=SystemClock)
    _since_ns: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def at_work(self) -> Iterator[Counter[str]]:
        """Between entry and exit."""
        stop = threading.Event()
        thread = threading.Thread(target=self._work, args=(stop,), name="pit boss")
        thread.start()
        try:
            yield self.did
        finally:
            stop.set()
            thread.join(LEAVES_WITHIN_S)

    def _work(self, stop: threading.Event) -> None:
        player = {"Authorization": f"Bearer {self.token}"}
        with (
            httpx.Client(base_url=self.url, timeout=5.0, headers={"Origin": self.url}) as browser,
            httpx.Client(base_url=self.url, timeout=5.0, headers=player) as eyes,
        ):
            while not stop.wait(LOOK_S):
                try:
                    self._look(eyes, browser)
                except httpx.HTTPError:
                    continue

    def _look(self, eyes: httpx.Client, browser: httpx.Client) -> None:
        for table in self.tables:
            answer = answer_of(eyes.get(f"/api/v1/rounds?table={table}&limit={ROUNDS}"))
            rounds: Any = [] if answer.error else answer.body
            held = [found for found in reversed(rounds) if found["phase"] == "held"]
            if held and self._has_waited(held[0]["round_id"]):
                for each in held:
                    self._resolve(table, each, browser)

    def _has_waited(self, round_id: str) -> bool:
        now_ns = self.clock.monotonic_ns()
        return now_ns - self._since_ns.setdefault(round_id, now_ns) >= self.after_s * 1e9

    def _resolve(self, table: str, held: dict[str, Any], browser: httpx.Client) -> None:
        """Whether a roll counts that the table made without knowing of a restart: yes. What else is in doubt is void."""
        cause, this_round = str(held["held_cause"]), f"/floor/rounds/{held['round_id']}"
        if cause in GO_ON and self.rng.random() >= self.voids and self._did(browser, f"{this_round}/release"):
            return
        if cause == "edge:carried_differs":
            self._did(browser, f"/floor/tables/{table}/return_carried")
        self._did(browser, f"{this_round}/void")

    def _did(self, browser: httpx.Client, path: str) -> bool:
        done = self._post(browser, path).is_success
        self.did[path.rpartition("/")[2]] += done
        return done

    def _post(self, browser: httpx.Client, path: str) -> httpx.Response:
        """Signs in when the edge does not know this browser."""
        form = {"reason": "checked by hand"}
        answer = browser.post(path, json=form)
        if answer.status_code != httpx.codes.UNAUTHORIZED:
            return answer
        browser.post("/login", data={"name": self.name, "password": self.password})
        return browser.post(path, json=form)
