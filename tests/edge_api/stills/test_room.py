"""The thread that keeps pictures: it writes what is named, tells what never comes, and an ill disk stops nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from edge_api.books.store import open_writer
from edge_api.clock import SystemClock
from edge_api.stills.index import Kept, missing_in, state_of
from edge_api.stills.shelf import hash_of
from edge_api.video.reserve import Reserve
from tests.edge_api.reference import wait_until
from tests.edge_api.stills.pictures import HOUR_NS, NAME, TABLE, named, open_room, picture


def test_a_picture_is_on_disk_under_its_hash_before_or_after_its_fact(tmp_path: Path) -> None:
    with open_room(tmp_path) as room:
        room.came(TABLE, picture(1))
        room.named(named(hash_of(picture(1))))
        room.named(named(hash_of(picture(2))))
        room.came(TABLE, picture(2))
        room.came(TABLE, picture(3))
        room.came("nobody", picture(2))
        wait_until(lambda: room.counts["kept"] == 2, 10, "two pictures")
    files = {file.stem for file in (tmp_path / "stills").glob("??/*.jpg")}
    assert files == {hash_of(picture(1)), hash_of(picture(2))}
    assert state_of(tmp_path / "stills", hash_of(picture(1))) is Kept.HERE
    assert state_of(tmp_path / "stills", hash_of(picture(3))) is None


def test_rubbish_under_a_named_hash_is_not_kept(tmp_path: Path) -> None:
    rubbish = b"no picture at all"
    with open_room(tmp_path) as room:
        room.named(named(hashlib.sha256(rubbish).hexdigest()))
        room.came(TABLE, rubbish)
        wait_until(lambda: room.counts["no_picture"] == 1, 10, "its refusal")
    assert list((tmp_path / "stills").glob("??/*")) == []


def test_what_never_came_is_told_once(tmp_path: Path) -> None:
    with open_room(tmp_path) as room:
        for number in range(3):
            room.named(named(f"{number:064x}", 2 * HOUR_NS))
        wait_until(lambda: missing_in(tmp_path / "stills") == 3, 10, "the end of patience")
    told = room.troubles()
    assert {(each.table_id, each.code) for each in told} == {(TABLE, "still_missing")}
    assert sum(int(each.text.split()[0]) for each in told) == 3


def test_what_its_board_lacks_is_missing_at_once_told_and_kept_if_it_comes_all_the_same(
    tmp_path: Path,
) -> None:
    with open_room(tmp_path) as room:
        room.named(named(NAME[1]))
        room.lacks(TABLE, (NAME[1], "0" * 64))
        wait_until(lambda: state_of(tmp_path / "stills", NAME[1]) is Kept.MISSING, 10, "the end of asking")
        assert [each.text.split()[0] for each in room.troubles()] == ["1"]
        assert state_of(tmp_path / "stills", "0" * 64) is None
        room.came(TABLE, picture())
        wait_until(lambda: state_of(tmp_path / "stills", NAME[1]) is Kept.HERE, 10, "the picture")


def test_a_full_disk_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    with open_room(tmp_path, reserve=Reserve(2**62)) as room:
        for number in range(3):
            room.named(named(hash_of(picture(number))))
            room.came(TABLE, picture(number))
        room.named(named("0" * 64))
        room.lacks(TABLE, ("0" * 64,))
        wait_until(lambda: missing_in(tmp_path / "stills") == 1, 10, "all to be looked at")
        assert [each.code for each in room.troubles()] == ["stills_disk", "still_missing"]


def test_after_a_start_what_lacks_is_wanted_again(tmp_path: Path) -> None:
    conn = open_writer(tmp_path / "books.db")
    conn.execute(
        "INSERT INTO named_stills VALUES (?, ?, '', 'f', ?)", (NAME[1], TABLE, SystemClock().utc_ns())
    )
    conn.close()
    with open_room(tmp_path) as room:
        room.came(TABLE, picture())
        wait_until(lambda: room.counts["kept"] == 1, 10, "the picture")
