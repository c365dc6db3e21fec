"""Bytes as text: there and back, and no other alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.base64url import to_bytes, to_text


@given(st.binary(max_size=100))
def test_bytes_come_back_from_their_text(data: bytes) -> None:
    assert to_bytes(to_text(data)) == data


@pytest.mark.parametrize("text", ["a+b/", "ab==", "a b", "ä", "a", "ab\n", "%%%%"])
def test_another_alphabet_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_bytes(text)
