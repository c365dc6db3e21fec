"""HLS and Low-Latency HLS (RFC 8216bis) of one track's frames: parts, segments, playlists, and what a waiting request waits for. Pure; waits for nothing itself."""

from edge_api.video.hls.cutter import Cutter
from edge_api.video.hls.multivariant import Variant, multivariant
from edge_api.video.hls.part import PART_TARGET_NS, Part
from edge_api.video.hls.window import Nonsense, Window

__all__ = [
    "PART_TARGET_NS",
    "Cutter",
    "Nonsense",
    "Part",
    "Variant",
    "Window",
    "multivariant",
]
