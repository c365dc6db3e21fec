"""What a board may cost that states what can't be, sends no end or was away for long: its own recording at most, never another table's, the disk or the memory."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from pathlib import Path
from typing import cast

import pytest

from edge_api.clock import SystemClock
from edge_api.config_video import Video
from edge_api.video.board_keys import BoardKeys
from edge_api.video.recorder import Recorder
from edge_api.video.segment_book import MOST_LACKING, SegmentBook
from edge_api.video.segment_files import SegmentFiles
from edge_api.video.segment_index import LATEST_NS, Entry, SegmentIndex
from edge_api.video.segment_news import Lacking, News, Outdated, Unusable, Wrong
from edge_api.video.stream import Stream
from edge_api.video.table_state import TableState
from edge_api.video.vital import VITAL
from schemas.envelope import seal
from schemas.video.record import framed
from schemas.video.segment import MOST_SEGMENT, SEGMENT_TYPE, digest_of
from schemas.video.uplink import Segment
from tests.edge_api.reference import wait_until
from tests.edge_api.video.fake_board import SECOND_NS, FakeBoard
from tests.edge_api.video.test_recording import a_board, enter, film, is_whole, statement
from tests.edge_api.video.video_edge import VideoEdge, video_edge
from tests.fixtures.x264 import Coded


def test_a_statement_that_can_not_be_is_alarmed_and_the_recording_of_all_goes_on(
    edge: VideoEdge, pictures: list[Coded]
) -> None:
    board = a_board(edge, "t-16", pictures)
    board.join(edge.port)
    film(board, 1)
    last = statement(1, 0, 1).model_dump(mode="json") | {"table": "t-16", "number": str(2**63 - 1)}
    wrapper = seal(json.dumps(last).encode(), board.key_id, board.key.sign, SEGMENT_TYPE)
    board.say(Segment(wrapper=wrapper.decode()))
    edge.alarmed("t-16", "bad_statement")
    film(board, 2)
    wait_until(lambda: is_whole(edge, board), 30, "three segments")
    board.cut()


def a_recorder(folder: Path) -> tuple[Recorder, TableState]:
    state = TableState(Stream("t"), SystemClock())
    return Recorder(folder, Video(), {"t": state}, cast(BoardKeys, None), SystemClock()), state


def test_what_nobody_foresaw_is_alarmed_and_the_next_job_is_done(tmp_path: Path) -> None:
    recorder, state = a_recorder(tmp_path)

    def fails(_: SegmentBook) -> None:
        raise OverflowError("nobody foresaw it")

    async def recorded() -> None:
        async with recorder.running():
            recorder._do("t", fails)
            recorder.pin("t", [5])
            async with asyncio.timeout(5):
                while not recorder.said("t")["lacking"]:
                    await asyncio.sleep(0.01)

    asyncio.run(recorded())
    assert [alarm.code for alarm in state.alarms.active(0)] == ["recording"]


def test_a_recorder_without_its_thread_is_alarmed_and_ends_the_process(tmp_path: Path) -> None:
    recorder, state = a_recorder(tmp_path)

    async def recorded() -> str:
        failed: asyncio.Future[str] = asyncio.Future()
        asyncio.get_running_loop().set_exception_handler(lambda _, told: failed.set_result(told[VITAL]))
        async with recorder.running():
            recorder._work.put(None)
            return await asyncio.wait_for(failed, 5)

    assert asyncio.run(recorded()) == "the recorder"
    assert [alarm.code for alarm in state.alarms.active(0)] == ["recording"]


def test_the_end_waits_for_no_long_work(tmp_path: Path) -> None:
    recorder, _ = a_recorder(tmp_path)

    async def recorded() -> None:
        async with recorder.running():
            for _ in range(100):
                recorder._do("t", lambda _: time.sleep(0.3))

    began = time.monotonic()
    asyncio.run(recorded())
    assert time.monotonic() - began < 4


def test_what_lacks_is_bounded_however_numbers_jump(tmp_path: Path) -> None:
    """A board may state any number, and say each time that there was one before."""
    news: list[News] = []
    index = SegmentIndex(tmp_path)
    book = SegmentBook(tmp_path, index, 0, news.append)
    enter(index, [1])
    for step in range(1, 5):
        number = 1 + step * (MOST_LACKING - 1)
        said = statement(number, 0, 1).model_copy(update={"prev": "1" * 64})
        book.stated("t", Entry(said, "", f"{number:064}", ""))
    assert index.count_missed("t") <= MOST_LACKING + 4
    assert sum(len(of.numbers) for of in news if isinstance(of, Lacking)) <= MOST_LACKING + 4
    assert "much_lacking" in {of.code for of in news if isinstance(of, Wrong)}
    index.close()


def test_an_answer_that_is_older_than_what_is_kept_ends_the_asking_for_older_ones(tmp_path: Path) -> None:
    news: list[News] = []
    index = SegmentIndex(tmp_path)
    book = SegmentBook(tmp_path, index, 0, news.append)
    enter(index, [100])
    index.lack("t", range(50, 100))
    old = Entry(statement(90, 0, 180 * SECOND_NS), "", f"{90:064}", "")
    assert not book.outdated("t", old, LATEST_NS, 30 * SECOND_NS, {60})
    assert not book.outdated("t", old, LATEST_NS, 10 * SECOND_NS, {90})
    assert book.outdated("t", old, LATEST_NS, 10 * SECOND_NS, {60})
    assert index.lacking("t") == [60, *range(91, 100)]
    assert news == [Outdated("t", (90, *range(50, 60), *range(61, 90))), Unusable("t", 90)]
    index.close()


def test_after_an_absence_what_is_still_wanted_is_fetched_and_nothing_older(
    tmp_path: Path, pictures: list[Coded]
) -> None:
    board = FakeBoard("t-0", pictures, segment_s=0.1)
    hours_ago = time.time_ns() - 3 * 3600 * SECOND_NS
    with video_edge(tmp_path, tables=1, extra="keep_live_h = 1") as edge:
        edge.register(board)
        board.join(edge.port)
        film(board, 1, hours_ago)
        board.cut()
        film(board, 40, hours_ago + SECOND_NS, step_ns=8_000_000)
        film(board, 5, time.time_ns() - 5 * SECOND_NS)
        board.join(edge.port)
        film(board, 2)
        edge.until("t-0", lambda said: said["recording"]["lacking"] == 0 and said["recording"]["live"] >= 2)
        assert is_whole(edge, board, {43, 44, 45, 46})
        assert board.wanted[1:] == sorted(board.wanted[1:], reverse=True) and min(board.wanted) >= 40
        board.cut()


def test_the_reserve_is_left_free_also_by_one_long_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk of 100 MB, of which 95 must stay free."""

    def usage(folder: Path) -> shutil._ntuple_diskusage:
        used = sum(path.stat().st_size for path in tmp_path.glob("*"))
        return shutil._ntuple_diskusage(100_000_000, used, 100_000_000 - used)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    files = SegmentFiles(tmp_path, 95_000_000)
    with pytest.raises(OSError, match="would be left free"):
        for _ in range(40):
            files.add(7, bytes(200_000))
    assert not list(tmp_path.glob("*")), "what was written of it goes"


def test_a_segment_too_large_to_be_fetched_is_neither_kept_nor_asked_for(tmp_path: Path) -> None:
    news: list[News] = []
    index = SegmentIndex(tmp_path)
    book = SegmentBook(tmp_path, index, 0, news.append)
    for _ in range(MOST_SEGMENT // 1_000_000 + 1):
        book.frame("t", 1, bytes(1_000_000))
    assert not list(tmp_path.rglob("*.part"))
    assert [of.detail for of in news if isinstance(of, Wrong)] != []
    book.frame("t", 2, b"x")
    large = statement(1, 0, 1).model_copy(update={"size": MOST_SEGMENT + 1})
    book.stated("t", Entry(large, "", f"{1:064}", ""))
    assert index.lacking("t") == [] and not [of for of in news if isinstance(of, Lacking)]
    book.close()
    index.close()


def test_a_disk_that_fails_at_the_last_moment_leaves_no_rest(tmp_path: Path) -> None:
    files, taken = SegmentFiles(tmp_path, 0), tmp_path / "0" / "1.seg"
    files.add(1, b"x")
    taken.mkdir(parents=True)
    with pytest.raises(OSError, match=r"1\.seg"):
        files.finish(1, digest_of(framed(b"x")), taken)
    with pytest.raises(OSError, match=r"1\.seg"):
        files.store(b"x", taken)
    assert not list(tmp_path.rglob("*.part"))
