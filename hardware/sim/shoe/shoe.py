"""The simulated shoe: deals a coup on order, by the drawing rules, and tells each event three times. Reads no clock and opens no port."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from random import Random

from hardware.sim.agenda import Agenda, Handle
from hardware.sim.camera.feed import Show, nobody_watches
from hardware.sim.control import Order
from hardware.sim.shoe import frames
from hardware.sim.shoe.deck import CardStack
from hardware.sim.shoe.faults import ShoeFault
from hardware.sim.shoe.frames import Target
from hardware.sim.shoe.orders import obey_back_door
from hardware.sim.wire import Line, Wire
from schemas.games.baccarat import BaccaratHand, BaccaratOutcome, Winner, next_target

SENDINGS = 3
KING = "KH"
NINE_CARDS = 9
VERDICTS = {Winner.PLAYER: 1, Winner.TIE: 2, Winner.BANKER: 4}
HANDS = {BaccaratHand.PLAYER: Target.PLAYER, BaccaratHand.BANKER: Target.BANKER}


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between cards, before the verdict, between the three sendings of one event, and from a card's reading to face up."""

    card_s: float = 1.2
    result_s: float = 1.0
    sending_s: float = 0.05
    turn_s: float = 0.7

    def faster(self, factor: float) -> Pace:
        """The same hand, ``factor`` times as fast.

        Raises:
            ValueError: the factor is not above zero.
        """
        if factor <= 0:
            raise ValueError(f"the speed factor must be above zero, not {factor}")
        return Pace(
            self.card_s / factor, self.result_s / factor, self.sending_s / factor, self.turn_s / factor
        )


class SimulatedShoe:
    """Eight decks, a cut card, and a dealer's hand that draws when ``deal`` is ordered."""

    def __init__(
        self, agenda: Agenda, line: Line, rng: Random, pace: Pace | None = None, decks: int = 8
    ) -> None:
        self._agenda, self._rng, self._decks = agenda, rng, decks
        self.wire = Wire(line, agenda, rng)
        self._pace = pace or Pace()
        self.stack = CardStack(rng, decks)
        self.hands: dict[Target, list[str]] = {Target.PLAYER: [], Target.BANKER: []}
        self._faults: Counter[ShoeFault] = Counter()
        self._rigged: deque[str] = deque()
        self._number = 0
        self._outgoing: deque[bytes] = deque()
        self._sending = False
        self._next_move: Handle | None = None
        self.cut_card_out = False
        self.stage: Show = nobody_watches

    @property
    def dealing(self) -> bool:
        """Whether a coup is on, or an event is still being told."""
        return self._next_move is not None or self._sending

    # --- the device's life -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Power on: communication starts."""
        self.stage("table", key="table", game="baccarat")
        self.tell(b"S")

    def host_opened(self) -> None:
        """The shoe does not notice who listens."""

    def receive(self, data: bytes) -> None:
        """Whether a host must acknowledge is not known: nothing is expected, nothing is answered."""
        del data

    def obey(self, order: Order) -> Order:
        """An order through the back door (docs/simulation.md lists them)."""
        return obey_back_door(self, order)

    # --- the dealer's hand -------------------------------------------------------------------------------------------

    def deal(self) -> None:
        """Start a coup.

        Raises:
            ValueError: one is on, or the shoe is empty.
        """
        if self.dealing:
            raise ValueError("a coup is on")
        self.clear_hands()
        self._step()

    def clear_hands(self) -> None:
        """The layout is cleared; a running coup is dropped."""
        if self._next_move is not None:
            self._next_move.cancel()
        self._next_move = None
        self.hands = {Target.PLAYER: [], Target.BANKER: []}
        self.stage("clear", fresh=True)

    def new_shoe(self) -> None:
        """Shuffle fresh decks: first card face up, as many burnt as it says."""
        self.clear_hands()
        self.stack, self.cut_card_out = CardStack(self._rng, self._decks), False
        self.stage("cut_card", key="cut_card", out=False)
        self.tell(b"S")
        first = self.stack.draw()
        self.tell(frames.card_body(Target.FIRST_CARD, 1, first))
        for turn in range(min(10, frames.RANKS.index(first[0]) + 1)):
            self.tell(frames.card_body(Target.BURN, turn % 3 + 1, self.stack.draw()))
        self.tell(b"P")

    def draw_one(self) -> str:
        """One card for the Player's first place, whatever the table is doing."""
        self.clear_hands()
        card = self._card()
        self.hands[Target.PLAYER].append(card)
        self._lay(Target.PLAYER, 1, card)
        self.tell(frames.card_body(Target.PLAYER, 1, card))
        return card

    def rig(self, card: str) -> None:
        """Decide a card to come."""
        frames.card_byte(card)
        self._rigged.append(card)

    def arm(self, fault: ShoeFault, times: int = 1) -> None:
        """Let ``fault`` strike the next ``times`` occasions."""
        self._faults[fault] += times * (NINE_CARDS if fault is ShoeFault.FOREIGN_CARD else 1)

    def _take(self, fault: ShoeFault) -> bool:
        struck = self._faults[fault] > 0
        self._faults[fault] -= struck
        return struck

    # --- a coup ------------------------------------------------------------------------------------------------------

    def _step(self) -> None:
        self._tell_cut_card()
        hand = next_target(self.hands[Target.PLAYER], self.hands[Target.BANKER])
        if hand is not None:
            self._draw_for(HANDS[hand])
            self._next_move = self._agenda.call_later(self._pace.card_s, self._step)
            return
        if self._take(ShoeFault.EXTRA_CARD):
            card = self._card()
            self._lay(Target.PLAYER, 3, card)
            self.tell(frames.card_body(Target.PLAYER, 3, card))
        self._next_move = self._agenda.call_later(self._pace.result_s, self._verdict)

    def _tell_cut_card(self) -> None:
        if self.stack.cut_card_comes():
            self.cut_card_out = True
            self.stage("cut_card", key="cut_card", out=True)
            self.tell(b"C")

    def _draw_for(self, seat: Target) -> None:
        card = self._card()
        self.hands[seat].append(card)
        index, told = len(self.hands[seat]), seat
        self._lay(seat, index, card)
        if self._take(ShoeFault.WRONG_SEAT):
            told = Target.BANKER if seat is Target.PLAYER else Target.PLAYER
        self.tell(frames.card_body(told, index, card))
        if self._take(ShoeFault.OCCUPIED_SLOT):
            other = next(other for other in ("2C", "3D") if other != card)
            self.tell(frames.card_body(told, index, other))

    def _lay(self, seat: Target, index: int, card: str) -> None:
        """Where it lies, whatever is told of it."""
        place, turn_s = seat.name.lower(), self._pace.turn_s
        self.stage("card", card=card, place=place, index=index - 1, turn_s=turn_s)

    def _card(self) -> str:
        if self._take(ShoeFault.FOREIGN_CARD):
            return KING
        return self._rigged.popleft() if self._rigged else self.stack.draw()

    def _verdict(self) -> None:
        self._next_move = None
        outcome = BaccaratOutcome.from_cards(
            self.hands[Target.PLAYER], self.hands[Target.BANKER], decks=NINE_CARDS
        )
        if self._take(ShoeFault.NO_RESULT):
            return
        winner = VERDICTS[outcome.winner]
        if self._take(ShoeFault.WRONG_RESULT):
            winner = next(other for other in VERDICTS.values() if other != winner)
        self.tell(frames.result_body(winner, outcome.player_pair, outcome.banker_pair))

    # --- what is told ------------------------------------------------------------------------------------------------

    def tell(self, body: bytes) -> None:
        """Number an event and send it three times; the sendings of one event are never mixed with the next one's."""
        self._number = self._number % frames.LAST_NUMBER + 1
        self._outgoing.extend(self._sendings(frames.frame(self._number, body)))
        if not self._sending:
            self._send_next()

    def _sendings(self, good: bytes) -> list[bytes]:
        if self._take(ShoeFault.LOST_EVENT):
            return []
        if self._take(ShoeFault.BAD_CHECKSUM):
            return [frames.spoiled(good)] * SENDINGS
        if self._take(ShoeFault.ONE_SENDING_LOST):
            return [good] * (SENDINGS - 1)
        return [good] * (2 * SENDINGS if self._take(ShoeFault.REPEATED_FRAME) else SENDINGS)

    def _send_next(self) -> None:
        self._sending = bool(self._outgoing)
        if self._outgoing:
            self.wire.send(self._outgoing.popleft())
            self._agenda.call_later(self._pace.sending_s, self._send_next)
