"""Paying a round by the rule set that it was opened under: every bet, every posting and the round's end in one transaction."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.ledger.ledger import AccountKind, TxKind
from edge_api.rounds.multipliers import reveal_seed
from edge_api.rounds.refund import tell_players
from edge_api.rounds.round import Round
from edge_api.settle.profile import Status
from edge_api.settle.results import outcome_text, result_label
from edge_api.settle.settlement import settle_round
from schemas.bets import BetStatus
from schemas.edge_events import RoundSettled
from schemas.games.outcomes import GameOutcome
from schemas.games.refusal import IllegalOutcome
from schemas.phases import Phase

Price = tuple[str, str, int, int]
"""What a bet of (type, selection as JSON text, stake) returns."""

_PRICE_TABLE = "CREATE TEMP TABLE IF NOT EXISTS price (type, sel, stake, returned, PRIMARY KEY (type, sel, stake)) WITHOUT ROWID"
_OF_ROUND = "round_no = ? AND status = ?"
_PAY_BETS = f"""
UPDATE bets SET returned = (
  SELECT p.returned FROM temp.price p WHERE p.type = bets.type AND p.sel = bets.sel AND p.stake = bets.stake)
WHERE placement_no IN (SELECT placement_no FROM placements WHERE {_OF_ROUND})
"""  # noqa: S608
_PAY_PLACEMENTS = f"""
UPDATE placements SET status = ?, returned = (
  SELECT CASE WHEN COUNT(*) = COUNT(b.returned) THEN COALESCE(SUM(b.returned), 0) END FROM bets b
  WHERE b.placement_no = placements.placement_no)
WHERE {_OF_ROUND}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Payment:
    """What a round has returned: how many placements, and per player, minor units, stakes included."""

    placements: int
    staked: Counter[int]
    returned: Counter[int]

    @property
    def total_staked(self) -> int:
        return self.staked.total()

    @property
    def total_returned(self) -> int:
        return self.returned.total()


def reckon(house: House, of: Round, outcome: GameOutcome) -> list[Price]:
    """Work out what every accepted bet of the round returns: each kind of bet once. Writes nothing.

    Raises:
        Illegal: the outcome, or a bet, is not of these rules.
    """
    laid = house.conn.execute(
        "SELECT DISTINCT b.type, b.sel, b.stake FROM placements p JOIN bets b USING (placement_no)"
        " WHERE p.round_no = ? AND p.status = ? ORDER BY 1, 2, 3",
        (of.round_no, BetStatus.ACCEPTED.value),
    )
    bets: list[tuple[str, str, int]] = laid.fetchall()
    settled = settle_round(of.rules, outcome, ((bet, *bet) for bet in bets))
    for bet, result in settled:
        if result.status is not Status.SETTLED:
            raise IllegalOutcome(f"the outcome leaves a bet open: {bet}")
    return [(*bet, result.returned) for bet, result in settled]


def pay(house: House, of: Round, outcome: GameOutcome, fact_id: str, prices: list[Price], now: Now) -> None:
    """Pay a round that is not over; it is SETTLED afterwards."""
    _write_bets(house, of, prices)
    payment = _paid(house, of)
    _post(house, of, payment, now)
    of.phase, of.ended_utc_ns, of.returned = Phase.SETTLED, now.utc_ns, payment.total_returned
    of.outcome, of.outcome_fact = outcome_text(outcome), fact_id
    of.held_cause = of.held_from = None
    house.rounds.save(of)
    _leave_behind(house, of)
    _announce(house, of, outcome, payment)
    reveal_seed(house, of)


def _leave_behind(house: House, of: Round) -> None:
    """What the table's next round begins with."""
    table = house.tables.get(of.table_id)
    if table is not None and table.carried != of.deal.carried:
        table.carried = of.deal.carried
        house.tables.save(table)


def _write_bets(house: House, of: Round, prices: list[Price]) -> None:
    """A few statements, however many bets: the database joins them with their prices. A bet without a price breaks a constraint."""
    accepted = (of.round_no, BetStatus.ACCEPTED.value)
    house.conn.execute(_PRICE_TABLE)
    house.conn.execute("DELETE FROM temp.price")
    house.conn.executemany("INSERT INTO temp.price VALUES (?, ?, ?, ?)", prices)
    house.conn.execute(_PAY_BETS, accepted)
    house.conn.execute(_PAY_PLACEMENTS, (BetStatus.SETTLED.value, *accepted))


def _paid(house: House, of: Round) -> Payment:
    rows = house.conn.execute(
        "SELECT player_no, COUNT(*), SUM(staked), SUM(returned) FROM placements WHERE round_no = ? AND status = ? GROUP BY player_no",
        (of.round_no, BetStatus.SETTLED.value),
    ).fetchall()
    staked, returned = Counter({row[0]: row[2] for row in rows}), Counter({row[0]: row[3] for row in rows})
    return Payment(sum(row[1] for row in rows), staked, returned)


def _post(house: House, of: Round, payment: Payment, now: Now) -> None:
    if not payment.total_staked:
        return
    bank = house.ledger.account(AccountKind.BANK, of.table_id, of.currency)
    entries = [
        (of.stakes_account, -payment.total_staked),
        (bank, payment.total_staked - payment.total_returned),
    ]
    for player_no, returned in payment.returned.items():
        player = house.players.get(player_no)
        assert player is not None, "a placement has a player"
        entries.append((player.account_no, returned))
    house.ledger.post(TxKind.SETTLE, of.round_id, of.round_no, now.utc_ns, entries)


def _announce(house: House, of: Round, outcome: GameOutcome, payment: Payment) -> None:
    house.record.settled = True
    house.record.audit.append(
        ["settled", of.round_id, of.outcome, payment.total_staked, payment.total_returned]
    )
    house.record.events.append(
        RoundSettled(
            table=of.table_id, round_id=of.round_id, game=of.game, rules_hash=of.rules_hash, outcome=json.loads(of.outcome or "{}"),
            placements=payment.placements, staked_minor=payment.total_staked, returned_minor=payment.total_returned,
            currency=of.currency,
        )
    )  # fmt: skip
    result = {
        "round_id": of.round_id,
        "outcome": json.loads(of.outcome or "{}"),
        "result": result_label(of.game, outcome),
    }
    house.record.tell(of.table_id, "gameresult", result)
    winners = sum(1 for player_no, returned in payment.returned.items() if returned > 0)
    paid = {
        "round_id": of.round_id,
        "winners": winners,
        "returned": payment.total_returned,
        "currency": of.currency,
    }
    house.record.tell(of.table_id, "winners", paid)
    tell_players(house, of, payment.staked, payment.returned)
