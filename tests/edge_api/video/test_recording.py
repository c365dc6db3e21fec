"""What a board signed is on the edge's disk, byte for byte, also after the line was cut, after the edge died, and after frames were lost on the way."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from edge_api.clock import SystemClock
from edge_api.config_video import Video
from edge_api.video.board_keys import BoardKeys
from edge_api.video.recorder import TURN_S, Recorder
from edge_api.video.refill import MOST_TRIES, Refill
from edge_api.video.segment_book import MOST_AGED_AT_ONCE, SegmentBook
from edge_api.video.segment_index import LATEST_NS, Entry, SegmentIndex
from edge_api.video.segment_news import Outdated
from edge_api.video.stream import Stream
from edge_api.video.table_state import TableState
from schemas.video.segment import SegmentStatement, opened, sealed
from schemas.video.uplink import Segment, filled
from tests.edge_api.reference import wait_until
from tests.edge_api.video.fake_board import SECOND_NS, FakeBoard
from tests.edge_api.video.video_edge import VideoEdge, video_edge
from tests.fixtures.x264 import Coded

Film = Callable[[int], None]


def film(
    board: FakeBoard, segments: int, start_ns: int | None = None, step_ns: int = SECOND_NS // 30
) -> None:
    """So many segments, as fast as they can be made, with capture times just now."""
    until = len(board.segments) + segments
    at_ns = start_ns or time.time_ns()
    while len(board.segments) < until:
        for record in board.next(at_ns):
            board.send(record.encode())
        at_ns += step_ns


def is_whole(edge: VideoEdge, board: FakeBoard, numbers: set[int] | None = None) -> bool:
    """The edge has each of the board's segments, the same bytes."""
    wanted = numbers or set(board.segments)
    return all(edge.segment(board.table, number) == board.segments[number][1] for number in wanted)


def a_board(edge: VideoEdge, table: str, pictures: list[Coded]) -> FakeBoard:
    board = FakeBoard(table, pictures, segment_s=0.5)
    edge.register(board)
    return board


def test_segments_are_the_boards_byte_for_byte(
    edge: VideoEdge, pictures: list[Coded], sounds: list[bytes]
) -> None:
    board = FakeBoard("t-5", pictures, sounds, segment_s=0.5)
    edge.register(board)
    board.join(edge.port)
    film(board, 4)
    wait_until(lambda: is_whole(edge, board), 30, "four segments")
    said = edge.until("t-5", lambda said: said["recording"]["live"] == 4)["recording"]
    assert (said["pulled"], said["gone"], said["lacking"]) == (0, 0, 0)
    assert 0 <= said["age_ms"] < 5_000
    board.cut()


def test_what_a_cut_left_out_is_fetched_and_its_hashes_prove_it(
    edge: VideoEdge, pictures: list[Coded]
) -> None:
    board = FakeBoard("t-6", pictures, segment_s=0.1)
    edge.register(board)
    board.join(edge.port)
    film(board, 2)
    board.cut()
    film(board, 60, step_ns=8_000_000)
    board.join(edge.port)
    film(board, 2)
    wait_until(lambda: is_whole(edge, board), 30, "64 segments")
    said = edge.until(
        "t-6", lambda said: said["recording"]["lacking"] == 0 and said["recording"]["pulled"] >= 60
    )
    assert "chain_broken" not in {alarm["code"] for alarm in said["alarms"]}
    assert sorted(board.wanted[1:], reverse=True) == board.wanted[1:], "the newest first"
    board.cut()


def test_a_frame_lost_on_the_way_has_its_segment_fetched(edge: VideoEdge, pictures: list[Coded]) -> None:
    board = a_board(edge, "t-7", pictures)
    board.join(edge.port)
    film(board, 1)
    board.next()
    film(board, 2)
    wait_until(lambda: is_whole(edge, board), 30, "three segments")
    assert board.wanted == [2]
    board.cut()


def test_a_statement_that_overtakes_its_last_frames_waits_for_them(
    edge: VideoEdge, pictures: list[Coded]
) -> None:
    board = a_board(edge, "t-15", pictures)
    board.join(edge.port)
    film(board, 1)
    at_ns = time.time_ns()
    held = [record for step in range(14) for record in board.next(at_ns + step * SECOND_NS // 30)]
    for record in held[:-2]:
        board.send(record.encode())
    board.close_segment(at_ns + SECOND_NS // 2)
    for record in held[-2:]:
        board.send(record.encode())
    film(board, 1)
    wait_until(lambda: is_whole(edge, board), 30, "three segments")
    assert board.wanted == []
    board.cut()


def test_what_the_board_no_longer_has_is_asked_for_once(edge: VideoEdge, pictures: list[Coded]) -> None:
    board = a_board(edge, "t-8", pictures)
    board.join(edge.port)
    film(board, 1)
    board.cut()
    film(board, 3)
    board.lost = {3}
    board.join(edge.port)
    film(board, 1)
    wait_until(lambda: is_whole(edge, board, {1, 2, 4, 5}), 30, "the others")
    edge.until("t-8", lambda said: said["recording"]["gone"] == 1 and said["recording"]["lacking"] == 0)
    board.cut()
    board.join(edge.port)
    film(board, 1)
    wait_until(lambda: is_whole(edge, board, {6}), 30, "the sixth")
    assert board.wanted.count(3) == 1
    board.cut()


def test_an_answer_that_is_not_what_was_signed_is_alarmed_and_never_kept(
    edge: VideoEdge, pictures: list[Coded]
) -> None:
    board = a_board(edge, "t-9", pictures)
    board.join(edge.port)
    film(board, 1)
    board.cut()
    film(board, 1)
    wrapper, content = board.segments[2]
    board.segments[2] = (wrapper, content[:-1] + b"!")
    board.join(edge.port)
    film(board, 1)
    edge.alarmed("t-9", "wrong_digest")
    assert edge.segment("t-9", 2) is None
    assert board.wanted.count(2) <= 5
    board.cut()


def test_a_second_statement_of_the_same_segment_does_not_count(
    edge: VideoEdge, pictures: list[Coded]
) -> None:
    board = a_board(edge, "t-10", pictures)
    board.join(edge.port)
    film(board, 1)
    wait_until(lambda: is_whole(edge, board), 30, "the first segment")
    kept = edge.segment("t-10", 1)
    forged = SegmentStatement(
        table="t-10", number="1", start_utc_ns="1", end_utc_ns="2", frames=1, size=1, digest="0" * 64
    )
    wrapper, _ = sealed(forged, board.key_id, board.key.sign)
    board.say(Segment(wrapper=wrapper.decode()))
    edge.alarmed("t-10", "two_statements")
    board.say(Segment(wrapper=wrapper.decode(), filled=True))
    board.send(filled(1, b"x"))
    edge.alarmed("t-10", "unasked")
    assert edge.segment("t-10", 1) == kept
    board.cut()


def test_a_statement_by_another_tables_board_is_refused(edge: VideoEdge, pictures: list[Coded]) -> None:
    board, other = a_board(edge, "t-11", pictures), a_board(edge, "t-12", pictures)
    film(other, 1)
    board.join(edge.port)
    board.say(Segment(wrapper=other.segments[1][0]))
    edge.alarmed("t-11", "bad_statement")
    board.cut()


def test_an_edge_that_was_killed_fetches_what_it_missed(tmp_path: Path, pictures: list[Coded]) -> None:
    board = FakeBoard("t-0", pictures, segment_s=0.5)
    with pytest.raises(AssertionError), video_edge(tmp_path, tables=1) as edge:
        edge.register(board)
        board.join(edge.port)
        film(board, 2)
        wait_until(lambda: is_whole(edge, board), 30, "two segments")
        board.next()
        edge.process.kill()
    board.cut()
    film(board, 3)
    with video_edge(tmp_path, tables=1) as edge:
        board.join(edge.port)
        film(board, 1)
        wait_until(lambda: is_whole(edge, board), 30, "six segments")
        assert edge.table("t-0")["alarms"] == []
        board.cut()


def test_a_disk_that_is_full_stops_the_recording_and_not_the_picture(
    tmp_path: Path, pictures: list[Coded]
) -> None:
    board = FakeBoard("t-0", pictures, segment_s=0.5)
    with video_edge(tmp_path, tables=1, extra="reserve_mib = 90_000_000") as edge:
        edge.register(board)
        with board.filming(edge.port):
            assert "stands still" in edge.alarmed("t-0", "recording")["detail"]
            edge.until("t-0", lambda said: said["state"] == "live")
        assert edge.segment("t-0", 1) is None


def test_segments_go_when_their_time_is_over_unless_somebody_needs_them(
    tmp_path: Path, pictures: list[Coded]
) -> None:
    board, index = FakeBoard("t", pictures, segment_s=0.5), SegmentIndex(tmp_path)
    book = SegmentBook(tmp_path, index, 0, lambda news: None)
    film(board, 3)
    for wrapper, content in board.segments.values():
        statement, _, own_hash = opened(wrapper.encode(), lambda *_: True)
        book.fetched("t", Entry(statement, wrapper, own_hash, ""), content)
    book.retain("t", int(index.between("t", 0, LATEST_NS)[1].statement.end_utc_ns) + 1, 0, {1})
    assert [entry.number for entry in index.between("t", 0, LATEST_NS)] == [1, 3]
    assert [index.path("t", number).exists() for number in (1, 2, 3)] == [True, False, True]
    book.retain("t", LATEST_NS, -1, ())
    assert not list(tmp_path.rglob("*.seg")) and not (tmp_path / "t" / "0").exists()
    index.close()


def statement(number: int, start_ns: int, end_ns: int) -> SegmentStatement:
    return SegmentStatement(
        table="t", number=str(number), start_utc_ns=str(start_ns), end_utc_ns=str(end_ns), frames=1, size=1, digest="0" * 64
    )  # fmt: skip


def enter(index: SegmentIndex, numbers: Iterable[int], end_ns: int = 0) -> None:
    """Segments of two seconds, the newest of which ends then."""
    for number in numbers:
        at_ns = end_ns or number * 2 * SECOND_NS
        said = statement(number, at_ns - 2 * SECOND_NS, at_ns)
        index.put("t", Entry(said, "", f"{number:064}", "live"))


def test_a_clock_that_jumps_ahead_empties_no_disk(tmp_path: Path) -> None:
    index = SegmentIndex(tmp_path)
    book = SegmentBook(tmp_path, index, 0, lambda news: None)
    enter(index, range(1, 401))
    hour, year = 3600 * SECOND_NS, 365 * 86_400 * SECOND_NS
    for _ in range(5):  # the edge's clock alone
        book.retain("t", year, hour, ())
    assert len(index.ended_before("t", LATEST_NS)) == 400
    enter(index, [401], year)  # and the board's
    book.retain("t", year, hour, ())
    assert len(index.ended_before("t", LATEST_NS)) == 401 - MOST_AGED_AT_ONCE
    index.close()


def test_numbers_that_lack_are_forgotten_with_the_segments_around_them(tmp_path: Path) -> None:
    news: list[object] = []
    index = SegmentIndex(tmp_path)
    book = SegmentBook(tmp_path, index, 0, news.append)
    enter(index, [*range(10, 20), *range(60, 70)])
    index.lack("t", [*range(20, 60), 1_000])
    book.retain("t", LATEST_NS, 2 * 15 * SECOND_NS, {33})
    assert index.lacking("t") == [33]
    assert news == [Outdated("t", (*range(20, 33), *range(34, 60), 1_000))]
    index.close()


def test_what_overlaps_a_span_is_found_by_time_alone(tmp_path: Path) -> None:
    index = SegmentIndex(tmp_path)
    enter(index, range(1, 200))
    found = index.between("t", 100 * SECOND_NS, 105 * SECOND_NS)
    assert [entry.number for entry in found] == [51, 52, 53]
    with closing(sqlite3.connect(tmp_path / "segments.db")) as conn:
        query = "EXPLAIN QUERY PLAN SELECT number FROM segments INDEXED BY segments_by_time WHERE table_id = 't' AND end_ns > 1 AND end_ns < 9"
        assert "end_ns>? AND end_ns<?" in conn.execute(query).fetchone()[3]
    index.close()


def test_nothing_goes_before_it_is_known_what_clips_need(tmp_path: Path) -> None:
    """A round may have been held for longer than recordings are kept while no process ran."""
    index = SegmentIndex(tmp_path)
    enter(index, range(1, 101))
    index.close()
    config = Video(keep_live_h=0.01)
    state = TableState(Stream("t"), SystemClock())

    async def recorded() -> list[list[int]]:
        recorder = Recorder(tmp_path, config, {"t": state}, cast(BoardKeys, None), SystemClock())
        lives = []
        async with recorder.running():
            for step in ("nothing is known", "pinned"):
                if step == "pinned":
                    recorder.pin("t", range(3, 8))
                    recorder.all_pinned()
                await asyncio.sleep(TURN_S + 0.3)
                lives.append([kept.number for kept in await recorder.between("t", 0, 201 * SECOND_NS)])
        return lives

    before, after = asyncio.run(recorded())
    assert before == list(range(1, 101))
    assert after[:5] == [3, 4, 5, 6, 7] and 1 < len(after) < 40


def test_a_refill_asks_for_the_newest_and_forgets_what_nobody_wants() -> None:
    asked: list[int] = []
    refill = Refill()
    refill.joined("t", asked.append)
    refill.lack("t", range(1, 40_001), 0)
    refill.answered("t", 40_000, False, 0)
    refill.forget("t", range(3, 40_000))
    for number in (39_999, 2, 40_000):
        refill.answered("t", number, True, 0)
    assert asked == [40_000, 39_999, 2, 1] and refill.count("t") == 1
    for _ in range(MOST_TRIES):
        refill.answered("t", 1, False, 0)
    assert asked[4:] == [1] * (MOST_TRIES - 1)


def test_a_refill_asks_first_for_what_is_pinned() -> None:
    asked: list[int] = []
    refill = Refill()
    refill.joined("t", asked.append)
    refill.pin("t", [2, 5, 77])
    refill.lack("t", range(1, 10), 0)
    refill.unpin("t", [2])
    refill.pin("t", [3])
    for number in (5, 3, 9, 8, 7, 6, 4):
        refill.answered("t", number, True, 0)
    assert asked == [5, 3, 9, 8, 7, 6, 4, 2]
