"""What is cut, for any recording: segments that lack, frames that were dropped, clocks that were set, spans that begin or end anywhere."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from edge_api.video.clips.cues import cues
from edge_api.video.clips.cut import BESIDE, GAP_NS, TIMESCALE, Cut, Head, Read, Span, cut
from edge_api.video.clips.manifest import Moment, Places, bets_of, frames_of
from edge_api.video.clips.promise import Placed, Salts
from schemas.video.record import Track
from schemas.video.segment import SegmentStatement
from tests.edge_api.video.clips.reel import FPS, MS, T0, TABLE, S

FRAMES = 60


def heads(number: int, dropped: frozenset[int], step_ns: int) -> tuple[Head, ...]:
    """A segment's frames, with a key each second."""
    places = range((number - 100) * FRAMES, (number - 99) * FRAMES)
    return tuple(
        Head(Track.MAIN, place, place % FPS == 0, number, T0 + place * S // FPS + step_ns, 0, 0, exact=True)
        for place in places
        if place % FPS == 0 or place not in dropped
    )


@st.composite
def recordings(draw: st.DrawFn) -> list[Read]:
    """Up to eight segments of two seconds."""
    dropped = draw(st.frozensets(st.integers(0, 8 * FRAMES), max_size=60))
    found = []
    for number in sorted(draw(st.sets(st.integers(100, 107), min_size=1))):
        step_ns = draw(st.sampled_from([0, 0, 0, -50 * MS, 50 * MS]))
        records = heads(number, dropped, step_ns)
        said = SegmentStatement(
            table=TABLE, number=str(number), start_utc_ns=str(records[0].capture_utc_ns),
            end_utc_ns=str(records[-1].capture_utc_ns), frames=len(records), size=1, digest="0" * 64,
        )  # fmt: skip
        found.append(Read(said, "", draw(st.sampled_from([records, records, records, None]))))
    return found


spans = st.tuples(st.integers(-2000, 16_000), st.integers(1, 16_000)).map(
    lambda ms: Span(T0 + ms[0] * MS, T0 + (ms[0] + ms[1]) * MS)
)


def chosen(reads: list[Read], wanted: Span) -> Cut | None:
    numbers = {read.number for read in reads}
    return cut(reads, [wanted], set(range(min(numbers), max(numbers))) - numbers)


@given(recordings(), spans)
def test_a_clip_begins_with_a_key_frame_and_its_times_rise(reads: list[Read], wanted: Span) -> None:
    found = chosen(reads, wanted)
    if found is None:
        return
    assert found.frames[0].is_key and found.pts[0] == 0
    assert all(one < two for one, two in pairwise(found.pts))
    assert all(frame.capture_utc_ns <= wanted.end_ns for frame in found.frames)
    assert not any(
        frame.is_key and frame.capture_utc_ns <= wanted.start_ns for frame in found.frames[1 : FPS // 2]
    )


@given(recordings(), spans)
def test_every_stretch_without_a_picture_is_named_and_nothing_else(reads: list[Read], wanted: Span) -> None:
    found = chosen(reads, wanted)
    if found is None:
        return
    named = {gap.frame for gap in found.gaps}
    for place, (one, two) in enumerate(pairwise(found.frames), start=1):
        lost = two.segment - one.segment > 1
        assert (place in named) == (lost or two.capture_utc_ns - one.capture_utc_ns > GAP_NS)
    assert (0 in named) == (found.frames[0].capture_utc_ns > wanted.start_ns + GAP_NS)
    assert (len(found.frames) in named) == (found.frames[-1].capture_utc_ns < wanted.end_ns - GAP_NS)


@given(recordings(), spans)
def test_what_the_clip_does_not_show_of_a_segment_lies_beside_it(reads: list[Read], wanted: Span) -> None:
    found = chosen(reads, wanted)
    if found is None:
        return
    names = {frame.name for frame in found.frames}
    used = {each.read.number: each for each in found.used}
    assert used.keys() == {frame.segment for frame in found.frames}
    for read in reads:
        if read.number in used:
            order = zip(used[read.number].order, read.records or (), strict=True)
            assert all((letter == BESIDE) == (record.name not in names) for letter, record in order)


@given(recordings(), spans, st.lists(st.integers(-3000, 20_000), max_size=12))
def test_any_moment_lies_on_the_first_frame_that_can_show_it(
    reads: list[Read], wanted: Span, after_ms: list[int]
) -> None:
    found = chosen(reads, wanted)
    if found is None:
        return
    placed = [
        Placed(number, f"b-{number}", "0" * 64, T0 + ms * MS) for number, ms in enumerate(sorted(after_ms), 1)
    ]
    bets = bets_of(placed, Salts("r-1", bytes), Places(found))
    captures = [frame.capture_utc_ns for frame in found.frames]
    for bet, frame in zip(placed, bets.frame, strict=True):
        assert captures[frame] >= bet.utc_ns or frame == len(captures) - 1
        assert frame == 0 or max(captures[:frame]) < bet.utc_ns
    moments = [
        Moment(
            event="step",
            utc_ns=str(T0),
            shown_utc_ns=str(T0),
            frame=0,
            text="a --> <b> & c\n\nWEBVTT",
            fact_id="x",
            effect="done",
        )
    ]
    text = cues(frames_of(found), moments, bets, TIMESCALE)
    assert text.count("\n\n") == text.count(" --> "), "no text can look like a cue of its own"
