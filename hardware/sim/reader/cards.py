"""A simulated shoe that reads cards and knows no game, and a dealer's hand that draws as many as its game needs. Deals real shuffled decks."""

from __future__ import annotations

from random import Random
from typing import Any

from hardware.sim.agenda import Agenda
from hardware.sim.control import Order
from hardware.sim.reader.faults import ReaderFault
from hardware.sim.reader.pace import Pace
from hardware.sim.reader.reader import SimulatedReader
from hardware.sim.reader.words import card_line
from hardware.sim.shoe.deck import CUT_FROM_END, CardStack
from hardware.sim.wire import Line
from schemas.cards import DECK
from schemas.games.baccarat import BaccaratHand, next_target
from schemas.phases import Game

KING = "KH"
USUAL_DECKS = {Game.DRAGON_TIGER: 8, Game.BACCARAT: 8, Game.BLACKJACK: 8, Game.ANDAR_BAHAR: 1}
MOST_CARDS = {Game.DRAGON_TIGER: 2, Game.BACCARAT: 6, Game.ANDAR_BAHAR: 52}


class CardReader(SimulatedReader):
    """A shoe of ``decks`` decks for ``game``. Andar bahar takes a freshly shuffled deck each round; blackjack is drawn card by card."""

    def __init__(
        self,
        agenda: Agenda,
        line: Line,
        rng: Random,
        pace: Pace | None = None,
        game: Game = Game.DRAGON_TIGER,
        decks: int | None = None,
        checked: bool = False,
    ) -> None:
        super().__init__(agenda, line, rng, pace, checked)
        if game not in USUAL_DECKS:
            raise ValueError(
                f"{game.value} is not dealt from a shoe that only reads: {', '.join(g.value for g in USUAL_DECKS)} are"
            )
        self._game, self._decks = game, decks or USUAL_DECKS[game]
        self.stack, self.cut_card_out = self._shuffled(), False

    def _shuffled(self) -> CardStack:
        match self._game:
            case Game.BLACKJACK:
                return CardStack(self._rng, self._decks, cut_from_end=len(DECK) * self._decks // 2)
            case Game.ANDAR_BAHAR:
                return CardStack(self._rng, self._decks, cut_from_end=0)
            case _:
                return CardStack(self._rng, self._decks, cut_from_end=CUT_FROM_END)

    def obey(self, order: Order) -> Order:
        match order["do"]:
            case "draw":
                self.draw(int(order.get("n", 1)))
            case "new_shoe":
                self.new_shoe()
            case "cut":
                self._tell_cut_card()
            case _:
                return super().obey(order)
        return {"ok": True}

    def state(self) -> Order:
        return super().state() | {"left": len(self.stack), "cut_card_out": self.cut_card_out}

    # --- the dealer's hand -------------------------------------------------------------------------------------------

    def deal(self) -> None:
        if self._game is Game.BLACKJACK:
            raise ValueError("blackjack is dealt card by card, as the table asks: order draw")
        self._busy()
        self.clear()
        if self._game is Game.ANDAR_BAHAR:
            self.stack = self._shuffled()
        self._enough_left(MOST_CARDS[self._game])
        self._step()

    def draw(self, cards: int = 1) -> None:
        """Draw so many cards, the first at once; they join what lies.

        Raises:
            ValueError: the hand is at work, or the shoe does not hold so many.
        """
        self._busy()
        if cards < 1:
            raise ValueError(f"one card or more, not {cards}")
        self._enough_left(cards)
        self._draw_on(cards)

    def new_shoe(self) -> None:
        """Shuffle fresh decks. A shoe that only reads says nothing of it: the dealer declares it at the console."""
        self.clear()
        self.stack, self.cut_card_out = self._shuffled(), False
        self.stage("cut_card", key="cut_card", out=False)

    def arm(self, fault: ReaderFault, times: int = 1) -> None:
        super().arm(fault, times * (self._decks + 1 if fault is ReaderFault.FOREIGN else 1))

    def _enough_left(self, cards: int) -> None:
        if len(self.stack) + len(self._rigged) < cards:
            raise ValueError(f"{len(self.stack)} cards are left in the shoe: order new_shoe")

    # --- a round -----------------------------------------------------------------------------------------------------

    def _step(self) -> None:
        self._next_move = None
        self._lay_one()
        if not self._decided:
            self._plan(self._pace.card_s, self._step)
        elif self._faults.take(ReaderFault.EXTRA):
            self._plan(self._pace.extra_s, self._one_too_many)

    def _one_too_many(self) -> None:
        self._next_move = None
        self._lay_one()

    def _draw_on(self, cards: int) -> None:
        self._next_move = None
        self._lay_one()
        if cards > 1:
            self._plan(self._pace.card_s, lambda: self._draw_on(cards - 1))

    @property
    def _decided(self) -> bool:
        match self._game:
            case Game.ANDAR_BAHAR:
                return len(self.laid) > 1 and self.laid[-1][0] == self.laid[0][0]
            case Game.BACCARAT:
                return _coup_is_over(self.laid)
            case _:
                return len(self.laid) >= MOST_CARDS[Game.DRAGON_TIGER]

    def _lay_one(self) -> None:
        if self.stack.cut_card_comes():
            self._tell_cut_card()
        card = self._card()
        self.stage("card", place="laid", index=len(self.laid), card=card, turn_s=self._pace.turn_s)
        self.laid.append(card)
        self.tell_reading(card)

    def _card(self) -> str:
        if self._faults.take(ReaderFault.FOREIGN):
            return KING
        return self._rigged.popleft() if self._rigged else self.stack.draw()

    def _tell_cut_card(self) -> None:
        self.cut_card_out = True
        self.stage("cut_card", key="cut_card", out=True)
        self.tell("CUT")

    # --- words -------------------------------------------------------------------------------------------------------

    def _table(self) -> dict[str, Any]:
        return {"game": self._game.value}

    def _line(self, reading: str) -> str:
        return card_line(reading)

    def _unknown(self) -> str:
        return "D14"

    def _sample(self) -> str:
        return self._rng.choice(DECK)

    def _check(self, reading: str) -> None:
        card_line(reading)


def _coup_is_over(laid: list[str]) -> bool:
    """Whether the drawing rules of punto banco ask for no further card."""
    hands: dict[BaccaratHand, list[str]] = {BaccaratHand.PLAYER: [], BaccaratHand.BANKER: []}
    for card in laid:
        if (hand := next_target(hands[BaccaratHand.PLAYER], hands[BaccaratHand.BANKER])) is None:
            return True
        hands[hand].append(card)
    return next_target(hands[BaccaratHand.PLAYER], hands[BaccaratHand.BANKER]) is None
