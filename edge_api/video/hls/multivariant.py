"""The multivariant playlist: which tracks a table has, so that a player may choose (RFC 8216bis, 4.4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """``uri``: of the track's media playlist. ``bandwidth``: peak bits a second. ``codecs``: as RFC 6381 names them."""

    uri: str
    bandwidth: int
    width: int
    height: int
    frame_rate: float
    codecs: Sequence[str]


def multivariant(variants: Sequence[Variant]) -> str:
    """The playlist as text; a player begins with the first variant."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:9", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for variant in variants:
        lines += [_stream(variant), variant.uri]
    return "\n".join(lines) + "\n"


def _stream(variant: Variant) -> str:
    size = f"RESOLUTION={variant.width}x{variant.height},FRAME-RATE={variant.frame_rate:.3f}"
    return f'#EXT-X-STREAM-INF:BANDWIDTH={variant.bandwidth},{size},CODECS="{",".join(variant.codecs)}"'
