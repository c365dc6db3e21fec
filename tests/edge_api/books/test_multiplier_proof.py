"""`verify` and `replay` over multiplier rounds: nothing is wrong with an honest evening, and each tampering with a draw is found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.audit.chain import row_hash
from edge_api.books.store import open_reader
from edge_api.replay import replay
from edge_api.verify import verify
from schemas.causes import VoidCause
from schemas.facts import RoundVoided
from tests.edge_api.books.lightning import drawn, tables
from tests.edge_api.books.studio import WHEEL, Studio
from tests.edge_api.books.tampering import KEYS, assert_found, kept


def evening(studio: Studio) -> None:
    """Round 1 settled on a lucky number, 2 void before its close, 3 and 4 void after their draws, 5 closed and undecided."""
    player = studio.player()
    first = studio.open()
    studio.bet(player, first, *[("straight", [str(pocket)], 100) for pocket in range(37)])
    studio.close(first)
    studio.spin(first, next(iter(drawn(studio, first))))
    early = studio.open()
    studio.fact(RoundVoided(round_id=early, cause=VoidCause.BALL_LOST, by="rule"))
    late = studio.open()
    studio.close(late)
    studio.fact(RoundVoided(round_id=late, cause=VoidCause.BALL_LOST, by="rule"))
    studio.close(studio.open())
    studio.act("void", round_id=f"{WHEEL}-7-4")
    studio.close(studio.open())


@pytest.fixture(scope="module")
def honest() -> Iterator[Path]:
    """The database of an honest evening."""
    yield from kept(evening, lambda folder: Studio(folder, tables=tables()))


def test_an_honest_evening_has_no_findings(database: Path) -> None:
    reader = open_reader(database)
    assert verify(reader, KEYS) == []
    assert replay(reader).differences == []
    assert reader.execute("SELECT COUNT(*), COUNT(salt), SUM(revealed) FROM seeds").fetchone() == (5, 4, 4)
    reader.close()


ONE, TWO, LAST = (f"'{WHEEL}-7-{number}'" for number in (1, 2, 5))
OTHER = '\'{"1":50,"2":100}\''

TAMPERINGS = [
    ("another seed", [f"UPDATE seeds SET seed = zeroblob(32) WHERE round_id = {ONE}"], "not the one that was committed to"),
    ("another seed and commitment", [f"UPDATE seeds SET seed = zeroblob(32), commitment = '66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925' WHERE round_id = {ONE}"], "tells of another commitment"),
    ("another draw", [f"UPDATE seeds SET drawn = {OTHER} WHERE round_id = {ONE}"], "do not follow from its seed and salt"),
    ("another draw and outcome", [f"UPDATE seeds SET drawn = {OTHER} WHERE round_id = {ONE}", f"UPDATE rounds SET outcome = json_set(outcome, '$.multipliers', json({OTHER})) WHERE round_id = {ONE}"], "do not follow from its seed and salt"),
    ("other multipliers in the outcome", [f"UPDATE rounds SET outcome = json_set(outcome, '$.multipliers', json({OTHER})) WHERE round_id = {ONE}"], "with what was drawn"),
    ("another salt", [f"UPDATE seeds SET salt = printf('%064d', 0) WHERE round_id = {ONE}"], "its salt is not the hash before a draw"),
    ("a draw forgotten", [f"UPDATE seeds SET salt = NULL, drawn = NULL WHERE round_id = {LAST}"], "were never drawn"),
    ("a draw of a paid round forgotten", [f"UPDATE seeds SET salt = NULL, drawn = NULL WHERE round_id = {ONE}"], "no multipliers were drawn for this round"),
    ("a draw where none was", [f"UPDATE seeds SET salt = (SELECT salt FROM seeds WHERE round_id = {ONE}), drawn = {OTHER} WHERE round_id = {TWO}"], "its salt is not the hash before a draw"),
    ("a seed forgotten", [f"DELETE FROM seeds WHERE round_id = {ONE}"], "a law without a seed"),
    ("a reveal forgotten", [f"UPDATE seeds SET revealed = 0 WHERE round_id = {ONE}"], "was not revealed as its end demands"),
    ("a seed told too early", [f"UPDATE seeds SET revealed = 1 WHERE round_id = {LAST}"], "was not revealed as its end demands"),
    ("a draw that can't be read", [f"UPDATE seeds SET drawn = '{{' WHERE round_id = {ONE}"], "can't be read"),
    ("a seed of no round", ["PRAGMA foreign_keys = OFF", "INSERT INTO seeds (round_id, commitment, seed) VALUES ('nowhere', '', zeroblob(32))"], "the rounds do not know it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "finding"), [case[1:] for case in TAMPERINGS], ids=[case[0] for case in TAMPERINGS]
)
def test_tampering_with_a_draw_is_found(
    books: sqlite3.Connection, statements: list[str], finding: str
) -> None:
    assert_found(books, statements, finding, uncounted=True)


def test_a_law_that_was_changed_is_found_by_its_hash(books: sqlite3.Connection) -> None:
    books.execute("UPDATE rule_sets SET body = replace(body, '\"500\":2', '\"500\":3')")
    assert any("is another one" in line for line in verify(books, KEYS))


def test_replay_finds_a_draw_that_was_not_paid(books: sqlite3.Connection) -> None:
    books.execute(f"UPDATE seeds SET drawn = {OTHER} WHERE round_id = {ONE}")
    assert any("with what was drawn" in line for line in replay(books).differences)


Row = list[object]


def rewritten(conn: sqlite3.Connection, rows: list[Row]) -> None:
    """A chain that somebody has written anew, whole, with right hashes: rows as (kind, round, body)."""
    conn.execute("DELETE FROM audit")
    head = "0" * 64
    for number, (at, kind, actor, table_id, round_id, body) in enumerate(rows, start=1):
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        fields = (number, at, kind, actor, table_id, round_id, text, head)
        head = row_hash(*fields)  # type: ignore[arg-type]
        conn.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*fields, head))


def read(conn: sqlite3.Connection) -> list[Row]:
    query = "SELECT at_utc_ns, kind, actor, table_id, round_id, body FROM audit ORDER BY audit_no"
    return [[*row[:5], json.loads(row[5])] for row in conn.execute(query)]


def lines(rows: list[Row]) -> Iterator[list[object]]:
    for row in rows:
        if row[1] == "commit":
            yield row[5]["did"]  # type: ignore[index]


def test_a_chain_written_anew_with_the_promise_after_the_close_is_found(books: sqlite3.Connection) -> None:
    rows = read(books)
    moved: object = None
    for did in lines(rows):
        for line in list(did):
            if line[:2] == ["committed", f"{WHEEL}-7-1"]:  # type: ignore[index]
                did.remove(line)
                moved = line
            if moved is not None and line[:2] == ["closed", f"{WHEEL}-7-1"]:  # type: ignore[index]
                did.append(moved)
    rewritten(books, rows)
    assert any("when its window had closed" in line for line in verify(books, KEYS))


def test_a_chain_written_anew_has_other_salts(books: sqlite3.Connection) -> None:
    rows = read(books)
    rows[2][0] = 1
    rewritten(books, rows)
    found = verify(books, KEYS)
    assert any(f"{WHEEL}-7-1: the audit chain tells of another draw" in line for line in found)


def test_a_draw_that_the_chain_has_before_the_close_is_found(books: sqlite3.Connection) -> None:
    rows = read(books)
    (at,) = [index for index, row in enumerate(rows) if (row[1], row[4]) == ("draw", f"{WHEEL}-7-1")]
    rows.insert(1, rows.pop(at))
    rewritten(books, rows)
    (salt,) = books.execute(
        "SELECT prev_hash FROM audit WHERE kind = 'draw' AND round_id = ?", (f"{WHEEL}-7-1",)
    ).fetchone()
    books.execute(f"UPDATE seeds SET salt = ? WHERE round_id = {ONE}", (salt,))
    assert any("drawn before its window had closed" in line for line in verify(books, KEYS))


def test_a_second_draw_in_the_chain_is_found(books: sqlite3.Connection) -> None:
    rows = read(books)
    rows.append(next(row for row in rows if row[1] == "draw"))
    rewritten(books, rows)
    assert any("drawn, committed to or revealed twice" in line for line in verify(books, KEYS))


def test_a_draw_of_an_unknown_round_in_the_chain_is_found(books: sqlite3.Connection) -> None:
    rows = read(books)
    rows.append([1, "draw", "edge-1", WHEEL, f"{WHEEL}-7-99", {"multipliers": {"17": 500}}])
    rewritten(books, rows)
    assert any("-7-99: the audit chain tells of a draw" in line for line in verify(books, KEYS))
