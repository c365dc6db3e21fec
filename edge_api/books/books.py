"""The edge's books: every act that changes rounds, bets or money, inside a transaction that the caller holds. Reads no clock, sends nothing."""

from __future__ import annotations

import sqlite3
from typing import Any

from edge_api.books.effects import Effects
from edge_api.books.messages import CancelBet, Done, FloorAction, IssueToken, PlaceBet, Refused, Transfer
from edge_api.books.received import ReceivedFact
from edge_api.books.settings import Settings
from edge_api.clock import Now

Answer = Done | Refused


class Books:
    """One writer's books over an open connection (``store.open_writer``).

    One turn of the caller: BEGIN IMMEDIATE; facts, then requests, then ``close_due``; ``before_commit``; COMMIT; ``after_commit``.
    Balances and rounds are kept warm in memory: after a ROLLBACK or any exception this object is void - end the process.
    """

    def __init__(self, conn: sqlite3.Connection, settings: Settings, edge_boot: str) -> None:
        raise NotImplementedError

    def recover(self, now: Now) -> Effects:
        """Once, in a transaction, before anything else: rounds whose window was open at the crash are closed, and void or held."""
        raise NotImplementedError

    def apply_fact(self, received: ReceivedFact) -> Effects:
        """Take one ACCEPTed fact: effect, inbox row and stream head. ``events`` begins with its FactRelayed."""
        raise NotImplementedError

    def place(self, requests: list[PlaceBet], now: Now) -> list[Answer]:
        """Answers in order, to be sent only after the commit and unless ``before_commit`` / ``return_late`` overrule them."""
        raise NotImplementedError

    def cancel(self, request: CancelBet, now: Now) -> Answer:
        raise NotImplementedError

    def transfer(self, request: Transfer, now: Now) -> Answer:
        raise NotImplementedError

    def token(self, request: IssueToken, now: Now) -> Answer:
        raise NotImplementedError

    def floor_action(self, request: FloorAction, now: Now) -> tuple[Answer, Effects]:
        """``effects.orders`` are commands for the board: seal and publish them after the commit."""
        raise NotImplementedError

    def alarm(self, table_id: str | None, code: str, text: str, severity: str, now: Now) -> Effects:
        """Record an alert (rate-limited by table and code); ``severity`` info, warning or alarm."""
        raise NotImplementedError

    def freeze(self, table_id: str, why: str, now: Now) -> Effects:
        """The stream has forked: nothing more is accepted for the table, its window closes, its round is held."""
        raise NotImplementedError

    def close_due(self, now: Now) -> Effects:
        """Close windows whose deadline has passed; announce those that close soon."""
        raise NotImplementedError

    def next_deadline(self) -> int | None:
        """Edge monotonic nanoseconds at which ``close_due`` has something to do."""
        raise NotImplementedError

    def before_commit(self, now: Now) -> tuple[Effects, dict[int, Refused]]:
        """Write gathered bets and the audit row; the refusals (by ticket) overrule answers of ``place``: their window has passed."""
        raise NotImplementedError

    def after_commit(self, now: Now) -> bool:
        """Note the commit's time; True when some bets became durable too late: then run ``return_late`` in a turn of its own, at once."""
        raise NotImplementedError

    def return_late(self, now: Now) -> tuple[Effects, dict[int, Refused]]:
        """Give stakes back that became durable too late; the refusals (by ticket) overrule answers of ``place``."""
        raise NotImplementedError

    def snapshots(self) -> list[dict[str, Any]]:
        """The state of each table, for ``messages.Ready``."""
        raise NotImplementedError
