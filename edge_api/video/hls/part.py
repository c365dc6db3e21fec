"""A part: about a third of a second of picture and sound, the least that a viewer of Low-Latency HLS fetches."""

from __future__ import annotations

from dataclasses import dataclass

PART_TARGET_NS = 350_000_000
"""No part is longer. At 30 and at 15 frames a second parts get 333 ms, and a jitter of 16 ms does not change that."""


@dataclass(frozen=True, slots=True)
class Part:
    """``data``: one fragment. ``is_key``: begins with a key frame. ``start_utc_ns``: capture of its first frame; ``duration_ns``: up to the capture
    of the next part's. ``starts_segment``: a new segment begins with it; ``after_gap``: time is missing before it, or the clock was set back."""

    data: bytes
    is_key: bool
    start_utc_ns: int
    duration_ns: int
    starts_segment: bool
    after_gap: bool = False
