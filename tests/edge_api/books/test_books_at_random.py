"""Random evenings against a model that keeps nothing but plain numbers: whatever comes in whatever order, the balances agree and `verify` is green."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from edge_api.books.messages import Done, Transfer
from edge_api.replay import replay
from edge_api.verify import verify
from schemas.causes import CloseCause, HoldCause, VoidCause
from schemas.facts import RoundHeld, RoundReleased, RoundVoided
from schemas.games.wheels import Wheel, wheel_order
from tests.edge_api.books.studio import MS, WHEEL, Studio, quick_folder

REDS = {"1", "3", "5", "7", "9", "12", "14", "16", "18", "19", "21", "23", "25", "27", "30", "32", "34", "36"}
WINDOW_NS = 1_000 * MS - 1 * MS - 100_000  # less the way to us and the board's clock error
POCKETS = st.sampled_from(wheel_order(Wheel.EUROPEAN))
PLAYERS = st.sampled_from(["p-0", "p-1", "p-2"])
STEPS_NS = st.integers(1, 40).map(lambda n: n * 10 * MS)


@dataclass
class Bet:
    player: str
    bet_id: str
    kind: str
    number: str
    stake: int
    at_ns: int

    @property
    def selection(self) -> tuple[str, list[str] | None, int]:
        return (self.kind, [self.number] if self.kind == "straight" else None, self.stake)

    def returns(self, pocket: str) -> int:
        if self.kind == "straight":
            return 36 * self.stake if pocket == self.number else 0
        return 2 * self.stake if pocket in REDS else 0


@dataclass
class Round:
    round_id: str
    opened_ns: int
    is_open: bool = True
    held: str | None = None
    said_while_held: set[str] = field(default_factory=set)
    bets: list[Bet] = field(default_factory=list)


class Evening(RuleBasedStateMachine):
    """One table, three players."""

    @initialize()
    def begin(self) -> None:
        self.folder = quick_folder()
        self.studio = self.new_studio()
        self.numbers = {name: self.studio.player(name, 50_000) for name in ("p-0", "p-1", "p-2")}
        self.money = dict.fromkeys(self.numbers, 50_000)
        self.transfers: list[tuple[str, str, int, str]] = []
        self.round: Round | None = None
        self.past: list[Bet] = []

    def new_studio(self) -> Studio:
        return Studio(self.folder)

    def returns(self, bet: Bet, pocket: str) -> int:
        return bet.returns(pocket)

    def teardown(self) -> None:
        if hasattr(self, "studio"):
            assert verify(self.studio.conn, {"edge-1#1": self.studio.signer.public_key}) == []
            assert replay(self.studio.conn).differences == []
            self.studio.crash()
            shutil.rmtree(self.folder)

    def _window_open(self) -> bool:
        now, round_ = self.studio.now.mono_ns, self.round
        if round_ is not None and round_.is_open and now - round_.opened_ns >= WINDOW_NS:
            round_.is_open = False
        return round_ is not None and round_.is_open

    def _refund(self) -> None:
        assert self.round is not None
        for bet in self.round.bets:
            self.money[bet.player] += bet.stake
        self.past += self.round.bets
        self.round = None

    @rule(player=PLAYERS, kind=st.sampled_from(["deposit", "withdraw"]), amount=st.integers(1, 80_000))
    def transfer(self, player: str, kind: str, amount: int) -> None:
        transfer_id = uuid.uuid4().hex
        done = isinstance(self.studio.transfer(player, kind, amount, transfer_id), Done)
        assert done == (kind == "deposit" or self.money[player] >= amount)
        if done:
            self.money[player] += amount if kind == "deposit" else -amount
            self.transfers.append((player, kind, amount, transfer_id))

    @precondition(lambda self: self.transfers)
    @rule(data=st.data())
    def transfer_again(self, data: st.DataObject) -> None:
        player, kind, amount, transfer_id = data.draw(st.sampled_from(self.transfers))
        assert isinstance(self.studio.transfer(player, kind, amount, transfer_id), Done)
        assert not isinstance(self.studio.transfer(player, kind, amount + 1, transfer_id), Done)

    @precondition(lambda self: self.round is None)
    @rule()
    def open(self) -> None:
        round_id = self.studio.open(betting_ms=1_000)
        self.round = Round(round_id, self.studio.now.mono_ns)

    @rule(ns=STEPS_NS)
    def wait(self, ns: int) -> None:
        self.studio.wait(ns)

    @precondition(lambda self: self.round is not None)
    @rule(
        player=PLAYERS,
        kind=st.sampled_from(["red", "straight"]),
        number=POCKETS,
        stake=st.integers(-5, 21_000),
    )
    def bet(self, player: str, kind: str, number: str, stake: int) -> None:
        assert self.round is not None
        bet = Bet(player, str(uuid.uuid4()), kind, number, stake, self.studio.now.mono_ns)
        in_time = self._window_open()
        answer = self.studio.bet(self.numbers[player], self.round.round_id, bet.selection, bet_id=bet.bet_id)
        if isinstance(answer, Done):
            assert in_time and 100 <= stake <= self.money[player]
            self.money[player] -= stake
            self.round.bets.append(bet)
            assert answer.body["balance"] == self.money[player]
        else:
            assert not in_time or stake < 100 or stake > self.money[player] or answer.code == "above_maximum"

    @precondition(lambda self: self.round is not None and self.round.bets)
    @rule(data=st.data(), more=st.integers(0, 1))
    def bet_again(self, data: st.DataObject, more: int) -> None:
        assert self.round is not None
        self._window_open()
        bet = data.draw(st.sampled_from(self.round.bets))
        kind, sel, stake = bet.selection
        number, round_id = self.numbers[bet.player], self.round.round_id
        answer = self.studio.bet(number, round_id, (kind, sel, stake + more), bet_id=bet.bet_id)
        assert isinstance(answer, Done) == (more == 0)

    @precondition(lambda self: self.past or (self.round is not None and self.round.bets))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        running = self.round.bets if self.round else []
        bet = data.draw(st.sampled_from(self.past + running))
        may = self._window_open() and bet in running
        done = isinstance(self.studio.cancel(self.numbers[bet.player], bet.bet_id), Done)
        if bet in running:
            assert done == may
            if done:
                running.remove(bet)
                self.money[bet.player] += bet.stake

    @precondition(lambda self: self.round is not None)
    @rule(
        cause=st.sampled_from([CloseCause.TIMER, CloseCause.DEALER, CloseCause.BALL_IN_RIM]),
        ago=st.integers(0, 30),
    )
    def close(self, cause: CloseCause, ago: int) -> None:
        """Everything happens at multiples of 10 ms, evidence in between."""
        assert self.round is not None
        ago_ns = ago * 10 * MS + 5 * MS
        self.studio.close(self.round.round_id, cause, ago_ns)
        self.round.is_open = False
        if cause.is_evidence:
            late = [bet for bet in self.round.bets if bet.at_ns >= self.studio.now.mono_ns - ago_ns]
            for bet in late:
                self.round.bets.remove(bet)
                self.money[bet.player] += bet.stake

    @precondition(lambda self: self.round is not None)
    @rule(pocket=POCKETS)
    def outcome(self, pocket: str) -> None:
        assert self.round is not None
        was_open, held = self._window_open(), self.round.held
        effect = self.studio.spin(self.round.round_id, pocket)
        if was_open:
            assert effect == "ignored:outcome_before_close"
            self._evidence_now()
            self.round.held = "edge"
        elif held:
            assert effect == "ignored:held"
            self.round.said_while_held.add(pocket)
        elif self.round.said_while_held - {pocket}:
            assert effect == "ignored:two_outcomes"
            self.round.held = "edge"
        else:
            assert effect == "settled"
            for bet in self.round.bets:
                self.money[bet.player] += self.returns(bet, pocket)
            self.past += self.round.bets
            self.round = None

    def _evidence_now(self) -> None:
        assert self.round is not None
        self.round.is_open = False
        for bet in [
            bet for bet in self.round.bets if bet.at_ns >= self.studio.now.mono_ns - 1 * MS - 100_000
        ]:
            self.round.bets.remove(bet)
            self.money[bet.player] += bet.stake

    @precondition(lambda self: self.round is not None and not self.round.is_open and self.round.held is None)
    @rule()
    def hold_and_release(self) -> None:
        assert self.round is not None
        round_id = self.round.round_id
        self.studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.SOURCES_DISAGREE, detail="two numbers"))
        assert self.studio.spin(round_id, "5") == "ignored:held"
        self.round.said_while_held.add("5")
        assert self.studio.fact(RoundReleased(round_id=round_id, by="maria")) == "released"

    @precondition(lambda self: self.round is not None)
    @rule(by_table=st.booleans())
    def void(self, by_table: bool) -> None:
        assert self.round is not None
        if by_table:
            fact = RoundVoided(round_id=self.round.round_id, cause=VoidCause.BALL_LOST, by="rule")
            assert self.studio.fact(fact) == "voided"
            assert self.studio.fact(fact) == "noted"
        else:
            assert isinstance(self.studio.act("void", round_id=self.round.round_id), Done)
        self._refund()

    @rule()
    def crash(self) -> None:
        """The process dies between two transactions; an open window is refunded at the start, as the books last knew it."""
        self.studio.restart()
        if self.round is not None and self.studio.round(self.round.round_id)["phase"] == "cancelled":
            self._refund()

    @rule(amount=st.integers(1, 10**6))
    def crash_inside_a_transaction(self, amount: int) -> None:
        self.studio.conn.execute("BEGIN IMMEDIATE")
        self.studio.books.transfer(
            Transfer(0, "acme", uuid.uuid4().hex, "p-0", "EUR", "deposit", amount), self.studio.now
        )
        self.studio.books.before_commit(self.studio.now)
        self.crash()

    @invariant()
    def the_balances_agree(self) -> None:
        if hasattr(self, "money"):
            assert {name: self.studio.balance(number) for name, number in self.numbers.items()} == self.money
            held = sum(bet.stake for bet in self.round.bets) if self.round else 0
            row = self.studio.conn.execute(
                "SELECT balance FROM accounts WHERE name = ?", (f"stakes:{WHEEL}:EUR",)
            ).fetchone()
            assert (row[0] if row else 0) == held


TestRandomEvenings = Evening.TestCase
TestRandomEvenings.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
