"""The machine of a real blackjack board and the real books, fact by fact and order by order: what one says the other understands."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_api.betting.digest import decision_digest
from edge_api.books.effects import BoardOrder
from edge_api.books.messages import Decide
from edge_api.replay import replay
from edge_api.rounds.question import Asked
from edge_api.rounds.round import Holder, Round
from edge_api.verify import verify
from firmware_agent.rounds.blackjack import BlackjackMachine
from firmware_agent.rounds.machine import Publish
from firmware_agent.rounds.settings import BlackjackSettings, Confirm, OpenBy
from hardware.orders import Ordered, OrderName, Wish
from hardware.signals import CardDrawn, DeviceUp, Key, Signal
from schemas.cards import DECK
from schemas.games.blackjack_rules import BlackjackRules
from tests.edge_api.books.felt import FELT, felt_studio
from tests.edge_api.books.studio import MS, quick_folder
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

RULES = BlackjackRules.parse({"das": True, "max_hands": 4, "surrender": "late"})
PLAYERS = ("p-0", "p-1", "p-2")


class Joined:
    """A board and the books, with a wire between them that loses a share of the orders."""

    def __init__(self, folder: Path, seed: int, lost: float) -> None:
        self.chance, self.lost = Random(seed), lost
        self.studio = felt_studio(folder, RULES)
        self.players = {name: self.studio.player(name, 10_000) for name in PLAYERS}
        times = BlackjackSettings(
            table=FELT, betting_ns=s(10), gap_ns=s(2), open_by=OpenBy.DEALER, confirm=Confirm.DEALER, rules=RULES, decks=RULES.decks,
            decision_ns=s(5), insurance_ns=s(3), decision_grace_ns=s(1.5),
        )  # fmt: skip
        self.floor = Floor(BlackjackMachine(times))
        self.said = self.heard = 0
        self.shoe = list(DECK) * RULES.decks
        self.chance.shuffle(self.shoe)
        self.feed(DeviceUp(0, "reader"))

    @property
    def board_ns(self) -> int:
        return self.studio.boards[FELT].mono(self.studio.now)

    @property
    def round(self) -> Round | None:
        running = self.studio.books._house.rounds.of_table(FELT)
        return running[-1] if running else None

    def feed(self, signal: Signal) -> None:
        self.floor.feed(signal)
        self.deliver()

    def deliver(self) -> None:
        """Facts to the books as they come."""
        out, self.said = self.floor.out[self.said :], len(self.floor.out)
        for output in out:
            if isinstance(output, Publish):
                self.studio.fact(output.fact, FELT, ago_ns=max(self.board_ns - output.at_ns, 1 * MS))

    def wait(self, ns: int) -> None:
        self.studio.wait(ns)
        self.floor.until(self.board_ns)
        self.deliver()
        with self.studio.turn():
            pass
        orders, self.heard = self.studio.orders[self.heard :], len(self.studio.orders)
        for order in orders:
            if self.chance.random() >= self.lost:
                self.feed(self.as_signal(order))

    def as_signal(self, order: BoardOrder) -> Ordered:
        made = order.decision
        wish = Wish(made.decision_id, made.seat, made.hand, made.action.value) if made else None
        name, number = OrderName(order.name.value), str(uuid.uuid4())
        return Ordered(self.board_ns, name, number, order.by, order.reason, order.round_id, order.seats, wish)

    def play_round(self) -> None:
        self.floor.press(Key.OPEN, self.board_ns)
        self.deliver()
        self.bet()
        for _ in range(2_000):
            running = self.round
            if running is None:
                return
            self.step(running)
        raise AssertionError(f"the round never ends: {self.floor.machine.view()}")

    def bet(self) -> None:
        for _ in range(self.chance.randint(1, 8)):
            assert self.round is not None
            seat, kind = self.chance.randint(1, 7), self.chance.choice(["main", "main", "bet_behind", "21+3"])
            player = self.players[self.chance.choice(PLAYERS)]
            self.studio.bet(player, self.round.round_id, (kind, {"seat": seat}, 100))

    def step(self, running: Round) -> None:
        guidance, phase = self.floor.machine.view().guidance, self.floor.phase
        if running.holder is Holder.EDGE:
            self.studio.act("void", round_id=running.round_id)
        elif guidance.startswith("next card"):
            self.feed(CardDrawn(self.board_ns, "reader", self.shoe.pop()))
        elif phase == "result_pending":
            self.floor.press(Key.CONFIRM, self.board_ns)
            self.deliver()
        elif self.chance.random() < 0.3:
            self.answer(running)
        self.wait(self.chance.choice([50, 200, 450]) * MS)

    def answer(self, running: Round) -> None:
        question = running.seating.question if running.seating else None
        if question is None or running.seating is None:
            return
        if question.kind is Asked.INSURANCE:
            seat = self.chance.choice(list(running.seating.seats))
            owner = running.seating.seats[seat].owner
            self.studio.bet(owner, running.round_id, ("insurance", {"seat": seat}, 50))
            return
        assert question.seat is not None
        owner = running.seating.seats[question.seat].owner
        action = self.chance.choice(question.actions).value
        said = question.seat, question.hand, action, None, False
        digest = decision_digest(FELT, running.round_id, *said)
        with self.studio.turn() as answers:
            request = Decide(1, owner, FELT, str(uuid.uuid4()), running.round_id, *said, digest)
            answers[1] = self.studio.books.decide(request, self.studio.now)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.0, 0.3]))
def test_rounds_of_a_real_board_settle_and_the_books_prove_them(seed: int, lost: float) -> None:
    folder = quick_folder()
    joined = Joined(folder, seed, lost)
    for _ in range(2):
        joined.play_round()
        joined.wait(s(3))
    check_promises(joined.floor)
    ended = [row[0] for row in joined.studio.conn.execute("SELECT phase FROM rounds")]
    assert len(ended) == 2 and set(ended) <= {"settled", "cancelled"}
    if not lost:
        assert [code for code in joined.studio.alerts() if code.startswith("held")] == []
    assert verify(joined.studio.conn, {"edge-1#1": joined.studio.signer.public_key}) == []
    assert replay(joined.studio.conn).differences == []
    joined.studio.crash()
    shutil.rmtree(folder)


def test_every_decision_in_time_is_played_however_many_orders_are_lost() -> None:
    folder = quick_folder()
    joined = Joined(folder, 3, 0.5)
    joined.play_round()
    rows = joined.studio.conn.execute(
        "SELECT p.status, d.played_by IS NOT NULL FROM decisions d JOIN placements p USING (placement_no)"
    ).fetchall()
    assert rows and set(rows) == {("settled", 1)}
    joined.studio.crash()
    shutil.rmtree(folder)
