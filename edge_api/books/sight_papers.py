"""A technician's questions to a table's eyes, and what comes back: answers to the page that waits, sealed sheets and checks to the books. Believes no paper that the table's board has not sealed.

Works inside the caller's transaction; sends nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from edge_api.books.books import Books
from edge_api.books.effects import BoardOrder, Effects, News
from edge_api.books.flood import Floods, Flow
from edge_api.books.messages import AskSight, Done, Refused
from edge_api.clock import Now
from edge_api.commands import Answered
from edge_api.signing import KeyRing
from schemas.bets import Refusal
from schemas.commands import CommandName
from schemas.envelope import BadEnvelope, unseal
from schemas.sight import SightAnswer, SightAsk, SightStep
from schemas.sight_sheet import CHECK_TYPE, SHEET_TYPE, SightCheck, SightSheet
from schemas.times import rfc3339

LEAF = "sight"
AUDITED = frozenset(SightStep) - {SightStep.LOOK, SightStep.DEAL, SightStep.LABEL}
"""Looking and gathering pictures leaves no row: hundreds of them make one calibration."""
LOOK_EVERY_NS = 10_000_000_000
MOST_ASKED, MOST_ANSWERS = 512, 3
"""Questions that are remembered, and answers to each: a broker may bring one twice."""
UNASKED, WITHIN_NS = 20, 60_000_000_000
"""Answers to nobody that a table may give, after this process was started anew."""

_PUT = "INSERT OR IGNORE INTO sight_papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NEWEST = (  # a clock that runs ahead signs nothing later than when it came
    "SELECT sha256, MIN(at_utc_ns, received_utc_ns) AS at FROM sight_papers WHERE table_id = ? AND kind = 'sheet' ORDER BY at DESC LIMIT 1"
)
MOST_DOUBTED = 256
"""Papers that were told to be doubtful: a board offers its sheet again and again."""

Expect = Callable[[str, tuple[str, ...]], None]
"""(table, hashes): pictures that an answer names are on their way."""


def nobody_waits(_table: str, _hashes: tuple[str, ...]) -> None:
    """Where no pictures are kept."""


@dataclass(slots=True)
class SightPapers:
    """All tables. ``keys``: of the boards. ``check_every_ns``: by table, how old the last passed check may be; 0: as old as it likes."""

    conn: sqlite3.Connection
    books: Books
    keys: KeyRing
    check_every_ns: Mapping[str, int]
    expect: Expect
    _overdue: set[str] = field(default_factory=set)
    _doubted: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _asked: OrderedDict[tuple[str, str], int] = field(default_factory=OrderedDict)
    _floods: Floods = field(default_factory=lambda: Floods(UNASKED, WITHIN_NS))
    _next_look_ns: int = 0

    def ask(self, request: AskSight, now: Now) -> tuple[Done | Refused, Effects]:
        """Hand a question on to the board; its answer comes as the event ``sight``."""
        if request.table_id not in self.check_every_ns:
            said = f"there is no table {request.table_id!r:.40}"
            return Refused(request.ticket, Refusal.NO_SUCH_TABLE.value, said), Effects()
        self._remember(request.table_id, request.ask_id)
        step = SightStep(request.step)
        detail = {"table": request.table_id, "ask": request.ask_id}
        effects = Effects()
        if step in AUDITED:
            effects = self.books.record_action(f"sight_{step.value}", request.by, detail, now)
        order = BoardOrder(
            request.table_id, CommandName.SIGHT, None, request.by, "",
            sight=SightAsk(step=step, told=request.told), command_id=request.ask_id,
        )  # fmt: skip
        return Done(request.ticket, {"ask": request.ask_id}), replace(
            effects, orders=(*effects.orders, order)
        )

    def take(self, table: str, payload: bytes, received: Now) -> list[Effects]:
        """Takes the leaf ``sight`` (``books.intake.Taker``); a ValidationError is the caller's."""
        answer = SightAnswer.consume(payload)
        if (
            not self._is_asked(table, answer.command_id)
            and (told := self._unasked(table, received)) is not None
        ):
            return told
        if answer.stills:
            self.expect(table, answer.stills)
        kept = self._keep(table, answer, received) if answer.ok else []
        return [_news(table, answer.command_id, answer.model_dump(mode="json")), *kept]

    def _remember(self, table: str, ask_id: str) -> None:
        self._asked[table, ask_id] = MOST_ANSWERS
        while len(self._asked) > MOST_ASKED:
            self._asked.popitem(last=False)

    def _is_asked(self, table: str, ask_id: str) -> bool:
        left = self._asked.get((table, ask_id), 0)
        if left:
            self._asked[table, ask_id] = left - 1
        return left > 0

    def _unasked(self, table: str, now: Now) -> list[Effects] | None:
        """None: it may pass still, for it may answer what was asked before a start."""
        match self._floods.take(table, now.mono_ns):
            case Flow.TAKEN:
                return None
            case Flow.DROPPED:
                return []
        text = f"the board of {table} answers what nobody has asked, again and again: dropped"
        return [self.books.alarm(table, "sight_unasked", text, "warning", now)]

    def tick(self, now: Now) -> list[Effects]:
        """A check that is overdue: told once, and again only after one that passed."""
        if now.mono_ns < self._next_look_ns:
            return []
        self._next_look_ns = now.mono_ns + LOOK_EVERY_NS
        return [
            each
            for table, every in self.check_every_ns.items()
            if every
            for each in self._late(table, every, now)
        ]

    def _late(self, table: str, every_ns: int, now: Now) -> list[Effects]:
        last = last_check_ns(self.conn, table)
        if last is None or not is_late(last, every_ns, now.utc_ns):
            self._overdue.discard(table)
            return []
        if table in self._overdue:
            return []
        self._overdue.add(table)
        hours = (now.utc_ns - last) / 3600e9
        text = f"the camera of {table} was last checked {hours:.1f} h ago: a check of one minute is due"
        return [self.books.alarm(table, "sight_check_overdue", text, "warning", now)]

    def _keep(self, table: str, answer: SightAnswer, received: Now) -> list[Effects]:
        sealed = _sealed(answer)
        if sealed is None:
            return []
        digest = hashlib.sha256(sealed).hexdigest()
        try:
            paper = self._opened(table, answer.step, sealed)
        except (BadEnvelope, ValidationError) as bad:
            return self._doubt(table, digest, f"can't be believed: {str(bad)[:200]}", received)
        at_ns = min(int(paper.at_utc_ns), received.utc_ns)
        if isinstance(paper, SightSheet) and self._is_older(table, digest, at_ns):
            signed = f"{paper.by} signed it at {rfc3339(int(paper.at_utc_ns))}"
            return self._doubt(table, digest, f"came after a newer one, {signed}: not taken", received)
        return self._written(table, paper, digest, sealed, received)

    def _doubt(self, table: str, digest: str, why: str, now: Now) -> list[Effects]:
        """Told once of each paper."""
        key = f"{table} {digest}"
        if key in self._doubted:
            return []
        self._doubted[key] = None
        while len(self._doubted) > MOST_DOUBTED:
            self._doubted.popitem(last=False)
        return [self.books.alarm(table, "sight_paper", f"a paper of {table}'s camera {why}", "alarm", now)]

    def _written(
        self, table: str, paper: SightSheet | SightCheck, digest: str, sealed: bytes, received: Now
    ) -> list[Effects]:
        """Once: a paper that is known is told to nobody again."""
        kind, passed = ("check", paper.passed) if isinstance(paper, SightCheck) else ("sheet", True)
        signed = (paper.by, paper.calibration, int(paper.at_utc_ns))
        row = (digest, table, kind, passed, *signed, received.utc_ns, sealed)
        if self.conn.execute(_PUT, row).rowcount == 0:
            return []
        detail = {"table": table, "sha256": digest, "passed": passed, "calibration": paper.calibration}
        told = [self.books.record_action(f"sight_{kind}_kept", paper.by, detail, received)]
        if isinstance(paper, SightCheck) and not paper.passed:
            text = f"the check of {table}'s camera by {paper.by} has not passed: {paper.said}"
            told.append(self.books.alarm(table, "sight_check_failed", text, "alarm", received))
        return told

    def _is_older(self, table: str, digest: str, at_utc_ns: int) -> bool:
        """Whether a newer sheet of the table is kept."""
        found = self.conn.execute(_NEWEST, (table,)).fetchone()
        return found is not None and found[0] != digest and at_utc_ns <= found[1]

    def _opened(self, table: str, step: SightStep, sealed: bytes) -> SightSheet | SightCheck:
        is_check = step is SightStep.CHECK
        opened = unseal(sealed, self.keys.check, CHECK_TYPE if is_check else SHEET_TYPE)
        paper = (SightCheck if is_check else SightSheet).consume(opened.payload)
        if paper.table != table or opened.key_id.partition("#")[0] != table:
            raise BadEnvelope("wrong_table", f"{opened.key_id} sealed it for {paper.table}")
        return paper


def last_check_ns(conn: sqlite3.Connection, table: str) -> int | None:
    """When the camera was last known to be right, UTC: a check that passed, or the signature; None where nobody ever signed.

    A board whose clock runs ahead gains no time by it.
    """
    row = conn.execute(
        "SELECT MAX(MIN(at_utc_ns, received_utc_ns)) FROM sight_papers WHERE table_id = ? AND passed",
        (table,),
    ).fetchone()
    return row[0] if row[0] is None else int(row[0])


def is_late(last_ns: int | None, every_ns: int, now_ns: int) -> bool:
    """Whether a check is overdue; never where nobody has signed, or none is wanted (0)."""
    return last_ns is not None and every_ns > 0 and now_ns - last_ns > every_ns


def not_taken(answered: Answered) -> list[Effects]:
    """A question that the board has refused or not answered is told to the page that waits; one that was taken has its answer to come."""
    order = answered.order
    if answered.accepted or order.sight is None or order.command_id is None:
        return []
    said = SightAnswer(
        command_id=order.command_id, step=order.sight.step, ok=False, said=answered.message[:500]
    )
    return [_news(order.table_id, order.command_id, said.model_dump(mode="json"))]


def _news(table: str, ask_id: str, answer: dict[str, object]) -> Effects:
    return Effects(news=(News(table, LEAF, {"ask": ask_id, "answer": answer}, staff_only=True),))


def _sealed(answer: SightAnswer) -> bytes | None:
    """The paper in an answer of SIGN or CHECK."""
    if answer.step not in (SightStep.SIGN, SightStep.CHECK):
        return None
    try:
        sealed = json.loads(answer.told)["sealed"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return sealed.encode() if isinstance(sealed, str) else None
