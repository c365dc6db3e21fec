"""Blackjack from a card reader: seats are dealt in order, each hand is asked in its turn, the dealer plays by rule (``BlackjackDeal``).
Knows the hole card and tells nobody before it is turned; in doubt it holds the round.

Legal moves of a round, besides those of any dealt game (``deal_machine.py``):

    closed          the edge says which seats have a bet -> seats are dealt; none -> VOID NO_SEATS;  a card before that -> HELD
    an ace shows    insurance is offered until its time is out; a natural may take even money meanwhile
    the peek        the board knows the hole card: a natural ends the round at once
    a hand's turn   its player's decision, as the edge took it -> done, once: the edge tells it again until it hears of it
                    the time and its grace are out -> ``on_time_out``
                    a card meanwhile -> HELD EXTRA_CARD: it was drawn before the hand was decided
    the dealer      turns the hole card and draws by rule; then the dealer confirms

After a hold that ends, the same hand is asked again, with the whole time.
"""

from __future__ import annotations

from typing_extensions import override

from firmware_agent.rounds.deal_machine import DealMachine
from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import BlackjackSettings
from firmware_agent.rounds.table_machine import BOARD
from firmware_agent.rounds.timers import Timer
from hardware.orders import Ordered, OrderName, Wish
from schemas.causes import CloseCause, HoldCause, VoidCause
from schemas.facts import HandDecided, InsuranceClosed, InsuranceOffered, SeatsTaken, TurnOpened
from schemas.games.blackjack import MOST_SEATS
from schemas.games.blackjack_box import Turn
from schemas.games.blackjack_deal import BlackjackDeal, Stage
from schemas.games.blackjack_dealer_hand import DEALER, HOLE_SPOT
from schemas.games.blackjack_hand import Action, is_natural, points
from schemas.games.deal import Spot
from schemas.games.refusal import IllegalOutcome
from schemas.readings import FACE_DOWN, reading_fact


class BlackjackMachine(DealMachine):
    """The rounds of one blackjack table; see the table at the top of this file."""

    _deal: BlackjackDeal

    def __init__(self, settings: BlackjackSettings, memory: Memory | None = None) -> None:
        super().__init__(settings, memory)
        self._times = settings

    @override
    def _start_afresh(self) -> None:
        super()._start_afresh()
        self._hole: str | None = None
        self._asked: Turn | Stage | None = None
        self._played: set[str] = set()

    # --- cards

    @override
    def _lay(self, at_ns: int, value: str, early: bool) -> None:
        if self._deal.due == HOLE_SPOT and self._deal.stage is Stage.DEALING:
            self._hole = value
            self._read.append(value)
            self._deal.lay(HOLE_SPOT, FACE_DOWN)
            self._say_laid(at_ns, HOLE_SPOT, FACE_DOWN, early)
        else:
            super()._lay(at_ns, value, early)

    @override
    def _weigh(self, at_ns: int) -> None:
        """Turn the hole card where the rules say so, ask whoever is to be asked, or wait for a card or for the result."""
        if self._day.held:
            return
        while self._turn_hole(at_ns):
            pass
        if self._deal.complete:
            super()._weigh(at_ns)
        elif self._deal.insurance_due:
            self._offer_insurance(at_ns)
        elif self._deal.turn is not None:
            self._ask(at_ns, self._deal.turn)

    def _turn_hole(self, at_ns: int) -> bool:
        """The hole card is known since it left the shoe: shown at the peek if it makes a natural, and when the seats are done.

        At a peek without a natural it is said to lie face down again.
        """
        if self._deal.due != HOLE_SPOT or self._hole is None or self._deal.stage is Stage.DEALING:
            return False
        shown = self._deal.stage is Stage.DEALER or is_natural([self._deal.standing()[DEALER][0], self._hole])
        value = self._hole if shown else FACE_DOWN
        self._deal.lay(HOLE_SPOT, value)
        if self._day.round_id is not None:
            self._day.say(at_ns, reading_fact(self._deal.reads, self._day.round_id, HOLE_SPOT, value))
        return True

    @override
    def _refuse_entry(self, spot: Spot) -> None:
        if spot == HOLE_SPOT and self._deal.stage is Stage.DEALING:
            raise IllegalOutcome("the hole card lies face down, nobody can say what it is: void the round")

    # --- questions

    def _offer_insurance(self, at_ns: int) -> None:
        if self._asked is Stage.INSURANCE or self._day.round_id is None:
            return
        self._asked = Stage.INSURANCE
        closes_ns = at_ns + self._times.insurance_ns
        self._await_decision(closes_ns)
        self._day.say(at_ns, InsuranceOffered(round_id=self._day.round_id, closes_ns=str(closes_ns)))

    def _ask(self, at_ns: int, turn: Turn) -> None:
        if self._asked == turn or self._day.round_id is None:
            return
        self._asked = turn
        closes_ns = at_ns + self._times.decision_ns
        self._await_decision(closes_ns)
        may = tuple(action for action in Action if action in turn.actions)
        self._day.say(
            at_ns,
            TurnOpened(
                round_id=self._day.round_id,
                seat=turn.seat,
                hand=turn.hand,
                actions=may,
                on_time_out=turn.on_time_out,
                closes_ns=str(closes_ns),
            ),
        )

    def _await_decision(self, closes_ns: int) -> None:
        self._timers.stop(Timer.NO_PROGRESS)
        self._timers.set(Timer.DECISION, closes_ns + self._times.decision_grace_ns)

    @override
    def _timer(self, timer: Timer, at_ns: int) -> None:
        if timer is not Timer.DECISION:
            super()._timer(timer, at_ns)
        elif self._deal.insurance_due:
            self._close_insurance(at_ns)
        elif (turn := self._deal.turn) is not None:
            self._decided(at_ns, turn.seat, turn.hand, turn.on_time_out, None)

    def _close_insurance(self, at_ns: int) -> None:
        self._deal.close_insurance()
        if self._day.round_id is not None:
            self._day.say(at_ns, InsuranceClosed(round_id=self._day.round_id))
        self._go_on(at_ns)

    def _decided(self, at_ns: int, seat: int, hand: int, action: Action, decision_id: str | None) -> None:
        self._deal.decide(seat, hand, action)
        if decision_id is not None:
            self._played.add(decision_id)
        if self._day.round_id is not None:
            fact = HandDecided(
                round_id=self._day.round_id, seat=seat, hand=hand, action=action, decision_id=decision_id
            )
            self._day.say(at_ns, fact)
        if action is not Action.EVEN_MONEY:
            self._go_on(at_ns)

    def _go_on(self, at_ns: int) -> None:
        self._asked = None
        self._timers.stop(Timer.DECISION)
        self._await_reading(at_ns)
        self._weigh(at_ns)

    # --- the edge speaks

    @override
    def _objection(self, order: Ordered) -> tuple[str, str] | None:
        match order.name:
            case OrderName.SEATS:
                why = self._no_seats_now(order)
            case OrderName.DECIDE:
                why = self._no_decision(order.wish)
            case _:
                return super()._objection(order)
        return None if why is None else ("wrong_phase", why)

    def _no_seats_now(self, order: Ordered) -> str | None:
        if self._day.round is None or self._day.bets_open or self._day.held:
            return "seats are told after bets have closed, and not while the round is held"
        if self._deal.seats:
            return "the seats of this round are known"
        if not all(1 <= seat <= MOST_SEATS for seat in order.seats):
            return f"seats are 1 to {MOST_SEATS}"
        return None

    def _no_decision(self, wish: Wish | None) -> str | None:
        if wish is None:
            return "the order names no decision"
        if self._day.held or self._day.round is None:
            return "no hand is asked now"
        if wish.decision_id in self._played:
            return "this decision was played"
        if wish.action == Action.EVEN_MONEY.value:
            fits = wish.hand == 1 and wish.seat in self._deal.may_take_even_money
            return None if fits else f"seat {wish.seat} can't take even money now"
        turn = self._deal.turn
        if turn is None or (turn.seat, turn.hand) != (wish.seat, wish.hand):
            return f"seat {wish.seat}, hand {wish.hand}, is not asked now"
        may = {action.value for action in turn.actions}
        return None if wish.action in may else f"that hand can't {wish.action} now"

    @override
    def _obey(self, order: Ordered) -> None:
        match order.name:
            case OrderName.SEATS:
                self._seat(order.at_ns, order.seats)
            case OrderName.DECIDE if order.wish is not None:
                wish = order.wish
                self._decided(order.at_ns, wish.seat, wish.hand, Action(wish.action), wish.decision_id)
            case _:
                super()._obey(order)

    def _seat(self, at_ns: int, seats: tuple[int, ...]) -> None:
        if not seats:
            self._void(at_ns, VoidCause.NO_SEATS, BOARD, "no seat has a bet")
            return
        for seat in sorted(seats):
            self._deal.seat(seat)
        if self._day.round_id is not None:
            self._day.say(at_ns, SeatsTaken(round_id=self._day.round_id, seats=self._deal.seats))
        self._await_reading(at_ns)

    # --- holding and going on

    @override
    def _hold(self, at_ns: int, cause: HoldCause, detail: str, close: CloseCause = CloseCause.HOLD) -> None:
        self._timers.stop(Timer.DECISION)
        self._asked = None
        super()._hold(at_ns, cause, detail, close)

    @override
    def _ended(self, at_ns: int) -> None:
        self._timers.stop(Timer.DECISION)
        super()._ended(at_ns)

    # --- for people

    @property
    @override
    def _in_a_word(self) -> str:
        cards = self._deal.standing()[DEALER]
        return "blackjack" if is_natural(cards) else str(points(cards).total)

    @override
    def _guidance(self) -> str:
        running = self._day.round
        if running is None or running.bets_open:
            return ""
        if not self._deal.seats:
            return "wait until the edge says which seats play"
        if self._deal.insurance_due:
            return "insurance: wait"
        if self._deal.turn is not None:
            return f"wait for seat {self._deal.turn.seat}, hand {self._deal.turn.hand}"
        return super()._guidance()
