"""Fragmented MP4 (ISO/IEC 14496-12) of coded frames as they are: the init segment once, then fragments. Pure; encodes and decodes nothing."""

from edge_api.video.mp4.fragment import Sample, fragment, picture_data
from edge_api.video.mp4.init import init_segment
from edge_api.video.mp4.tracks import (
    AAC_LC,
    AAC_RATES,
    VIDEO_TIMESCALE,
    AacConfig,
    BadTrack,
    TrackConfig,
    VideoConfig,
    ticks,
)

__all__ = [
    "AAC_LC",
    "AAC_RATES",
    "VIDEO_TIMESCALE",
    "AacConfig",
    "BadTrack",
    "Sample",
    "TrackConfig",
    "VideoConfig",
    "fragment",
    "init_segment",
    "picture_data",
    "ticks",
]
