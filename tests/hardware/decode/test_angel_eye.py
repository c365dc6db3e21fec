"""The Angel Eye II-EX shoe's frames: the table, copies, gaps, and noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.decode.angel_eye import MAX_BODY, REPEAT_WINDOW_NS, AngelEye
from hardware.signals import (
    CardRead,
    CardTarget,
    CutCardSeen,
    FramesMissed,
    ShoeError,
    ShoeLock,
    ShoeMode,
    ShoeReady,
    ShoeResult,
    Signal,
    StrayCard,
    Winner,
)
from tests.hardware.decode.account import AT_NS, assert_accounted, assert_cuts_do_not_matter, decode


def shoe() -> AngelEye:
    return AngelEye("shoe")


def frame(seq: int, body: bytes) -> bytes:
    """A frame as the shoe sends it, its checksum worked out here on its own."""
    covered = b"%d" % seq + body + b"\x03"
    check = 0
    for byte in covered:
        check ^= byte
    return b"\x05" + covered + f"{check:02X}".encode()


def card(seq: int, target: CardTarget, index: int, face: str) -> bytes:
    high = {CardTarget.PLAYER: 0, CardTarget.BANKER: 1, CardTarget.BURN: 2}[target]
    suit = {"D": 1, "C": 2, "S": 3, "H": 4}[face[1]]
    rank = "A23456789TJQK".index(face[0]) + 1
    return frame(seq, bytes([0x44, 0x80 | high << 4 | index, 0x80 | suit << 4 | rank]))


@pytest.mark.parametrize(
    ("captured", "signal"),
    [
        ("05 31 44 81 B8 03 34 46", CardRead(AT_NS, "shoe", CardTarget.PLAYER, 1, "8S")),
        ("05 32 44 91 A5 03 34 31", CardRead(AT_NS, "shoe", CardTarget.BANKER, 1, "5C")),
        ("05 33 44 82 CD 03 33 42", CardRead(AT_NS, "shoe", CardTarget.PLAYER, 2, "KH")),
        (
            "05 35 47 C0 03 42 31",
            ShoeResult(AT_NS, "shoe", Winner.BANKER, player_pair=False, banker_pair=False),
        ),
        (
            "05 32 47 91 03 45 37",
            ShoeResult(AT_NS, "shoe", Winner.PLAYER, player_pair=True, banker_pair=False),
        ),
        ("05 33 43 03 37 33", CutCardSeen(AT_NS, "shoe")),
        ("05 34 45 C1 03 42 33", ShoeError(AT_NS, "shoe", 1, active=True, in_error_mode=True)),
        ("05 35 65 81 03 44 32", ShoeError(AT_NS, "shoe", 1, active=False)),
    ],
)
def test_captured_frames_mean_what_the_protocol_says(captured: str, signal: Signal) -> None:
    decoder = shoe()
    assert decode(decoder, bytes.fromhex(captured)) == [signal]
    assert decoder.counts.dropped_bytes == 0


@pytest.mark.parametrize(
    ("body", "signal"),
    [
        (b"S", ShoeReady(AT_NS, "shoe", standing_by=False)),
        (b"P", ShoeReady(AT_NS, "shoe", standing_by=True)),
        (b"R\x92\x9a", CardRead(AT_NS, "shoe", CardTarget.BANKER, 2, "TD", resent=True)),
        (b"D\xc1\xb1", CardRead(AT_NS, "shoe", CardTarget.FIRST_CARD, 1, "AS")),
        (b"D\xd1\xb9", CardRead(AT_NS, "shoe", CardTarget.BURN_COUNT, 1, "9S")),
        (b"D\xa3\xcb", CardRead(AT_NS, "shoe", CardTarget.BURN, 3, "JH")),
        (b"d\x80\xbc", StrayCard(AT_NS, "shoe", ShoeMode.LOCKED, "QS")),
        (b"d\x90\x80", StrayCard(AT_NS, "shoe", ShoeMode.ERROR, None)),
        (b"d\xa0\x91", StrayCard(AT_NS, "shoe", ShoeMode.SETTING, "AD")),
        (b"G\xa3", ShoeResult(AT_NS, "shoe", Winner.TIE, player_pair=True, banker_pair=True)),
        (b"G\xc2", ShoeResult(AT_NS, "shoe", Winner.BANKER, player_pair=False, banker_pair=True)),
        (b"G\xf0", ShoeResult(AT_NS, "shoe", Winner.FORCED_QUIT, player_pair=False, banker_pair=False)),
        (b"E\x87", ShoeError(AT_NS, "shoe", 7, active=True)),
        (b"L\x81", ShoeLock(AT_NS, "shoe", locked=True)),
        (b"L\x80", ShoeLock(AT_NS, "shoe", locked=False)),
    ],
)
def test_every_code_of_the_table_is_read(body: bytes, signal: Signal) -> None:
    assert decode(shoe(), frame(1, body)) == [signal]


@pytest.mark.parametrize("suit", "DCSH")
@pytest.mark.parametrize("rank", "A23456789TJQK")
def test_every_card_of_a_deck_is_read(rank: str, suit: str) -> None:
    (signal,) = decode(shoe(), card(1, CardTarget.PLAYER, 1, rank + suit))
    assert isinstance(signal, CardRead)
    assert signal.card == rank + suit


@pytest.mark.parametrize(
    "body",
    [
        b"D\xb1\xb8",  # target 3
        b"D\x80\xb8",  # index 0
        b"D\x84\xb8",  # index 4
        b"D\x81\x88",  # suit 0
        b"D\x81\xd8",  # suit 5
        b"D\x81\xb0",  # rank 0
        b"D\x81\xbe",  # rank 14
        b"D\x81\x38",  # bit 7 clear
        b"D\x81",
        b"D\x81\xb8\x80",
        b"d\xb0\xb8",
        b"G\xb0",
        b"G\x94",
        b"S\x80",
        b"Z",
        b"",
    ],
)
def test_a_checked_frame_that_the_table_does_not_know_is_dropped_but_never_silent(body: bytes) -> None:
    decoder = shoe()
    bad = frame(4, body)
    decode(decoder, frame(3, b"C"))
    assert decode(decoder, bad) == ([FramesMissed(AT_NS, "shoe", 1)] if body else [])
    assert (decoder.counts.dropped_bytes, decoder.counts.dropped_frames) == (len(bad), 1)
    after = [CutCardSeen(AT_NS, "shoe")]
    assert decode(decoder, frame(5, b"C")) == (after if body else [FramesMissed(AT_NS, "shoe", 1), *after])


def test_three_copies_of_an_event_are_one_signal() -> None:
    decoder = shoe()
    once = card(1, CardTarget.PLAYER, 1, "8S")
    assert len(decode(decoder, once, once, once)) == 1
    assert (decoder.counts.frames, decoder.counts.repeats, decoder.counts.dropped_bytes) == (3, 2, 0)


def test_a_garbled_first_copy_costs_nothing_because_the_second_is_read() -> None:
    decoder = shoe()
    once = card(1, CardTarget.PLAYER, 1, "8S")
    assert len(decode(decoder, once[:3] + b"\xff" + once[4:], once, once)) == 1
    assert (decoder.counts.dropped_bytes, decoder.counts.repeats) == (len(once), 1)


def test_two_identical_cards_in_a_row_are_two_cards() -> None:
    signals = decode(shoe(), frame(1, b"D\x81\xb8"), frame(2, b"D\x81\xb8"))
    assert [type(signal) for signal in signals] == [CardRead, CardRead]


def test_the_same_number_with_other_content_is_a_new_event_after_eight_missing() -> None:
    signals = decode(shoe(), card(1, CardTarget.PLAYER, 1, "8S"), card(1, CardTarget.BANKER, 1, "8S"))
    assert signals[1:] == [
        FramesMissed(AT_NS, "shoe", 8),
        CardRead(AT_NS, "shoe", CardTarget.BANKER, 1, "8S"),
    ]


def test_an_identical_frame_long_after_the_last_copy_is_a_new_event_after_eight_missing() -> None:
    decoder = shoe()
    result = frame(7, b"G\xc0")
    decoder.feed(result, 0)
    assert decoder.feed(result, REPEAT_WINDOW_NS) == []
    late_ns = 2 * REPEAT_WINDOW_NS + 1
    assert decoder.feed(result, late_ns) == [
        FramesMissed(late_ns, "shoe", 8),
        ShoeResult(late_ns, "shoe", Winner.BANKER, player_pair=False, banker_pair=False),
    ]


def test_copies_that_keep_following_each_other_stay_copies() -> None:
    decoder = shoe()
    once = frame(7, b"G\xc0")
    signals = [decoder.feed(once, at * REPEAT_WINDOW_NS * 9 // 10) for at in range(6)]
    assert [len(told) for told in signals] == [1, 0, 0, 0, 0, 0]


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_gap_in_the_numbers_is_told_before_the_signal(first: int, then: int) -> None:
    signals = decode(shoe(), frame(first, b"S"), frame(then, b"C"))
    missed = (then - first - 1) % 9
    expected = [FramesMissed(AT_NS, "shoe", missed)] if missed else []
    assert signals[1:] == [*expected, CutCardSeen(AT_NS, "shoe")]


def test_the_first_frame_after_reopening_is_compared_with_nothing() -> None:
    decoder = shoe()
    decode(decoder, frame(1, b"C"), b"\x05\x32")
    decoder.reset()
    assert decode(decoder, frame(7, b"C")) == [CutCardSeen(AT_NS, "shoe")]
    assert decoder.counts.dropped_bytes == 2


@pytest.mark.parametrize(
    "broken",
    [
        b"\x05",
        b"\x051",
        b"\x051D\x81",
        b"\x051D\x81\xb8\x03",
        b"\x051D\x81\xb8\x034",
        b"\x051D\x81\xb8\x034f",
        b"\x051D\x81\xb8\x0300",
        b"\x050C\x0370",
        b"\x0551C",
        b"\x03\x0334",
        b"\x06",
        b"\x15\x31",
        b"1D\x81\xb8\x034F",
        b"\x05\x03\x30\x33",
    ],
)
def test_after_a_broken_frame_the_next_one_is_read(broken: bytes) -> None:
    decoder = shoe()
    assert decode(decoder, broken, frame(2, b"C")) == [CutCardSeen(AT_NS, "shoe")]
    assert decoder.counts.dropped_bytes == len(broken)


def test_an_endless_frame_is_counted_and_not_kept() -> None:
    decoder = shoe()
    for byte in b"\x05" + b"1" * 100_000:
        decoder.feed(bytes([byte]), AT_NS)
        assert decoder.counts.pending_bytes <= MAX_BODY
    assert (decoder.counts.dropped_bytes, decoder.counts.dropped_frames) == (100_001, 1)


def test_what_is_pending_at_the_end_counts_as_dropped() -> None:
    decoder = shoe()
    decode(decoder, b"\x051D\x81")
    decoder.finish()
    assert (decoder.counts.pending_bytes, decoder.counts.dropped_bytes) == (0, 4)


codes = st.sampled_from([b"C", b"S", b"G\xc0", b"D\x81\xb8", b"D\x91\xa5", b"d\x80\xbc", b"Z", b"D\xb1\xb8"])
valid_frames = st.builds(frame, st.integers(1, 9), codes)
shoe_noise = st.lists(
    valid_frames | st.binary(max_size=6) | st.sampled_from([b"\x05", b"\x03", b"\x051D", b"34"])
).map(b"".join)


@given(shoe_noise, st.lists(st.integers(0, 10_000), max_size=8))
def test_where_the_bytes_are_cut_does_not_matter(data: bytes, places: list[int]) -> None:
    assert_cuts_do_not_matter(shoe, data, places)


@given(st.lists(shoe_noise, max_size=4))
def test_every_byte_is_accounted_for_across_reopenings(streams: list[bytes]) -> None:
    assert_accounted(shoe(), streams)


@given(shoe_noise)
def test_no_frame_is_read_that_was_not_in_the_bytes_with_its_checksum(data: bytes) -> None:
    decoder = shoe()
    decode(decoder, data)
    assert decoder.counts.frames <= sum(
        data.count(frame(seq, body)) for seq in range(1, 10) for body in bodies_in(data)
    )


def bodies_in(data: bytes) -> set[bytes]:
    """Every run of up to three bytes that could be a frame's body."""
    return {data[at : at + size] for at in range(len(data)) for size in (1, 2, 3)}


@given(
    st.lists(codes, min_size=1, max_size=12),
    st.binary(max_size=12).filter(lambda noise: b"\x05" not in noise),
    st.data(),
)
def test_noise_between_frames_never_costs_a_frame(
    events: list[bytes], noise: bytes, data: st.DataObject
) -> None:
    frames = [frame(at % 9 + 1, body) for at, body in enumerate(events)]
    place = data.draw(st.integers(0, len(frames)))
    noisy = shoe()
    assert decode(noisy, *frames[:place], noise, *frames[place:]) == decode(shoe(), *frames)


@given(codes, st.integers(1, 9), st.data())
def test_one_flipped_bit_is_always_caught(body: bytes, seq: int, data: st.DataObject) -> None:
    good = frame(seq, body)
    bit = data.draw(st.integers(0, len(good) * 8 - 1))
    flipped = bytearray(good)
    flipped[bit // 8] ^= 1 << bit % 8
    assert decode(shoe(), bytes(flipped)) == []
