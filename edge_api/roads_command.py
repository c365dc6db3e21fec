"""`edge-api roads`: baccarat shoes in, one a line, their roads out (docs/roads.md)."""

from __future__ import annotations

import argparse

from edge_api.lines_file import add_file as add_arguments
from edge_api.lines_file import answer
from edge_api.stats.road_lines import draw_lines

__all__ = ["add_arguments", "run"]


def run(chosen: argparse.Namespace) -> int:
    """The exit code. Raises ConfigError when the file can't be read."""
    return answer(chosen.file, draw_lines)
