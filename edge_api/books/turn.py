"""One turn of the books: everything that has gathered, in one transaction, facts first. Nothing is told to anybody before its COMMIT."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from edge_api.admin import AcceptEpoch, AdminReply, AdminRequest, NotPossible, changes, perform, summary
from edge_api.books.books import Books
from edge_api.books.effects import BoardOrder, Effects, NamedStill, News
from edge_api.books.intake import Intake
from edge_api.books.mailbox import Delivery
from edge_api.books.messages import (
    AreYouWell,
    AskSight,
    CancelBet,
    Decide,
    Done,
    FloorAction,
    IssueToken,
    Notice,
    PlaceBet,
    Refused,
    Reply,
    Request,
    SessionUse,
    SignIn,
    Transfer,
)
from edge_api.books.people import sign_in, use_session
from edge_api.books.sight_papers import SightPapers
from edge_api.clock import Clock, Now
from edge_api.commands import Answered
from edge_api.edge_stream import EdgeStream
from edge_api.mqtt_message import Down, Message, Up
from edge_api.relay import Relay
from edge_api.stills.words import Trouble


@dataclass(frozen=True, slots=True)
class Work:
    """What has gathered since the last turn. ``heard_ns``: up to when it is all that the boards said; None: up to now."""

    studio: Sequence[Delivery] = ()
    cloud: Sequence[Delivery] = ()
    requests: Sequence[Request] = ()
    admin: Sequence[tuple[AdminRequest, Callable[[AdminReply], None]]] = ()
    undone: Sequence[Answered] = ()
    troubles: Sequence[Trouble] = ()
    heard_ns: int | None = None


@dataclass(slots=True)
class Told:
    """What may be told now that it is on disk."""

    replies: list[Reply] = field(default_factory=list)
    orders: list[BoardOrder] = field(default_factory=list)
    admin: list[Callable[[], None]] = field(default_factory=list)
    stills: list[NamedStill] = field(default_factory=list)
    receipts: bool = False


@dataclass(slots=True)
class Turn:
    """Runs turns over one open database. An exception leaves it void: end the process, the database rolls back."""

    conn: sqlite3.Connection
    clock: Clock
    books: Books
    intake: Intake
    stream: EdgeStream
    relay: Relay | None
    papers: SightPapers
    _numbers: dict[str | None, int] = field(default_factory=dict)

    def take(self, work: Work) -> Told:
        """Do it all, durably."""
        told, answers = Told(), dict[int, Done | Refused]()
        self.conn.execute("BEGIN IMMEDIATE")
        changes = self.conn.total_changes
        for effects in self._reports(work, told):
            self._note(effects, told)
        for request in work.admin:
            self._administer(*request, told)
        self._answer(work.requests, answers, told)
        self._commit(answers, told, changes)
        if self.books.after_commit(self.clock.now()):
            self._return_late(answers, told)
        told.replies = [*answers.values(), *told.replies]
        return told

    def begin(self) -> None:
        """Read, or begin, the edge's stream: before anything else."""
        self.conn.execute("BEGIN IMMEDIATE")
        self.stream.open(self.clock.now())
        self.conn.execute("COMMIT")
        if self.relay is not None:
            self.relay.open()

    def recover(self) -> Told:
        """What a crash before this start makes necessary: once, before any other turn."""
        told = Told()
        self.conn.execute("BEGIN IMMEDIATE")
        self._note(self.books.recover(self.clock.now()), told)
        self._commit({}, told, -1)
        self.books.after_commit(self.clock.now())
        return told

    def _reports(self, work: Work, told: Told) -> Iterable[Effects]:
        for delivery in work.studio:
            match delivery.report:
                case Message():
                    yield from self.intake.take(delivery.report, delivery.received)
                case Up():
                    told.receipts = True
                case Down():
                    now = self.clock.now()
                    yield self.books.alarm(None, "broker_lost", "the studio's broker is gone", "warning", now)
        for delivery in work.cloud:
            yield from self._from_cloud(delivery)
        now = self.clock.now()
        yield from self.intake.tick(now, work.heard_ns)
        yield from self.papers.tick(now)
        for answered in work.undone:
            yield from self.intake.answered(answered, now)
        for trouble in work.troubles:
            yield self.books.alarm(trouble.table_id, trouble.code, trouble.text, "warning", now)

    def _from_cloud(self, delivery: Delivery) -> Iterable[Effects]:
        assert self.relay is not None
        match delivery.report:
            case Message(payload=payload):
                problem = self.relay.take(payload, delivery.received)
                if problem is not None:
                    yield self.books.alarm(None, "relay", problem, "alarm", self.clock.now())
            case Up():
                self.relay.up(delivery.received)
            case Down():
                self.relay.down()

    def _administer(self, request: AdminRequest, reply: Callable[[AdminReply], None], told: Told) -> None:
        ingest = self.intake.ingest
        try:
            lines = perform(self.conn, ingest.tables, request.act, request.by, self.clock.now())
        except NotPossible as why:
            answer = AdminReply(False, [str(why)])
        else:
            answer = AdminReply(True, lines)
            self._record(request, told)
        told.admin.append(lambda: reply(answer))

    def _record(self, request: AdminRequest, told: Told) -> None:
        """An act that changed something is audited, told to the cloud, and counts from now on."""
        if not changes(request.act):
            return
        now = self.clock.now()
        self._note(self.books.record_action(summary(request.act)[:200], request.by, {}, now), told)
        if isinstance(request.act, AcceptEpoch):
            thaw = FloorAction(0, "unfreeze", request.by, "epoch accept", request.act.table)
            self._note(self.books.floor_action(thaw, now)[1], told)
        self.intake.ingest.load(self.conn)
        told.receipts = True

    def _answer(self, requests: Sequence[Request], answers: dict[int, Done | Refused], told: Told) -> None:
        """In the order asked; bets that stand together go in together."""
        for kind, group in groupby(requests, type):
            if kind is PlaceBet:
                bets = [request for request in group if isinstance(request, PlaceBet)]
                for answer in self.books.place(bets, self.clock.now()):
                    answers[answer.ticket] = answer
            else:
                for request in group:
                    answer, effects = self._one(request)
                    answers[answer.ticket] = answer
                    self._note(effects, told)

    def _one(self, request: Request) -> tuple[Done | Refused, Effects]:
        now = self.clock.now()
        match request:
            case CancelBet():
                return self.books.cancel(request, now), Effects()
            case Decide():
                return self.books.decide(request, now), Effects()
            case Transfer():
                return self.books.transfer(request, now), Effects()
            case IssueToken():
                return self.books.token(request, now), Effects()
            case FloorAction() | SignIn() | AskSight():
                return self._of_staff(request, now)
            case SessionUse():
                return use_session(self.conn, request, now), Effects()
            case AreYouWell():
                return Done(request.ticket, {}), Effects()
            case PlaceBet():
                [answer] = self.books.place([request], now)
                return answer, Effects()

    def _of_staff(self, request: FloorAction | SignIn | AskSight, now: Now) -> tuple[Done | Refused, Effects]:
        match request:
            case FloorAction():
                return self._floor_action(request, now)
            case AskSight():
                return self.papers.ask(request, now)
            case SignIn():
                answer = sign_in(self.conn, request, now)
                action = "sign_in" if isinstance(answer, Done) else f"sign_in_refused:{answer.code}"
                return answer, self.books.record_action(action, request.user, {"from": request.address}, now)

    def _floor_action(self, request: FloorAction, now: Now) -> tuple[Done | Refused, Effects]:
        done = self.books.floor_action(request, now)
        if request.action == "unfreeze":
            self.intake.ingest.load(self.conn)
        return done

    def _commit(self, answers: dict[int, Done | Refused], told: Told, changes: int) -> None:
        self._note(self.books.close_due(self.clock.now()), told)
        effects, refusals = self.books.before_commit(self.clock.now())
        self._note(effects, told)
        answers.update(refusals)
        if self.relay is not None:
            self.relay.save(self.clock.now(), self.conn.total_changes != changes)
        self.conn.execute("COMMIT")

    def _return_late(self, answers: dict[int, Done | Refused], told: Told) -> None:
        """Bets that became durable after their window go back in a transaction of their own."""
        self.conn.execute("BEGIN IMMEDIATE")
        effects, refusals = self.books.return_late(self.clock.now())
        self._note(effects, told)
        answers.update(refusals)
        self._commit(answers, told, -1)
        self.books.after_commit(self.clock.now())

    def _note(self, effects: Effects, told: Told) -> None:
        """Put events on the edge's stream now; keep notices and orders until after the COMMIT."""
        if effects.events:
            self.stream.append(effects.events, self.clock.now())
        told.replies += [self._numbered(news) for news in effects.news]
        told.orders += effects.orders
        told.stills += effects.stills

    def _numbered(self, news: News) -> Notice:
        number = self._numbers[news.table_id] = self._numbers.get(news.table_id, 0) + 1
        utc_ns = self.clock.utc_ns() if news.utc_ns is None else news.utc_ns
        return Notice(
            news.table_id, number, news.event, news.body, news.player_no, news.staff_only, utc_ns, news.fact
        )
