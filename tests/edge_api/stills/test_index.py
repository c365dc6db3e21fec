"""The index of pictures, as who only reads it sees it: nothing known where there is none yet, and an error where it can't be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_api.stills.index import NAME, IndexIll, Kept, StillIndex, missing_in, state_of, states_of

SHA256 = "ab" * 32
QUESTIONS: list[Callable[[Path], object]] = [
    lambda folder: state_of(folder, SHA256),
    lambda folder: states_of(folder, [SHA256]),
    missing_in,
]


def test_what_was_put_is_known_to_who_only_reads(tmp_path: Path) -> None:
    index = StillIndex(tmp_path)
    index.put(SHA256, Kept.MISSING, 0, 1)
    assert [ask(tmp_path) for ask in QUESTIONS] == [Kept.MISSING, {SHA256: Kept.MISSING}, 1]
    index.close()


def test_where_there_is_no_index_yet_or_it_is_being_made_nothing_is_known(tmp_path: Path) -> None:
    assert [ask(tmp_path) for ask in QUESTIONS] == [None, {}, 0]
    sqlite3.connect(tmp_path / NAME).close()
    (tmp_path / NAME).touch()
    assert [ask(tmp_path) for ask in QUESTIONS] == [None, {}, 0]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_an_index_that_cannot_be_read_is_not_taken_for_an_empty_one(
    tmp_path: Path, ask: Callable[[Path], object]
) -> None:
    (tmp_path / NAME).write_bytes(b"what the disk made of it" * 400)
    with pytest.raises(IndexIll, match="can't be read"):
        ask(tmp_path)
