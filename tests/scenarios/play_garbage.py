"""Decisions and questions that no decent client sends, each named: bodies as bytes, addresses as text."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import quote

DEEP = "[" * 3000 + "]" * 3000
ODD_NAMES = (
    "nowhere",
    "..%2f..",
    "a" * 500,
    "%00",
    "%ff",
    "'; DROP TABLE rounds; --",
    "%ED%A0%80",
    "\u202e",
    "-",
    "9" * 40,
)
ODD_VALUES = (
    "",
    "0",
    "-1",
    "1e400",
    "nan",
    "inf",
    "true",
    "null",
    "[]",
    "%00",
    "%ff",
    "9" * 400,
    "' OR 1=1 --",
    "2026-13-45",
    "\u0000",
)


def decision(round_id: str, /, **changes: Any) -> dict[str, Any]:
    """A good decision of seat 3, but for ``changes``; ``...`` takes a field away."""
    whole = {
        "decision_id": str(uuid.uuid4()), "round_id": round_id, "seat": 3, "hand": 1, "action": "stand", "cards": 2, "early": False,
    }  # fmt: skip
    return {name: value for name, value in (whole | changes).items() if value is not ...}


def bad_decisions(round_id: str) -> dict[str, bytes]:
    """Fields that are none, hands that are somebody else's or nobody's, actions that this hand does not have."""
    wrong: dict[str, tuple[Any, ...]] = {
        "seat": (0, 8, -1, 1, 7, True, "3", 3.0, 2**70, None, [], {}, ...),
        "hand": (0, 2, 4, 5, -1, True, "1", 1.0, None, [1]),
        "action": ("fly", "", 5, [], {}, "STAND", "even_money", "play", "surrender", "insurance", None, True, "stand\u0000", ...),
        "cards": (1, 3, 21, 22, 0, -2, "2", 2.0, True, [], 2**63),
        "early": ("yes", 1, None, [], "true"),
        "decision_id": (None, "", "1", str(uuid.uuid4()).upper(), 5, "g" * 36, ...),
        "round_id": (None, "", f"{round_id}9", "roulette-01-1-1", "../../etc/passwd", [round_id], 5, "\ud800", ...),
    }  # fmt: skip
    cases = {
        f"{name} {value!a}"[:60]: json.dumps(decision(round_id, **{name: value})).encode()
        for name, values in wrong.items()
        for value in values
    }
    return cases | _bad_shapes(round_id)


def _bad_shapes(round_id: str) -> dict[str, bytes]:
    text = json.dumps(decision(round_id))
    return {
        "nothing": b"",
        "half a body": text.encode()[:40],
        "no UTF-8": b'{"decision_id": "\xff\xfe"}',
        "a list": b"[]",
        "a number": b"17",
        "null": b"null",
        "30000 brackets": b"[" * 30_000,
        "seat 3000 deep": text.replace('"seat": 3', f'"seat": {DEEP}').encode(),
        "seat NaN": text.replace('"seat": 3', '"seat": NaN').encode(),
        "seat of 5000 digits": text.replace('"seat": 3', f'"seat": {"3" * 5000}').encode(),
        "an unknown field": json.dumps(decision(round_id, stake=100)).encode(),
        "a placement": json.dumps({"bet_id": str(uuid.uuid4()), "round_id": round_id, "bets": []}).encode(),
        "early where it is asked": json.dumps(decision(round_id, early=True)).encode(),
    }


def odd_names() -> list[str]:
    """Names of nothing, as they stand in an address."""
    return [_quoted(name) for name in ODD_NAMES]


def odd_addresses(tables: tuple[str, ...]) -> list[str]:
    """Everything that was added to read from: tables that are none, questions that make no sense."""
    per_table = (
        "/api/v1/tables/{}/roads",
        "/api/v1/tables/{}/statistics",
        "/floor/tables/{}/dealer",
        "/floor/tables/{}/events",
    )
    named = [path.format(_quoted(name)) for path in per_table for name in ODD_NAMES]
    windows = [
        f"/api/v1/tables/{table}/statistics?window={_quoted(value)}"
        for table in tables
        for value in ODD_VALUES
    ]
    twice = [f"/api/v1/tables/{table}/statistics?window=50&window=100&surprise=1" for table in tables]
    roads = [
        f"/api/v1/tables/{table}/roads?window={_quoted(value)}"
        for table in tables
        for value in ODD_VALUES[:3]
    ]
    return [*named, *windows, *twice, *roads, *_odd_wheels()]


def _odd_wheels() -> list[str]:
    serials = [
        f"{root}/{_quoted(name)}" for root in ("/api/v1/floor/wheels", "/floor/wheels") for name in ODD_NAMES
    ]
    asked = [
        f"{root}/CW-1001?{name}={_quoted(value)}"
        for root in ("/api/v1/floor/wheels", "/floor/wheels")
        for name in ("ball", "dealer", "direction", "since", "until", "last", "bias")
        for value in (*ODD_VALUES, "x" * 5000)
    ]
    return [*serials, *asked, "/api/v1/floor/wheels/CW-1001?since=9999-12-31&until=0001-01-01"]


def _quoted(text: str) -> str:
    return text if text.startswith("%") or "%2f" in text else quote(text, errors="surrogatepass")
