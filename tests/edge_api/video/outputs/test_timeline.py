"""Time stamps that never run backwards, whatever the board's clock does, and are the capture time as long as it can be used."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge_api.video.frames import Track
from edge_api.video.mp4 import ticks
from edge_api.video.timeline import Timeline

SECOND = 1_000_000_000


def test_capture_times_are_kept_exactly_and_both_tracks_share_them() -> None:
    line = Timeline(100 * SECOND)
    assert [line.at(Track.MAIN, at * SECOND) for at in (100, 101, 103)] == [0, SECOND, 3 * SECOND]
    assert line.at(Track.AAC, 102 * SECOND) == 2 * SECOND
    assert ticks(3 * SECOND) == 270_000


def test_a_clock_that_is_set_back_moves_what_follows_and_keeps_its_steps() -> None:
    line = Timeline(0)
    before = line.at(Track.MAIN, 50 * SECOND)
    first, second = line.at(Track.MAIN, 10 * SECOND), line.at(Track.MAIN, 11 * SECOND)
    assert before < first < before + SECOND
    assert second - first == SECOND


def test_sound_from_before_the_first_picture_is_at_nought() -> None:
    assert Timeline(SECOND).at(Track.AAC, 0) == 0


@given(st.lists(st.tuples(st.sampled_from([Track.MAIN, Track.AAC]), st.integers(0, 2**63)), max_size=40))
def test_no_track_ever_runs_backwards(frames: list[tuple[Track, int]]) -> None:
    line = Timeline(2**62)
    last: dict[Track, int] = {}
    for track, at_ns in frames:
        place = line.at(track, at_ns)
        assert place >= 0
        assert track not in last or place > last[track]
        last[track] = place
