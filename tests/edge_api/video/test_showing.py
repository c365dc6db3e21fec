"""What viewers are sent: one fragment a frame, made once for all; a head again when the tracks change; and nothing to a line that is full."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import cast

from edge_api.video.frames import Record, Track
from edge_api.video.judge import Judge
from edge_api.video.line import Line
from edge_api.video.showing import Showing
from edge_api.video.stream import Stream
from edge_api.video.track_info import TrackInfo
from edge_api.video.viewer import DEPTH, PATIENCE_S, Viewer
from tests.edge_api.video.fake_board import SAID, SECOND_NS, FakeBoard
from tests.edge_api.video.watching import is_key, time_of
from tests.fixtures.x264 import Coded, Coding, coded

NOW_NS = 1_700_000_000 * SECOND_NS
FRAME_NS = SECOND_NS // 30


@dataclass
class FullLine:
    """A line that takes what is written only while ``can_write``."""

    can_write: bool = True
    frames: list[bytes] = field(default_factory=list)
    aborted: bool = False
    on_writable: object = None

    def put(self, frame: bytes) -> None:
        self.frames.append(frame)

    def abort(self) -> None:
        self.aborted = True

    @property
    def fragments(self) -> list[bytes]:
        return [frame for frame in self.frames if b"moof" in frame[:20]]

    @property
    def heads(self) -> list[dict[str, object]]:
        """The hellos."""
        return [
            json.loads(frame[frame.index(b"{") : frame.index(b"}") + 1])
            for frame in self.frames
            if b'"hello"' in frame[:30]
        ]


@dataclass
class Hall:
    """A stream that a board feeds, and one who watches."""

    board: FakeBoard
    stream: Stream = field(default_factory=lambda: Stream("t"))
    line: FullLine = field(default_factory=FullLine)
    at_ns: int = NOW_NS

    def __post_init__(self) -> None:
        self.judge = Judge({Track(said.track): said for said in SAID})
        self.showing = Showing(self.stream, Track.MAIN)
        self.viewer = Viewer(cast(Line, self.line))

    def film(self, frames: int) -> None:
        for _ in range(frames):
            for record in self.board.next(self.at_ns):
                self.push(record)
            self.at_ns += FRAME_NS

    def push(self, record: Record) -> None:
        info: TrackInfo | None = self.judge.judge(record, self.at_ns).info
        if info is not None:
            self.stream.tracks[record.track] = info
        self.stream.push(record)


def test_all_viewers_share_the_bytes_of_a_fragment(pictures: list[Coded]) -> None:
    hall = Hall(FakeBoard("t", pictures))
    hall.film(20)
    other = FullLine()
    hall.showing.enter(hall.viewer)
    hall.showing.enter(Viewer(cast(Line, other)))
    hall.film(5)
    assert [is_key(each) for each in hall.line.fragments[:2]] == [True, False]
    assert len(hall.line.fragments) == 5 + 5
    assert all(mine is his for mine, his in zip(hall.line.fragments, other.fragments, strict=True))


def test_when_the_last_viewer_leaves_nothing_is_made_any_more(pictures: list[Coded]) -> None:
    hall = Hall(FakeBoard("t", pictures))
    hall.showing.enter(hall.viewer)
    hall.film(2)
    hall.showing.leave(hall.viewer)
    hall.film(2)
    assert len(hall.line.fragments) == 2
    assert hall.line.on_writable is None


def test_a_full_line_is_sent_the_newest_key_frame_when_it_takes_more(pictures: list[Coded]) -> None:
    hall = Hall(FakeBoard("t", pictures))
    hall.showing.enter(hall.viewer)
    hall.film(3)
    hall.line.can_write = False
    hall.film(500)
    assert hall.viewer.waiting <= DEPTH
    assert len(hall.line.fragments) == 3
    hall.line.can_write = True
    assert callable(hall.line.on_writable)
    hall.line.on_writable()
    back = hall.line.fragments[3]
    assert is_key(back)
    assert time_of(hall.line.fragments[-1]) - time_of(back) < 2 * 90_000
    assert hall.viewer.counted()[1] > 400


def test_a_line_that_takes_nothing_is_cut_off(pictures: list[Coded]) -> None:
    hall = Hall(FakeBoard("t", pictures))
    for _ in range(PATIENCE_S):
        assert not hall.line.aborted
        hall.line.can_write = False
        hall.viewer.second()
    assert hall.line.aborted


def test_other_pictures_are_announced_before_they_come(pictures: list[Coded]) -> None:
    hall = Hall(FakeBoard("t", pictures))
    hall.showing.enter(hall.viewer)
    hall.film(15)
    hall.board.pictures = coded(Coding(width=640, height=360, gop=15), 15)
    hall.film(30)
    assert [head["width"] for head in hall.line.heads] == [320, 640]
    at = next(place for place, frame in enumerate(hall.line.frames) if b'"width": 640' in frame)
    assert len([frame for frame in hall.line.frames[:at] if frame in hall.line.fragments]) == 15
    assert is_key(hall.line.frames[at + 1])


def test_sound_is_announced_once_it_is_heard_and_left_out_when_it_falls_silent(
    pictures: list[Coded], sounds: list[bytes]
) -> None:
    hall = Hall(FakeBoard("t", pictures))
    hall.showing.enter(hall.viewer)
    hall.film(15)
    hall.board.sounds = sounds
    hall.film(45)
    hall.board.sounds = ()
    hall.film(120)
    assert [head["has_audio"] for head in hall.line.heads] == [False, True, False]


def test_the_stated_times_are_the_capture_times(pictures: list[Coded]) -> None:
    hall = Hall(FakeBoard("t", pictures))
    hall.showing.enter(hall.viewer)
    hall.film(20)
    origin_ns = int(str(hall.line.heads[0]["origin_ns"]))
    for number, fragment in enumerate(hall.line.fragments):
        assert abs(origin_ns + time_of(fragment) * SECOND_NS / 90_000 - (NOW_NS + number * FRAME_NS)) < 10_000
