"""Paying a round by the rule set that it was opened under: every bet, every posting and the round's end in one transaction.

Where bets stay over rounds, a settlement pays what it decides: bets of its own round and of earlier ones. What it leaves open stays.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.ledger.ledger import AccountKind, TxKind
from edge_api.rounds.carried import SUM_UP
from edge_api.rounds.multipliers import reveal_seed
from edge_api.rounds.payment import Payment
from edge_api.rounds.reckoning import Price, Prices
from edge_api.rounds.refund import tell_players
from edge_api.rounds.round import Round
from edge_api.settle.results import outcome_text, result_label
from edge_api.settle.settlement import stays_of
from schemas.bets import BetStatus
from schemas.edge_events import RoundSettled
from schemas.games.outcomes import GameOutcome
from schemas.phases import Phase

_PRICE_TABLE = (
    "CREATE TEMP TABLE IF NOT EXISTS price (type TEXT, sel TEXT, stake INTEGER, returned INTEGER,"
    " PRIMARY KEY (type, sel, stake)) WITHOUT ROWID"
)
"""Without their types its columns could not be searched for those of a bet."""
_OF_ROUND = "round_no = ? AND status = ?"
_PAY_BETS = f"""
UPDATE bets SET ended_tx = ?, returned = (
  SELECT p.returned FROM temp.price p WHERE p.type = bets.type AND p.sel = bets.sel AND p.stake = bets.stake)
WHERE placement_no IN (SELECT placement_no FROM placements WHERE {_OF_ROUND})
"""  # noqa: S608
_PAY_PLACEMENTS = f"""
UPDATE placements SET status = ?, returned = (
  SELECT CASE WHEN COUNT(*) = COUNT(b.returned) THEN COALESCE(SUM(b.returned), 0) END FROM bets b
  WHERE b.placement_no = placements.placement_no)
WHERE {_OF_ROUND}
"""  # noqa: S608
_PAID = "SELECT player_no, COUNT(*), SUM(staked), SUM(returned) FROM placements WHERE round_no = ? AND status = ? GROUP BY player_no"

_PRICE_OF = "p.type = b.type AND p.sel = b.sel AND p.stake = b.stake"
_CARRY = f"""
INSERT INTO carried_bets (table_id, player_no, placement_no, line, round_no)
SELECT ?, l.player_no, b.placement_no, b.line, CASE WHEN p.type IS NOT NULL THEN l.round_no END
FROM placements l JOIN bets b USING (placement_no) LEFT JOIN temp.price p ON {_PRICE_OF}
WHERE l.round_no = ? AND l.status = ? AND p.returned IS NULL
"""  # noqa: S608
_PAY_DECIDED = f"""
UPDATE bets AS b SET (returned, ended_tx) = (
  SELECT p.returned, CASE WHEN p.returned IS NOT NULL THEN ? END FROM temp.price p WHERE {_PRICE_OF})
WHERE b.placement_no IN (SELECT placement_no FROM placements WHERE {_OF_ROUND})
"""  # noqa: S608
_SUM_UP_ROUND = f"{SUM_UP} WHERE round_no = :round_no AND status = :accepted"
_PAID_DECIDED = """
SELECT l.player_no, COUNT(DISTINCT CASE WHEN b.ended_tx = :tx_no THEN l.placement_no END),
  SUM(CASE WHEN b.ended_tx = :tx_no THEN b.stake + b.charge ELSE 0 END), SUM(CASE WHEN b.ended_tx = :tx_no THEN b.returned ELSE 0 END)
FROM placements l JOIN bets b USING (placement_no) WHERE l.round_no = :round_no AND l.status IN (:accepted, :status) GROUP BY l.player_no
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What lay on the layout from earlier rounds before a settlement, and what stays after it: stakes by player, minor units."""

    before: Counter[int] = field(default_factory=Counter)
    after: Counter[int] = field(default_factory=Counter)


def pay(house: House, of: Round, outcome: GameOutcome, fact_id: str, prices: Prices, now: Now) -> None:
    """Pay a round that is not over; it is SETTLED afterwards."""
    tx_no = house.ledger.next_number()
    if stays_of(of.rules) is None and not house.carried.at(of.table_id):
        standing, payment = None, _pay_all(house, of, prices.own, tx_no)
    else:
        before = house.carried.stakes(of.table_id)
        payment = house.carried.end_priced(of.table_id, prices.carried, tx_no)
        payment = payment.plus(_pay_decided(house, of, prices.own, tx_no))
        standing = Standing(before, house.carried.stakes(of.table_id))
    _post(house, of, payment, tx_no, now)
    of.phase, of.ended_utc_ns = Phase.SETTLED, now.utc_ns
    of.decided, of.returned = payment.total_staked, payment.total_returned
    of.outcome, of.outcome_fact = outcome_text(outcome), fact_id
    of.held_cause = of.held_from = None
    house.rounds.save(of)
    _leave_behind(house, of)
    _announce(house, of, outcome, payment, standing)
    reveal_seed(house, of)


def _leave_behind(house: House, of: Round) -> None:
    """What the table's next round begins with."""
    table = house.tables.get(of.table_id)
    if table is not None and table.carried != of.deal.carried:
        table.carried = of.deal.carried
        house.tables.save(table)


def _price(house: House, prices: list[Price]) -> None:
    house.conn.execute(_PRICE_TABLE)
    house.conn.execute("DELETE FROM temp.price")
    house.conn.executemany("INSERT INTO temp.price VALUES (?, ?, ?, ?)", prices)


def _pay_all(house: House, of: Round, prices: list[Price], tx_no: int) -> Payment:
    """A few statements, however many bets: the database joins them with their prices. A bet without a price breaks a constraint."""
    accepted = (of.round_no, BetStatus.ACCEPTED.value)
    _price(house, prices)
    house.conn.execute(_PAY_BETS, (tx_no, *accepted))
    house.conn.execute(_PAY_PLACEMENTS, (BetStatus.SETTLED.value, *accepted))
    return Payment.of(house.conn.execute(_PAID, (of.round_no, BetStatus.SETTLED.value)).fetchall())


def _pay_decided(house: House, of: Round, prices: list[Price], tx_no: int) -> Payment:
    """The same where some bets stay. Players whose bets all stay are in the payment with nothing."""
    accepted = (of.round_no, BetStatus.ACCEPTED.value)
    _price(house, prices)
    carried = house.conn.execute(_CARRY, (of.table_id, *accepted)).rowcount
    house.carried.entered(of.table_id, carried)
    house.conn.execute(_PAY_DECIDED, (tx_no, *accepted))
    named = {
        "status": BetStatus.SETTLED.value, "accepted": BetStatus.ACCEPTED.value, "table_id": of.table_id, "round_no": of.round_no,
        "tx_no": tx_no,
    }  # fmt: skip
    house.conn.execute(_SUM_UP_ROUND, named)
    return Payment.of(house.conn.execute(_PAID_DECIDED, named).fetchall())


def _post(house: House, of: Round, payment: Payment, tx_no: int, now: Now) -> None:
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
    posted = house.ledger.post(TxKind.SETTLE, of.round_id, of.round_no, now.utc_ns, entries)
    assert posted == tx_no, "bets name the transaction that ended them"


def _announce(
    house: House, of: Round, outcome: GameOutcome, payment: Payment, standing: Standing | None
) -> None:
    house.record.settled = True
    carried = [] if standing is None else [standing.before.total(), standing.after.total()]
    house.record.audit.append(
        ["settled", of.round_id, of.outcome, payment.total_staked, payment.total_returned, *carried]
    )
    _tell_cloud(house, of, payment, standing)
    result = {
        "round_id": of.round_id,
        "outcome": json.loads(of.outcome or "{}"),
        "result": result_label(of.game, outcome),
        "carried": of.deal.carried,
    }
    house.record.tell(of.table_id, "gameresult", result)
    winners = sum(1 for player_no, returned in payment.returned.items() if returned > 0)
    paid: dict[str, Any] = {
        "round_id": of.round_id,
        "winners": winners,
        "returned": payment.total_returned,
        "currency": of.currency,
    }
    house.record.tell(of.table_id, "winners", paid)
    tell_players(house, of, payment.staked, payment.returned, None if standing is None else standing.after)


def _tell_cloud(house: House, of: Round, payment: Payment, standing: Standing | None) -> None:
    house.record.events.append(
        RoundSettled(
            table=of.table_id, round_id=of.round_id, game=of.game, rules_hash=of.rules_hash, outcome=json.loads(of.outcome or "{}"),
            placements=payment.placements, staked_minor=payment.total_staked, returned_minor=payment.total_returned,
            carried_in_minor=None if standing is None else standing.before.total(),
            carried_out_minor=None if standing is None else standing.after.total(),
            currency=of.currency,
        )
    )  # fmt: skip
