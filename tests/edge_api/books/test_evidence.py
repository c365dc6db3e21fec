"""Keeping a round's video: by a named human, on the audit log, once at a time, whatever the round's state; and books of earlier releases know who was held."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from edge_api.books.messages import Done, Refused
from edge_api.books.store import migrations, open_writer
from edge_api.verify import verify
from schemas.causes import HoldCause
from schemas.facts import RoundHeld
from tests.edge_api.books.studio import WHEEL, Studio
from tests.edge_api.books.tampering import KEYS


def settled(studio: Studio) -> str:
    round_id = studio.open()
    studio.close(round_id)
    studio.spin(round_id, "18")
    return round_id


def holds(studio: Studio) -> list[tuple[object, ...]]:
    query = "SELECT round_id, held_by, reason, lifted_by, lift_reason FROM evidence_holds ORDER BY hold_no"
    return studio.conn.execute(query).fetchall()


def test_the_video_of_a_round_that_is_over_is_kept_until_it_is_let_go(studio: Studio) -> None:
    round_id = settled(studio)
    kept = studio.act("hold_evidence", round_id=round_id)
    assert isinstance(kept, Done)
    assert kept.body == {"action": "hold_evidence", "evidence": round_id, "held": True}
    assert holds(studio) == [(round_id, "maria", "because of a test", None, None)]
    studio.restart()
    assert isinstance(studio.act("lift_evidence", round_id=round_id), Done)
    assert holds(studio) == [(round_id, "maria", "because of a test", "maria", "because of a test")]
    assert isinstance(studio.act("hold_evidence", round_id=round_id), Done)
    assert len(holds(studio)) == 2
    assert verify(studio.conn, KEYS) == []


def test_what_is_kept_is_not_kept_twice_and_what_is_not_kept_can_not_be_let_go(studio: Studio) -> None:
    round_id = studio.open()
    assert isinstance(studio.act("lift_evidence", round_id=round_id), Refused)
    studio.act("hold_evidence", round_id=round_id)
    again = studio.act("hold_evidence", round_id=round_id)
    assert isinstance(again, Refused) and "kept already" in again.message
    assert isinstance(studio.act("hold_evidence", round_id="none"), Refused)
    assert len(holds(studio)) == 1


def test_who_kept_it_and_why_stands_in_the_audit_chain_and_is_told_to_staff_only(studio: Studio) -> None:
    round_id = settled(studio)
    studio.act("hold_evidence", round_id=round_id)
    row = studio.conn.execute(
        "SELECT actor, table_id, round_id, body FROM audit WHERE kind = 'action'"
    ).fetchone()
    assert row[:3] == ("maria", WHEEL, round_id)
    assert json.loads(row[3])["reason"] == "because of a test"
    assert [news.staff_only for news in studio.news if news.event == "evidence"] == [True]


def test_a_round_that_was_held_is_known_as_such_after_it_has_gone_on(studio: Studio) -> None:
    round_id, other = studio.open(), studio.open()
    studio.close(round_id)
    studio.act("hold", round_id=round_id)
    studio.act("release", round_id=round_id)
    assert (studio.round(round_id)["was_held"], studio.round(other)["was_held"]) == (1, 0)


def test_books_of_the_release_before_learn_which_rounds_were_held(folder: Path) -> None:
    studio = Studio(folder)
    by_table, by_edge, never = studio.open(), studio.open(), settled(studio)
    studio.fact(RoundHeld(round_id=by_table, cause=HoldCause.RESULT_MISSING, detail="no number"))
    studio.act("hold", round_id=by_edge)
    studio.act("release", round_id=by_edge)
    studio.crash()
    old = folder / "older"
    old.mkdir()
    before_evidence(folder / "books.db", old / "books.db")
    conn = open_writer(old / "books.db")
    was_held = dict(conn.execute("SELECT round_id, was_held FROM rounds").fetchall())
    assert was_held == {by_table: 1, by_edge: 1, never: 0}
    conn.close()


def before_evidence(new: Path, old: Path) -> None:
    """The same books as the release before this one would have written them."""
    conn = sqlite3.connect(old, isolation_level=None)
    for number, sql in migrations()[:6]:
        conn.executescript(f"{sql}\nPRAGMA user_version = {number};")
    conn.execute("ATTACH DATABASE ? AS new", (str(new),))
    tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in conn.execute(tables).fetchall():
        known = ", ".join(row[1] for row in conn.execute(f"PRAGMA main.table_info({table})"))
        conn.execute(f"INSERT OR REPLACE INTO main.{table} ({known}) SELECT {known} FROM new.{table}")
    conn.close()
