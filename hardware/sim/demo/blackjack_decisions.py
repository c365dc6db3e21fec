"""How a demo player decides at blackjack: in time, early, not at all, or wrongly; with insurance now and then."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.sim.demo.blackjack_play import SEATS, forbidden, place_of, wise
from hardware.sim.demo.blackjack_sight import Counter, Pen, Sight
from hardware.sim.demo.public_api import Body
from schemas.games.blackjack_hand import Action, is_natural

EARLY, REGRETS, SILENT, WRONG, INSURES, EVEN = 0.4, 0.2, 0.06, 0.15, 0.5, 0.5
"""How often, of 1."""


@dataclass(frozen=True, slots=True)
class HandDecisions:
    """One player's decisions in a round."""

    _pen: Pen

    async def insure(self, counter: Counter, sight: Sight) -> None:
        """An ace shows."""
        await self._pen.pause(0.1, 0.8)
        for seat, stake in list(sight.mine.items()):
            if is_natural(sight.cards.get(place_of(seat, 1), [])) and self._pen.rng.random() < EVEN:
                await self._decide(counter, sight, seat, 1, Action.EVEN_MONEY)
            elif self._pen.rng.random() < INSURES:
                insurance = self._pen.placement(
                    sight, {"type": "insurance", "sel": {"seat": seat}, "stake": stake // 2}
                )
                await self._pen.either("insurance", counter.place(insurance), insurance)

    async def asked(self, counter: Counter, sight: Sight, turn: Body) -> None:
        """A hand is asked, mine or another's."""
        seat, hand = turn["seat"], turn["hand"]
        if seat not in sight.mine:
            await self._choose_early(counter, sight, seat)
            return
        if (seat, hand) in sight.early or self._pen.rng.random() < SILENT:
            sight.early.discard((seat, hand))
            return
        await self._pen.pause(0.05, 0.4)
        cards = sight.cards[place_of(seat, hand)]
        if self._pen.rng.random() < WRONG:
            await self._decide_wrongly(counter, sight, seat, hand, turn["actions"])
        action = wise(cards, sight.cards["dealer"][0], turn["actions"])
        if (
            not await self._decide(counter, sight, seat, hand, action, cards=len(cards))
            and action is Action.DOUBLE
        ):
            await self._decide(counter, sight, seat, hand, Action.HIT)

    async def _choose_early(self, counter: Counter, sight: Sight, asked: int) -> None:
        """While somebody else is asked, a player who comes later may choose already, and change their mind."""
        later = [seat for seat in sight.mine if seat > asked and (seat, 1) not in sight.early]
        if not later or self._pen.rng.random() > EARLY:
            return
        seat = later[0]
        cards = sight.cards.get(place_of(seat, 1), [])
        if len(cards) != 2 or is_natural(cards):
            return
        action = wise(cards, sight.cards["dealer"][0], ())
        chosen = self._pen.decision(sight, seat, 1, action.value, early=True)
        answer = await counter.decide(chosen)
        if answer.error is not None:
            self._pen.notes.expect_refusal("an early choice", answer, "wrong_phase")
        elif self._pen.rng.random() < REGRETS:
            back = await counter.decide(self._pen.decision(sight, seat, 1, None, early=True))
            if back.error is not None:
                self._pen.notes.expect_refusal("an early choice taken back", back, "wrong_phase")
        else:
            sight.early.add((seat, 1))

    async def _decide_wrongly(
        self, counter: Counter, sight: Sight, seat: int, hand: int, may: list[str]
    ) -> None:
        other = next(number for number in SEATS if number not in sight.mine)
        wrong = self._pen.rng.choice(
            (
                (self._pen.decision(sight, other, 1, "stand"), "not_your_seat"),
                (self._pen.decision(sight, seat, hand, forbidden(may).value), "wrong_phase"),
                (self._pen.decision(sight, seat, hand, "stand", cards=20), "wrong_phase"),
            )
        )
        self._pen.notes.expect_refusal(
            "a wrong decision", await counter.decide(wrong[0]), wrong[1], *self._pen.lost
        )

    async def _decide(
        self, counter: Counter, sight: Sight, seat: int, hand: int, action: Action, cards: int | None = None
    ) -> bool:
        decision = self._pen.decision(sight, seat, hand, action.value, cards=cards)
        answer = await counter.decide(decision)
        if answer.error is None:
            self._pen.notes.accepted(decision["decision_id"], answer)
            return True
        self._pen.notes.expect_refusal(f"to {action.value}", answer, "insufficient_funds", *self._pen.lost)
        return False
