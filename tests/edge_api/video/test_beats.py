"""What viewers say, summed up by table and kept by player: who is worst off, how far events are from their frames, and files of earlier versions."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.clock import SystemClock
from edge_api.video.beat import AGAIN_NS, FEW_BEATS, WINDOW_NS, WORST_SHOWN, Beat, Sync
from edge_api.video.beats import PLAYERS, Beats
from edge_api.video.pace import Pace
from edge_api.video.reserve import Reserve
from edge_api.video_ticket import Ticket

SECOND_NS = 10**9
OLD_SCHEMA = """
CREATE TABLE beats (
  table_id TEXT NOT NULL, player_no INTEGER NOT NULL, received_utc_ns INTEGER NOT NULL, path TEXT NOT NULL,
  shown_utc_ms REAL NOT NULL, lag_ms REAL NOT NULL, stalls INTEGER NOT NULL, released_late INTEGER NOT NULL
);
INSERT INTO beats VALUES ('t-1', 7, 1, 'fmp4', 1.7e12, 120.0, 0, 1);
"""


def beat(lag_ms: float = 130, **more: Any) -> Beat:
    return Beat(lag_ms=lag_ms, shown_utc_ms=1.7e12, path="fmp4", **more)


def test_how_far_events_were_from_their_frames_counts_either_way() -> None:
    sync = Sync()
    for number, off_ms in enumerate([20.0] * 98 + [-300.0, None], start=1):
        sync.take(beat(events=int(off_ms is not None), event_off_ms=off_ms), f"{number}", number, 0)
    said = sync.said(0)
    assert (said["event_off_p50_ms"], said["event_off_p99_ms"], said["events_per_min"]) == (20, 300, 99)
    assert sync.measured == 99 and sync.offs[0] == 0 and sync.offs[-1] == 99


def test_nothing_is_known_of_events_when_none_was_shown() -> None:
    sync = Sync()
    sync.take(beat(), "a", 1, 0)
    assert sync.said(0)["event_off_p50_ms"] is None


def test_the_few_who_are_worst_off_are_named_worst_first() -> None:
    sync = Sync()
    for number in range(1, 10):
        sync.take(beat(100 + number), f"viewer {number}", number, 0)
    sync.take(beat(100, stalls=2, released_late=1), "viewer 1", 1, SECOND_NS)
    sync.take(beat(9000), "viewer 2", 2, SECOND_NS)
    sync.take(beat(90), "viewer 9", 9, SECOND_NS)
    worst: Any = sync.said(SECOND_NS)["worst"]
    assert [each["player_no"] for each in worst] == [2, 1, 8, 7, 6]
    assert len(worst) == WORST_SHOWN
    assert worst[1] == {"player_no": 1, "path": "fmp4", "lag_ms": 100, "late": 1, "stalls": 2}


def test_a_large_audience_is_summed_up_once_in_five_seconds() -> None:
    sync = Sync()
    for number in range(FEW_BEATS + 1):
        sync.take(beat(), f"viewer {number}", number, 0)
    before = sync.said(0)
    sync.take(beat(), "another", 0, SECOND_NS)
    assert sync.said(AGAIN_NS - 1) is before
    assert sync.said(AGAIN_NS)["viewers"] == FEW_BEATS + 2


def test_beats_leave_the_reserve_free_and_are_counted_as_lost(tmp_path: Path) -> None:
    beats = Beats(tmp_path / "beats.db", SystemClock(), 1, Reserve(1 << 20, lambda _: 1))
    _keep_one(beats)
    assert beats.lost == 1
    with closing(sqlite3.connect(tmp_path / "beats.db")) as conn:
        assert conn.execute("SELECT COUNT(*) FROM beats").fetchone() == (0,)


def test_one_player_who_floods_is_one_viewer_and_weighs_no_more_than_another(tmp_path: Path) -> None:
    beats = Beats(tmp_path / "beats.db", SystemClock(), 1, Reserve())
    for number in range(1, 51):
        assert beats.take("t-1", _ticket(number), "", beat(100))
    taken = sum(beats.take("t-1", _ticket(99), f"name {name}", beat(3_000_000)) for name in range(2000))
    assert PLAYERS[1] <= taken < 2 * PLAYERS[1]
    said = beats.sync["t-1"].said(0)
    assert (said["viewers"], said["lag_p50_ms"]) == (51, 100)
    assert beats.take("t-1", _ticket(100), "", beat(100)), "others are not troubled"


def test_the_staffs_pages_are_told_apart_by_their_names(tmp_path: Path) -> None:
    beats = Beats(tmp_path / "beats.db", SystemClock(), 1, Reserve())
    for name in range(100):
        assert beats.take("t-1", _ticket(0), f"wall {name}", beat(100))
    assert beats.sync["t-1"].said(0)["viewers"] == 100


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 3)), max_size=200))
def test_a_pace_lets_through_what_it_says_in_any_stretch_of_time(steps: list[tuple[int, int]]) -> None:
    pace, now_ns = Pace(2.0, 4), 5
    passed: dict[int, list[int]] = {}
    for step_ns, who in steps:
        now_ns += step_ns
        if pace.allows(who, now_ns):
            passed.setdefault(who, []).append(now_ns)
    for times in passed.values():
        for first, last in itertools.combinations(range(len(times)), 2):
            assert last - first + 1 <= 4 + 2.0 * (times[last] - times[first]) / 1e9 + 1e-3


def test_who_has_gone_is_forgotten_after_a_minute() -> None:
    sync = Sync()
    sync.take(beat(5000), "a", 1, 0)
    said = sync.said(WINDOW_NS + 1)
    assert (said["viewers"], said["worst"], said["lag_p50_ms"]) == (0, [], None)


@pytest.mark.parametrize("is_old", [True, False], ids=["of an earlier version", "new"])
def test_a_file_takes_beats_whatever_its_version(tmp_path: Path, is_old: bool) -> None:
    database = tmp_path / "beats.db"
    if is_old:
        with closing(sqlite3.connect(database)) as old:
            old.executescript(OLD_SCHEMA)
    for _ in range(2):
        _keep_one(Beats(database, SystemClock(), 0, Reserve()))
    with closing(sqlite3.connect(database)) as kept:
        rows = kept.execute("SELECT player_no, events, event_off_ms FROM beats ORDER BY player_no").fetchall()
    assert rows == [(7, 0, None)] * is_old + [(8, 2, -12.5)] * 2


def _ticket(number: int) -> Ticket:
    role: Literal["player", "staff"] = "player" if number else "staff"
    return Ticket(table="t-1", scope="live", role=role, player_no=number, until=0)


def _keep_one(beats: Beats) -> None:
    async def keep() -> None:
        async with beats.keeping():
            beats.take("t-1", _ticket(8), "a", beat(events=2, event_off_ms=-12.5))

    asyncio.run(keep())
