"""A front without its books process: the real application over a real database, a floor that tests set, and books that answer by script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from edge_api.app import build_front, create_app
from edge_api.books.messages import Done, Refused, Request
from edge_api.books.store import open_writer
from edge_api.books_link import BooksLink
from edge_api.clock import SystemClock
from edge_api.config import EdgeConfig, parse
from edge_api.floor import blank_table
from edge_api.metrics import registry
from edge_api.routes.callers import secret_hash
from edge_api.video_link import VideoRoom
from schemas.games.baccarat import BaccaratOutcome

ROULETTE, BACCARAT = "roulette-01", "baccarat-01"
ROUND = f"{ROULETTE}-1795382400-17"
SECOND_NS = 10**9
CLOCK = SystemClock()

CONFIG = """
[site]
id = "demo"
edge = "edge-1"
[store]
folder = "{folder}"
[broker]
host = "127.0.0.1"
[http]
secure_cookies = false
allowed_origins = {origins}
[[table]]
id = "roulette-01"
name = "Roulette <1>"
game = "roulette"
currency = "EUR"
[[table]]
id = "baccarat-01"
name = "Baccarat 1"
game = "baccarat"
currency = "EUR"
"""

PICTURED = """
[[table]]
id = "roulette-02"
name = "Roulette with a picture"
game = "roulette"
currency = "EUR"
[table.video]
"""
"""One table more, which has a picture; what is set of its video or of `[video]` may follow."""

HEALTH: dict[str, Any] = {
    "epoch": "1795382400", "head_seq": "512", "backlog": 0, "clock_source": "chrony", "clock_error_us": 1400,
    "clock_synchronised": True, "cpu_celsius": 51.2, "throttled": False, "disk_free_bytes": 21 * 10**9, "uptime_s": 90061,
    "devices": [
        {"name": "wheel", "up": True, "dropped_bytes": 3, "last_seen_ms": 240},
        {"name": "console", "up": True, "dropped_bytes": 0, "last_seen_ms": None},
    ],
}  # fmt: skip


@dataclass(slots=True)
class ScriptedLink(BooksLink):
    """Answers every request with ``reply`` and keeps what was asked."""

    reply: Done | Refused = field(default_factory=lambda: Done(0, {}))
    asked: list[Request] = field(default_factory=list)

    async def request(self, message: Request) -> Done | Refused:
        self.asked.append(message)
        return self.reply


@dataclass(slots=True)
class Stage:
    """The application, and the parts that a test moves."""

    app: FastAPI
    link: ScriptedLink
    config: EdgeConfig
    snapshots: list[dict[str, Any]]


def setup(
    folder: Path,
    snapshots: list[dict[str, Any]] | None = None,
    more_tables: str = "",
    video: VideoRoom | None = None,
    origins: Sequence[str] = (),
) -> Stage:
    """A stage whose floor shows ``snapshots`` (by default roulette and baccarat); ``more_tables`` are configured beside these two; pages of ``origins`` may call."""
    config = parse(CONFIG.format(folder=folder, origins=json.dumps(list(origins))) + more_tables, "stage")
    write_books(config)
    link = ScriptedLink()
    shown = snapshots if snapshots is not None else [roulette(), baccarat()]

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        returns = {ROULETTE: [RETURN, RETURN | {"label": "split"}]}
        front = build_front(config, CLOCK, link, returns, video)
        front.floor.load(shown)
        front.scores.load(HISTORIES)
        app.state.front, app.state.metrics = front, registry(front)
        app.state.loop = asyncio.get_running_loop()
        yield
        front.reader.close()

    return Stage(create_app(lifespan, config.http.allowed_origins), link, config, shown)


RETURN = {
    "bet": "straight", "sel": ["0"], "label": "straight", "edge": "1/37", "edge_percent": "2.7027",
    "return": "36/37", "return_percent": "97.2973", "error_bound": None,
}  # fmt: skip


def roulette(**changed: Any) -> dict[str, Any]:
    """A roulette table in the middle of an evening."""
    results = [
        {"round_id": ROUND, "result": pocket, "outcome": {"pocket": pocket}}
        for pocket in ("17", "0", "4", "32", "9", "28")
    ]
    setup = {
        "table": ROULETTE,
        "name": "Roulette <1>",
        "game": "roulette",
        "currency": "EUR",
        "rules": {"wheel": "european"},
        "rules_hash": "0" * 64,
        "limits": LIMITS,
    }
    live = {
        "dealer": "D. 12",
        "round_id": ROUND,
        "phase": "spinning",
        "last_results": results,
        "health": HEALTH,
    }
    return {**setup, **blank_table(), **live, **changed}


def baccarat(**changed: Any) -> dict[str, Any]:
    """A baccarat table in the middle of a coup."""
    outcome = BaccaratOutcome.from_cards(["6H", "4H", "JH"], ["7D", "3H", "6D"]).model_dump(mode="json")
    results = [
        {"round_id": "b", "result": winner, "outcome": outcome}
        for winner in ("banker", "player", "tie", "banker")
    ]
    setup = {
        "table": BACCARAT,
        "name": "Baccarat 1",
        "game": "baccarat",
        "currency": "EUR",
        "rules": {"decks": 8},
        "rules_hash": "0" * 64,
        "limits": LIMITS,
    }
    live = {
        "phase": "dealing",
        "round_id": "baccarat-01-1795382400-9",
        "last_results": results,
        "cards": {"player": ["6H", "4H"], "banker": ["TS"]},
    }
    return {**setup, **blank_table(), **live, **changed}


COUPS = (
    (["6H", "4H", "JH"], ["7D", "JS"]),
    (["7H", "JC"], ["7D", "JS"]),
    (["8H", "JC"], ["7D", "JS"]),
)
EVENING = [(ROULETTE, {"pocket": pocket}) for pocket in ("17", "0", "4")] + [
    (BACCARAT, BaccaratOutcome.from_cards(player, banker).model_dump(mode="json")) for player, banker in COUPS
]
"""(table, outcome) of settled rounds."""
HISTORIES: list[dict[str, Any]] = [
    {
        "table": table,
        "shoe": 4 if table == BACCARAT else None,
        "cards_out": 104 if table == BACCARAT else None,
        "outcomes": 6 * [outcome for of, outcome in EVENING if of == table],
    }
    for table in (ROULETTE, BACCARAT)
]
"""What the scoreboard begins with."""
LIMITS: dict[str, Any] = {
    "min": 100,
    "max": 100_000,
    "max_table": 500_000,
    "max_payout": 10**8,
    "by_type": {},
}


def cookie_of(role: str) -> str:
    """The session cookie of the stage's user with this role."""
    return f"cookie-of-{role}"


def write_books(config: EdgeConfig) -> None:
    """A user and a session for each role, a settled round with a fact and two placements, alerts and audit rows."""
    now = CLOCK.utc_ns()
    books = open_writer(config.store.database)
    books.execute("BEGIN")
    for role in ("dealer", "technician", "pit_boss", "auditor", "admin"):
        books.execute("INSERT INTO users (name, role, password) VALUES (?, ?, 'x')", (f"a {role}", role))
        books.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?)", (secret_hash(cookie_of(role)), f"a {role}", now, now)
        )
    books.execute("INSERT INTO rule_sets VALUES (?, 'roulette', '{}')", ("0" * 64,))
    for number, round_id in ((16, ROUND.replace("17", "16")), (17, ROUND)):
        opened = now - (18 - number) * 20 * SECOND_NS
        books.execute(
            "INSERT INTO rounds (round_no, round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns,"
            " deadline_mono_ns, outcome, placements, staked, returned) VALUES (?, ?, ?, 'roulette', ?, 'EUR', 'spinning', ?, 'b', 0, 0, ?, 2, 1500, 0)",
            (number, round_id, ROULETTE, "0" * 64, opened, '{"pocket":"17"}' if number == 16 else None),
        )
    for number, (table, outcome) in enumerate(EVENING, start=18):
        books.execute(
            "INSERT INTO rounds (round_no, round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns,"
            " deadline_mono_ns, outcome, ended_utc_ns) VALUES (?, ?, ?, ?, ?, 'EUR', 'settled', ?, 'b', 0, 0, ?, ?)",
            (
                number,
                f"{table}-1-{number}",
                table,
                table.partition("-")[0],
                "0" * 64,
                now,
                json.dumps(outcome),
                now,
            ),
        )
    _write_bets(books, now)
    _write_records(books, now)
    books.execute("COMMIT")
    books.close()


def _write_bets(books: Any, now: int) -> None:
    books.execute("INSERT INTO accounts (name, kind, currency) VALUES ('player:acme/p-1', 'player', 'EUR')")
    books.execute(
        "INSERT INTO players (player_id, operator, currency, account_no, created_utc_ns) VALUES ('<b>p-1</b>', 'acme', 'EUR', 1, ?)",
        (now,),
    )
    books.execute(
        "INSERT INTO placements (placement_no, player_no, bet_id, round_no, digest, staked, status, accepted_mono_ns, accepted_utc_ns, balance_after)"
        " VALUES (1, 1, 'id-1', 17, x'00', 1500, 'accepted', 0, ?, 0)",
        (now,),
    )  # fmt: skip
    selections = [["17", "20"], None, 3, {"centre": "0", "k": 2}, "0/3"]
    for line, sel in enumerate(selections):
        books.execute(
            "INSERT INTO bets (placement_no, line, type, sel, stake) VALUES (1, ?, 'split', ?, 300)",
            (line, json.dumps(sel)),
        )


def _write_records(books: Any, now: int) -> None:
    event = json.dumps(
        {
            "time": "2026-11-22T19:20:30.123456Z",
            "data": {"round_id": ROUND, "betting_ms": 15000, "cause": "ball_in_rim"},
        }
    )
    for seq, effect in ((1, "opened"), (2, "ignored:wrong_round")):
        books.execute(
            "INSERT INTO inbox VALUES (?, 1795382400, ?, 'round.opened', ?, ?, 'roulette-01#1', x'00', 0, ?, ?)",
            (ROULETTE, seq, ROUND, event, now, effect),
        )  # fmt: skip
    alert = "INSERT INTO alerts (at_utc_ns, table_id, code, text, severity, acked_utc_ns, acked_by) VALUES (?, ?, ?, ?, ?, ?, ?)"
    books.execute(
        alert, (now, ROULETTE, "forged", "a message with <script>alert(1)</script>", "alarm", None, None)
    )
    books.execute(alert, (now, None, "clock", "the clock is unsure", "warning", None, None))
    books.execute(alert, (now, None, "note", "seen already", "info", now, "a technician"))
    for number in range(1, 121):
        body = json.dumps({"did": ["closed"] * number})
        books.execute(
            "INSERT INTO audit VALUES (?, ?, 'commit', 'edge-1', ?, ?, ?, 'p', 'h')",
            (number, now, ROULETTE, ROUND, body),
        )
