"""Requests that no decent client sends: each with the bytes of its body."""

from __future__ import annotations

import json
import uuid
from typing import Any

STRAIGHT = {"type": "straight", "sel": ["17"], "stake": 100}


def placement(round: str, /, **changes: Any) -> dict[str, Any]:
    """A good placement, but for ``changes``; None takes a field away."""
    whole = {"bet_id": str(uuid.uuid4()), "round_id": round, "bets": [STRAIGHT]} | changes
    return {name: value for name, value in whole.items() if value is not None}


def bad_stakes(round_id: str) -> dict[str, bytes]:
    """Stakes that are no stakes."""
    stakes: list[Any] = [
        0, -1, -100, 1.0, 100.5, 1e300, True, False, None, "100", [100], {}, 10**12 + 1, 10**18, 2**63, 2**64, -(2**70),
    ]  # fmt: skip
    whole = {
        f"stake {stake!r}"[:40]: json.dumps(placement(round_id, bets=[{**STRAIGHT, "stake": stake}])).encode()
        for stake in stakes
    }
    text = json.dumps(placement(round_id))
    for stake in ("NaN", "Infinity", "1e400", "0x64", "00100", "9" * 5000):
        whole[f"stake {stake[:12]}"] = text.replace('"stake": 100', f'"stake": {stake}').encode()
    return whole


def bad_selections(round_id: str) -> dict[str, bytes]:
    """Selections that a European wheel does not have."""
    bets: list[dict[str, Any]] = [
        {"type": "straight", "sel": sel}
        for sel in (
            ["37"],
            ["00"],
            [17],
            "17",
            ["17", "18"],
            [],
            None,
            {"a": 1},
            [None],
            ["17\u0000"],
            [["17"]],
            1.5,
        )
    ]
    bets += [
        {"type": "split", "sel": ["1", "9"]},
        {"type": "banker"},
        {"type": "zzz"},
        {"type": "red", "sel": ["1"]},
    ]
    bets += [{"type": "straight", "sel": ["\ud800"]}, {"type": "straight", "sel": {"\udfff": "\ud800"}}]
    bets += [{"type": "'; DROP TABLE bets; --", "sel": ["17"]}, {"type": "", "sel": ["17"]}, {"type": None}]
    whole = {
        f"bet {bet!a}"[:60]: json.dumps(placement(round_id, bets=[{**bet, "stake": 100}])).encode()
        for bet in bets
    }
    deep = "[" * 3000 + "]" * 3000
    whole["a selection 3000 deep"] = json.dumps(placement(round_id)).replace('["17"]', deep).encode()
    return whole


def bad_shapes(round_id: str) -> dict[str, bytes]:
    """Not JSON, not an object, not our object."""
    return {
        "nothing": b"",
        "half a body": json.dumps(placement(round_id)).encode()[:40],
        "no UTF-8": b'{"bet_id": "\xff\xfe"}',
        "a list": b"[]",
        "a number": b"17",
        "null": b"null",
        "30000 brackets": b"[" * 30_000,
        "30000 objects": b'{"a":' * 6_000,
        "an unknown field": json.dumps(placement(round_id, surprise=1)).encode(),
        "an unknown field in a bet": json.dumps(
            placement(round_id, bets=[{**STRAIGHT, "odds": 36}])
        ).encode(),
        "no bets": json.dumps(placement(round_id, bets=[])).encode(),
        "too many bets": json.dumps(placement(round_id, bets=[STRAIGHT] * 101)).encode(),
        "no bet id": json.dumps(placement(round_id, bet_id=None)).encode(),
        "a bet id that is no uuid": json.dumps(placement(round_id, bet_id="1")).encode(),
        "a bet id in capitals": json.dumps(placement(round_id, bet_id=str(uuid.uuid4()).upper())).encode(),
        "no round": json.dumps(placement(round_id, round_id=None)).encode(),
        "a round of another table": json.dumps(
            placement(f"baccarat-01-{round_id.split('-', 2)[2]}")
        ).encode(),
        "a round to come": json.dumps(placement(f"{round_id}9")).encode(),
        "a strange round": json.dumps(placement("../../etc/passwd")).encode(),
        "a round that is a list": json.dumps(placement(round_id, round_id=[round_id])).encode(),
    }
