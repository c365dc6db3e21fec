"""Windows: what a playlist names is there, names never get other bytes, old things go, and who waits is told right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.video.hls import Nonsense, Window
from edge_api.video.hls.window import HELD, LISTED
from tests.edge_api.video.hls.filming import INIT, START_NS, Shot, parts_of, shaken, steady, window_of
from tests.edge_api.video.hls.reading import ReadPlaylist, read


@settings(max_examples=40, deadline=None)
@given(shaken())
def test_what_a_playlist_names_is_there_and_never_changes(shots: list[Shot]) -> None:
    window, seen = Window(), dict[str, bytes]()
    window.begin(INIT)
    for part in parts_of(shots):
        window.push(part)
        found = read(window.playlist(low_latency=True))
        assert not found.hint or (window.is_next(found.hint) and window.part(found.hint) is None)
        for name, data in _named(window, found).items():
            assert data is not None and seen.setdefault(name, data) == data


@settings(max_examples=40, deadline=None)
@given(shaken())
def test_a_segment_is_its_parts_and_begins_where_the_one_before_ends(shots: list[Shot]) -> None:
    window = Window()
    window.begin(INIT)
    for part in parts_of(shots):
        window.push(part)
        found = read(window.playlist(low_latency=True))
        for before, after in zip(found.segments, found.segments[1:], strict=False):
            if before.break_no == after.break_no:
                assert before.date and after.date
                apart_s = (after.date - before.date).total_seconds()
                assert abs(apart_s - float(before.duration)) < 0.0011
        for segment in found.segments:
            if segment.parts:
                assert window.segment(segment.uri) == b"".join(
                    window.part(one.uri) or b"" for one in segment.parts
                )


@settings(max_examples=40, deadline=None)
@given(shaken())
def test_numbers_mean_the_same_segment_in_every_playlist(shots: list[Shot]) -> None:
    window, names, breaks = Window(), dict[int, str](), dict[int, int]()
    window.begin(INIT)
    for part in parts_of(shots):
        window.push(part)
        for low_latency in (True, False):
            for segment in read(window.playlist(low_latency)).segments:
                assert names.setdefault(segment.number, segment.uri) == segment.uri
                assert breaks.setdefault(segment.number, segment.break_no) == segment.break_no


@settings(max_examples=40, deadline=None)
@given(shaken(), st.integers(0, 3), st.integers(0, 8))
def test_who_waits_for_a_part_is_answered_by_the_playlist_that_first_has_it(
    shots: list[Shot], ahead: int, part_no: int
) -> None:
    window = Window()
    window.begin(INIT)
    wanted = None
    for part in parts_of(shots):
        window.push(part)
        wanted = wanted or (window.last[0] + ahead, part_no)
        try:
            is_ready = window.ready(*wanted)
        except Nonsense:
            assert not _has(read(window.playlist(low_latency=True)), *wanted)
            continue
        assert is_ready == _has(read(window.playlist(low_latency=True)), *wanted)


def test_six_segments_are_listed_and_three_more_are_kept() -> None:
    window = window_of(steady(30 * 40))
    found = read(window.playlist(low_latency=False))
    assert len(found.segments) == LISTED and found.growing is None and not found.hint
    first = found.segments[0]
    session = first.uri.split("-")[0]
    assert window.segment(f"{session}-{first.number - HELD}.m4s") is not None
    assert window.segment(f"{session}-{first.number - HELD - 1}.m4s") is None
    assert len(window._parts) <= (LISTED + HELD + 1) * 6


def test_a_plain_playlist_has_no_word_of_parts() -> None:
    text = window_of(steady(300)).playlist(low_latency=False)
    assert "PART" not in text and "PRELOAD" not in text and "CAN-BLOCK-RELOAD" not in text


def test_parts_are_listed_near_the_end_only() -> None:
    found = read(window_of(steady(30 * 20)).playlist(low_latency=True))
    assert [len(segment.parts) for segment in found.segments] == [0, 0, 0, 6, 6, 6]
    assert found.growing is not None and found.control["CAN-BLOCK-RELOAD"] == "YES"


def test_a_segment_s_time_is_the_capture_of_its_first_frame_to_the_millisecond() -> None:
    found = read(window_of(steady(150)).playlist(low_latency=True))
    date = found.segments[0].date
    assert date is not None and date.isoformat() == "2026-09-21T14:13:20.123000+00:00"


def test_other_tracks_begin_with_another_init_segment_and_a_break() -> None:
    window = window_of(steady(150))
    window.begin(INIT)
    before = read(window.playlist(low_latency=True))
    window.begin(b"other tracks")
    for part in parts_of(steady(150, start_ns=START_NS + 5 * 10**9)):
        window.push(part)
    after = read(window.playlist(low_latency=True)).segments
    assert {segment.break_no - before.segments[0].break_no for segment in after} == {0, 1}
    inits = {segment.break_no: window.init(segment.init) for segment in after}
    assert [inits[number] for number in sorted(inits)] == [INIT, b"other tracks"]


def test_parts_of_the_new_tracks_wait_for_the_first_key_frame() -> None:
    window = window_of(steady(80))
    last = window.last
    window.begin(b"other tracks")
    window.push(next(part for part in parts_of(steady(80)) if not part.starts_segment))
    assert window.last == last


def test_an_init_segment_that_no_segment_needs_is_let_go() -> None:
    window = window_of(steady(150))
    old = read(window.playlist(low_latency=True)).segments[0].init
    window.begin(b"other tracks")
    for part in parts_of(steady(30 * 30, start_ns=START_NS + 5 * 10**9)):
        window.push(part)
    assert window.init(old) is None


def test_after_a_restart_numbers_go_on_higher_and_names_are_new() -> None:
    before, after = window_of(steady(300)), window_of(steady(300, start_ns=START_NS + 11 * 10**9))
    first, second = (read(window.playlist(low_latency=True)) for window in (before, after))
    assert second.segments[0].number > first.segments[-1].number + 1
    assert second.segments[0].break_no not in {segment.break_no for segment in first.segments}
    assert max(segment.break_no for segment in second.segments) < 2000
    assert not {segment.uri for segment in first.segments} & {segment.uri for segment in second.segments}


@pytest.mark.parametrize(("number", "part"), [(-1, None), (0, -1), (10**12, None), (10**12, 0)])
def test_nonsense_is_refused(number: int, part: int | None) -> None:
    with pytest.raises(Nonsense):
        window_of(steady(150)).ready(number, part)


def test_too_many_parts_ahead_are_refused_and_the_next_ones_waited_for() -> None:
    window = window_of(steady(150))
    number, last = window.last
    assert (
        window.ready(number, last) and not window.ready(number, last + 1) and not window.ready(number + 1, 0)
    )
    assert window.ready(number - 1) and not window.ready(number) and not window.ready(number + 1)
    for asked in [(number, last + 10), (number + 1, 9), (number + 2, 0), (number + 2, None)]:
        with pytest.raises(Nonsense):
            window.ready(*asked)


def test_a_part_behind_a_segment_s_last_stands_for_the_first_of_the_next() -> None:
    window = window_of(steady(150))
    assert window.ready(window.last[0] - 1, 50)


def test_before_the_first_part_everybody_waits() -> None:
    window = Window()
    window.begin(INIT)
    assert not window.is_begun and not window.ready(5, 0) and window.part("x") is None
    assert not window.is_next("-p0.m4s")


def _named(window: Window, found: ReadPlaylist) -> dict[str, bytes | None]:
    segments = [*found.segments, *([found.growing] if found.growing else [])]
    named = {segment.uri: window.segment(segment.uri) for segment in found.segments}
    named |= {part.uri: window.part(part.uri) for segment in segments for part in segment.parts}
    return named | {segment.init: window.init(segment.init) for segment in segments}


def _has(found: ReadPlaylist, number: int, part: int) -> bool:
    """Whether that playlist has the part, or, where the segment ended before it, the next segment's first."""
    growing = found.growing
    assert growing is not None
    return number < growing.number or (number == growing.number and part < len(growing.parts))


def test_long_segments_of_a_camera_with_few_key_frames_raise_the_target_duration() -> None:
    found = read(window_of(steady(30 * 13, gop=120)).playlist(low_latency=True))
    assert found.target_s == 4 and found.control["HOLD-BACK"] == "12"
    assert {float(segment.duration) for segment in found.segments} == {4.0}
