"""What cameras saw, in proof: verify sees what was changed, and books of the release before go on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from edge_api.books.store import migrations, open_writer, schema_version
from edge_api.proof.sight import none_paid_undecided
from edge_api.replay import replay
from edge_api.verify import verify
from tests.edge_api.books.looked import BOTH, DISPUTE, played, seen
from tests.edge_api.books.studio import Studio
from tests.edge_api.books.tampering import KEYS
from tests.edge_api.books.test_migrations import columns
from tests.edge_api.books.test_sight_doubt import ALONE, paid, split


def test_verify_sees_that_a_word_was_changed_and_that_a_dispute_was_paid(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.fact(seen(round_id, BOTH))
    staffed.spin(round_id, "18")
    assert verify(staffed.conn, KEYS) == []
    staffed.conn.execute("UPDATE seen SET camera = '21'")
    assert any("as it was signed" in each for each in verify(staffed.conn, KEYS))
    staffed.conn.execute("UPDATE seen SET verdict = 'dispute'")
    assert any("nobody had decided" in each for each in verify(staffed.conn, KEYS))
    staffed.conn.execute("UPDATE seen SET camera = '18', verdict = 'both'")


def before_sight(new: Path, old: Path) -> None:
    """The same books as the release before this one would have written them."""
    conn = sqlite3.connect(old, isolation_level=None)
    for number, sql in migrations()[:7]:
        conn.executescript(f"{sql}\nPRAGMA user_version = {number};")
    conn.execute("ATTACH DATABASE ? AS new", (str(new),))
    tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in conn.execute(tables).fetchall():
        known = ", ".join(columns(conn, "main", table))
        conn.execute(f"INSERT OR REPLACE INTO main.{table} ({known}) SELECT {known} FROM new.{table}")
    conn.close()


def test_books_of_the_release_before_go_on_with_eyes(folder: Path) -> None:
    studio = Studio(folder)
    studio.player()
    first = played(studio)
    studio.spin(first, "18")
    running = played(studio)
    studio.crash()
    (folder / "old").mkdir()
    before_sight(folder / "books.db", folder / "old" / "books.db")
    conn = open_writer(folder / "old" / "books.db")
    assert schema_version(conn) == migrations()[-1][0]
    conn.close()
    studio.folder = folder / "old"
    studio.start()
    assert studio.fact(seen(running, DISPUTE)) == "seen"
    assert studio.spin(running, "18") == "ignored:held"
    studio.act("release", round_id=running)
    assert studio.round(running)["phase"] == "settled"
    assert verify(studio.conn, KEYS) == []
    assert replay(studio.conn).differences == []
    studio.crash()


def test_verify_sees_that_a_card_which_only_the_camera_saw_was_paid_unless_people_entered_it(
    blackjack: Studio,
) -> None:
    table = split(blackjack)
    table.say(seen(table.round_id, ALONE))
    assert paid(table, "people") == "settled"
    assert verify(blackjack.conn, KEYS) == []
    blackjack.conn.execute("SAVEPOINT before")
    said = "SET payload = CAST(replace(CAST(payload AS TEXT), '\"people\"', '\"reader\"') AS BLOB)"
    blackjack.conn.execute(f"UPDATE inbox {said} WHERE kind = 'round.outcome'")
    assert any("seat-5 1" in each for each in none_paid_undecided(blackjack.conn))
    blackjack.conn.execute("ROLLBACK TO before")
    blackjack.conn.execute("RELEASE before")
