"""Records into segments: where they are cut, what is kept and what number each record bears."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firmware_agent.video.cutter import Closed, Cutter
from schemas.video.record import KEPT, Record, Track, records

FRAME_NS = 33_333_333


def feed(
    cutter: Cutter, frames: int, gop: int = 30, start_ns: int = 10**18
) -> tuple[list[Record], list[Closed]]:
    """A picture track, with a small one beside it and sound in between."""
    told: list[Record] = []
    closed: list[Closed] = []
    for number in range(frames):
        utc_ns = start_ns + number * FRAME_NS
        for track in (Track.MAIN, Track.LOBBY, Track.AAC, Track.OPUS):
            is_key = track is not Track.MAIN or number % gop == 0
            record, ended = cutter.add(track, number, is_key, utc_ns, b"%d" % number)
            told.append(record)
            closed += [ended] if ended else []
    return told, closed


def test_a_segment_is_two_groups_of_a_second() -> None:
    _, closed = feed(Cutter(100), 150)
    assert [(segment.number, segment.frames) for segment in closed] == [(100, 60), (101, 60)]
    assert closed[0].end_utc_ns - closed[0].start_utc_ns == 59 * FRAME_NS


def test_a_segment_holds_the_main_track_and_its_sound_as_they_went_out() -> None:
    told, closed = feed(Cutter(7), 150)
    for segment in closed:
        kept = [record for record in told if record.segment == segment.number and record.track in KEPT]
        assert list(records(segment.content)) == kept
        assert kept[0].is_key and kept[0].track is Track.MAIN


def test_after_a_flush_nothing_is_kept_before_the_next_key_frame() -> None:
    cutter = Cutter(7)
    feed(cutter, 45)
    flushed = cutter.flush()
    assert flushed is not None and flushed.frames == 45
    assert cutter.flush() is None
    record, _ = cutter.add(Track.MAIN, 46, False, 10**18, b"x")
    assert record.segment == 8
    assert cutter.flush() is None


def test_a_clock_that_steps_back_ends_the_segment_at_the_next_key_frame() -> None:
    cutter = Cutter(7)
    feed(cutter, 30)
    _, closed = cutter.add(Track.MAIN, 30, True, 10**18 - 50_000_000, b"x")
    assert closed is not None and closed.frames == 30


@given(st.lists(st.tuples(st.sampled_from(Track), st.booleans(), st.integers(0, 10**10)), max_size=80))
def test_whatever_comes_numbers_rise_by_one_and_nothing_kept_is_lost(
    steps: list[tuple[Track, bool, int]],
) -> None:
    cutter = Cutter(1)
    told: list[Record] = []
    closed: list[Closed] = []
    for seq, (track, is_key, utc_ns) in enumerate(steps):
        record, ended = cutter.add(track, seq, is_key, utc_ns, b"p")
        told.append(record)
        closed += [ended] if ended else []
    last = cutter.flush()
    closed += [last] if last else []
    assert [segment.number for segment in closed] == list(range(1, len(closed) + 1))
    kept = [record for segment in closed for record in records(segment.content)]
    first = next((place for place, r in enumerate(told) if r.track is Track.MAIN and r.is_key), len(told))
    assert kept == [record for record in told[first:] if record.track in KEPT]
