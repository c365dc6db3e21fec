"""The number and the checksum of a checked line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.decode.line_check import Numbering, checked_line, unwrap

printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60)


def test_the_documented_line_is_built_to_the_byte() -> None:
    assert checked_line(7, "D12") == "7 D12*50"


@given(st.integers(0, 9), printable)
def test_a_checked_line_gives_its_number_and_text_back(number: int, text: str) -> None:
    assert unwrap(checked_line(number, text)) == (number, text)


@pytest.mark.parametrize(
    "line", ["", "7 D12", "D12*50", "7 D12*5", "7 D12*5e", "7 D12*51", "17 D12*50", "7D12*50", "7 *17"]
)
def test_what_does_not_add_up_is_none(line: str) -> None:
    assert unwrap(line) is None


def test_a_spoiled_line_covers_one_gap_only() -> None:
    numbers = Numbering()
    assert numbers.arrived(9) == 0
    numbers.spoiled()
    assert numbers.arrived(1) == 0
    assert numbers.arrived(3) == 1
    numbers.forget()
    assert numbers.arrived(0) == 0
