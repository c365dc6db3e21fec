"""Multipliers on the staff's pages: lucky numbers on the tile and in a round's details, the seed only when it may be told."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.edge_api.web import stage
from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import read

SEED, SALT = bytes(range(32)), "9f" * 32
PROMISED = {"commitment": "ab" * 32, "salt": None, "multipliers": None, "seed": None}
DRAWN = PROMISED | {"salt": SALT, "multipliers": {"17": 500, "0": 50}}


@pytest.mark.parametrize("path", ["/floor", f"/floor/tables/{stage.ROULETTE}"])
def test_lucky_numbers_are_on_the_tile_once_they_are_drawn(visit: Visit, path: str) -> None:
    for draw, shown in (
        (None, False),
        (PROMISED, False),
        (DRAWN | {"multipliers": {}}, False),
        (DRAWN, True),
    ):
        answer = visit("pit_boss", [stage.roulette(draw=draw), stage.baccarat()]).get(path)
        assert answer.status_code == 200, answer.text
        assert read(answer.text).faults() == []
        assert ("17 ×500" in answer.text and "0 ×50" in answer.text) is shown


def test_a_round_shows_promise_draw_and_seed_as_far_as_they_may_be_told(
    visit: Visit, built: stage.Stage
) -> None:
    def page() -> str:
        answer = visit("auditor").get(f"/floor/rounds/{stage.ROUND}")
        assert answer.status_code == 200, answer.text
        return answer.text

    assert "Seed promised" not in page()
    with closing(sqlite3.connect(built.config.store.database, isolation_level=None)) as books:
        books.execute(
            "INSERT INTO seeds (round_id, commitment, seed) VALUES (?, ?, ?)", (stage.ROUND, "ab" * 32, SEED)
        )
        promised = page()
        assert "ab" * 32 in promised
        assert "not drawn" in promised
        books.execute("UPDATE seeds SET salt = ?, drawn = ?", (SALT, json.dumps({"17": 500})))
        drawn = page()
        assert "17 ×500" in drawn
        assert SALT in drawn
        assert SEED.hex() not in promised + drawn
        books.execute("UPDATE seeds SET revealed = 1")
        assert SEED.hex() in page()
