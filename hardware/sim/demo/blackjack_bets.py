"""How a demo player bets at blackjack: a seat with its side bets, bets behind others, and what a table with seats must refuse."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.sim.demo.blackjack_play import SEATS, bet_behind, illegal_bet, main_bet, side_bet
from hardware.sim.demo.blackjack_sight import Counter, Pen, Sight
from hardware.sim.demo.public_api import Body

PLAYS, SIDE, BEHIND, CANCELS, TRIES = 0.65, 0.4, 0.5, 0.06, 0.35
"""How often, of 1."""


@dataclass(frozen=True, slots=True)
class SeatBets:
    """One player's bets before the deal; ``home`` is the seat that they like."""

    home: int
    _pen: Pen

    async def bet(self, counter: Counter, sight: Sight) -> None:
        """While bets are open."""
        await self._pen.pause(0.05, 0.5)
        if self._pen.rng.random() < PLAYS:
            await self.sit(counter, sight, self.home)
        if self._pen.rng.random() < TRIES:
            await self.try_something(counter, sight)
        await self._pen.pause(0.3, 0.8)
        others = sorted(sight.taken - sight.mine.keys())
        if others and self._pen.rng.random() < BEHIND:
            behind = self._pen.placement(sight, bet_behind(self._pen.rng.choice(others), self._pen.rng))
            await self._pen.either("a bet behind", counter.place(behind), behind, "not_your_seat")

    async def sit(self, counter: Counter, sight: Sight, seat: int) -> None:
        """Take a seat, sometimes with side bets, sometimes to leave it again."""
        bets = [
            main_bet(seat, self._pen.rng),
            *(side_bet(seat, self._pen.rng) for _ in range(2) if self._pen.rng.random() < SIDE),
        ]
        placement = self._pen.placement(sight, *bets)
        if not await self._pen.either("a seat", counter.place(placement), placement, "seat_taken"):
            return
        sight.mine[seat] = sight.mine.get(seat, 0) + bets[0]["stake"]
        if self._pen.rng.random() < CANCELS:
            answer = await counter.cancel(placement["bet_id"])
            if answer.error is None:
                self._pen.notes.cancelled.add(placement["bet_id"])
                del sight.mine[seat]
            else:
                self._pen.notes.expect_refusal(
                    "cancel a seat", answer, "seat_taken", "wrong_phase", "already_settled"
                )

    async def try_something(self, counter: Counter, sight: Sight) -> None:
        """What a table with seats must refuse."""
        free = next((seat for seat in reversed(SEATS) if seat not in sight.taken), 7)
        tricks: list[tuple[str, Body, tuple[str, ...]]] = [
            ("an illegal bet", illegal_bet(self._pen.rng), ("bad_selection",)),
            ("a side bet without a seat", side_bet(free, self._pen.rng), ("not_your_seat", "seat_taken")),
            ("insurance before the deal", {"type": "insurance", "sel": {"seat": 1}, "stake": 100}, ("bets_closed",)),
            ("a double as a bet", {"type": "double", "sel": {"seat": 1, "hand": 1}, "stake": 100}, ("wrong_phase",)),
        ]  # fmt: skip
        name, bet, codes = self._pen.rng.choice(tricks)
        self._pen.notes.expect_refusal(name, await counter.place(self._pen.placement(sight, bet)), *codes)
        if sight.taken - sight.mine.keys():
            theirs = self._pen.placement(sight, main_bet(min(sight.taken - sight.mine.keys()), self._pen.rng))
            if await self._pen.either("a taken seat", counter.place(theirs), theirs, "seat_taken"):
                sight.mine[theirs["bets"][0]["sel"]["seat"]] = theirs["bets"][0]["stake"]
