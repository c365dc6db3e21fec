"""Line readers: what each line says, what is told of those that can't be read, and noise."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.decode.line_check import checked_line
from hardware.decode.line_reader import CardLine, DiceLine, LineReader, SegmentLine
from hardware.decode.line_words import MAX_LINE, Dialect, Wording
from hardware.signals import (
    CardDrawn,
    CutCardSeen,
    DiceRead,
    ReadFailed,
    SegmentRead,
    Signal,
    ThrowBegun,
    ThrowVoid,
)
from schemas.cards import DECK
from tests.hardware.decode.account import AT_NS, assert_accounted, assert_cuts_do_not_matter, decode

READERS: list[type[LineReader]] = [CardLine, DiceLine, SegmentLine]
readers = st.sampled_from(READERS)

PIECES = [
    b"D12", b"A01\r\n", b"CUT\n", b"ERR no", b"DICE 3 4 6", b"SHAKE\r", b"SEG 2x\r\n", b"SPIN", b"VOID cocked",
    b"\r", b"\n", b" 6", b"7 D12*ACA0\n", b"*",
]  # fmt: skip
line_noise = st.lists(st.sampled_from(PIECES) | st.binary(max_size=6)).map(b"".join)


def lines_of(dialect: Dialect) -> st.SearchStrategy[str]:
    pattern = re.compile(dialect.pattern, re.ASCII)
    printable = st.characters(min_codepoint=32, max_codepoint=126)
    return st.from_regex(pattern, fullmatch=True, alphabet=printable).filter(
        lambda line: len(line) <= MAX_LINE - 5
    )


def aligned(reader: type[LineReader], own: Wording | None = None) -> LineReader:
    decoder = reader("reader", own)
    decoder.feed(b"\r\n", AT_NS)
    return decoder


def said(reader: type[LineReader], line: str) -> Signal:
    (signal,) = decode(aligned(reader), line.encode() + b"\r\n")
    return signal


def failed(why: str) -> ReadFailed:
    return ReadFailed(AT_NS, "reader", why)


# --- what the lines say ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "card"),
    [("D12", "QD"), ("A01", "AS"), ("S01", "AS"), ("H10", "TH"), ("C13", "KC"), ("D02", "2D"), ("A11", "JS")],
)
def test_a_card_line_is_suit_and_rank(line: str, card: str) -> None:
    assert said(CardLine, line) == CardDrawn(AT_NS, "reader", card)


def test_every_card_of_the_deck_has_its_line() -> None:
    lines = [f"{suit}{number:02d}" for suit in "DHCSA" for number in range(1, 14)]
    cards = [signal.card for line in lines if isinstance(signal := said(CardLine, line), CardDrawn)]
    assert sorted(set(cards)) == sorted(DECK)
    assert len(cards) == 65


@pytest.mark.parametrize(
    ("reader", "line", "signal"),
    [
        (CardLine, "CUT", CutCardSeen(AT_NS, "reader")),
        (CardLine, "ERR no card", failed("no card")),
        (CardLine, "ERR", failed("the reader gives no reason")),
        (DiceLine, "DICE 3 4 6", DiceRead(AT_NS, "reader", (3, 4, 6))),
        (DiceLine, "DICE 6 1", DiceRead(AT_NS, "reader", (6, 1))),
        (DiceLine, "SHAKE", ThrowBegun(AT_NS, "reader")),
        (DiceLine, "VOID cocked", ThrowVoid(AT_NS, "reader", "cocked")),
        (DiceLine, "VOID", ThrowVoid(AT_NS, "reader", "the reader gives no reason")),
        (DiceLine, "ERR lamp is out", failed("lamp is out")),
        (SegmentLine, "SEG 10", SegmentRead(AT_NS, "reader", "10")),
        (SegmentLine, "SEG 2x", SegmentRead(AT_NS, "reader", "2x")),
        (SegmentLine, "SEG joker", SegmentRead(AT_NS, "reader", "joker")),
        (SegmentLine, "SPIN", ThrowBegun(AT_NS, "reader")),
        (SegmentLine, "VOID too few turns", ThrowVoid(AT_NS, "reader", "too few turns")),
        (SegmentLine, "ERR sensor", failed("sensor")),
    ],
)
def test_each_line_has_its_signal(reader: type[LineReader], line: str, signal: Signal) -> None:
    assert said(reader, line) == signal


def test_two_equal_cards_in_a_row_are_two_cards() -> None:
    assert decode(aligned(CardLine), b"D12\r\nD12\r\n") == [CardDrawn(AT_NS, "reader", "QD")] * 2


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r\n"])
def test_a_line_may_end_in_cr_or_lf_or_both(end: bytes) -> None:
    decoder = aligned(CardLine)
    assert decode(decoder, b"D12" + end + b"CUT" + end) == [
        CardDrawn(AT_NS, "reader", "QD"),
        CutCardSeen(AT_NS, "reader"),
    ]
    assert decoder.counts.dropped_bytes == 0


def test_a_signal_has_the_time_of_the_read_that_completed_it() -> None:
    decoder = CardLine("reader")
    assert decoder.feed(b"D1", 1) == []
    assert decoder.feed(b"2\r", 2) == [CardDrawn(2, "reader", "QD")]
    assert decoder.feed(b"\n", 3) == []


# --- what can't be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "line"),
    [
        (CardLine, "D1"), (CardLine, "D012"), (CardLine, "d12"), (CardLine, "X12"), (CardLine, " D12"), (CardLine, "D12 "),
        (CardLine, "D12H05"), (CardLine, "cut"), (CardLine, "VOID cocked"), (CardLine, "ERR D12"), (CardLine, "ERRno"), (CardLine, "D1\x002"),
        (DiceLine, "DICE 3 4 7"), (DiceLine, "DICE 3"), (DiceLine, "DICE 3 4 6 1"), (DiceLine, "DICE 346"), (DiceLine, "DICE  3 4 6"),
        (DiceLine, "3 4 6"), (DiceLine, "SPIN"), (DiceLine, "VOID Cocked"), (DiceLine, "DICE 0 4 6"),
        (SegmentLine, "SEG"), (SegmentLine, "SEG 10 "), (SegmentLine, "SEG JOKER"), (SegmentLine, "10"), (SegmentLine, "SEG -1"),
        (SegmentLine, "SEG 1234567890123"), (SegmentLine, "SHAKE"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_exact_is_dropped_counted_and_told(reader: type[LineReader], line: str) -> None:
    decoder = aligned(reader)
    assert decode(decoder, line.encode() + b"\r\n") == [failed(f"a line that can't be read: {line!r}")]
    assert (decoder.counts.dropped_bytes, decoder.counts.dropped_frames) == (len(line), 1)


@pytest.mark.parametrize("line", ["D00", "A14", "H99"])
def test_a_card_that_is_none_is_a_failed_reading(line: str) -> None:
    assert said(CardLine, line) == failed(f"code {line!r} is not in the table of codes")


def test_bytes_that_are_no_text_are_quoted_readably() -> None:
    assert decode(aligned(CardLine), b"\xffD12\n") == [failed(r"a line that can't be read: '\\xffD12'")]


def test_endless_noise_is_told_once_counted_and_not_kept() -> None:
    decoder = aligned(CardLine)
    signals = decode(decoder, b"9" * 100_000)
    assert signals == [failed(f"a line that can't be read: {'9' * 40!r}")]
    assert decoder.counts.pending_bytes <= MAX_LINE
    assert decode(decoder, b"\r\nD12\r\n") == [CardDrawn(AT_NS, "reader", "QD")]
    assert (decoder.counts.dropped_bytes, decoder.counts.dropped_frames) == (100_000, 1)


def test_the_longest_line_is_read_and_a_longer_one_is_noise() -> None:
    longest = "ERR " + "x" * (MAX_LINE - 4)
    assert said(CardLine, longest) == failed(longest[4:])
    assert said(CardLine, longest + "x") == failed(f"a line that can't be read: {longest[:40]!r}")


def test_what_is_pending_at_the_end_counts_as_dropped() -> None:
    decoder = CardLine("reader")
    decode(decoder, b"D1")
    assert decoder.counts.pending_bytes == 2
    decoder.finish()
    assert (decoder.counts.pending_bytes, decoder.counts.dropped_bytes) == (0, 2)


# --- the first line after opening ------------------------------------------------------------------------------------


def test_the_first_line_after_opening_counts_if_it_is_whole() -> None:
    assert decode(CardLine("reader"), b"D12\r\n") == [CardDrawn(AT_NS, "reader", "QD")]


def test_a_tail_after_opening_is_dropped_in_silence_and_the_next_line_counts() -> None:
    decoder = CardLine("reader")
    assert decode(decoder, b"12\r\nD12\r\n") == [CardDrawn(AT_NS, "reader", "QD")]
    assert decoder.counts.dropped_bytes == 2
    decoder.reset()
    assert decode(decoder, b"2\r\n") == []


def test_a_half_line_before_a_reopening_never_joins_the_one_after() -> None:
    decoder = aligned(CardLine)
    assert decode(decoder, b"D1") == []
    decoder.reset()
    assert decode(decoder, b"D12\r\n") == [CardDrawn(AT_NS, "reader", "QD")]
    assert decoder.counts.dropped_bytes == 2


@given(st.data(), readers, st.booleans(), st.integers(1, MAX_LINE))
def test_no_end_of_a_line_is_itself_a_line(
    data: st.DataObject, reader: type[LineReader], checked: bool, missed: int
) -> None:
    line = data.draw(lines_of(reader.dialect))
    line = checked_line(7, line) if checked else line
    own = Wording(checked=checked)
    assert decode(reader("reader", own), line.encode() + b"\n") != []
    assert decode(reader("reader", own), line[missed:].encode() + b"\n") == []


# --- whatever comes --------------------------------------------------------------------------------------------------


@given(readers, st.booleans(), line_noise, st.lists(st.integers(0, 10_000), max_size=8))
def test_where_the_bytes_are_cut_does_not_matter(
    reader: type[LineReader], checked: bool, data: bytes, places: list[int]
) -> None:
    assert_cuts_do_not_matter(lambda: reader("reader", Wording(checked=checked)), data, places)


@given(readers, st.booleans(), st.lists(line_noise, max_size=4))
def test_every_byte_is_accounted_for_across_reopenings(
    reader: type[LineReader], checked: bool, streams: list[bytes]
) -> None:
    assert_accounted(reader("reader", Wording(checked=checked)), streams)


@given(readers, line_noise)
def test_every_line_is_told_once_and_none_passes_unsaid(reader: type[LineReader], data: bytes) -> None:
    signals = decode(aligned(reader), data + b"\n")
    lines = [line for line in re.split(rb"[\r\n]", data) if line]
    assert len(signals) == len(lines)


@given(readers, line_noise)
def test_nothing_is_told_that_was_not_a_whole_line(reader: type[LineReader], data: bytes) -> None:
    lines = re.split(rb"[\r\n]", data)[:-1]
    for signal in decode(reader("reader"), data):
        if not isinstance(signal, ReadFailed):
            assert written(signal) & set(lines)


def written(signal: Signal) -> set[bytes]:
    """How a reader may write ``signal``, made from the signal alone."""
    match signal:
        case CardDrawn():
            rank, suit = signal.card[0], signal.card[1]
            number = b"%02d" % ("A23456789TJQK".index(rank) + 1)
            return {letter.encode() + number for letter in {"S": "SA"}.get(suit, suit)}
        case CutCardSeen():
            return {b"CUT"}
        case DiceRead():
            return {b"DICE " + b" ".join(b"%d" % face for face in signal.dice)}
        case SegmentRead():
            return {b"SEG " + signal.segment.encode()}
        case ThrowBegun():
            return {b"SHAKE", b"SPIN"}
        case ThrowVoid():
            return {b"VOID " + signal.why.encode()}
    raise AssertionError(f"a line reader does not say {signal}")


# --- checked lines ---------------------------------------------------------------------------------------------------


def checked(*numbered: tuple[int, str], spoil: Callable[[bytes], bytes] = lambda line: line) -> bytes:
    return b"".join(spoil(checked_line(number, text).encode()) + b"\r\n" for number, text in numbered)


def checked_cards() -> LineReader:
    return aligned(CardLine, Wording(checked=True))


def test_checked_lines_are_read_when_number_and_checksum_are_right() -> None:
    signals = decode(checked_cards(), checked((8, "D12"), (9, "D12"), (0, "CUT")))
    assert [type(signal) for signal in signals] == [CardDrawn, CardDrawn, CutCardSeen]


def test_a_plain_line_is_no_checked_line() -> None:
    assert decode(checked_cards(), b"D12\r\n") == [failed("a line that can't be read: 'D12'")]


@given(st.integers(0, 9), st.integers(0, 8))
def test_lines_that_never_came_are_told_with_the_next_one(first: int, lost: int) -> None:
    signals = decode(checked_cards(), checked((first, "D12"), ((first + lost + 1) % 10, "H05")))
    told = [failed(f"{lost} line(s) never arrived")] if lost else []
    assert signals == [CardDrawn(AT_NS, "reader", "QD"), *told, CardDrawn(AT_NS, "reader", "5H")]


def test_a_damaged_line_is_told_once_and_not_missed_again() -> None:
    decoder = checked_cards()
    data = checked((1, "D12")) + checked((2, "H05"), spoil=lambda line: line.replace(b"H05", b"H04"))
    signals = decode(decoder, data + checked((3, "C09")))
    assert [type(signal) for signal in signals] == [CardDrawn, ReadFailed, CardDrawn]
    assert [type(signal) for signal in decode(decoder, checked((5, "C09")))] == [ReadFailed, CardDrawn]


def test_the_same_number_twice_means_that_nine_lines_are_missing() -> None:
    signals = decode(checked_cards(), checked((1, "D12"), (1, "D12")))
    assert signals[1] == failed("9 line(s) never arrived")


def test_numbers_before_a_reopening_do_not_count() -> None:
    decoder = checked_cards()
    decode(decoder, checked((1, "D12")))
    decoder.reset()
    assert decode(decoder, checked((7, "D12"))) == [CardDrawn(AT_NS, "reader", "QD")]


@given(
    st.integers(0, 9), st.sampled_from(["D12", "CUT", "ERR no card"]), st.integers(0, 20), st.integers(1, 255)
)
def test_one_changed_byte_never_makes_another_reading(number: int, text: str, at: int, flip: int) -> None:
    line = bytearray(checked_line(number, text).encode())
    line[at % len(line)] ^= flip
    signals = decode(checked_cards(), bytes(line) + b"\n")
    assert all(isinstance(signal, ReadFailed) for signal in signals)
