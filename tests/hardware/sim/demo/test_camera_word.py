"""What the demo makes of its cameras' words: rounds that were filmed with a lie are found by time, and none of them may be paid."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hardware.sim.demo.camera_word import CameraWord, camera_word

BOOKS = """
CREATE TABLE rounds (table_id TEXT, round_id TEXT, opened_mono_ns INTEGER, phase TEXT);
CREATE TABLE seen (table_id TEXT, round_id TEXT, verdict TEXT);
INSERT INTO rounds VALUES ('b', 'b-1', 100, 'settled'), ('b', 'b-2', 200, 'cancelled'), ('b', 'b-3', 300, 'settled'), ('w', 'w-1', 250, 'settled');
INSERT INTO seen VALUES ('b', 'b-1', 'both'), ('b', 'b-1', 'both'), ('b', 'b-2', 'dispute'), ('w', 'w-1', 'abstained');
"""


@pytest.fixture
def books(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "books.db")) as db:
        db.executescript(BOOKS)
    return tmp_path / "books.db"


def notes(tmp_path: Path, *at_ns: int) -> Path:
    path = tmp_path / "lies.jsonl"
    path.write_text(
        "".join(json.dumps({"at_ns": at, "reported": "TD", "shown": "2C"}) + "\n" for at in at_ns)
    )
    return path


def test_a_lie_belongs_to_the_last_round_that_opened_before_it(books: Path, tmp_path: Path) -> None:
    word = camera_word(books, {"b": notes(tmp_path, 50, 210, 299)})
    assert word.lied == {"b-2"}
    assert word.lied_paid == frozenset()
    assert word.disputed == {"b-2"}


def test_a_round_that_was_paid_although_it_was_filmed_with_a_lie_is_found(
    books: Path, tmp_path: Path
) -> None:
    assert camera_word(books, {"b": notes(tmp_path, 150, 210)}).lied_paid == {"b-1"}


def test_verdicts_are_counted_by_table(books: Path, tmp_path: Path) -> None:
    word = camera_word(books, {"w": tmp_path / "none.jsonl"})
    assert (word.count("both"), word.count("dispute"), word.count("neither")) == (2, 1, 0)
    assert word.words("b") == "2 both, 1 dispute"
    assert word.words("w") == "1 abstained"
    assert CameraWord().words("x") == "nothing"
