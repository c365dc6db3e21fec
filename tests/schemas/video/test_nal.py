"""NAL units: split, join, escape; what is no byte stream is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.video.nal import NotH264, escape, join, kind, length_prefixed, split, unescape

NEARLY_ZEROS = st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 0x80]), max_size=60).map(bytes)
RAW = st.one_of(NEARLY_ZEROS, st.binary(max_size=60))
UNITS = st.builds(
    lambda head, raw: bytes((head,)) + escape(raw) + b"\x80", st.integers(min_value=1, max_value=127), RAW
)


@given(RAW)
def test_escaping_is_undone(raw: bytes) -> None:
    assert unescape(escape(raw)) == raw


@given(RAW)
def test_no_start_code_is_left_in_what_was_escaped(raw: bytes) -> None:
    escaped = escape(raw)
    assert not any(sign in escaped for sign in (b"\x00\x00\x00", b"\x00\x00\x01", b"\x00\x00\x02"))


@given(RAW)
def test_escaping_does_as_the_standard_says_byte_by_byte(raw: bytes) -> None:
    expected, zeros = bytearray(), 0
    for byte in raw:
        if zeros == 2 and byte <= 3:
            expected.append(3)
            zeros = 0
        expected.append(byte)
        zeros = min(zeros + 1, 2) if byte == 0 else 0
    assert escape(raw) == bytes(expected)


@given(st.lists(UNITS, min_size=1, max_size=6))
def test_units_come_back_from_a_stream(units: list[bytes]) -> None:
    assert split(join(units)) == units


@given(st.lists(st.tuples(UNITS, st.sampled_from([3, 4]), st.integers(0, 3)), min_size=1, max_size=6))
def test_short_start_codes_and_zeros_behind_a_unit_are_no_part_of_it(
    units: list[tuple[bytes, int, int]],
) -> None:
    stream = b"".join(bytes(start - 1) + b"\x01" + unit + bytes(behind) for unit, start, behind in units)
    assert split(stream) == [unit for unit, _, _ in units]


@given(st.lists(UNITS, min_size=1, max_size=6))
def test_lengths_lead_from_unit_to_unit(units: list[bytes]) -> None:
    data, found = length_prefixed(units), []
    while data:
        size = int.from_bytes(data[:4], "big")
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    assert found == units


@pytest.mark.parametrize(
    "stream",
    [b"", b"\x00\x00", b"abc", b"\x07\x00\x00\x01\x65", b"\x00\x00\x01", b"\x00\x00\x01\x00\x00\x01\x65\x80"],
)
def test_what_is_no_byte_stream_is_refused(stream: bytes) -> None:
    with pytest.raises(NotH264):
        split(stream)


def test_a_unit_whose_forbidden_bit_is_set_is_refused() -> None:
    with pytest.raises(NotH264, match="forbidden"):
        split(b"\x00\x00\x01\xe5\x80")


@given(st.binary(max_size=200))
def test_any_bytes_are_split_or_refused(data: bytes) -> None:
    try:
        units = split(data)
    except NotH264:
        return
    assert all(len(unit) >= 1 and kind(unit) < 32 for unit in units)
