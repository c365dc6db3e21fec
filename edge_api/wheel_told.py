"""A wheel, and what an examination of it was narrowed to, as JSON values: the same words in the command, the API and the pages."""

from __future__ import annotations

from typing import Any

from edge_api.stats.wheel.history import Wanted
from edge_api.wheel_history import KnownWheel
from schemas.times import rfc3339


def about(known: KnownWheel) -> dict[str, Any]:
    """A wheel as JSON values: ``{wheel, table, ball, wheel_type, history}``; ``history`` counts all of its settled spins."""
    return {
        "wheel": known.serial,
        "table": known.table_id,
        "ball": known.ball,
        "wheel_type": known.wheel.value if known.wheel else None,
        "history": known.spins,
    }


def narrowed(wanted: Wanted, last: int | None) -> dict[str, Any]:
    """What the examination was narrowed to, as JSON values; only what was asked for."""
    asked = {
        "ball": wanted.ball,
        "dealer": wanted.dealer,
        "direction": wanted.direction.value if wanted.direction else None,
        "since": rfc3339(wanted.since_utc_ns) if wanted.since_utc_ns is not None else None,
        "until": rfc3339(wanted.until_utc_ns) if wanted.until_utc_ns is not None else None,
        "last": last,
    }
    return {name: value for name, value in asked.items() if value is not None}
