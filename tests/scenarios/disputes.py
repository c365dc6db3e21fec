"""Rounds that are disputed between a wheel and its lying camera: what dies in the middle, and who decides. Judges nothing but that nothing was paid before."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Any

import httpx

from tests.scenarios.lying_camera import LIED_TO, SECOND_PERSON, LyingStudio
from tests.scenarios.players import OPEN, Guest
from tests.scenarios.studio import NeverCame, await_

COMES_S, LOOKS_S, TRIES = 30.0, 20.0, 3
HOLD = re.compile(r'data-hold="([0-9-]+)"')
BET: dict[str, Any] = {"type": "straight", "sel": ["17"], "stake": 100}
ENDS = ("round.outcome", "round.voided")


class Struck(Enum):
    """What dies."""

    AGENT = "the table's agent"
    SIGHT = "the process that looks"
    BOOKS = "the edge's books alone"
    FRONT = "the edge's front alone"
    BROKER = "the broker"


class When(Enum):
    """In which part of a dispute."""

    OPEN = "while it is open"
    DECIDING = "while the pit boss decides"
    DECIDED = "just after he decided"
    BY_HAND = "between the two people who enter a result"


Blow = tuple[When, Struck]


@dataclass
class Strikes:
    """One round after the other, each disputed. ``ended``: how each ended in the books."""

    studio: LyingStudio
    rng: Random
    rounds: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.guest = Guest(self.studio, "anna")
        self._facts = 0

    def play(self, blows: list[Blow]) -> str:
        """A round that is disputed, the blows in it, and its end; the round."""
        round_id = self._disputed()
        for struck in _of(blows, When.OPEN):
            self.strike(struck)
            self.undecided(round_id)
        deciding, by_hand = _of(blows, When.DECIDING), _of(blows, When.BY_HAND)
        for struck in deciding:
            self._decide(round_id, struck)
        if by_hand:
            self._enter(round_id, by_hand)
        elif not deciding:
            self._press(round_id, "release")
        for struck in _of(blows, When.DECIDED):
            self.strike(struck)
        await_(lambda: self._over(round_id), f"an end of {round_id}: {blows}", 60.0, 0.3)
        return round_id

    def close(self) -> None:
        self.guest.close()

    # --- a dispute

    def _disputed(self) -> str:
        """A crowded machine may draw and look so slowly that the ball is gone again: such a round is void, and another one is played."""
        for _ in range(TRIES):
            self._eyes_open()
            before, round_id = self.guest.balance, self._bet()
            self.studio.order(LIED_TO, do="next", pocket="17")
            with suppress(NeverCame):
                held = self.studio.await_fact(LIED_TO, "round.held", round_id=round_id, limit_s=LOOKS_S)
                assert held.data["cause"] == "camera_dispute", held.data
                self._left = before - BET["stake"]
                self.rounds.append(round_id)
                self.undecided(round_id)
                return round_id
            self._press(round_id, "void")
            await_(lambda: self._newest()["status"] == "voided", f"the end of {round_id}", COMES_S, 0.3)
        raise NeverCame(f"the camera saw no ball in {TRIES} rounds")

    def _eyes_open(self) -> None:
        """Whoever looks has come since it was last struck."""
        up = {"device": "camera", "condition": "up"}
        self.studio.await_fact(LIED_TO, "device.changed", self._facts, COMES_S, **up)

    def _bet(self) -> str:
        await_(self._opens, f"an open round at {LIED_TO.id}", COMES_S, 0.3)
        round_id = str(self.guest.table(LIED_TO.id)["round_id"])
        answer = self.guest.bet(LIED_TO.id, round_id, BET)
        assert answer.error is None, answer
        return round_id

    def _opens(self) -> bool:
        if self.guest.table(LIED_TO.id).get("phase") in OPEN:
            return True
        self.studio.press(LIED_TO, "open")
        return False

    def undecided(self, round_id: str) -> None:
        """Held, the stake in play, nothing paid."""
        self.guest.await_phase(LIED_TO.id, "held")
        seen = self.guest.table(LIED_TO.id)
        assert seen["round_id"] == round_id, seen
        assert self._newest()["status"] == "accepted"
        assert self.guest.balance == self._left

    def _newest(self) -> dict[str, Any]:
        return self.guest.placement(list(self.guest.acknowledged)[-1])

    # --- blows

    def strike(self, struck: Struck) -> None:
        """Kill it, and start it again."""
        match struck:
            case Struck.AGENT:
                self._facts = len(self.studio.facts(LIED_TO))
                self.studio.part(LIED_TO.id).kill()
            case Struck.SIGHT:
                self._facts = len(self.studio.facts(LIED_TO))
                self.studio.kill_sight(LIED_TO)
            case Struck.BOOKS:
                self.studio.kill_books_only()
            case Struck.FRONT:
                self.studio.kill_front_only()
            case Struck.BROKER:
                self.studio.part("broker").kill()
        time.sleep(self.rng.uniform(0.0, 0.2))
        self._start_again(struck)

    def _start_again(self, struck: Struck) -> None:
        match struck:
            case Struck.AGENT:
                self.studio.start_agent(LIED_TO)
            case Struck.BOOKS | Struck.FRONT:
                self.studio.start_edge()
            case Struck.BROKER:
                self.studio.start_broker()

    # --- people

    def _press(self, round_id: str, what: str) -> None:
        with self.studio.pit_boss() as boss:
            _post(boss, round_id, what, _shown(boss, round_id) if what == "release" else {})

    def _decide(self, round_id: str, struck: Struck) -> None:
        """He lets it go on while something dies."""
        with self.studio.pit_boss() as boss, ThreadPoolExecutor(1) as hand:
            hand.submit(_post, boss, round_id, "release", _shown(boss, round_id))
            time.sleep(self.rng.uniform(0.0, 0.05))
            self.strike(struck)

    def _enter(self, round_id: str, blows: list[Struck]) -> None:
        """Two people say that the ball lies where it does; something dies between them."""
        entries = [{"place": "wheel", "index": 1, "hand": 1, "value": "17"}]
        said = {"reason": "both looked there", "entries": entries}
        with self.studio.pit_boss() as boss:
            shown = {**said, **_shown(boss, round_id)}
            number = boss.post(f"/floor/rounds/{round_id}/propose_entry", json=shown).json()["proposal_no"]
        for struck in blows:
            self.strike(struck)
            self.undecided(round_id)
        with self.studio.pit_boss(SECOND_PERSON) as other:
            answer = other.post(f"/floor/rounds/{round_id}/second_entry", json={"proposal_no": number})
            assert answer.status_code == 200, answer.text

    def _over(self, round_id: str) -> bool:
        """Until then the pit boss presses again: what he asked for may have died with who heard it. What can't go on is void."""
        status = self._newest()["status"]
        if status == "accepted" and self.guest.table(LIED_TO.id).get("phase") == "held":
            causes = [
                each.data["cause"]
                for each in self.studio.facts(LIED_TO, "round.held")
                if each.data["round_id"] == round_id
            ]
            self._press(round_id, "void" if causes[-1] == "agent_died_mid_round" else "release")
        return status in ("settled", "voided")


def _of(blows: list[Blow], when: When) -> list[Struck]:
    return [struck for moment, struck in blows if moment is when]


def _post(boss: httpx.Client, round_id: str, what: str, shown: dict[str, str]) -> None:
    """What comes of it, the books say."""
    with suppress(httpx.HTTPError):
        boss.post(f"/floor/rounds/{round_id}/{what}", json={"reason": "looked there", **shown})


def _shown(boss: httpx.Client, round_id: str) -> dict[str, str]:
    """The hold that the round's page shows, if it can be had."""
    with suppress(httpx.HTTPError):
        found = HOLD.search(boss.get(f"/floor/rounds/{round_id}").text)
        return {"hold": found[1]} if found else {}
    return {}


def one_moment_a_round(rng: Random, rounds: int) -> list[list[Blow]]:
    """So many rounds, each with one or two blows in one part of its dispute."""
    chosen = [rng.choice(list(When)) for _ in range(rounds)]
    return [[(when, struck) for struck in rng.sample(list(Struck), rng.randint(1, 2))] for when in chosen]
