"""Where an edge's clips lie and how long they are kept, by its configuration. For the video process, which makes them, and the front, which looks at them."""

from __future__ import annotations

from pathlib import Path

from edge_api.config import EdgeConfig
from edge_api.config_video import Video
from edge_api.video.clips.policy import Keeping

FOLDER = "round_clips"
"""Beside the tables' recordings; no table can have this name."""


def clips_folder(config: EdgeConfig) -> Path:
    """The folder of the index and of all clips."""
    return config.video_folder / FOLDER


def keeping_of(video: Video) -> Keeping:
    """As the configuration says it."""
    return Keeping(video.keep_clips_days, video.keep_disputed_days)
