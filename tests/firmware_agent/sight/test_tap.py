"""Pictures through shared memory: whole or not at all, whatever the other side does meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_agent.sight.shrink import Shrink
from firmware_agent.sight.tap import Planes, TapReader, TapWriter, planes_of
from firmware_agent.sight.tap_memory import HEAD, LINE, MAGIC, PLACES, Ring, new_tap, open_tap
from firmware_agent.video.tap_feed import TapFeed
from hardware.camera.source import View
from tests.firmware_agent.video.far_camera import picture

ROOT = Path(__file__).parents[3]
RING = Ring(640, 16)
"""Small pictures of 320 x 8."""


def memory(ring: Ring = RING) -> bytearray:
    fresh = bytearray(ring.bytes)
    HEAD.pack_into(fresh, 0, MAGIC, ring.width, ring.height, PLACES, 0)
    return fresh


def small(value: int, ring: Ring = RING) -> Planes:
    width, height = ring.small_size
    return np.full((height * 3 // 2, width), value, np.uint8)


def whole(value: int, ring: Ring = RING) -> Planes:
    return np.full((ring.height * 3 // 2, ring.width), value, np.uint8)


def test_the_newest_picture_is_read_once() -> None:
    shared = memory()
    writer, reader = TapWriter(RING, shared), TapReader(RING, shared)
    assert reader.newest() is None
    for value in range(1, 8):
        writer.put(value * 10, small(value))
    found = reader.newest()
    assert found is not None and (found.number, found.at_ns) == (7, 70)
    assert (found.small == 7).all() and found.small.shape == (12, 320)
    assert reader.newest(found.number) is None


def test_the_whole_picture_of_a_moment_is_had_until_its_place_is_taken() -> None:
    shared = memory()
    writer, reader = TapWriter(RING, shared), TapReader(RING, shared)
    writer.put(1, small(1), whole(101))
    writer.put(2, small(2))
    found = reader.whole(1)
    assert found is not None and (found == 101).all() and found.shape == (24, 640)
    assert reader.whole(2) is None
    writer.put(3, small(3))
    writer.put(4, small(4), whole(104))
    assert reader.whole(1) is None


def test_a_writer_that_was_started_again_goes_on_where_the_last_one_was() -> None:
    shared = memory()
    TapWriter(RING, shared).put(1, small(1))
    TapWriter(RING, shared).put(2, small(2))
    found = TapReader(RING, shared).newest(1)
    assert found is not None and found.number == 2


def test_a_picture_of_another_size_is_refused() -> None:
    wrong = np.zeros((3, 3), np.uint8)
    for pictures in ((wrong,), (small(1), wrong)):
        with pytest.raises(ValueError, match="no picture of 640 x 16"):
            TapWriter(RING, memory()).put(1, *pictures)


@given(
    pictures=st.lists(st.integers(0, 255), min_size=1, max_size=6),
    hits=st.lists(st.tuples(st.integers(LINE, RING.bytes - 1), st.integers(1, 255)), max_size=4),
)
def test_no_torn_picture_is_ever_returned(pictures: list[int], hits: list[tuple[int, int]]) -> None:
    """Whatever bytes of the ring another writer has changed meanwhile."""
    shared = memory()
    writer = TapWriter(RING, shared)
    for number, value in enumerate(pictures, start=1):
        writer.put(number, small(value), whole(255 - value))
    for place, change in hits:
        shared[place] ^= change
    reader = TapReader(RING, shared)
    found, large = reader.newest(), reader.whole(len(pictures))
    if found is not None:
        assert (found.small == pictures[-1]).all() and found.at_ns == len(pictures)
    if large is not None:
        assert (large == 255 - pictures[-1]).all()


def test_a_reader_beside_a_writer_that_never_rests_sees_whole_pictures_only() -> None:
    ring = Ring(960, 540)
    shared = memory(ring)
    writer, reader, over = TapWriter(ring, shared), TapReader(ring, shared), threading.Event()

    def write() -> None:
        for number in range(1, 400):
            writer.put(number, small(number % 256, ring), whole(number % 256, ring))
        over.set()

    thread = threading.Thread(target=write)
    thread.start()
    seen, last = 0, 0
    while not over.is_set():
        found = reader.newest(last)
        if found is not None:
            assert (found.small == found.number % 256).all()
            large = reader.whole(found.number)
            assert large is None or (large == found.number % 256).all()
            seen, last = seen + 1, found.number
    thread.join()
    assert seen > 0


def test_what_is_no_tap_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 4096)
    fd = os.open(tmp_path / "file", os.O_RDWR)
    with pytest.raises(ValueError, match="is no tap"):
        open_tap(fd)
    os.close(fd)


class Tapped:
    """A feed of 8 looks a second, and who reads; a view of it counts what is taken."""

    def __init__(self) -> None:
        self.fd = new_tap(640, 360)
        self.feed, self.reader = TapFeed(self.fd, 8), TapReader(*open_tap(self.fd))
        self.frame, self.wholes = picture(5), 0

    def show(self, at_ns: int, has_small: bool = True) -> None:
        little = Shrink((320, 180)).small(self.frame)
        self.feed.look(View(at_ns, self._whole, (lambda: little) if has_small else None))

    def _whole(self) -> av.VideoFrame:
        self.wholes += 1
        return self.frame

    def __enter__(self) -> Tapped:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)


MS = 1_000_000


def test_whole_pictures_are_taken_from_the_camera_only_while_they_are_wanted() -> None:
    with Tapped() as tapped:
        for at_ns in range(1, 1000 * MS, 33 * MS):
            tapped.show(at_ns)
        found = tapped.reader.newest()
        assert found is not None and 10 <= found.number <= 14
        assert (tapped.wholes, tapped.reader.whole(found.number)) == (0, None)
        tapped.reader.want(1300 * MS)
        tapped.show(found.at_ns + 33 * MS)
        newest = tapped.reader.newest(found.number)
        assert newest is not None, "the first whole one is not waited for"
        large = tapped.reader.whole(newest.number)
        assert large is not None and (large == planes_of(tapped.frame)).all()
        tapped.show(newest.at_ns + 33 * MS)
        assert tapped.reader.newest(newest.number) is None
        for at_ns in range(1301 * MS, 2000 * MS, 33 * MS):
            tapped.show(at_ns)
        assert tapped.wholes == 1


def test_a_camera_without_a_small_stream_is_made_small() -> None:
    with Tapped() as tapped:
        tapped.show(1, has_small=False)
        found = tapped.reader.newest()
        assert found is not None and found.small.shape == (270, 320) and tapped.reader.whole(1) is None
        whole_grey, small_grey = planes_of(tapped.frame)[:360].mean(), found.small[:180].mean()
        assert abs(whole_grey - small_grey) < 1


def test_another_process_that_inherits_it_sees_the_camera_s_pictures() -> None:
    code = (
        "import sys; from firmware_agent.sight.tap import TapReader; from firmware_agent.sight.tap_memory import open_tap; import zlib;"
        "tap = TapReader(*open_tap(int(sys.argv[1]))); found = tap.newest();"
        "print(found.number, zlib.crc32(tap.whole(found.number).tobytes()))"
    )
    with Tapped() as tapped:
        tapped.reader.want(1000 * MS)
        tapped.show(1)
        command = [sys.executable, "-c", code, str(tapped.fd)]
        done = subprocess.run(
            command, pass_fds=[tapped.fd], cwd=ROOT, capture_output=True, text=True, check=True
        )
    number, mark = map(int, done.stdout.split())
    assert number == 1 and mark == zlib.crc32(planes_of(tapped.frame).tobytes())
