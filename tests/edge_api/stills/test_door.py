"""How many pictures may wait: a board that floods is told of once and takes no room from another."""

from __future__ import annotations

import pytest

from edge_api.stills.door import MOST_WAITING_BYTES, TOLD_EVERY_NS, Door, RefusedStill
from edge_api.stills.shelf import BEGINS, ENDS
from schemas.sight import MOST_STILL_BYTES
from tests.edge_api.stills.pictures import TABLE, picture


def test_a_board_that_floods_fills_its_share_is_told_of_once_and_leaves_the_others_room() -> None:
    door, large = Door(frozenset({TABLE, "other"})), picture(0, 390_000)
    refused = [door.refuses(TABLE, large, at) for at in range(200)]
    taken = refused.count(None)
    assert taken * len(large) < MOST_WAITING_BYTES < (taken + 2) * len(large)
    assert [each.trouble.code for each in refused if each and each.trouble] == ["stills_refused"]
    assert {each.count for each in refused if each} == {"dropped"}
    assert [door.refuses("other", large, 0) for _ in range(5)] == [None] * 5
    later = door.refuses(TABLE, large, 200 + TOLD_EVERY_NS)
    assert later is not None and later.trouble is not None
    for _ in range(taken):
        door.left(TABLE, large)
    assert door.refuses(TABLE, large, 0) is None


def test_many_small_pictures_weigh_what_they_take() -> None:
    door = Door(frozenset({TABLE}))
    taken = sum(door.refuses(TABLE, BEGINS + ENDS, 0) is None for _ in range(40_000))
    assert 30_000 < taken < MOST_WAITING_BYTES // 1024


@pytest.mark.parametrize("size", [MOST_STILL_BYTES, 10 * MOST_STILL_BYTES])
def test_what_is_too_large_is_refused_before_it_waits_and_told_once(size: int) -> None:
    door = Door(frozenset({TABLE}))
    refused = [door.refuses(TABLE, picture(0, size), at) for at in range(3)]
    assert [each and each.count for each in refused] == ["no_picture"] * 3
    assert [each is not None and each.trouble is not None for each in refused] == [True, False, False]
    assert door.refuses("nobody", picture(), 0) == RefusedStill("dropped")
