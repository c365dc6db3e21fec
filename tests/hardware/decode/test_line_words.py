"""The operator's own words for a line reader: what they can say, and what is refused before the table starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.decode.line_reader import CardLine, DiceLine, LineReader, SegmentLine
from hardware.decode.line_words import Wording
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
from tests.hardware.decode.account import AT_NS, decode

TAGS = {"04A1B2C3D4E5F6": "QD", "04A1B2C3D4E5F7": "QD", "04000000000001": "cut"}
BY_TAG = Wording(r"TAG (?P<code>[0-9A-F]{14})|(?P<failed>NO TAG)", TAGS)


def signals(reader: LineReader, data: bytes) -> list[Signal]:
    return decode(reader, b"\n" + data)


def test_a_seven_byte_tag_stands_for_the_card_that_the_table_says() -> None:
    told = signals(
        CardLine("felt", BY_TAG), b"TAG 04A1B2C3D4E5F6\nTAG 04A1B2C3D4E5F7\nTAG 04000000000001\nNO TAG\n"
    )
    assert told == [
        CardDrawn(AT_NS, "felt", "QD"),
        CardDrawn(AT_NS, "felt", "QD"),
        CutCardSeen(AT_NS, "felt"),
        ReadFailed(AT_NS, "felt", "NO TAG"),
    ]


def test_an_unknown_tag_is_a_failed_reading_even_on_the_first_line_after_opening() -> None:
    told = decode(CardLine("felt", BY_TAG), b"TAG 04A1B2C3D4E5FF\n")
    assert told == [ReadFailed(AT_NS, "felt", "code '04A1B2C3D4E5FF' is not in the table of codes")]


def test_what_the_operators_pattern_does_not_fit_is_a_failed_reading_too() -> None:
    told = signals(CardLine("felt", BY_TAG), b"D12\n")
    assert told == [ReadFailed(AT_NS, "felt", "a line that can't be read: 'D12'")]


def test_dice_may_be_separated_as_the_reader_likes() -> None:
    own = Wording(r"(?P<code>[1-6](?:[,;][1-6])+)|(?P<begun>S)|(?P<void>C\w*)")
    told = signals(DiceLine("cup", own), b"S\n3,4;6\nC2\n1,2,3,4\n")
    assert told[:3] == [
        ThrowBegun(AT_NS, "cup"),
        DiceRead(AT_NS, "cup", (3, 4, 6)),
        ThrowVoid(AT_NS, "cup", "C2"),
    ]
    assert isinstance(told[3], ReadFailed)
    assert "no throw: two or three faces" in told[3].why


def test_a_wheel_that_says_its_position_is_read_by_a_table() -> None:
    codes = {f"P{place:02d}": ("2x" if place == 13 else "1") for place in range(54)}
    told = signals(SegmentLine("wheel", Wording(r"(?P<code>P\d\d)", codes)), b"P13\nP00\nP54\n")
    assert told[:2] == [SegmentRead(AT_NS, "wheel", "2x"), SegmentRead(AT_NS, "wheel", "1")]
    assert isinstance(told[2], ReadFailed)


def test_a_table_alone_keeps_the_kinds_own_pattern() -> None:
    assert signals(CardLine("shoe", Wording(codes={"D12": "2C"})), b"D12\n") == [
        CardDrawn(AT_NS, "shoe", "2C")
    ]


def test_a_line_that_says_two_things_at_once_is_not_read() -> None:
    own = Wording(r"(?P<code>\d)(?P<begun>S)?")
    assert [type(signal) for signal in signals(SegmentLine("w", own), b"1\n1S\n")] == [
        SegmentRead,
        ReadFailed,
    ]


@pytest.mark.parametrize(
    ("reader", "own", "said"),
    [
        (CardLine, Wording("(?P<code>["), r"pattern: '\(\?P<code>\[' is no regular expression: unterminated character set at position 9"),
        (CardLine, Wording("x{99999999999999999999}(?P<code>a)"), "pattern: .* is no regular expression"),
        (CardLine, Wording(r"[DHCS]\d\d"), r"pattern: .* has no group \(\?P<code>"),
        (CardLine, Wording(r"(?P<card>[DHCS]\d\d)"), r"pattern: .* names a group 'card'; this kind has code, cut, failed"),
        (CardLine, Wording(r"(?P<code>a)|(?P<begun>b)"), "names a group 'begun'"),
        (DiceLine, Wording(r"(?P<code>a)|(?P<cut>b)"), "names a group 'cut'; this kind has begun, code, failed, void"),
        (SegmentLine, Wording(r"(?P<code>\d*)"), "pattern: .* fits an empty line"),
        (CardLine, Wording(r"(?P<code>\w+)", {}), "codes: the table is empty"),
        (CardLine, Wording(r"(?P<code>\w+)", {"AB": "DQ"}), "codes: 'AB': 'DQ' is not a card"),
        (CardLine, Wording(r"(?P<code>\w+)", {"AB": "CUT"}), "codes: 'AB': 'CUT' is not a card"),
        (CardLine, Wording(r"(?P<code>\w+)", {"": "QD"}), "codes: '' can't come in a line: 1 to 96 printable characters"),
        (CardLine, Wording(r"(?P<code>\w+)", {"A\n": "QD"}), r"codes: 'A\\n' can't come in a line"),
        (CardLine, Wording(r"(?P<code>\w+)", {"A" * 97: "QD"}), "codes: 'A+ can't come in a line"),
        (CardLine, Wording(r"(?P<code>\w+)", {"1234": "QD", "34": "KD"}), "codes: '34' is the end of '1234': of a line whose beginning"),
        (CardLine, Wording(r"(?P<code>\w+)", {"1234": "QD", "234": "KD"}), "codes: '234' is the end of '1234'"),
        (CardLine, Wording(codes={"04A1B2C3D4E5F6": "QD"}), "codes: '04A1B2C3D4E5F6' can never be read: .* give a pattern"),
        (DiceLine, Wording(r"(?P<code>\w+)", {"A": "7"}), "codes: 'A': '7' is no throw: two or three faces from 1 to 6, as in '346'"),
        (DiceLine, Wording(codes={"1 1 1": "111", "SHAKE": "112"}), "codes: 'SHAKE' can never be read"),
        (SegmentLine, Wording(r"(?P<code>\w+)", {"A": "2X"}), "codes: 'A': '2X' is no segment: .* lower-case"),
    ],
)  # fmt: skip
def test_words_that_can_not_be_right_are_refused_with_place_and_reason(
    reader: type[LineReader], own: Wording, said: str
) -> None:
    with pytest.raises(ValueError, match=f"^{said}" if said.startswith(("pattern", "codes")) else said):
        reader("device", own)


@given(st.text(max_size=30))
def test_any_pattern_is_taken_or_refused_with_its_place(pattern: str) -> None:
    try:
        CardLine("shoe", Wording(pattern))
    except ValueError as fault:
        assert str(fault).startswith("pattern: ")


@given(st.dictionaries(st.text(max_size=8), st.sampled_from(["QD", "cut", "XX", ""]), max_size=4))
def test_any_table_is_taken_or_refused_with_its_place(codes: dict[str, str]) -> None:
    try:
        reader = CardLine("shoe", Wording(r"(?P<code>.+)", codes))
    except ValueError as fault:
        assert str(fault).startswith("codes: ")
        return
    for code, reading in codes.items():
        (told,) = decode(reader, code.encode() + b"\n")
        assert told == (CutCardSeen(AT_NS, "shoe") if reading == "cut" else CardDrawn(AT_NS, "shoe", "QD"))
