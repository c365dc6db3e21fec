"""A rule set that was played stays in the books with its name; the name can't be given another meaning."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from edge_api.books.settings import TableSetup
from edge_api.books.store import migrations, open_writer
from edge_api.rounds.rule_sets import RuleSetChanged, keep_rule_set, refuse_changed, rule_set
from schemas.games.roulette_rules import RouletteRules, ZeroRule
from tests.edge_api.books.studio import table

NAMED = replace(table(), rules_name="house@1")
CHANGED = replace(NAMED, rules=RouletteRules(zero_rule=ZeroRule.LA_PARTAGE))


@pytest.fixture
def conn(tmp_path: Path) -> sqlite3.Connection:
    return open_writer(tmp_path / "books.db")


def names(conn: sqlite3.Connection) -> list[tuple[object, ...]]:
    return conn.execute("SELECT * FROM rule_set_names ORDER BY first_used_utc_ns").fetchall()


def test_a_body_is_kept_once_with_the_name_and_the_time_of_its_first_use(conn: sqlite3.Connection) -> None:
    for utc_ns in (5, 6):
        digest = keep_rule_set(conn, NAMED, utc_ns)
    assert digest == NAMED.rules.rules_hash()
    assert names(conn) == [("roulette", "house", 1, digest, 5)]
    assert conn.execute("SELECT count(*) FROM rule_sets").fetchone() == (1,)
    assert rule_set(conn, digest) == NAMED.rules
    conn.close()


def test_rules_without_a_name_are_kept_without_one(conn: sqlite3.Connection) -> None:
    assert rule_set(conn, keep_rule_set(conn, table(), 5)) == table().rules
    assert names(conn) == []
    conn.close()


@pytest.mark.parametrize(
    ("setup", "refused"),
    [
        (NAMED, False), (table(), False), (CHANGED, True), (replace(CHANGED, rules_name="house@2"), False),
        (replace(CHANGED, rules_name=None), False), (replace(CHANGED, rules_name="houses@1"), False),
    ],
)  # fmt: skip
def test_a_name_that_was_played_keeps_its_meaning(
    conn: sqlite3.Connection, setup: TableSetup, refused: bool
) -> None:
    keep_rule_set(conn, NAMED, 5)
    if refused:
        with pytest.raises(RuleSetChanged, match="roulette house@1 was played with other parameters"):
            refuse_changed(conn, [setup])
    else:
        refuse_changed(conn, [setup])
    conn.close()


def test_a_body_of_an_older_release_is_compared_as_this_one_reads_it(conn: sqlite3.Connection) -> None:
    body = json.dumps({"wheel": "european", "zero_rule": "none"})
    conn.execute("INSERT INTO rule_sets VALUES ('old', 'roulette', ?)", (body,))
    conn.execute("INSERT INTO rule_set_names VALUES ('roulette', 'house', 1, 'old', 1)")
    refuse_changed(conn, [NAMED])
    keep_rule_set(conn, NAMED, 5)
    assert [row[3] for row in names(conn)] == ["old", NAMED.rules.rules_hash()]
    conn.close()


def test_books_of_before_names_are_brought_up_to_date(tmp_path: Path) -> None:
    before = sqlite3.connect(tmp_path / "books.db", isolation_level=None)
    for number, sql in migrations()[:2]:
        before.executescript(f"{sql}\nPRAGMA user_version = {number};")
    before.execute("INSERT INTO rule_sets VALUES ('h', 'roulette', '{}')")
    before.close()
    conn = open_writer(tmp_path / "books.db")
    assert names(conn) == []
    assert conn.execute("SELECT hash FROM rule_sets").fetchall() == [("h",)]
    conn.close()
