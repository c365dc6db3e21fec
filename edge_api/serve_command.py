"""`edge-api serve`: run the edge until told to stop. The books process begins first, so that both load at the same time."""

from __future__ import annotations

import argparse

from edge_api.books_link import BooksLink
from edge_api.config_option import add_config as add_arguments

__all__ = ["add_arguments", "run"]


def run(chosen: argparse.Namespace) -> int:
    """Serve; the exit code. Raises ConfigError."""
    link = BooksLink(str(chosen.config))
    link.begin()

    try:
        from edge_api.app import serve  # slow to load, as the books are
        from edge_api.clock import SystemClock
        from edge_api.config import load
        from edge_api.video_link import VideoLink, VideoRoom

        config = load(chosen.config)
        video = VideoLink(str(chosen.config), VideoRoom(SystemClock())) if config.video else None
        return serve(config, link, video)
    finally:
        link.give_up()
