"""The number and the checksum of a checked line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.decode.line_check import Numbering, checked_line, checksum, unwrap

printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60)


def test_the_checksum_is_the_published_one() -> None:
    assert checksum("123456789") == "29B1"
    assert checked_line(7, "D12") == "7 D12*ACA0"


@given(st.integers(0, 9), printable)
def test_a_checked_line_gives_its_number_and_text_back(number: int, text: str) -> None:
    assert unwrap(checked_line(number, text)) == (number, text)


@pytest.mark.parametrize(
    "line",
    [
        "", "7 D12", "D12*ACA0", "7 D12*ACA", "7 D12*aca0", "7 D12*ACA1", "17 D12*ACA0", "7D12*ACA0", "7 *29B1",
        "8 D12*ACA0", "7 D12*ACA0 ",
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_none(line: str) -> None:
    assert unwrap(line) is None


@given(st.integers(0, 9), printable, st.integers(0, 500), st.integers(1, 2**16 - 1))
def test_a_burst_of_up_to_sixteen_bits_is_noticed(number: int, text: str, at: int, burst: int) -> None:
    line = checked_line(number, text).encode("ascii")
    place = at % (8 * (len(line) - 5) - 15)
    spoiled = (int.from_bytes(line, "big") ^ burst << 8 * len(line) - 16 - place).to_bytes(len(line), "big")
    assert unwrap(spoiled.decode("latin-1")) is None


def test_a_spoiled_line_covers_one_gap_only() -> None:
    numbers = Numbering()
    assert numbers.arrived(9) == 0
    numbers.spoiled()
    assert numbers.arrived(1) == 0
    assert numbers.arrived(3) == 1
    numbers.forget()
    assert numbers.arrived(0) == 0
