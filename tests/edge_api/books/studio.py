"""A studio without processes: real books over a real file, a clock that is set by hand, boards that sign with real keys."""

from __future__ import annotations

import base64
import json
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.betting.digest import placement_digest
from edge_api.books.books import Books
from edge_api.books.effects import BoardOrder, Effects, News
from edge_api.books.messages import CancelBet, Done, FloorAction, IssueToken, PlaceBet, Refused, Transfer
from edge_api.books.received import ReceivedFact
from edge_api.books.settings import Limits, Range, Settings, TableSetup
from edge_api.books.store import open_writer
from edge_api.clock import Now, rfc3339
from edge_api.edge_stream import EdgeStream
from edge_api.rounds.hold_name import hold_name
from edge_api.rounds.seeds import random_seed
from edge_api.signing import Signer
from schemas.causes import CloseCause
from schemas.edge_events import EdgeEvent
from schemas.envelope import GENESIS, Event, event_hash, seal, unseal
from schemas.facts import Fact, RoundClosed, RoundOpened, RoundOutcome
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_rules import RouletteRules
from schemas.phases import Game

S = 1_000_000_000
MS = 1_000_000
UTC0 = 1_795_382_400 * S
WHEEL, SHOE = "roulette-01", "baccarat-01"
NAMES_A_HOLD = frozenset({"release", "propose_entry", "enter"})
LIMITS = Limits(Range(100, 100_000), 500_000, 15_000_000, {"straight": Range(100, 20_000)})
Answer = Done | Refused


def table(name: str = WHEEL, game: Game = Game.ROULETTE, limits: Limits = LIMITS) -> TableSetup:
    rules = RouletteRules() if game is Game.ROULETTE else BaccaratRules()
    return TableSetup(name, name.title(), game, "EUR", rules, limits)


def settings(**changed: Any) -> Settings:
    tables: Mapping[str, TableSetup] = {WHEEL: table(), SHOE: table(SHOE, Game.BACCARAT)}
    return Settings(**{"site": "demo", "edge": "edge-1", "tables": tables, **changed})


@dataclass
class Board:
    """Signs a table's facts as a board does."""

    table_id: str
    key: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(b"b" * 32))
    epoch: int = 7
    seq: int = 0
    head: str = GENESIS
    boot_id: str = "board-boot"
    offset_ns: int = 5 * S

    @property
    def key_id(self) -> str:
        return f"{self.table_id}#1"

    def assert_(self, fact: Fact, now: Now, ago_ns: int = 1 * MS, **changed: Any) -> ReceivedFact:
        """The fact as it happened ``ago_ns`` before it is received at ``now``."""
        self.seq += 1
        subject = f"round/{fact.about_round}" if fact.about_round else f"table/{self.table_id}"
        body: dict[str, Any] = {
            "id": f"{self.table_id}:{self.epoch}:{self.seq}", "source": f"urn:studio-floor:demo:t:{self.table_id}",
            "type": f"floor.{fact.kind}.v1", "time": rfc3339(now.utc_ns - ago_ns), "subject": subject,
            "dataschema": f"urn:studio-floor:schema:{fact.kind}:1.0", "epoch": str(self.epoch), "seq": str(self.seq),
            "prevhash": self.head, "bootid": self.boot_id, "monons": str(self.mono(now, ago_ns)), "clkerrus": 100,
            "clksrc": "ntp", "data": fact.model_dump(mode="json", exclude_none=True),
        }  # fmt: skip
        payload = json.dumps({**body, **changed}).encode()
        self.head = event_hash(payload)
        opened = unseal(seal(payload, self.key_id, self.key.sign), lambda *_: True)
        return ReceivedFact(self.table_id, Event.consume(payload), opened, now)

    def mono(self, now: Now, ago_ns: int = 0) -> int:
        return now.mono_ns - ago_ns + self.offset_ns


class Studio:
    """Drives the books turn by turn, as the books process does."""

    def __init__(self, folder: Path, **changed: Any) -> None:
        self.folder = folder
        self.settings = settings(**changed)
        self.now = Now(1000 * S, UTC0)
        self.boot = "edge-boot"
        self.boards = {name: Board(name) for name in self.settings.tables}
        self.signer = Signer("edge-1#1", Ed25519PrivateKey.from_private_bytes(b"e" * 32))
        self.rounds = 0
        self.news: list[News] = []
        self.events: list[EdgeEvent] = []
        self.orders: list[BoardOrder] = []
        self.seeds: list[bytes] = []
        self.start()
        for board in self.boards.values():
            raw = board.key.public_key().public_bytes_raw()
            self.conn.execute(
                "INSERT INTO board_keys VALUES (?, ?, ?, 0, 'test', NULL)",
                (board.key_id, board.table_id, b64(raw)),
            )

    def start(self) -> None:
        """Open, and recover what a crash left."""
        self.conn: sqlite3.Connection = open_writer(self.folder / "books.db")
        self.books = Books(self.conn, self.settings, self.boot, self.new_seed)
        self.stream = EdgeStream(self.conn, self.signer, "demo", "edge-1", self.boot)
        self.conn.execute("BEGIN IMMEDIATE")
        self.stream.open(self.now)
        self.keep(self.books.recover(self.now))
        self.commit({})

    def new_seed(self) -> bytes:
        """A seed, kept in ``seeds`` as well."""
        self.seeds.append(random_seed())
        return self.seeds[-1]

    def crash(self) -> None:
        """Lose everything that is not committed."""
        self.conn.close()

    def restart(self) -> None:
        self.crash()
        self.start()

    def wait(self, ns: int) -> None:
        self.now = Now(self.now.mono_ns + ns, self.now.utc_ns + ns)

    def until(self, mono_ns: int) -> None:
        self.wait(mono_ns - self.now.mono_ns)

    def keep(self, effects: Effects) -> Effects:
        self.news += effects.news
        self.events += effects.events
        self.orders += effects.orders
        if effects.events:
            self.stream.append(effects.events, self.now)
        return effects

    def commit(self, answers: dict[int, Answer], took_ns: int = 0) -> None:
        self.keep(self.books.close_due(self.now))
        effects, overruled = self.books.before_commit(self.now)
        self.keep(effects)
        answers.update(overruled)
        self.wait(took_ns)
        self.conn.execute("COMMIT")
        if self.books.after_commit(self.now):
            self.conn.execute("BEGIN IMMEDIATE")
            effects, overruled = self.books.return_late(self.now)
            self.keep(effects)
            answers.update(overruled)
            self.commit(answers)

    @contextmanager
    def turn(self, took_ns: int = 0) -> Iterator[dict[int, Answer]]:
        """A transaction; answers by ticket are final afterwards."""
        answers: dict[int, Answer] = {}
        self.conn.execute("BEGIN IMMEDIATE")
        yield answers
        self.commit(answers, took_ns)

    def fact(self, fact: Fact, table_id: str = WHEEL, ago_ns: int = 1 * MS, **changed: Any) -> str:
        """A turn with one fact; its effect."""
        received = self.boards[table_id].assert_(fact, self.now, ago_ns, **changed)
        with self.turn():
            return self.keep(self.books.apply_fact(received)).inbox

    def open(
        self,
        betting_ms: int = 15_000,
        table_id: str = WHEEL,
        ago_ns: int = 1 * MS,
        carried: str | None = None,
        **changed: Any,
    ) -> str:
        """A new round; its id."""
        self.rounds += 1
        round_id = f"{table_id}-7-{self.rounds}"
        closes = self.boards[table_id].mono(self.now, ago_ns) + betting_ms * MS
        game = self.settings.tables[table_id].game
        opened = RoundOpened(
            round_id=round_id, game=game, betting_ms=betting_ms, closes_ns=str(closes), carried=carried
        )
        self.fact(opened, table_id, ago_ns, **changed)
        return round_id

    def close(self, round_id: str, cause: CloseCause = CloseCause.TIMER, ago_ns: int = 1 * MS) -> str:
        closed = RoundClosed(round_id=round_id, cause=cause, evidence=cause.is_evidence)
        return self.fact(closed, round_id.rsplit("-", 2)[0], ago_ns)

    def spin(self, round_id: str, pocket: str) -> str:
        return self.fact(roulette(round_id, pocket))

    def deadline(self, round_id: str) -> int:
        row = self.conn.execute(
            "SELECT deadline_mono_ns FROM rounds WHERE round_id = ?", (round_id,)
        ).fetchone()
        return int(row[0])

    def round(self, round_id: str) -> sqlite3.Row:
        cursor = self.conn.cursor()
        cursor.row_factory = sqlite3.Row
        row: sqlite3.Row = cursor.execute("SELECT * FROM rounds WHERE round_id = ?", (round_id,)).fetchone()
        return row

    def player(self, name: str = "p-1", money: int = 1_000_000) -> int:
        """A player with money; its number."""
        with self.turn():
            answer = self.books.token(
                IssueToken(0, "acme", name, "EUR", uuid.uuid4().hex, 2 * UTC0), self.now
            )
        assert isinstance(answer, Done)
        if money:
            assert isinstance(self.transfer(name, "deposit", money), Done)
        return int(answer.body["player_no"])

    def transfer(
        self, name: str, kind: str, amount: int, transfer_id: str | None = None, currency: str = "EUR"
    ) -> Answer:
        request = Transfer(1, "acme", transfer_id or uuid.uuid4().hex, name, currency, kind, amount)
        with self.turn():
            return self.books.transfer(request, self.now)

    def bet(
        self,
        player: int,
        round_id: str,
        *bets: tuple[str, Any, int],
        bet_id: str | None = None,
        took_ns: int = 0,
    ) -> Answer:
        """A turn with one placement; the final answer."""
        with self.turn(took_ns) as answers:
            request = placement(player, round_id, bets, bet_id)
            answers[1] = self.books.place([request], self.now)[0]
        return answers[1]

    def cancel(self, player: int, bet_id: str) -> Answer:
        with self.turn():
            return self.books.cancel(CancelBet(1, player, bet_id), self.now)

    def act(
        self,
        action: str,
        table_id: str | None = None,
        round_id: str | None = None,
        by: str = "maria",
        **args: Any,
    ) -> Answer:
        """As the page sends it that was loaded just now; ``hold=None``: by who names no hold."""
        if action in NAMES_A_HOLD and round_id is not None:
            args = {"hold": hold_name(self.conn, round_id), **args}
        args = {name: value for name, value in args.items() if value is not None}
        with self.turn():
            request = FloorAction(1, action, by, "because of a test", table_id, round_id, args)
            answer, effects = self.books.floor_action(request, self.now)
            self.keep(effects)
        return answer

    def balance(self, player: int) -> int:
        query = "SELECT a.balance FROM players p JOIN accounts a USING (account_no) WHERE p.player_no = ?"
        return int(self.conn.execute(query, (player,)).fetchone()[0])

    def told(self, event: str) -> list[dict[str, Any]]:
        return [news.body for news in self.news if news.event == event]

    def alerts(self) -> list[str]:
        return [row[0] for row in self.conn.execute("SELECT code FROM alerts ORDER BY alert_no")]


def roulette(round_id: str, pocket: str) -> RoundOutcome:
    outcome = RouletteOutcome(pocket=pocket)
    return RoundOutcome(round_id=round_id, game=Game.ROULETTE, outcome=outcome, sources=("wheel", "dealer"))


def placement(
    player: int,
    round_id: str,
    bets: Sequence[tuple[str, Any, int]],
    bet_id: str | None = None,
    ticket: int = 1,
) -> PlaceBet:
    table_id = round_id.rsplit("-", 2)[0]
    listed = [(kind, json.dumps(sel, separators=(",", ":")), stake) for kind, sel, stake in bets]
    digest = placement_digest(table_id, round_id, listed)
    return PlaceBet(ticket, player, table_id, bet_id or str(uuid.uuid4()), round_id, listed, digest)


def quick_folder() -> Path:
    """A new folder in memory, or where temporary files are."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="books-", dir=memory if memory.is_dir() else None))


def b64(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
