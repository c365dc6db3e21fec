"""`edge-api config-page`: print docs/edge-config.md."""

from __future__ import annotations

import argparse
import sys

from edge_api.config_page import page


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""
    del parser


def run(chosen: argparse.Namespace) -> int:
    """0."""
    del chosen
    sys.stdout.write(page())
    return 0
