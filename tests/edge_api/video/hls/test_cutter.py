"""Parts and segments out of frames: nothing lost, nothing twice, real durations, and a key frame at each segment's start."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.video.hls import PART_TARGET_NS, Cutter, Part
from edge_api.video.hls.cutter import SEGMENT_LEAST_NS, SEGMENT_MOST_NS
from tests.edge_api.video.hls.filming import MS, START_NS, Shot, parts_of, shaken, steady


@settings(max_examples=60, deadline=None)
@given(shaken())
def test_parts_follow_each_other_without_a_hole_or_say_that_there_is_one(shots: list[Shot]) -> None:
    for before, after in pairwise(parts_of(shots)):
        if not after.after_gap:
            assert before.start_utc_ns + before.duration_ns == after.start_utc_ns
        else:
            assert after.starts_segment


@settings(max_examples=60, deadline=None)
@given(shaken())
def test_no_part_is_longer_than_promised(shots: list[Shot]) -> None:
    assert all(0 < part.duration_ns <= PART_TARGET_NS for part in parts_of(shots))


@settings(max_examples=60, deadline=None)
@given(shaken())
def test_segments_begin_at_key_frames_and_are_long_enough_unless_time_was_missing(shots: list[Shot]) -> None:
    parts = list(parts_of(shots))
    starts = [part for part in parts if part.starts_segment]
    assert all(part.is_key for part in starts)
    for before, after in pairwise(starts):
        assert after.after_gap or after.start_utc_ns - before.start_utc_ns >= SEGMENT_LEAST_NS


@settings(max_examples=60, deadline=None)
@given(shaken())
def test_each_frame_is_in_one_part_but_those_that_wait_for_a_key_frame(shots: list[Shot]) -> None:
    parts = list(parts_of(shots))
    assert sum(shot.data in part.data for shot in shots for part in parts) == sum(
        _frames(part) for part in parts
    )
    keyed = [part for part in parts if part.is_key]
    keys = {shot.utc_ns for shot in shots if shot.is_key}
    assert {part.start_utc_ns for part in keyed} <= keys


def test_a_steady_picture_makes_six_parts_of_a_third_of_a_second_and_segments_of_two() -> None:
    parts = list(parts_of(steady(181)))
    assert [part.starts_segment for part in parts] == [number % 6 == 0 for number in range(18)]
    assert [part.is_key for part in parts] == [number % 3 == 0 for number in range(18)]
    assert {part.duration_ns for part in parts} <= {333_333_333, 333_333_334}


def test_a_slow_lobby_picture_makes_parts_of_five_frames() -> None:
    parts = list(parts_of(steady(91, fps=15, gop=15)))
    assert [_frames(part) for part in parts] == [5] * 18


def test_parts_come_at_the_frame_after_their_last() -> None:
    cutter = Cutter(START_NS)
    shots = steady(11)
    assert not any(cutter.video(shot.utc_ns, shot.is_key, shot.data) for shot in shots[:10])
    assert len(cutter.video(shots[10].utc_ns, shots[10].is_key, shots[10].data)) == 1


def test_before_the_first_key_frame_nothing_is_taken() -> None:
    shots = steady(100, gop=40)[20:]
    assert next(parts_of(shots)).start_utc_ns == shots[20].utc_ns


def test_after_a_stall_the_picture_goes_on_at_a_key_frame_and_the_hole_is_told() -> None:
    shots = steady(60) + steady(60, start_ns=START_NS + 5_000_000_000)[10:]
    parts = list(parts_of(shots))
    gap = next(part for part in parts if part.after_gap)
    before = parts[parts.index(gap) - 1]
    assert gap.start_utc_ns == START_NS + 6_000_000_000 and gap.is_key
    assert abs(before.start_utc_ns + before.duration_ns - START_NS - 2_000_000_000) < MS


def test_a_clock_that_is_set_back_makes_a_break_and_no_time_runs_backwards_in_a_part() -> None:
    shots = steady(45) + steady(60, start_ns=START_NS + 1_450_000_000 - 50 * MS)
    gap = next(part for part in parts_of(shots) if part.after_gap)
    assert gap.start_utc_ns == START_NS + 1_400_000_000 and gap.duration_ns == 333_333_333


def test_one_frame_that_lasts_long_gets_a_part_of_its_own() -> None:
    shots = steady(6) + [Shot(shot.utc_ns + 290 * MS, shot.is_key) for shot in steady(31)[6:]]
    assert [_frames(part) for part in parts_of(shots)][:2] == [5, 1]


def test_a_picture_without_key_frames_is_given_up_after_ten_seconds() -> None:
    parts = list(parts_of(steady(900, gop=10_000)))
    assert parts[-1].start_utc_ns + parts[-1].duration_ns <= START_NS + SEGMENT_MOST_NS


def test_sound_goes_into_the_part_of_its_time_and_stays_on_its_own_grid() -> None:
    cutter, parts = Cutter(START_NS, audio_rate=48_000), list[Part]()
    for number, shot in enumerate(steady(91)):
        parts += cutter.video(shot.utc_ns, shot.is_key, shot.data)
        for packet in _packets(number):
            jitter_ns = (packet % 3 - 1) * 4 * MS
            cutter.audio(START_NS + packet * 1024 * 10**9 // 48_000 + jitter_ns, 1024, b"tone%05d" % packet)
    heard = [part.data.count(b"tone") for part in parts]
    assert all(14 <= count <= 17 for count in heard[1:])
    first = [packet for packet in range(200) if any(b"tone%05d" % packet in part.data for part in parts)]
    assert first == list(range(first[0], first[0] + sum(heard)))


def test_sound_without_a_picture_is_dropped() -> None:
    cutter = Cutter(START_NS, audio_rate=48_000)
    for packet in range(10_000):
        cutter.audio(START_NS + packet * 21_333_333, 1024, b"tone")
    assert not [part for part in parts_of(steady(40), cutter) if b"tone" in part.data]


def test_sound_that_goes_on_while_the_picture_stalls_is_not_heaped_up() -> None:
    cutter = Cutter(START_NS, audio_rate=48_000)
    cutter.video(START_NS, True, b"picture")
    for packet in range(10_000):
        cutter.audio(START_NS + packet * 21_333_333, 1024, b"tone")
    (part,) = cutter.video(START_NS + 300 * 10**9, True, b"picture")
    assert part.data.count(b"tone") <= 40


@given(st.lists(st.tuples(st.integers(-(10**10), 10**10), st.booleans()), max_size=60))
def test_any_times_are_taken_or_left_but_never_make_it_fail(steps: list[tuple[int, bool]]) -> None:
    cutter, utc_ns = Cutter(START_NS, audio_rate=48_000), START_NS
    for step, is_key in steps:
        utc_ns += step
        cutter.audio(utc_ns, 1024, b"tone")
        assert all(part.duration_ns > 0 for part in cutter.video(utc_ns, is_key, b"x"))


def _frames(part: Part) -> int:
    """Samples in the one run of the fragment's picture."""
    at = part.data.index(b"trun") + 8
    return int.from_bytes(part.data[at : at + 4], "big")


def _packets(frame: int) -> range:
    """The audio packets that begin during that frame."""
    per_frame = 48_000 / 1024 / 30
    return range(int(frame * per_frame), int((frame + 1) * per_frame))
