"""The first answers: what a player was told about each bet id, given again for ever."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge_api.betting.slip import Slip
from edge_api.betting.tray import Key
from edge_api.clock import rfc3339
from schemas.bets import BetStatus

_KNOWN = """
SELECT p.player_no, p.bet_id, p.digest, p.status, r.table_id, r.round_id, p.staked, p.balance_after, r.currency, p.accepted_utc_ns
FROM json_each(?) AS asked
CROSS JOIN placements AS p ON p.player_no = asked.value ->> 0 AND p.bet_id = asked.value ->> 1
CROSS JOIN rounds AS r ON r.round_no = p.round_no
"""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What was answered when the bet was new; ``was_late``: it was refused, and its stake went back."""

    digest: bytes
    was_late: bool
    body: dict[str, Any]


def first_answers(conn: sqlite3.Connection, asked: Sequence[Key]) -> dict[Key, FirstAnswer]:
    """Those of the players' bet ids that the books know."""
    rows = conn.execute(_KNOWN, (json.dumps(asked),)).fetchall()
    return {(row[0], row[1]): FirstAnswer(row[2], row[3] == BetStatus.LATE.value, _body(row)) for row in rows}


def _body(row: tuple[Any, ...]) -> dict[str, Any]:
    _, bet_id, _, _, table, round_id, staked, balance, currency, accepted_utc_ns = row
    return accepted_body(bet_id, table, round_id, staked, balance, currency, rfc3339(accepted_utc_ns))


def accepted_body(
    bet_id: str, table: str, round_id: str, staked: int, balance: int, currency: str, accepted_at: str
) -> dict[str, Any]:
    """The answer to a bet that is taken (``schemas.bets.BetAccepted``)."""
    return {
        "bet_id": bet_id, "table": table, "round_id": round_id, "status": "accepted", "staked": staked, "returned": 0,
        "balance": balance, "currency": currency, "accepted_at": accepted_at,
    }  # fmt: skip


def slip_body(slip: Slip, at: str) -> dict[str, Any]:
    """The answer to a placement that has just been taken; of a decision, what it says too."""
    of, staked, balance = slip.round, slip.staked, slip.balance_after
    body = accepted_body(slip.request.bet_id, of.table_id, of.round_id, staked, balance, of.currency, at)
    if slip.chosen is None:
        return body
    return decision_body(body, slip.chosen.seat, slip.chosen.hand, slip.chosen.action.value)


def decision_body(accepted: dict[str, Any], seat: int, hand: int, action: str) -> dict[str, Any]:
    """The answer to a decision (``schemas.decisions.DecisionAccepted``), made from that to its placement."""
    kept = {
        name: accepted[name] for name in ("table", "round_id", "staked", "balance", "currency", "accepted_at")
    }
    said = {"decision_id": accepted["bet_id"], "seat": seat, "hand": hand, "action": action, "early": False}
    return {**said, **kept}
