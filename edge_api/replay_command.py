"""`edge-api replay`: settle every round of a configuration's books again. Read only."""

from __future__ import annotations

import argparse

from edge_api.config import load
from edge_api.config_option import add_config as add_arguments
from edge_api.proving import play_again

__all__ = ["add_arguments", "run"]


def run(chosen: argparse.Namespace) -> int:
    """The exit code. Raises ConfigError and StoreError."""
    return play_again(load(chosen.config))
