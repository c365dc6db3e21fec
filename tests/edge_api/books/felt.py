"""A table of blackjack for the books: a board that deals a stacked shoe by the rules, obeys the edge's orders, and keeps its own clock."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from edge_api.betting.digest import decision_digest
from edge_api.books.effects import BoardOrder
from edge_api.books.messages import Decide, Done, Refused
from edge_api.books.settings import Limits, Range, TableSetup
from edge_api.rounds.seating import Pending, Seating
from schemas.causes import CloseCause, VoidCause
from schemas.commands import CommandName, Decision
from schemas.facts import (
    Fact,
    HandDecided,
    InsuranceClosed,
    InsuranceOffered,
    RoundOutcome,
    RoundVoided,
    SeatsTaken,
    TurnOpened,
)
from schemas.games.blackjack_box import Turn
from schemas.games.blackjack_deal import BlackjackDeal, Stage
from schemas.games.blackjack_dealer_hand import DEALER, HOLE_SPOT
from schemas.games.blackjack_hand import Action, is_natural
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.deal import Readings
from schemas.games.refusal import IllegalOutcome
from schemas.phases import Game
from schemas.readings import FACE_DOWN, reading_fact
from tests.edge_api.books.studio import MS, Answer, S, Studio

FELT = "blackjack-01"
DECISION_NS, GRACE_NS = 12 * S, 1_500 * MS
WAY_NS = 1 * MS + 100_000
"""A fact's way to the edge and the board's clock error: questions end so much earlier here than there."""
TABLE_LIMITS = Limits(Range(100, 100_000), 500_000, 15_000_000)


def felt_studio(folder: Path, rules: BlackjackRules | None = None, **changed: Any) -> Studio:
    """A studio with one blackjack table."""
    setup = TableSetup(FELT, "Blackjack 1", Game.BLACKJACK, "EUR", rules or BlackjackRules(), TABLE_LIMITS)
    return Studio(folder, tables={FELT: setup}, **changed)


class Felt:
    """One round at the table. ``deaf`` boards hear no orders; ``heard`` counts the orders that were looked at."""

    def __init__(self, studio: Studio, cards: Iterable[str] = ()) -> None:
        self.studio = studio
        rules = studio.settings.tables[FELT].rules
        assert isinstance(rules, BlackjackRules)
        self.deal = BlackjackDeal(rules)
        self.cards = iter(cards)
        self.hole: str | None = None
        self.asked: Turn | Stage | None = None
        self.deaf = False
        self.played: set[str] = set()
        self.heard = len(studio.orders)
        self.said: list[tuple[Fact, str]] = []
        self.round_id = studio.open(table_id=FELT)

    # --- the board

    def say(self, fact: Fact) -> str:
        """Assert a fact; its effect at the edge."""
        effect = self.studio.fact(fact, FELT)
        self.said.append((fact, effect))
        return effect

    def close(self) -> None:
        self.studio.close(self.round_id, CloseCause.TIMER)

    def tick(self, ns: int = 1 * MS) -> None:
        """A turn of the books, after a moment; the board hears what was ordered."""
        self.studio.wait(ns)
        with self.studio.turn():
            pass
        self.obey()

    def obey(self) -> None:
        orders, self.heard = self.studio.orders[self.heard :], len(self.studio.orders)
        for order in orders:
            if not self.deaf and order.round_id == self.round_id:
                self.hear(order)

    def hear(self, order: BoardOrder) -> bool:
        """Whether the board obeys."""
        match order.name:
            case CommandName.SEATS if not self.deal.seats:
                self._seat(order.seats)
                return True
            case CommandName.DECIDE if order.decision is not None:
                return self.decide_at_board(order.decision)
        return False

    def _seat(self, seats: tuple[int, ...]) -> None:
        if not seats:
            self.say(RoundVoided(round_id=self.round_id, cause=VoidCause.NO_SEATS, by="board"))
            return
        for seat in seats:
            self.deal.seat(seat)
        self.say(SeatsTaken(round_id=self.round_id, seats=seats))

    def decide_at_board(self, decision: Decision) -> bool:
        """A board plays only what its own deal allows, and each decision once."""
        if decision.decision_id in self.played:
            return False
        done = self.decided(decision.seat, decision.hand, decision.action, decision.decision_id)
        if done:
            self.played.add(decision.decision_id)
        return done

    def decided(self, seat: int, hand: int, action: Action, decision_id: str | None) -> bool:
        try:
            self.deal.decide(seat, hand, action)
        except IllegalOutcome:
            return False
        if action is not Action.EVEN_MONEY:
            self.asked = None
        self.say(
            HandDecided(round_id=self.round_id, seat=seat, hand=hand, action=action, decision_id=decision_id)
        )
        return True

    def go_on(self) -> Turn | None:
        """Deal until somebody is asked or the round is complete; whose turn it is."""
        while not self.deal.complete and self.deal.turn is None and not self.deal.insurance_due:
            self._lay()
        if self.deal.insurance_due:
            self._offer()
            return None
        turn = self.deal.turn
        if turn is not None:
            self.ask(turn)
        return turn

    def _lay(self) -> None:
        spot = self.deal.due
        assert spot is not None, f"the table waits for {self.deal.stage}"
        value = next(self.cards) if self.hole is None or spot != HOLE_SPOT else self.hole
        peek = spot == HOLE_SPOT and self.deal.stage is Stage.PEEK
        opening = spot == HOLE_SPOT and self.deal.stage is Stage.DEALING
        if opening:
            self.hole = value
        if opening or (peek and not is_natural([self.deal.standing()[DEALER][0], value])):
            value = FACE_DOWN
        self.deal.lay(spot, value)
        assert self.say(reading_fact(Readings.CARDS, self.round_id, spot, value)) == "card"

    def _offer(self) -> None:
        if self.asked is not Stage.INSURANCE:
            self.asked = Stage.INSURANCE
            assert self.say(InsuranceOffered(round_id=self.round_id, closes_ns=self._closes())) == "asked"

    def ask(self, turn: Turn) -> None:
        if self.asked == turn:
            return
        self.asked = turn
        self.say(self.turn_fact(turn))

    def turn_fact(self, turn: Turn) -> TurnOpened:
        return TurnOpened(
            round_id=self.round_id, seat=turn.seat, hand=turn.hand, on_time_out=turn.on_time_out,
            actions=tuple(action for action in Action if action in turn.actions), closes_ns=self._closes(),
        )  # fmt: skip

    def _closes(self) -> str:
        """The board says it one way earlier than the edge hears it."""
        return str(self.studio.boards[FELT].mono(self.studio.now, 1 * MS) + DECISION_NS)

    def time_out(self) -> None:
        """Nobody answered: the time and its grace pass."""
        self.studio.wait(DECISION_NS + GRACE_NS)
        if self.deal.insurance_due:
            self.close_insurance()
        elif (turn := self.deal.turn) is not None:
            self.decided(turn.seat, turn.hand, turn.on_time_out, None)

    def close_insurance(self) -> None:
        self.deal.close_insurance()
        self.asked = None
        self.say(InsuranceClosed(round_id=self.round_id))

    def outcome(self) -> str:
        fact = RoundOutcome(
            round_id=self.round_id,
            game=Game.BLACKJACK,
            outcome=self.deal.outcome(),
            sources=("reader", "dealer"),
        )
        return self.say(fact)

    # --- the players

    def bet(
        self, player: int, *bets: tuple[str, Any, int], bet_id: str | None = None, took_ns: int = 0
    ) -> Answer:
        return self.studio.bet(player, self.round_id, *bets, bet_id=bet_id, took_ns=took_ns)

    def request(
        self, player: int, seat: int, action: str | None, hand: int = 1, *, early: bool = False, cards: int | None = None,
        decision_id: str | None = None,
    ) -> Decide:  # fmt: skip
        digest = decision_digest(FELT, self.round_id, seat, hand, action, cards, early)
        decision_id = decision_id or str(uuid.uuid4())
        return Decide(1, player, FELT, decision_id, self.round_id, seat, hand, action, cards, early, digest)

    def decide(
        self, player: int, seat: int, action: str | None, hand: int = 1, took_ns: int = 0, **said: Any
    ) -> Answer:
        """A turn with one decision; the final answer. The board has not heard of it yet."""
        return self.turn(self.request(player, seat, action, hand, **said), took_ns=took_ns)[0]

    def turn(self, *requests: Decide, took_ns: int = 0) -> list[Answer]:
        """A turn with some decisions; the final answers."""
        with self.studio.turn(took_ns) as answers:
            for ticket, request in enumerate(requests, start=1):
                numbered = Decide(ticket, *[getattr(request, name) for name in request.__struct_fields__[1:]])
                answers[ticket] = self.studio.books.decide(numbered, self.studio.now)
        return [answers[ticket] for ticket in range(1, len(requests) + 1)]

    def play(self, player: int, seat: int, action: str, hand: int = 1, **said: Any) -> Turn | None:
        """Decide, let the board play it, and deal on."""
        answer = self.decide(player, seat, action, hand, **said)
        assert isinstance(answer, Done), answer
        self.tick()
        return self.go_on()

    # --- the books

    @property
    def seating(self) -> Seating:
        found = self.studio.books._house.rounds.find(self.round_id)
        assert found is not None and found.seating is not None
        return found.seating

    @property
    def pending(self) -> list[Pending]:
        return self.seating.pending

    @property
    def phase(self) -> str:
        return str(self.studio.round(self.round_id)["phase"])

    @property
    def held_cause(self) -> str | None:
        cause: str | None = self.studio.round(self.round_id)["held_cause"]
        return cause

    def statuses(self) -> list[str]:
        """Of all placements, in the order of acceptance."""
        return [
            row[0] for row in self.studio.conn.execute("SELECT status FROM placements ORDER BY placement_no")
        ]

    def lines(self, player: int) -> list[tuple[str, str, int, int | None]]:
        """(type, selection, stake, returned) of a player's bets that count."""
        return self.studio.conn.execute(
            "SELECT b.type, b.sel, b.stake, b.returned FROM placements p JOIN bets b USING (placement_no)"
            " WHERE p.player_no = ? AND p.status IN ('accepted', 'settled') ORDER BY p.placement_no, b.line",
            (player,),
        ).fetchall()


def seated(studio: Studio, cards: str, *seats: tuple[int, int, int]) -> Felt:
    """A round whose seats (player, seat, stake) are dealt, up to the first question."""
    table = Felt(studio, cards.split())
    for player, seat, stake in seats:
        answer = table.bet(player, ("main", {"seat": seat}, stake))
        assert isinstance(answer, Done), answer
    table.close()
    table.tick()
    assert table.deal.seats == tuple(sorted(seat for _, seat, _ in seats))
    table.go_on()
    return table


@contextmanager
def crashed(studio: Studio, boot: str | None = None) -> Iterator[None]:
    """The edge is down for the block; ``boot`` is the machine's next boot, if it was rebooted."""
    studio.crash()
    yield
    studio.boot = boot or studio.boot
    studio.start()


def refused(answer: Answer) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


ELEVEN = "6S 9H 5D 7C"  # seat 3 has 11 against 9 and 7 below
EIGHTS = "8S 9H 8D 7C"
RICH = 1_000_000


def one_seat(studio: Studio, cards: str, money: int = RICH, stake: int = 500) -> tuple[Felt, int]:
    """Seat 3 is asked; its player."""
    player = studio.player(money=money)
    return seated(studio, cards, (player, 3, stake)), player


def told_decisions(studio: Studio) -> list[str]:
    """The decisions of the orders to the board, in their order."""
    return [
        order.decision.decision_id
        for order in studio.orders
        if order.name is CommandName.DECIDE and order.decision is not None
    ]


def ends(table: Felt) -> int:
    """When the question that is open ends at the edge."""
    question = table.seating.question
    assert question is not None
    return question.deadline_mono_ns
