"""What a round's page offers about entering a result is what its board would take."""

from __future__ import annotations

import pytest

from edge_api.rounds.entering import not_offered

NOTHING = {"enter", "propose_entry", "second_entry"}
VOTES = [{"value": "7H"}, {"value": "7H"}]
SURE = {"mode": "on", "verdict": "camera_only", "camera": "7H", "looks": 9, "votes": VOTES}


@pytest.mark.parametrize(
    ("game", "cause", "kept_back"),
    [
        ("baccarat", "table:camera_dispute", NOTHING),
        ("roulette", "table:camera_dispute", {"enter"}),
        ("baccarat", "table:read_failed", {"enter"}),
        ("baccarat", "edge:read_failed", NOTHING),
        ("baccarat", "table:wrong_card", NOTHING),
        ("baccarat", None, NOTHING),
    ],
)
def test_what_the_table_would_refuse_is_not_offered(
    game: str, cause: str | None, kept_back: set[str]
) -> None:
    assert not_offered(game, cause, ()) == kept_back


@pytest.mark.parametrize(
    ("changed", "alone"),
    [
        ({}, True),
        ({"mode": "shadow"}, False),
        ({"verdict": "both"}, False),
        ({"looks": 4}, False),
        ({"votes": VOTES[:1]}, False),
    ],
)
def test_one_alone_is_offered_only_where_the_camera_is_sure(changed: dict[str, object], alone: bool) -> None:
    assert ("enter" not in not_offered("baccarat", "table:read_failed", [SURE | changed])) is alone
