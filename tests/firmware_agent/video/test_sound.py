"""The table's sound: packets of both codecs on one steady clock, and a microphone that is not there."""

from __future__ import annotations

import itertools
import threading
import wave
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_agent.video.sound import Sound
from firmware_agent.video.sound_clock import GAP_NS, RISE_NS, SoundClock
from firmware_agent.video.tracks import SOUND_RATE
from firmware_agent.video.vitals import Vitals
from schemas.video.record import Track
from tests.firmware_agent.far_edge import soon
from tests.firmware_agent.video.far_camera import CLOCK
from tests.firmware_agent.video.test_supervision import film

MS = 1_000_000


def tone(path: Path, length_s: float = 0.4) -> Path:
    """A short file at another rate, in mono."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes((np.sin(np.arange(int(44_100 * length_s)) * 0.06) * 9000).astype("<i2").tobytes())
    return path


def test_a_file_is_heard_in_real_time_again_and_again_as_aac_and_opus(tmp_path: Path) -> None:
    packets: dict[Track, list[tuple[int, bytes, int]]] = defaultdict(list)
    stop = threading.Event()

    def send(track: Track, at_ns: int, payload: bytes, duration_us: int) -> None:
        packets[track].append((at_ns, payload, duration_us))

    sound = Sound(str(tone(tmp_path / "tone.wav")), send, Vitals("far", CLOCK), CLOCK)
    began_ns = CLOCK.monotonic_ns()
    player = threading.Thread(target=sound.run, args=(stop,))
    player.start()
    assert soon(lambda: len(packets[Track.AAC]) >= 30, 10)
    stop.set()
    player.join(5)
    assert CLOCK.monotonic_ns() - began_ns > 0.5e9
    for track, length_us in ((Track.AAC, 21_333), (Track.OPUS, 20_000)):
        times = [at_ns for at_ns, _, _ in packets[track]]
        assert all(abs(b - a - length_us * 1000) < MS for a, b in itertools.pairwise(times))
        assert {duration for _, _, duration in packets[track]} == {length_us}
    decoder = av.CodecContext.create("opus", "r")
    assert sum(
        frame.samples for _, payload, _ in packets[Track.OPUS] for frame in decoder.decode(av.Packet(payload))
    )


def nothing(folder: Path) -> str:
    return str(folder / "none.wav")


def pictures_only(folder: Path) -> str:
    return str(film(folder / "film.mp4"))


def no_samples(folder: Path) -> str:
    return str(tone(folder / "empty.wav", 0))


def secret(_: Path) -> str:
    return "http://admin:s3cret@127.0.0.1:9/sound?key=s3cret"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (nothing, "No such file"),
        (pictures_only, "it has no track of sound"),
        (no_samples, ""),
        (secret, "http://127.0.0.1:9/sound: Connection refused"),
    ],
)
def test_a_microphone_that_is_none_is_said_and_tried_again(
    tmp_path: Path, address: Callable[[Path], str], why: str
) -> None:
    vitals, stop = Vitals("far", CLOCK), threading.Event()
    sound = Sound(address(tmp_path), lambda *_: None, vitals, CLOCK)
    player = threading.Thread(target=sound.run, args=(stop,))
    player.start()
    assert soon(lambda: "no sound from" in vitals.report().detail, 5)
    assert why in vitals.sound_said and "s3cret" not in vitals.sound_said
    assert player.is_alive()
    stop.set()
    player.join(5)
    assert not player.is_alive()


@given(st.lists(st.integers(0, 30 * MS), min_size=40, max_size=120))
def test_lumps_on_the_way_do_not_move_the_clock(late_ns: list[int]) -> None:
    clock = SoundClock(SOUND_RATE)
    for block, late in enumerate([0, *late_ns], start=1):
        clock.heard(block * 960, block * 20 * MS + late)
    assert 0 <= clock.at_ns(0) <= len(late_ns) * RISE_NS
    assert clock.is_settled


def test_a_gap_in_the_sound_is_followed_at_once() -> None:
    clock = SoundClock(SOUND_RATE)
    clock.heard(960, 20 * MS)
    clock.heard(1920, 40 * MS + 2 * GAP_NS)
    assert clock.at_ns(1920) == 40 * MS + 2 * GAP_NS
