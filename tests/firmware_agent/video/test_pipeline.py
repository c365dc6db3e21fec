"""The slot before the encoder, the freeze watch, and a pipeline that hangs, without a process around them."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from firmware_agent.camera_config import CameraConfig
from firmware_agent.video.camera_watch import Stuck
from firmware_agent.video.cutter import Cutter
from firmware_agent.video.encoder import Encoder, Encoding
from firmware_agent.video.freeze import LOOK_EVERY_NS, FreezeWatch, KeyLook, fingerprint
from firmware_agent.video.pipeline import LONGEST_FRAME_NS, Outlets, Pipeline
from firmware_agent.video.slot import MOST_CODED, MOST_PICTURES, Slot
from firmware_agent.video.vitals import Vitals
from hardware.camera.source import Coded, Picture
from tests.firmware_agent.desk import BenchClock
from tests.firmware_agent.far_edge import soon
from tests.firmware_agent.video.far_camera import picture

FRAME = picture(0)


def test_of_pictures_the_oldest_makes_room() -> None:
    slot = Slot()
    for at_ns in range(5):
        slot.put(Picture(at_ns, FRAME))
    left = [slot.get(0), slot.get(0), slot.get(0)]
    assert [seen.at_ns for seen in left if seen] == [3, 4]
    assert slot.dropped == 5 - MOST_PICTURES


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=300))
def test_coded_frames_that_are_left_can_always_be_decoded(steps: list[tuple[bool, bool]]) -> None:
    """Each step a frame, a key frame or not, and perhaps a look into the slot."""
    slot = Slot()
    taken: list[Coded] = []
    for number, (is_key, look) in enumerate([(True, False), *steps]):
        slot.put(Coded(number, b"", is_key))
        if look and isinstance(seen := slot.get(0), Coded):
            taken.append(seen)
    while isinstance(seen := slot.get(0), Coded):
        taken.append(seen)
    assert len(taken) + slot.dropped == len(steps) + 1
    for before, after in itertools.pairwise(taken):
        assert after.is_key or after.at_ns == before.at_ns + 1
    assert len(taken) >= min(len(steps) + 1, MOST_CODED) or slot.dropped


def test_a_picture_is_known_by_its_rows() -> None:
    assert fingerprint(picture(1)) == fingerprint(picture(1))
    assert fingerprint(picture(1)) != fingerprint(picture(2))


def test_key_frames_that_a_camera_has_coded_are_looked_at_once_a_second() -> None:
    look = KeyLook()
    first, other = (Encoder(Encoding(640, 360, 30.0, 1000)).encode(picture(n), 0)[0] for n in (1, 2))
    times = [n * LOOK_EVERY_NS // 2 for n in range(6)]
    seen = [look.mark(one.access_unit, at) for one, at in zip([first] * 4 + [other] * 2, times, strict=True)]
    assert seen[1::2] == [None] * 3
    assert seen[0] is not None and seen[0] == seen[2] != seen[4]
    assert KeyLook().mark(b"no picture", 0) is None


def test_a_picture_is_frozen_only_after_a_while_and_thaws_at_once() -> None:
    watch = FreezeWatch(1_500)
    assert [watch.frozen(7, at_ns) for at_ns in (0, 1_000, 1_500, 1_501)] == [False, False, False, True]
    assert not watch.frozen(8, 1_600)
    never = FreezeWatch(0)
    assert not any(never.frozen(7, at_ns) for at_ns in range(0, 10**10, 10**9))


def waited(go_on: threading.Event) -> None:
    go_on.wait()


def test_an_encoder_that_hangs_is_found() -> None:
    clock, go_on, stop = BenchClock(), threading.Event(), threading.Event()
    config = CameraConfig(source="far", edge="ws://127.0.0.1:1", folder=Path("x"), lobby=False)
    vitals = Vitals("far", clock)
    outlets = Outlets(lambda _: waited(go_on), lambda _: None, lambda _: None)
    pipeline = Pipeline(config, vitals, clock, Cutter(1), outlets)
    works = threading.Thread(target=pipeline.run, args=(stop,))
    works.start()
    pipeline.begin()
    pipeline.take(Picture(clock.monotonic_ns(), FRAME))
    assert pipeline.trouble() is None

    def hangs() -> bool:
        clock.mono_ns += LONGEST_FRAME_NS
        try:
            pipeline.trouble()
        except Stuck:
            return True
        return False

    assert soon(hangs, 5)
    go_on.set()
    stop.set()
    works.join(5)
    assert not works.is_alive()
