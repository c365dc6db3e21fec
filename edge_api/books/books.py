"""The edge's books: every act that changes rounds, bets or money, inside a transaction that the caller holds. Reads no clock, sends nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from edge_api.audit.chain import AuditChain
from edge_api.betting.cancelling import cancel
from edge_api.betting.decisions import decide
from edge_api.betting.desk import Desk
from edge_api.betting.writing import write_commits
from edge_api.books import actions, histories, recovery, snapshot
from edge_api.books.alerts import Severity, alert, alert_seldom, close
from edge_api.books.effects import Effects
from edge_api.books.house import House
from edge_api.books.messages import (
    CancelBet,
    Decide,
    Done,
    FloorAction,
    IssueToken,
    PlaceBet,
    Refused,
    Transfer,
)
from edge_api.books.received import ReceivedFact
from edge_api.books.refused import NotDone
from edge_api.books.reissued import held_already
from edge_api.books.settings import Settings
from edge_api.clock import Now
from edge_api.clocks import parse_utc
from edge_api.rounds import facts, multipliers
from edge_api.rounds.board_orders import next_order_ns, order_due
from edge_api.rounds.closing import close_window
from edge_api.rounds.hold import hold
from edge_api.rounds.play import tell_seats
from edge_api.rounds.round import Holder
from edge_api.rounds.seeds import random_seed
from edge_api.rounds.void_orders import order_void
from edge_api.wallet.transfers import issue_token, transfer
from schemas.base64url import to_text
from schemas.causes import CloseCause
from schemas.edge_events import AuditCheckpoint, FactRelayed, OperatorAction
from schemas.envelope import event_hash

Answer = Done | Refused
Overruled = dict[int, Answer]


class Books:
    """One writer's books over an open connection (``store.open_writer``).

    One turn of the caller: BEGIN IMMEDIATE; facts, then requests, then ``close_due``; ``before_commit``; COMMIT; ``after_commit``.
    Balances and rounds are kept warm in memory: after a ROLLBACK or any exception this object is void - end the process.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        settings: Settings,
        edge_boot: str,
        new_seed: Callable[[], bytes] = random_seed,
    ) -> None:
        self._house = House.open(conn, settings, edge_boot)
        self._house.new_seed = new_seed
        self._desk = Desk(self._house)
        self._audit = AuditChain(conn)
        self._overruled: Overruled = {}

    def recover(self, now: Now) -> Effects:
        """Once, in a transaction, before anything else: rounds whose window was open at the crash are closed, and void or held."""
        recovery.recover(self._house, now)
        self._audit.append(
            now.utc_ns, "started", self._house.settings.edge, None, None, {"boot": self._house.edge_boot}
        )
        return self._house.record.take()

    def apply_fact(self, received: ReceivedFact) -> Effects:
        """Take one ACCEPTed fact: effect, inbox row and stream head. ``events`` begins with its FactRelayed."""
        self._write(received.received)
        self._house.record.events.append(_relayed(received))
        held = held_already(self._house.conn, received)
        effect = "ignored:reissued" if held else facts.apply(self._house, received)
        self._house.record.happened(parse_utc(received.event.time), received.kind)
        self._enter(received, effect)
        self._house.record.audit.append(
            ["fact", received.fact_id, event_hash(received.opened.payload), effect]
        )
        self._draw_due(received.received)
        return self._house.record.take(effect)

    def _enter(self, received: ReceivedFact, effect: str) -> None:
        epoch, seq = received.event.position
        subject = received.event.subject
        round_id = subject.removeprefix("round/") if subject.startswith("round/") else None
        self._house.conn.execute(
            "INSERT INTO inbox (table_id, epoch, seq, kind, round_id, payload, key_id, signature, received_mono_ns,"
            " received_utc_ns, effect) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                received.table_id, epoch, seq, received.kind, round_id, received.opened.payload, received.opened.key_id,
                received.opened.signature, received.received.mono_ns, received.received.utc_ns, effect,
            ),
        )  # fmt: skip
        self._house.conn.execute(
            "INSERT INTO streams (table_id, epoch, seq, chain_hash) VALUES (?, ?, ?, ?) ON CONFLICT (table_id) DO UPDATE"
            " SET epoch = excluded.epoch, seq = excluded.seq, chain_hash = excluded.chain_hash",
            (received.table_id, epoch, seq, event_hash(received.opened.payload)),
        )

    def place(self, requests: list[PlaceBet], now: Now) -> list[Answer]:
        """Answers in order, to be sent only after the commit and unless ``before_commit`` / ``return_late`` overrule them."""
        return self._desk.place(requests, now)

    def cancel(self, request: CancelBet, now: Now) -> Answer:
        """Take a placement back while its window is open."""
        self._write(now)
        try:
            return Done(request.ticket, cancel(self._house, request, now))
        except NotDone as refused:
            return _refused(request.ticket, refused)

    def decide(self, request: Decide, now: Now) -> Answer:
        """Take what a player's seat decides, now or for later; like a bet's, the answer may be overruled."""
        return decide(self._house, request, now)

    def transfer(self, request: Transfer, now: Now) -> Answer:
        """Deposit or withdraw; the body is ``{player_no, balance, currency}``. Its notices come with ``before_commit``."""
        self._write(now)
        try:
            moved = transfer(self._house, request, now)
        except NotDone as refused:
            return _refused(request.ticket, refused)
        return Done(request.ticket, {"balance": moved.balance, "currency": moved.currency})

    def token(self, request: IssueToken, now: Now) -> Answer:
        """Register a player's token; the body is ``{player_no}``."""
        try:
            return Done(request.ticket, {"player_no": issue_token(self._house, request, now)})
        except NotDone as refused:
            return _refused(request.ticket, refused)

    def floor_action(self, request: FloorAction, now: Now) -> tuple[Answer, Effects]:
        """``effects.orders`` are commands for the board: seal and publish them after the commit."""
        self._write(now)
        try:
            body = actions.act(self._house, self._audit, request, now)
        except NotDone as refused:
            return _refused(request.ticket, refused), Effects()
        return Done(request.ticket, body), self._house.record.take()

    def record_action(self, action: str, by: str, detail: dict[str, Any], now: Now) -> Effects:
        """Audit what a human did that is no floor action: signed in, registered a key. ``action`` at most 200 characters."""
        self._audit.append(now.utc_ns, action, by, None, None, detail)
        self._house.record.events.append(OperatorAction(action=action, by=by))
        return self._house.record.take()

    def alarm(self, table_id: str | None, code: str, text: str, severity: str, now: Now) -> Effects:
        """Record an alert (rate-limited by table and code); ``severity`` info, warning or alarm."""
        alert_seldom(self._house, table_id, code, text, Severity(severity), now)
        return self._house.record.take()

    def alarm_over(self, table_id: str, code: str, by: str, now: Now) -> Effects:
        """Close a table's open alerts of this code: ``by`` what came."""
        close(self._house, table_id, code, by, now)
        return self._house.record.take()

    def freeze(self, table_id: str, why: str, now: Now) -> Effects:
        """The stream has forked: nothing more is accepted for the table, its window closes, its round is held."""
        self._write(now)
        table = self._house.tables.get(table_id)
        if table is not None and table.frozen is None:
            table.frozen = why
            self._house.conn.execute("UPDATE streams SET frozen = ? WHERE table_id = ?", (why, table_id))
            for running in self._house.rounds.of_table(table_id):
                hold(self._house, running, Holder.EDGE, "frozen", why, now)
            alert(self._house, table_id, "frozen", f"table {table_id} is frozen: {why}", Severity.ALARM, now)
            self._audit.append(now.utc_ns, "frozen", self._house.settings.edge, table_id, None, {"why": why})
            self._house.record.tell(table_id, "table", {"status": "frozen", "dealer": table.dealer})
        return self._house.record.take()

    def held_there(self, table_id: str, round_id: str) -> Effects:
        """A board shows its dealer that this round is held. If it is void here, the order that said so was lost: it is given again."""
        of = self._house.rounds.find(round_id)
        if of is not None and of.table_id == table_id:
            order_void(self._house, of)
        return self._house.record.take()

    def close_due(self, now: Now) -> Effects:
        """Close windows whose deadline has passed, announce those that close soon, and tell boards what rounds being played wait for."""
        open_rounds = [found for found in self._house.rounds.running.values() if found.is_open]
        due = [found for found in open_rounds if now.mono_ns >= found.deadline_mono_ns]
        if due:
            self._write(now)
        for of in due:
            close_window(self._house, of, CloseCause.TIMER.value, now)
        for of in open_rounds:
            if (
                of.is_open
                and not of.told_soon
                and now.mono_ns >= of.deadline_mono_ns - self._house.settings.closing_soon_ns
            ):
                of.told_soon = True
                left_ms = (of.deadline_mono_ns - now.mono_ns) // 1_000_000
                self._house.record.tell(
                    of.table_id, "betsclosingsoon", {"round_id": of.round_id, "left_ms": left_ms}
                )
        order_due(self._house, now)
        return self._house.record.take()

    def next_deadline(self) -> int | None:
        """Edge monotonic nanoseconds at which ``close_due`` has something to do."""
        soon_ns = self._house.settings.closing_soon_ns
        open_rounds = [found for found in self._house.rounds.running.values() if found.is_open]
        due = [of.deadline_mono_ns - (0 if of.told_soon else soon_ns) for of in open_rounds]
        order_ns = next_order_ns(self._house)
        return min(due if order_ns is None else [*due, order_ns], default=None)

    def _write(self, now: Now) -> None:
        """Bets that wait, and when earlier ones became durable, are written before anything that may change their round or balance."""
        write_commits(self._house)
        self._overruled.update(self._desk.write(now))

    def before_commit(self, now: Now) -> tuple[Effects, Overruled]:
        """Write gathered bets and the audit row; the answers (by ticket) overrule those of ``place``: their window has passed."""
        self._write(now)
        record = self._house.record
        self._tell_seats()
        self._list_what_was_done(now)
        self._draw_due(now)
        if record.settled:
            record.settled = False
            number, digest = self._audit.head
            record.events.append(AuditCheckpoint(audit_seq=str(number), audit_hash=digest))
        return record.take(), self._take_overruled()

    def _tell_seats(self) -> None:
        for of in self._house.rounds.running.values():
            if of.seating is not None and of.seating.told != of.seating.taken:
                tell_seats(self._house, of)

    def _draw_due(self, now: Now) -> None:
        """Multipliers of rounds that have closed: drawn only when the audit chain lists the close and every bet before it."""
        for of in multipliers.due(self._house):
            self._list_what_was_done(now)
            multipliers.draw(self._house, self._audit, of, now)

    def _list_what_was_done(self, now: Now) -> None:
        """The audit row of what was done since the last one."""
        record = self._house.record
        lines, record.audit = record.audit, []
        if lines:
            self._audit.append(now.utc_ns, "commit", self._house.settings.edge, None, None, {"did": lines})

    def after_commit(self, now: Now) -> bool:
        """Note the commit's time; True when some bets became durable too late: then run ``return_late`` in a turn of its own, at once."""
        self._house.committed = now
        return self._desk.committed(now)

    def return_late(self, now: Now) -> tuple[Effects, Overruled]:
        """Give stakes back that became durable too late; the refusals (by ticket) overrule answers of ``place``."""
        write_commits(self._house)
        self._overruled.update(self._desk.return_late(now))
        return self._house.record.take(), self._take_overruled()

    def _take_overruled(self) -> Overruled:
        taken, self._overruled = self._overruled, {}
        return taken

    def snapshots(self) -> list[dict[str, Any]]:
        """The state of each table, for ``messages.Ready``."""
        return [snapshot.of_table(self._house, table) for table in self._house.tables.by_id.values()]

    def histories(self) -> list[dict[str, Any]]:
        """What each table has given, for ``messages.Ready``."""
        return [histories.of_table(self._house, table) for table in self._house.tables.by_id.values()]


def _refused(ticket: int, refused: NotDone) -> Refused:
    return Refused(ticket, refused.code.value, refused.message)


def _relayed(received: ReceivedFact) -> FactRelayed:
    opened = received.opened
    return FactRelayed(
        fact_id=received.fact_id,
        table=received.table_id,
        p=to_text(opened.payload),
        k=opened.key_id,
        s=to_text(opened.signature),
    )
