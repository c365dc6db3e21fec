"""`edge-api settle`: JSON lines, a bet and an outcome in, what the bet returns out (docs/settle.md)."""

from __future__ import annotations

import argparse

from edge_api.lines_file import add_file as add_arguments
from edge_api.lines_file import answer
from edge_api.settle.command import settle_lines

__all__ = ["add_arguments", "run"]


def run(chosen: argparse.Namespace) -> int:
    """The exit code. Raises ConfigError when the file can't be read."""
    return answer(chosen.file, settle_lines)
