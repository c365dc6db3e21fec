"""`edge-api admin`: boards, users, operator keys and wheels of one edge."""

from __future__ import annotations

import argparse

from edge_api import admin_cli
from edge_api.config import load
from edge_api.config_option import add_config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``--config FILE``, then what to do."""
    add_config(parser)
    admin_cli.add_arguments(parser)


def run(chosen: argparse.Namespace) -> int:
    """The exit code. Raises ConfigError and StoreError."""
    return admin_cli.run(load(chosen.config), chosen)
