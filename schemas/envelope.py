"""The signed wrapper and the CloudEvents 1.0 event inside it. The bytes that were signed are the bytes that are kept: nothing is ever re-serialised.

Sources: CloudEvents 1.0 JSON format; DSSE v1 pre-authentication encoding. Signing itself is injected, so this stays pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from schemas.base64url import to_bytes, to_text
from schemas.model import MOST_COUNT, Decimal64, Hash, Message

PAYLOAD_TYPE = "application/cloudevents+json"
GENESIS = "0" * 64
TYPE = re.compile(r"^floor\.([a-z_.]{1,60})\.v1\Z")

Sign = Callable[[bytes], bytes]
Check = Callable[[str, bytes, bytes], bool]
"""``check(key_id, message, signature)``: is this key known and the signature right?"""


class BadEnvelope(ValueError):
    """The wrapper or its signature can't be trusted; ``code`` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Wrapper(Message):
    """``p`` event bytes (base64url, unpadded), ``k`` key id such as ``table-01#3``, ``s`` Ed25519 signature (base64url, unpadded)."""

    p: str
    k: str = Field(pattern=r"^[a-z0-9-]{1,32}#[1-9][0-9]{0,8}$")
    s: str


class Event(Message):
    """A CloudEvents 1.0 event with our extension attributes. Times are RFC 3339 UTC; 64-bit numbers are text."""

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    time: str
    subject: str
    datacontenttype: str = "application/json"
    dataschema: str
    epoch: Decimal64
    seq: Decimal64
    prevhash: Hash
    bootid: str
    monons: Decimal64
    clkerrus: int | None = Field(
        ge=0, le=MOST_COUNT, description="Bound of the clock's error in microseconds; null when unknown."
    )
    clksrc: str
    reissue: str | None = Field(
        default=None, description="epoch:seq under which this same fact was first numbered."
    )
    data: dict[str, Any]

    @property
    def position(self) -> tuple[int, int]:
        """(epoch, seq) as numbers."""
        return int(self.epoch), int(self.seq)

    @property
    def kind(self) -> str:
        """The middle of ``floor.{kind}.v1``; ``unknown`` for a type of another breaking version or of somebody else."""
        named = TYPE.match(self.type)
        return named[1] if named else "unknown"


@dataclass(frozen=True, slots=True)
class Opened:
    """A wrapper whose signature was right: its key and the exact bytes that were signed."""

    key_id: str
    signature: bytes
    payload: bytes


def event_hash(payload: bytes) -> str:
    """The hash that the next event names as ``prevhash``."""
    return hashlib.sha256(payload).hexdigest()


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """What is signed (DSSE v1, PAE): ``DSSEv1 len(type) type len(payload) payload``."""
    kind = payload_type.encode()
    return b" ".join((b"DSSEv1", str(len(kind)).encode(), kind, str(len(payload)).encode(), payload))


def seal(payload: bytes, key_id: str, sign: Sign, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """Wrap and sign ``payload``; the result is what goes on the wire."""
    signature = sign(pre_authentication(payload_type, payload))
    return f'{{"p":"{to_text(payload)}","k":"{key_id}","s":"{to_text(signature)}"}}'.encode()


def unseal(wire: bytes, check: Check, payload_type: str = PAYLOAD_TYPE) -> Opened:
    """Check the wrapper and its signature.

    Raises:
        BadEnvelope: malformed (code ``malformed``) or not signed by a known key (code ``bad_signature``).
    """
    try:
        wrapper = Wrapper.consume(wire)
        payload, signature = to_bytes(wrapper.p), to_bytes(wrapper.s)
    except ValueError as bad:
        raise BadEnvelope("malformed", f"not a signed wrapper: {bad}") from bad
    if not check(wrapper.k, pre_authentication(payload_type, payload), signature):
        raise BadEnvelope(
            "bad_signature", f"the signature by {wrapper.k} does not hold, or the key is not registered"
        )
    return Opened(wrapper.k, signature, payload)
