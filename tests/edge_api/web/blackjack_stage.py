"""A blackjack table on the stage: its configuration, its snapshot in the middle of a round, a player, and what the books would tell."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from edge_api.books.messages import Decide, Done, Notice, Refused
from edge_api.books.store import open_writer
from edge_api.floor import blank_table
from edge_api.routes.callers import secret_hash
from edge_api.routes.front import Front
from schemas.games.blackjack_rules import BlackjackRules
from schemas.times import rfc3339
from tests.edge_api.reference import wait_until
from tests.edge_api.web import stage

BLACKJACK = "blackjack-01"
ROUND = f"{BLACKJACK}-1795382400-4"
TABLE = """
[[table]]
id = "blackjack-01"
name = "Blackjack 1"
game = "blackjack"
currency = "EUR"
rules = "live_8d"
"""
CARDS = {
    "seat-1": ["8S", "8H"],
    "seat-3": ["KD", "6C"],
    "seat-3/2": [],
    "seat-6": ["AS", "6D"],
    "dealer": ["TH", "??"],
}


def soon(seconds: int = 9) -> str:
    return rfc3339(stage.CLOCK.utc_ns() + seconds * stage.SECOND_NS)


def turn(seat: int, hand: int = 1, actions: tuple[str, ...] = ("hit", "stand", "double")) -> dict[str, Any]:
    """A hand is asked."""
    asked = {"kind": "turn", "seat": seat, "hand": hand, "actions": list(actions), "on_time_out": "stand"}
    return {**asked, "closes_at": soon(), "decision_ms": 9000}


def blackjack(**changed: Any) -> dict[str, Any]:
    """Seats 1, 3 and 6 play; nobody is asked yet."""
    rules = BlackjackRules()
    setup = {
        "table": BLACKJACK, "name": "Blackjack 1", "game": "blackjack", "currency": "EUR", "rules": rules.model_dump(mode="json", by_alias=True),
        "rules_hash": rules.rules_hash(), "limits": stage.LIMITS, "layout": ["dealer"],
    }  # fmt: skip
    live = {
        "dealer": "D. 7", "phase": "dealing", "round_id": ROUND, "seats": [1, 3, 6], "cards": CARDS, "next": None,
        "board": {"online": True}, "health": stage.HEALTH,
    }  # fmt: skip
    return {**setup, **blank_table(), **live, **changed}


def says(guidance: str, hold: str | None = None) -> dict[str, Any]:
    """What the board shows its dealer."""
    return {"guidance": guidance, "phase": "dealing", "hold": hold, "about": ROUND}


TOKEN = "a player's token"


@contextmanager
def writing(built: stage.Stage) -> Iterator[sqlite3.Connection]:
    """The stage's books, in one transaction."""
    with closing(open_writer(built.config.store.database)) as books:
        books.execute("BEGIN")
        yield books
        books.execute("COMMIT")


def setup(folder: Path) -> stage.Stage:
    """The stage with a blackjack table, and a player who holds ``TOKEN``."""
    built = stage.setup(folder, [stage.roulette(), stage.baccarat(), blackjack()], TABLE)
    with writing(built) as books:
        books.execute("INSERT INTO rule_sets VALUES (?, 'blackjack', '{}')", ("1" * 64,))
        books.execute(
            "INSERT INTO rounds (round_no, round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns,"
            " deadline_mono_ns) VALUES (90, ?, ?, 'blackjack', ?, 'EUR', 'dealing', ?, 'b', 0, 0)",
            (ROUND, BLACKJACK, "1" * 64, stage.CLOCK.utc_ns()),
        )  # fmt: skip
        expires = stage.CLOCK.utc_ns() + 3600 * stage.SECOND_NS
        books.execute("INSERT INTO player_tokens VALUES (?, 1, ?)", (secret_hash(TOKEN), expires))
    return built


def bet(built: stage.Stage, number: int, *bets: tuple[str, dict[str, Any], int, int | None]) -> None:
    """Write a placement of the player's in this round: (type, selection, stake, returned)."""
    status = "accepted" if bets[0][3] is None else "settled"
    returned = sum(each[3] or 0 for each in bets)
    with writing(built) as books:
        books.execute(
            "INSERT OR REPLACE INTO placements (placement_no, player_no, bet_id, round_no, digest, staked, returned, status, accepted_mono_ns,"
            " accepted_utc_ns, balance_after) VALUES (?, 1, ?, 90, x'00', ?, ?, ?, 0, ?, 0)",
            (number, f"id-{number}", sum(each[2] for each in bets), returned, status, stage.CLOCK.utc_ns()),
        )  # fmt: skip
        books.execute("DELETE FROM bets WHERE placement_no = ?", (number,))
        for line, (kind, sel, stake, back) in enumerate(bets):
            books.execute(
                "INSERT INTO bets (placement_no, line, type, sel, stake, returned) VALUES (?, ?, ?, ?, ?, ?)",
                (number, line, kind, json.dumps(sel), stake, back),
            )


def tell(built: stage.Stage, event: str, player_no: int | None = None, **body: Any) -> None:
    """Something happens at the table, as the books would tell it."""
    front: Front = built.app.state.front
    loop: asyncio.AbstractEventLoop = built.app.state.loop
    told = threading.Event()

    def publish() -> None:
        seq = front.floor.public_snapshot(BLACKJACK)["seq"] + 1
        notice = Notice(BLACKJACK, seq, event, {"round_id": ROUND, **body}, player_no)
        front.floor.apply(notice)
        front.hub.publish(notice)
        told.set()

    loop.call_soon_threadsafe(publish)
    assert told.wait(5)


def fact(built: stage.Stage, seq: int, kind: str, **data: Any) -> None:
    """Write a fact of this round that was accepted as a move."""
    said = json.dumps({"time": "2026-11-22T19:20:30.123456Z", "data": {"round_id": ROUND, **data}})
    with writing(built) as books:
        books.execute(
            "INSERT INTO inbox VALUES (?, 1, ?, ?, ?, ?, 'blackjack-01#1', x'00', 0, 0, 'move')",
            (BLACKJACK, seq, kind, ROUND, said),
        )


def ended(built: stage.Stage, outcome: str) -> None:
    """The round is settled with this outcome (JSON text)."""
    with writing(built) as books:
        now = stage.CLOCK.utc_ns()
        books.execute(
            "UPDATE rounds SET phase = 'settled', outcome = ?, ended_utc_ns = ? WHERE round_no = 90",
            (outcome, now),
        )


def forget(built: stage.Stage) -> None:
    """The round goes on, and the books know of no placement and no fact of it."""
    with writing(built) as books:
        for what in (
            "DELETE FROM bets WHERE placement_no >= 60",
            "DELETE FROM placements WHERE placement_no >= 60",
        ):
            books.execute(what)
        books.execute("DELETE FROM inbox WHERE table_id = ?", (BLACKJACK,))
        books.execute(
            "UPDATE rounds SET phase = 'dealing', outcome = NULL, ended_utc_ns = NULL WHERE round_no = 90"
        )


def reset(built: stage.Stage) -> None:
    """The round as ``blackjack()`` has it; the player has placed nothing yet."""
    forget(built)
    front: Front = built.app.state.front
    front.floor.load([stage.roulette(), stage.baccarat(), blackjack()])


def answers(built: stage.Stage, **said: Any) -> None:
    """The books' answer to the next decisions."""
    money = {"staked": 0, "balance": 5000, "currency": "EUR", "round_id": ROUND, "table": BLACKJACK}
    times = {"decision_id": "018f3c1e-7d2a-7c3b-9a51-2f3d6c1b9e10", "accepted_at": soon(0)}
    built.link.reply = Done(0, {**said, **money, **times})


def refuses(built: stage.Stage, code: str, message: str) -> None:
    """The books refuse the next decisions."""
    built.link.reply = Refused(0, code, message)


def decided(built: stage.Stage) -> list[tuple[int, int, str | None, int | None, bool]]:
    """What the page has sent: (seat, hand, action, cards, early) of each decision."""
    sent = [request for request in built.link.asked if isinstance(request, Decide)]
    return [(each.seat, each.hand, each.action, each.cards, each.early) for each in sent]


def until_decided(built: stage.Stage, *decision: int | str | bool | None) -> None:
    """It is what the page sent last: it may still be on its way when the page has shown that it is sent."""
    wait_until(lambda: decided(built)[-1:] == [decision], 10, f"{decision}, not {decided(built)[-1:]}")
