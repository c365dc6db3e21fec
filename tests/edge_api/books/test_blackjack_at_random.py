"""Random rounds of blackjack: any rules, seats, bets, decisions, choices, lost orders, crashes and voids. Whatever happens, the money is what the
cards say, reckoned here from the final hands alone, and `verify` and `replay` are green."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_api.books.messages import Done
from edge_api.replay import replay
from edge_api.settle.blackjack import profile
from edge_api.verify import verify
from schemas.games.blackjack import BlackjackOutcome
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.blackjack_seat import SeatOutcome
from tests.edge_api.books.felt import Felt, crashed, felt_studio
from tests.edge_api.books.studio import MS, Studio, quick_folder
from tests.schemas.games.blackjack_rounds import SHOES, any_rules, shoe

PLAYERS = ("p-0", "p-1", "p-2", "p-3")


class Evening:
    """One round, with everything that may befall it."""

    def __init__(self, studio: Studio, rules: BlackjackRules, seed: int, ranks: str) -> None:
        self.studio, self.chance, self.rules = studio, Random(seed), rules
        self.money = {name: self.chance.choice([700, 3_000, 100_000]) for name in PLAYERS}
        self.players = {name: studio.player(name, money) for name, money in self.money.items()}
        self.table = Felt(studio, shoe(self.chance, rules.decks, ranks))

    def run(self) -> None:
        self.bet()
        self.table.close()
        while not self.table.deal.seats and self.table.phase == "bets_closed":
            self.table.tick(500 * MS)
        for _ in range(600):
            if self.table.phase == "cancelled" or self.table.deal.complete:
                break
            self.step()
        if self.table.phase == "cancelled":
            assert self.balances() == self.money
        elif self.chance.random() < 0.1:
            assert isinstance(self.studio.act("void", round_id=self.table.round_id), Done)
            assert self.balances() == self.money
        elif self.table.phase == "held":
            self.table.outcome()
            assert isinstance(
                self.studio.act("release", round_id=self.table.round_id, table_id="blackjack-01"), Done
            )
            self.check_paid()
        else:
            assert self.table.outcome() == "settled"
            self.check_paid()

    def balances(self) -> dict[str, int]:
        return {name: self.studio.balance(number) for name, number in self.players.items()}

    def someone(self) -> int:
        return self.players[self.chance.choice(PLAYERS)]

    def mostly_owner(self, seat: int) -> int:
        """Who plays there, or anybody else."""
        found = self.table.seating.seats.get(seat)
        return self.someone() if found is None or self.chance.random() < 0.2 else found.owner

    def flag(self) -> bool:
        return self.chance.random() < 0.6

    def bet(self) -> None:
        for _ in range(self.chance.randint(3, 20)):
            seat, stake = self.chance.randint(1, 7), self.chance.choice([100, 101, 250, 300])
            kind = self.chance.choice(["main", "main", "bet_behind", "bet_behind", "perfect_pairs", "21+3"])
            sel: dict[str, Any] = {"seat": seat}
            if kind == "bet_behind":
                sel |= {"follow_double": self.flag(), "follow_split": self.flag()}
            self.table.bet(self.someone(), (kind, sel, stake))

    def step(self) -> None:
        """The table waits for somebody; somebody does something, or nobody does."""
        match self.chance.random():
            case x if x < 0.05:
                with crashed(self.studio):
                    pass
            case x if x < 0.08:
                self.table.deaf = not self.table.deaf
            case x if x < 0.5:
                self.choose_early()
        self.table.go_on()
        if self.table.deal.complete:
            return
        if self.chance.random() < 0.75:
            self.answer()
        self.table.tick(self.chance.choice([1, 150, 400]) * MS)
        if self.waits():
            self.table.time_out()

    def waits(self) -> bool:
        """Nobody has answered, or was not heard; or it is only about insurance."""
        return self.table.deal.insurance_due or (
            self.table.asked is not None and self.table.deal.turn is not None
        )

    def answer(self) -> None:
        deal, table = self.table.deal, self.table
        if deal.insurance_due:
            for _ in range(self.chance.randint(0, 6)):
                seat = self.chance.choice(deal.seats)
                if seat in deal.may_take_even_money and self.flag():
                    table.decide(self.mostly_owner(seat), seat, "even_money")
                else:
                    table.bet(
                        self.mostly_owner(seat),
                        ("insurance", {"seat": seat}, self.chance.choice([1, 50, 125])),
                    )
            return
        turn = deal.turn
        assert turn is not None
        may = sorted(action.value for action in turn.actions)
        dear = [action for action in may if action in ("double", "split")]
        for _ in range(3):
            action = self.chance.choice(dear if dear and self.chance.random() < 0.7 else may)
            table.decide(self.mostly_owner(turn.seat), turn.seat, action, turn.hand)

    def choose_early(self) -> None:
        if self.table.deal.seats:
            action = self.chance.choice(["hit", "stand", "double", "split", "surrender", None])
            seat = self.chance.choice(self.table.deal.seats)
            hand = self.chance.choice([1, 1, 1, 2])
            self.table.decide(self.mostly_owner(seat), seat, action, hand, early=True)

    # --- reckoning, from the final hands

    def check_paid(self) -> None:
        outcome = self.table.deal.outcome()
        due = Counter(self.money)
        for name, number in self.players.items():
            lines = self.lines(number)
            due[name] -= sum(stake for _, _, stake in lines)
            due[name] += self.returned(outcome, lines)
        assert self.balances() == dict(due)

    def lines(self, player: int) -> list[tuple[str, dict[str, Any], int]]:
        return [(kind, json.loads(sel), stake) for kind, sel, stake, _ in self.table.lines(player)]

    def returned(self, outcome: BlackjackOutcome, lines: list[tuple[str, dict[str, Any], int]]) -> int:
        return sum(
            profile(self.rules, outcome, kind, sel).settle(stake).returned for kind, sel, stake in lines
        )

    def check_whole(self) -> None:
        """A seat whose every double and split was paid for returns what a line of settle says of the whole seat."""
        outcome = self.table.deal.outcome()
        for number, seat in outcome.seats.items():
            owner = self.table.seating.seats.get(int(number))
            if owner is None or seat.hands[0].even_money:
                continue
            own = [
                (kind, sel, stake)
                for kind, sel, stake in self.lines(owner.owner)
                if sel["seat"] == int(number) and kind in ("main", "double", "split")
            ]
            hands = tuple(hand.model_copy(update={"even_money": False}) for hand in seat.hands)
            line = SeatOutcome(
                initial=seat.initial, hands=hands, dealer_up=outcome.dealer_up, dealer_hole=outcome.dealer_hole,
                dealer_draws=outcome.dealer_draws,
            )  # fmt: skip
            whole = profile(self.rules, line, "main", None)
            if Fraction(sum(stake for _, _, stake in own), owner.main) == whole.stakes:
                mains = sum(stake for kind, _, stake in own if kind == "main")
                paid = self.returned(outcome, own)
                assert abs(paid - whole.settle(mains).returned) <= len(own)


@settings(
    deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(any_rules(), st.integers(0, 2**32), st.sampled_from(SHOES))
def test_any_round_pays_what_the_cards_say_and_the_books_prove_it(
    rules: BlackjackRules, seed: int, ranks: str
) -> None:
    folder = quick_folder()
    studio = felt_studio(folder, rules)
    evening = Evening(studio, rules, seed, ranks)
    evening.run()
    if evening.table.phase == "settled":
        evening.check_whole()
    assert verify(studio.conn, {"edge-1#1": studio.signer.public_key}) == []
    assert replay(studio.conn).differences == []
    held = studio.conn.execute(
        "SELECT COALESCE(SUM(balance), 0) FROM accounts WHERE kind = 'stakes'"
    ).fetchone()
    assert held == (0,)
    studio.crash()
    shutil.rmtree(folder)
