"""Evidence is never lost: what a round needs is kept before anything goes, and a clip that is made again shows all that the one before it did."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.cut import Span
from edge_api.video.clips.earlier import merged
from edge_api.video.clips.entry import State
from edge_api.video.clips.room import ClipRoom
from schemas.video.record import Record
from tests.edge_api.video.clips.reel import KEYS, T0, S, segments
from tests.edge_api.video.clips.studio import DAY, HOUR, Filming

OPENED, ENDED = T0 + 5 * S, T0 + 14 * S
READY_AT = ENDED + 6 * S


def filming(folder: Path, phase: str = "settled", with_sound: bool = False) -> Filming:
    made = Filming(folder)
    made.reel.record(segments(600, with_sound))
    made.books.round("r-1", OPENED, None if phase == "held" else ENDED, phase)
    return made


def shown(of: Filming) -> set[tuple[int, int]]:
    said = of.manifest().frames
    return set(zip(said.segment, said.seq, strict=True))


def wrong(of: Filming) -> list[str]:
    return [finding.text for finding in check_clip(of.clip(), KEYS) if not finding.holds]


def test_nothing_may_go_before_the_first_look_has_pinned_what_is_needed(tmp_path: Path) -> None:
    made = filming(tmp_path, "held")
    made.look(OPENED + 4 * S, OPENED + 10 * S)
    made.reel.asked, made.reel.may_forget = [], False
    later = OPENED + 30 * HOUR

    async def again(room: ClipRoom) -> None:
        assert not made.reel.may_forget
        made.clock.ns = later
        await room.look()

    made.ask(again)
    assert made.reel.may_forget and {101, 104, 109} <= set(made.reel.asked)


def test_what_a_held_round_needs_is_kept_from_its_opening_to_the_making_of_its_last_clip(
    tmp_path: Path,
) -> None:
    made = Filming(tmp_path)
    made.books.round("r-1", OPENED, None, "held")
    recorded = list(segments(600))

    async def hours(room: ClipRoom) -> None:
        for records in recorded:
            made.reel.record([records])
            made.clock.ns = records[-1].capture_utc_ns + 11 * S
            await room.look()
        made.books.change("r-1", phase="cancelled", ended_utc_ns=OPENED + 5 * HOUR)
        for after in range(4):
            made.clock.ns = OPENED + 5 * HOUR + after * S
            await room.look()

    made.ask(hours)
    assert set(made.reel.asked) >= set(range(101, 110)) and not made.reel.let_go
    made.look(OPENED + 5 * HOUR + 60 * S)
    assert made.row().ended  # type: ignore[union-attr]


@pytest.mark.parametrize("how", ["lose", "forget"])
@pytest.mark.parametrize("with_sound", [False, True])
def test_a_clip_that_is_made_again_has_what_only_the_one_before_it_has(
    tmp_path: Path, how: str, with_sound: bool
) -> None:
    made = filming(tmp_path, "held", with_sound)
    made.look(OPENED + 4 * S, OPENED + 10 * S)
    before = shown(made)
    (made.reel.lose if how == "lose" else made.reel.forget)(101, 102, 103, 104)
    made.books.change("r-1", phase="settled", ended_utc_ns=ENDED)
    made.look(ENDED, ENDED + 24 * S)
    after, said = shown(made), made.manifest()
    assert made.row().folder_name.endswith(".2") and before < after  # type: ignore[union-attr]
    assert int(said.to_utc_ns) == ENDED + 3 * S and max(segment for segment, _ in after) == 108
    assert not wrong(made)
    assert all(one < two for one, two in pairwise(said.frames.pts))


def test_a_held_round_of_hours_still_shows_when_it_was_held_though_that_lies_in_its_middle(
    tmp_path: Path,
) -> None:
    spans = (Span(0, 15), Span(290, 300))
    assert merged((*spans, Span(0, 16))) == (Span(0, 16), Span(290, 300))
    assert merged((*spans, Span(10, 295))) == (Span(0, 300),)


def test_nothing_takes_the_place_of_a_clip_that_was_damaged(tmp_path: Path) -> None:
    made = filming(tmp_path, "held")
    made.look(OPENED + 4 * S, OPENED + 10 * S)
    file = made.clip() / "clip.mp4"
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    made.books.change("r-1", phase="settled", ended_utc_ns=ENDED)
    made.look(ENDED, ENDED + 24 * S)
    assert made.folders() == ["roulette-01/r-1.1"]
    assert [alarm[1] for alarm in made.alarms] == ["clip_not_made"]
    assert not made.reel.let_go


def test_a_clip_that_lacks_something_is_looked_at_again_only_when_a_part_of_it_comes(tmp_path: Path) -> None:
    made = filming(tmp_path)
    made.reel.lose(104)

    async def evening(room: ClipRoom) -> None:
        for ns in (ENDED, READY_AT, ENDED + 24 * S, ENDED + 25 * S):
            made.clock.ns = ns
            await room.look()
        looked = made.reel.looked
        made.reel.find(109)  # behind its end
        for second in range(26, 100, 5):
            made.clock.ns = ENDED + second * S
            await room.look()
        await room.retain()
        await room.look()
        assert made.reel.looked == looked and made.row().state is State.PARTIAL  # type: ignore[union-attr]
        made.reel.find(104)
        await room.look()

    made.ask(evening)
    assert made.row().state is State.READY  # type: ignore[union-attr]


def test_a_gap_of_the_camera_itself_is_final(tmp_path: Path) -> None:
    def stalled() -> list[list[Record]]:
        return [[each for each in records if not 220 <= each.seq < 240] for records in segments(600)]

    made = Filming(tmp_path)
    made.reel.record(stalled())
    made.books.round("r-1", OPENED, ENDED)

    async def evening(room: ClipRoom) -> None:
        for ns in (ENDED, READY_AT):
            made.clock.ns = ns
            await room.look()
        looked = made.reel.looked
        for second in range(10):
            made.clock.ns = READY_AT + second * S
            await room.look()
        assert made.reel.looked == looked

    made.ask(evening)
    assert made.row().state is State.PARTIAL  # type: ignore[union-attr]


def test_clips_leave_the_reserve_free_and_say_so(tmp_path: Path) -> None:
    made = filming(tmp_path)
    made.reserve_bytes, made.free = 512 << 20, lambda _: 512 << 20
    made.look(ENDED, READY_AT)
    assert made.row().state is State.BEING_MADE and made.folders() == []  # type: ignore[union-attr]
    assert "512 MiB would be left free" in made.alarms[0][2]
    made.free = lambda _: 1 << 40
    made.look(READY_AT + 20 * S)
    assert made.row().state is State.READY  # type: ignore[union-attr]


def test_where_the_disk_runs_short_the_oldest_ordinary_clips_go_but_none_of_the_last_day(
    tmp_path: Path,
) -> None:
    made = filming(tmp_path)
    for place, (round_id, phase) in enumerate((("r-2", "settled"), ("r-3", "cancelled"), ("r-4", "settled"))):
        made.books.round(round_id, OPENED + place, ENDED + place, phase)
    made.look(ENDED, READY_AT)
    clip_bytes = 10 << 20

    def free(_: Path) -> int:
        return (1000 << 20) - len(made.folders()) * clip_bytes

    made.reserve_bytes, made.free = 484 << 20, free  # twice that: 32 MiB below all, three clips
    made.retain(READY_AT + HOUR)
    assert len(made.folders()) == 4
    made.books.keep("r-2")
    made.retain(READY_AT + 2 * DAY)
    assert made.folders() == ["roulette-01/r-2.1", "roulette-01/r-3.1", "roulette-01/r-4.1"]
    assert made.row().why == "the disk was short" and made.alarms[-1][1] == "clips_dropped"  # type: ignore[union-attr]


def test_an_index_that_fails_is_waited_for_and_ends_nothing(tmp_path: Path) -> None:
    made = filming(tmp_path)
    made.look(ENDED)
    made.reel.may_forget = False

    async def evening(room: ClipRoom) -> None:
        made.clock.ns = READY_AT
        with closing(sqlite3.connect(made.shelf / "clips.db")) as other:
            other.execute("ALTER TABLE clips RENAME TO taken_away")
            running = asyncio.create_task(room.run())
            await _until(lambda: bool(made.alarms))
            assert not made.reel.may_forget
            other.execute("ALTER TABLE taken_away RENAME TO clips")
        await _until(lambda: made.row().state is State.READY)  # type: ignore[union-attr]
        assert made.reel.may_forget and not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    made.ask(evening)
    assert [alarm[1] for alarm in made.alarms] == ["clips_blind"]


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.02)
