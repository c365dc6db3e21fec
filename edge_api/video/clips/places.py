"""Where an edge's clips lie. For the video process, which makes them, and the front, which looks at them."""

from __future__ import annotations

from pathlib import Path

from edge_api.config import EdgeConfig

FOLDER = "round_clips"
"""Beside the tables' recordings; no table can have this name."""


def clips_folder(config: EdgeConfig) -> Path:
    """The folder of the index and of all clips."""
    return config.video_folder / FOLDER
