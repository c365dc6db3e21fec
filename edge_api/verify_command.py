"""`edge-api verify`: prove the books of a configuration. Read only."""

from __future__ import annotations

import argparse

from edge_api.config import load
from edge_api.config_option import add_config as add_arguments
from edge_api.proving import prove

__all__ = ["add_arguments", "run"]


def run(chosen: argparse.Namespace) -> int:
    """The exit code. Raises ConfigError and StoreError."""
    return prove(load(chosen.config))
