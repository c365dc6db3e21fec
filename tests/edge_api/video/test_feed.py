"""A queue that never waits: whatever is put and taken in whatever order, what comes out can be decoded, and what waits is bounded."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.video.feed import Feed, FeedClosed, Weight
from edge_api.video.frames import Record, Track
from edge_api.video.stream import MOST_CACHED, Stream

DEPTH, MOST_BYTES = 12, 1000
PICTURES = (0, 1)


def frame(track: Track, seq: int, is_key: bool, size: int = 10) -> Record:
    return Record(track, seq, is_key, 1, seq * 33_000_000, 0, bytes(size))


step = st.one_of(
    st.tuples(st.just("put"), st.sampled_from([0, 1, None]), st.booleans(), st.integers(1, 400)),
    st.tuples(st.just("take"), st.none(), st.booleans(), st.integers(1, 1)),
)


@given(st.lists(step, max_size=200))
def test_what_comes_out_of_a_feed_can_be_decoded(steps: list[tuple[str, int | None, bool, int]]) -> None:
    feed: Feed[tuple[int | None, int, bool]] = Feed(PICTURES, DEPTH, MOST_BYTES)
    put, last = {0: 0, 1: 0}, {0: -1, 1: -1}
    offered = taken = 0
    for what, picture, is_key, size in steps:
        if what == "put":
            number = 0
            if picture is not None:
                number = put[picture] = put[picture] + 1
            feed.put((picture, number, is_key), Weight(size, is_key, picture))
            offered += 1
        elif (item := feed.take()) is not None:
            taken += 1
            of, number, key = item
            if of is not None:
                assert key or number == last[of] + 1, "a frame whose predecessor was dropped"
                last[of] = number
        assert len(feed) <= DEPTH
    assert taken + feed.dropped + len(feed) == offered


def test_a_key_frame_brings_who_is_late_back_to_the_live_edge() -> None:
    feed: Feed[int] = Feed((0,), depth=20)
    for number in range(15):
        feed.put(number, Weight(1, number == 0, 0))
    feed.put(15, Weight(1, True, 0))
    assert (feed.take(), len(feed), feed.dropped) == (15, 0, 15)


def test_who_waits_is_woken_and_told_of_the_end() -> None:
    async def story() -> None:
        stream = Stream("t")
        feed = stream.open_feed([Track.MAIN])
        waiting = asyncio.create_task(feed.next())
        await asyncio.sleep(0)
        stream.push(frame(Track.MAIN, 1, False))
        stream.push(frame(Track.MAIN, 2, True))
        assert (await waiting).seq == 2, "it begins with a key frame"
        last = asyncio.create_task(feed.next())
        await asyncio.sleep(0)
        stream.close()
        with pytest.raises(FeedClosed):
            await last
        assert stream.feeds == 0

    asyncio.run(story())


def test_who_joins_is_given_all_since_the_last_key_frame_of_his_tracks() -> None:
    stream = Stream("t")
    for seq in range(8):
        stream.push(frame(Track.MAIN, seq, seq % 5 == 0))
        stream.push(frame(Track.LOBBY, seq, seq == 0))
        stream.push(frame(Track.AAC, seq, True))
    feed = stream.open_feed([Track.MAIN, Track.AAC])
    got = [(record.track, record.seq) for record in iter(feed.take, None)]
    assert got == [(track, seq) for seq in (5, 6, 7) for track in (Track.MAIN, Track.AAC)]
    assert [record.seq for record in stream.cached([Track.LOBBY])] == list(range(8))


def test_a_board_that_sends_no_more_key_frames_fills_no_memory() -> None:
    stream = Stream("t")
    stream.push(frame(Track.MAIN, 0, True))
    for seq in range(1, 3 * MOST_CACHED):
        stream.push(frame(Track.MAIN, seq, False))
        assert sum(1 for _ in stream.cached(Track)) <= MOST_CACHED
    assert stream.open_feed([Track.MAIN]).take() is None
