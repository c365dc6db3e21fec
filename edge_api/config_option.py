"""The option ``--config`` of commands that work on one edge."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_config(parser: argparse.ArgumentParser) -> None:
    """``--config FILE``, which must be given."""
    parser.add_argument(
        "--config", type=Path, required=True, help="the edge's configuration (docs/edge-config.md)"
    )
