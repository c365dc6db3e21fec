"""Statements about segments: signed, chained, and every tampering is seen."""

from __future__ import annotations

import hashlib
import hmac
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.base64url import to_bytes, to_text
from schemas.envelope import GENESIS, BadEnvelope, seal
from schemas.model import MOST_COUNT
from schemas.video.record import Record, Track, framed
from schemas.video.segment import SEGMENT_TYPE, SegmentStatement, digest_of, opened, sealed

KEY_ID = "table-01#3"
U63 = st.integers(0, 2**63 - 1).map(str)
HASH = st.binary(min_size=32, max_size=32).map(bytes.hex)
STATEMENTS = st.builds(
    SegmentStatement,
    table=st.just("table-01"),
    number=st.integers(0, MOST_COUNT).map(str),
    start_utc_ns=U63,
    end_utc_ns=U63,
    frames=st.integers(0, 1000),
    size=st.integers(0, 2**40),
    digest=HASH,
    prev=HASH,
)


def _sign(message: bytes) -> bytes:
    return hmac.new(b"of the board", message, hashlib.sha256).digest()


def _check(key_id: str, message: bytes, signature: bytes) -> bool:
    return key_id == KEY_ID and hmac.compare_digest(_sign(message), signature)


@given(STATEMENTS)
def test_a_statement_comes_back_with_the_hash_that_the_next_one_names(statement: SegmentStatement) -> None:
    wire, hashed = sealed(statement, KEY_ID, _sign)
    assert opened(wire, _check) == (statement, KEY_ID, hashed)


@given(STATEMENTS, st.data())
def test_a_changed_byte_is_seen(statement: SegmentStatement, data: st.DataObject) -> None:
    wire, _ = sealed(statement, KEY_ID, _sign)
    wrapper = json.loads(wire)
    payload = bytearray(to_bytes(wrapper["p"]))
    at = data.draw(st.integers(0, len(payload) - 1))
    payload[at] ^= data.draw(st.integers(1, 255))
    wrapper["p"] = to_text(bytes(payload))
    with pytest.raises(BadEnvelope):
        opened(json.dumps(wrapper).encode(), _check)


def test_a_statement_signed_as_something_else_is_no_statement() -> None:
    payload = _statement(1, b"", GENESIS).model_dump_json().encode()
    with pytest.raises(BadEnvelope, match="does not hold"):
        opened(seal(payload, KEY_ID, _sign), _check)


def test_signed_nonsense_is_no_statement() -> None:
    with pytest.raises(ValidationError):
        opened(seal(b'{"number": 1}', KEY_ID, _sign, SEGMENT_TYPE), _check)


def test_a_segment_cut_out_of_the_chain_is_missed() -> None:
    chain, prev = [], GENESIS
    for number in range(4):
        wire, hashed = sealed(_statement(number, _content(number), prev), KEY_ID, _sign)
        chain.append(opened(wire, _check))
        prev = hashed
    assert all(later[0].prev == earlier[2] for earlier, later in pairwise(chain))
    assert chain[2][0].prev != chain[0][2]


@given(st.data())
def test_a_changed_file_has_another_digest(data: st.DataObject) -> None:
    content = bytearray(_content(1))
    stated = _statement(1, bytes(content), GENESIS).digest
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    assert digest_of(bytes(content)) != stated


def _content(number: int) -> bytes:
    frames = (Record(Track.MAIN, seq, seq == 0, number, seq, 0, b"frame") for seq in range(3))
    return b"".join(framed(frame.encode()) for frame in frames)


def _statement(number: int, content: bytes, prev: str) -> SegmentStatement:
    return SegmentStatement(
        table="table-01",
        number=str(number),
        start_utc_ns="1",
        end_utc_ns="2",
        frames=3,
        size=len(content),
        digest=digest_of(content),
        prev=prev,
    )
