"""The uplink: what is dropped when it is cut or slow, what the edge gets later, and how a refusal is told."""

from __future__ import annotations

import itertools
import socket
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_agent.video.fills import Fill, Fills
from firmware_agent.video.live_queue import MOST_RECORDS, OLDEST_NS, LiveQueue
from firmware_agent.video.uplink import Caller, VideoUplink
from firmware_agent.video.vitals import Vitals
from schemas.envelope import Check
from schemas.video.record import Record, Track
from schemas.video.segment import MOST_SEGMENT, SegmentStatement, digest_of, sealed
from schemas.video.uplink import MOST_DETAIL, MOST_SOURCE
from tests.firmware_agent import desk
from tests.firmware_agent.desk import BenchClock
from tests.firmware_agent.far_edge import soon
from tests.firmware_agent.video.conftest import Start
from tests.firmware_agent.video.far_camera import CLOCK, FarCamera
from tests.firmware_agent.video.far_video_edge import FarVideoEdge


def record(seq: int, is_key: bool = False, track: Track = Track.MAIN, size: int = 10) -> Record:
    return Record(track, seq, is_key, 1, 10**18 + seq, 0, b"x" * size)


def drained(queue: LiveQueue) -> list[Record]:
    found = []
    while (item := queue.get(0)) is not None:
        found.append(item)
    return found


def test_what_does_not_fit_is_dropped_up_to_the_next_key_frame() -> None:
    queue = LiveQueue(BenchClock())
    queue.open()
    for seq in range(MOST_RECORDS + 40):
        queue.offer(record(seq, is_key=seq % 25 == 0))
    left = drained(queue)
    assert left[0].is_key and left[0].seq == MOST_RECORDS
    assert queue.dropped == MOST_RECORDS


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_what_waits_for_more_than_a_second_is_dropped_whatever_the_rate(fps: int) -> None:
    clock = BenchClock()
    queue = LiveQueue(clock)
    queue.open()
    for seq in range(5 * fps // 2):
        queue.offer(record(seq, is_key=seq % fps == 0))
        clock.mono_ns += 10**9 // fps
    left = drained(queue)
    assert left[0].is_key and left[0].seq == 2 * fps
    queue.offer(record(3 * fps, is_key=True))
    clock.mono_ns += OLDEST_NS
    assert drained(queue) == []


def test_a_queue_that_nobody_hears_keeps_nothing() -> None:
    queue = LiveQueue(BenchClock())
    queue.offer(record(0, is_key=True))
    queue.open()
    assert drained(queue) == []


@given(
    st.lists(st.tuples(st.sampled_from((Track.MAIN, Track.LOBBY, Track.AAC)), st.booleans()), max_size=400)
)
def test_every_picture_that_is_sent_can_be_shown(steps: list[tuple[Track, bool]]) -> None:
    queue = LiveQueue(BenchClock())
    queue.open()
    for seq, (track, is_key) in enumerate(steps):
        queue.offer(record(seq, is_key, track))
    sent = drained(queue)
    assert len(sent) + queue.dropped == len(steps)
    for track in (Track.MAIN, Track.LOBBY):
        of_track = [item for item in sent if item.track is track]
        assert not of_track or of_track[0].is_key


def test_segments_are_read_one_ahead_and_what_is_gone_is_said() -> None:
    stop = threading.Event()
    fills = Fills(
        {1: ("one", b"1"), 2: ("two", b"2"), 3: ("endless", bytes(MOST_SEGMENT + 1))}.get, lambda: 5
    )
    reader = threading.Thread(target=fills.run, args=(stop,))
    reader.start()
    fills.ask([1, 4, 2, 3, 1])
    found: list[Fill] = []

    def took_all() -> bool:
        fill = fills.take()
        found.extend([fill] if fill else [])
        return len(found) == 4

    assert soon(took_all, 5)
    stop.set()
    reader.join(5)
    assert found == [Fill(1, "one", b"1"), Fill(4), Fill(2, "two", b"2"), Fill(3)]


def test_a_boards_words_on_the_line_are_bounded() -> None:
    vitals = Vitals("rtsp://" + "x" * 1000, CLOCK)
    vitals.lost = "it is gone; " * 1000
    said = vitals.report()
    assert (len(said.source), len(said.detail)) == (MOST_SOURCE, MOST_DETAIL)


def test_what_a_cut_uplink_missed_is_asked_for_later_and_is_the_same(
    edge: FarVideoEdge, start: Start, tmp_path: Path
) -> None:
    start(FarCamera())
    edge.until(lambda: len(edge.stated) >= 1)
    edge.refuse = "taken"
    edge.hang_up()
    edge.until(lambda: edge.healths, 1)
    seen = len(edge.records)
    edge.refuse = None
    edge.until(lambda: len(edge.hellos) == 2, 20)
    edge.until(lambda: len(edge.stated) >= 2)
    assert edge.records[seen].is_key
    lost = sorted(set(range(min(edge.stated), max(edge.stated) + 1)) - edge.complete())
    assert lost
    edge.want(*lost, 1)
    edge.until(lambda: set(lost) <= edge.filled.keys())
    edge.until(lambda: edge.gone == [1])
    for number in lost:
        assert digest_of(edge.filled[number]) == edge.stated[number].digest
    numbers = sorted(edge.stated)
    for before, after in itertools.pairwise(numbers):
        assert after != before + 1 or edge.stated[after].prev == edge.hashes[before]


def test_a_refusal_is_shown_and_asked_again_slowly(edge: FarVideoEdge, tmp_path: Path) -> None:
    edge.refuse = "unknown_table"
    vitals = Vitals("far", CLOCK)
    with Dialling(edge.url, vitals, tmp_path):
        assert soon(lambda: vitals.uplink == "refused", 5)
        assert vitals.uplink_said == "the edge refuses this picture: not now (unknown_table)"
        edge.refuse = None
        assert not soon(lambda: bool(edge.hellos), 1.0)


@pytest.mark.parametrize(
    "greeting", [b"", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"220 mail\r\n"]
)
def test_an_edge_that_is_something_else_is_only_down(tmp_path: Path, greeting: bytes) -> None:
    vitals = Vitals("far", CLOCK)
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(10)
        with Dialling(f"ws://127.0.0.1:{other.getsockname()[1]}", vitals, tmp_path):
            for _ in range(2):
                line, _ = other.accept()
                line.recv(2000)
                line.sendall(greeting)
                line.close()
            assert soon(lambda: vitals.uplink_said != "", 5)
        assert vitals.uplink == "down"


def test_a_slow_edge_gets_whole_groups_and_nobody_waits_for_it(tmp_path: Path) -> None:
    vitals = Vitals("far", CLOCK)
    slow_edge = SlowEdge(desk.board_check(tmp_path / "store"))
    with slow_edge as slow, Dialling(slow.url, vitals, tmp_path) as uplink:
        assert soon(lambda: vitals.uplink == "up", 5)
        began_ns = CLOCK.monotonic_ns()
        for seq in range(600):
            uplink.offer(record(seq, is_key=seq % 30 == 0, size=20_000))
        assert (CLOCK.monotonic_ns() - began_ns) / 1e9 < 1.0
        assert vitals.dropped_uplink > 100
        assert soon(lambda: offered(uplink, 600) and looked(uplink) and vitals.uplink == "down", 5)
        assert vitals.uplink_said.endswith("neither takes nor answers anything")
        slow.read.set()
        assert soon(lambda: vitals.uplink == "up", 5)
        assert soon(lambda: offered(uplink, 601) and bool(slow.records) and slow.records[-1].seq == 601, 10)
    jumps = [b for a, b in itertools.pairwise(slow.records) if b.seq != a.seq + 1]
    assert all(item.is_key for item in [slow.records[0], *jumps])


def offered(uplink: VideoUplink, seq: int) -> bool:
    uplink.offer(record(seq, is_key=True, size=50_000))
    return True


def statement(folder: Path, number: int, content: bytes) -> str:
    """As the board of this folder states a segment."""
    key = desk.key(folder)
    said = SegmentStatement(
        table=desk.TABLE,
        number=str(number),
        start_utc_ns="1",
        end_utc_ns="2",
        frames=60,
        size=len(content),
        digest=digest_of(content),
    )
    wire, _ = sealed(said, key.key_id, key.sign)
    return wire.decode()


def looked(uplink: VideoUplink) -> bool:
    uplink.look()
    return True


def test_live_frames_go_between_the_pieces_of_a_segment(tmp_path: Path) -> None:
    vitals, content = Vitals("far", CLOCK), bytes(600_000)
    edge = FarVideoEdge(desk.board_check(tmp_path / "store"))
    wire = statement(tmp_path / "store", 7, content)
    with edge, Dialling(edge.url, vitals, tmp_path, {7: (wire, content)}) as uplink:
        assert soon(lambda: vitals.uplink == "up", 5)
        edge.want(7)
        seqs = itertools.count()

        def is_filled() -> bool:
            uplink.offer(record(next(seqs), is_key=True))
            return 7 in edge.filled

        assert soon(is_filled, 5)
    assert edge.filled[7] == content
    pieces = [len(list(run)) for kind, run in itertools.groupby(edge.order) if kind == "piece"]
    assert len(pieces) > 10
    assert max(pieces) <= 4


def test_a_line_that_takes_no_more_of_a_segment_is_down(tmp_path: Path) -> None:
    """No live frame waits here that could tell."""
    vitals, content = Vitals("far", CLOCK), bytes(8_000_000)
    slow_edge = SlowEdge(desk.board_check(tmp_path / "store"))
    wire = statement(tmp_path / "store", 7, content)
    with slow_edge as slow, Dialling(slow.url, vitals, tmp_path, {7: (wire, content)}) as uplink:
        assert soon(lambda: vitals.uplink == "up", 5)
        slow.want(7)
        assert soon(lambda: looked(uplink) and vitals.uplink == "down", 5)
        slow.read.set()
        assert soon(lambda: vitals.uplink == "up", 5)


class SlowEdge(FarVideoEdge):
    """Reads nothing after the hello until ``read``."""

    def __init__(self, check: Check) -> None:
        self.read = threading.Event()
        super().__init__(check)

    def _take(self, message: str | bytes) -> None:
        self.read.wait()
        super()._take(message)

    def __exit__(self, *_: object) -> None:
        self.read.set()
        super().__exit__()


class Dialling:
    """An uplink on a thread of its own."""

    def __init__(
        self, url: str, vitals: Vitals, folder: Path, kept: dict[int, tuple[str, bytes]] | None = None
    ) -> None:
        key = desk.key(folder / "store")
        self._fills = Fills((kept or {}).get, lambda: max(kept or (0,)))
        self._uplink = VideoUplink(Caller(desk.TABLE, "boot-1", 1, url), key, self._fills, vitals, CLOCK)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=run, args=(self._stop,)) for run in (self._uplink.run, self._fills.run)
        ]

    def __enter__(self) -> VideoUplink:
        for thread in self._threads:
            thread.start()
        return self._uplink

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()
