"""Test vectors of the signed wrapper, for people who write their own board, cloud or verifier. The key is public: it protects nothing."""

from __future__ import annotations

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.envelope import PAYLOAD_TYPE, event_hash, pre_authentication, seal

SEED = bytes(range(32))

EVENT = (
    b'{"specversion":"1.0","id":"table-01:7:1","source":"urn:studio-floor:demo:t:table-01","type":"floor.shoe.cut_card.v1",'
    b'"time":"2026-11-22T19:20:30.123456Z","subject":"table/table-01","datacontenttype":"application/json",'
    b'"dataschema":"urn:studio-floor:schema:shoe.cut_card:1.0","epoch":"7","seq":"1","prevhash":"'
    + b"0"
    * 64
    + b'",'
    b'"bootid":"6f0f7a2c-0000-4000-8000-000000000000","monons":"1234567890123","clkerrus":410,"clksrc":"chrony",'
    b'"data":{"round_id":null}}'
)


def vectors() -> dict[str, Any]:
    """Key, signed bytes, pre-authentication encoding, signature, wrapper and hash of each case."""
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    cases = [
        ("an event", PAYLOAD_TYPE, EVENT),
        ("an empty body", PAYLOAD_TYPE, b""),
        ("not ASCII", "x/ü", "Zéro".encode()),
    ]
    return {
        "about": "Ed25519 over the DSSE v1 pre-authentication encoding of (type, payload); base64url without padding.",
        "seed_hex": SEED.hex(),
        "public_key": _b64(key.public_key().public_bytes_raw()),
        "cases": [_case(key, *case) for case in cases],
    }


def _case(key: Ed25519PrivateKey, name: str, kind: str, payload: bytes) -> dict[str, str]:
    signed = pre_authentication(kind, payload)
    return {
        "name": name,
        "type": kind,
        "payload": _b64(payload),
        "signed": _b64(signed),
        "signature": _b64(key.sign(signed)),
        "wrapper": seal(payload, "table-01#1", key.sign, kind).decode(),
        "sha256": event_hash(payload),
    }


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
