"""How long pictures stay: as long as any round that names them."""

from __future__ import annotations

from pathlib import Path

from edge_api.books.store import open_writer
from edge_api.stills.index import Kept, StillIndex
from edge_api.stills.retention import Retention
from edge_api.stills.shelf import Shelf, hash_of
from edge_api.video.clips.policy import DAY_NS, Keeping
from tests.edge_api.stills.pictures import TABLE, picture


def test_pictures_go_with_the_class_of_every_round_that_names_them(tmp_path: Path) -> None:
    books = open_writer(tmp_path / "books.db")
    books.execute("INSERT INTO rule_sets VALUES ('h', 'roulette', '{}')")
    rounds = {
        "ordinary": ("settled", 1, 0),
        "disputed": ("settled", 1, 1),
        "running": ("held", None, 1),
        "fresh": ("settled", 20 * DAY_NS, 0),
    }
    for round_id, (phase, ended, was_held) in rounds.items():
        books.execute(
            "INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns, deadline_mono_ns,"
            " ended_utc_ns, was_held) VALUES (?, ?, 'roulette', 'h', 'EUR', ?, 0, 'b', 0, 0, ?, ?)",
            (round_id, TABLE, phase, ended, was_held),
        )  # fmt: skip
    shelf = Shelf(tmp_path / "stills")
    index = StillIndex(tmp_path / "stills")
    cases = {
        1: ["ordinary"],
        2: ["disputed"],
        3: ["running"],
        4: ["fresh"],
        5: ["ordinary", "disputed"],
        6: [""],
        7: [],
    }
    for number, named_by in cases.items():
        shelf.keep(picture(number))
        index.put(hash_of(picture(number)), Kept.HERE, 200, 1)
        for round_id in named_by:
            values = (hash_of(picture(number)), TABLE, round_id, "f", 1)
            books.execute("INSERT INTO named_stills VALUES (?, ?, ?, ?, ?)", values)
    assert Retention(index, shelf, Keeping(30, 0)).pass_(books, 40 * DAY_NS) == 2
    gone = {number for number in cases if shelf.read(hash_of(picture(number))) is None}
    assert gone == {1, 6}
    assert index.get(hash_of(picture(1))) is Kept.GONE
    books.execute(
        "INSERT INTO evidence_holds (round_id, held_utc_ns, held_by, reason) VALUES ('fresh', 0, 'pia', 'kept')"
    )
    assert Retention(index, shelf, Keeping(30, 60)).pass_(books, 100 * DAY_NS) == 2
    assert shelf.read(hash_of(picture(4))) is not None
    index.close()
    books.close()
