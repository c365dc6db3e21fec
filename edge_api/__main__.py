"""`edge-api`: serve the floor, settle lines of bets, verify and replay the books, administer them. Ends with 78 when the configuration is wrong."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from edge_api.books.store import StoreError
from edge_api.config_error import EX_CONFIG, ConfigError
from edge_api.config_option import with_config_first
from edge_api.joined_keys import with_joined_keys
from edge_api.streams import open_closed_streams


@dataclass(frozen=True, slots=True)
class Command:
    """A module with ``add_arguments(parser)`` and ``run(chosen) -> exit code``; loaded only when it is asked for: none needs all the others."""

    module: str
    about: str


COMMANDS: Mapping[str, Command] = {
    "serve": Command("serve_command", "run the edge until told to stop"),
    "verify": Command("verify_command", "prove the books: chains, signatures, ledger, settlements"),
    "verify-clip": Command(
        "verify_clip_command", "prove a round's clip: signatures, digests, every frame's time"
    ),
    "verify-sheet": Command(
        "verify_sheet_command", "prove the signed sheet, or a check, of a table's camera"
    ),
    "replay": Command("replay_command", "settle every round again from the signed facts and compare"),
    "settle": Command("settle_command", "settle JSON lines: a bet and an outcome in, what it returns out"),
    "roads": Command("roads_command", "draw baccarat roads: a shoe a line in, its roads as JSON out"),
    "odds": Command("odds_command", "the exact odds of every bet of a game"),
    "rules": Command("rules_command", "rule sets: list, show, check"),
    "wheel-stats": Command("wheel_command", "examine a wheel: a file of pockets, or the books' history"),
    "admin": Command("admin_command", "boards, users, operator keys, wheels"),
    "config-page": Command("config_page_command", "print docs/edge-config.md"),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    open_closed_streams()
    asked = with_joined_keys(sys.argv[1:] if words is None else words)
    name = asked[0] if asked else ""
    asked = with_config_first(asked) if name == "admin" else asked
    module = import_module(f"edge_api.{COMMANDS[name].module}") if name in COMMANDS else None
    parser, parsers = _parser()
    if module is not None:
        module.add_arguments(parsers[name])
    chosen = parser.parse_args(asked)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        return int(module.run(chosen)) if module is not None else 0
    except (ConfigError, StoreError) as wrong:
        print(wrong, file=sys.stderr)
        return EX_CONFIG
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser() -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """The parser, and that of each command, still without arguments. It takes no word before the command but --help."""
    parser = argparse.ArgumentParser(prog="edge-api", description="Studio Floor's edge node.")
    commands = parser.add_subparsers(dest="command", required=True)
    return parser, {name: commands.add_parser(name, help=each.about) for name, each in COMMANDS.items()}


if __name__ == "__main__":
    sys.exit(main())
