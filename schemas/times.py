"""UTC time as text: RFC 3339 with microseconds and a Z. Reads no clock."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(utc_ns: int) -> str:
    """Nanoseconds since the Unix epoch as ``2026-11-22T19:20:30.123456Z``; the last three digits are cut, not rounded."""
    seconds, ns = divmod(utc_ns, 10**9)
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ns // 1000:06d}Z"
