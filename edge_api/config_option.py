"""The option ``--config`` of commands that work on one edge."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path


def add_config(parser: argparse.ArgumentParser) -> None:
    """``--config FILE``, which must be given."""
    parser.add_argument(
        "--config", type=Path, required=True, help="the edge's configuration (docs/edge-config.md)"
    )


def with_config_first(words: Sequence[str]) -> list[str]:
    """``words`` of a command that has commands of its own, with ``--config FILE`` directly behind the first, wherever it stood."""
    option: list[str] = []
    rest: list[str] = []
    for word in words:
        if word == "--config" or word.startswith("--config=") or option[-1:] == ["--config"]:
            option.append(word)
        else:
            rest.append(word)
    if option[-1:] == ["--config"]:  # and no file: let the parser say so
        return list(words)
    return [*rest[:1], *option, *rest[1:]]
