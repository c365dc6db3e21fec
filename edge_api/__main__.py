"""`edge-api`: serve the floor, settle lines of bets, verify and replay the books, administer them. Ends with 78 when the configuration is wrong."""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from edge_api import admin_cli, odds_command, proving, rules_command, wheel_command
from edge_api.books.store import StoreError
from edge_api.config import EX_CONFIG, ConfigError, load
from edge_api.config_page import page
from edge_api.settle.command import settle_lines
from edge_api.stats.roads_command import draw_lines


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    chosen = _parser().parse_args(admin_cli.with_joined_keys(sys.argv[1:] if words is None else words))
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        return _run(chosen)
    except (ConfigError, StoreError) as wrong:
        print(wrong, file=sys.stderr)
        return EX_CONFIG
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _run(chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "serve":
            from edge_api.app import serve  # the web stack is slow to load, and only serving needs it

            return serve(load(chosen.config), str(chosen.config))
        case "settle":
            return _answer(chosen.file, settle_lines)
        case "roads":
            return _answer(chosen.file, draw_lines)
        case "odds":
            return odds_command.run(chosen)
        case "rules":
            return rules_command.run(chosen)
        case "wheel-stats":
            return wheel_command.run(chosen)
        case "verify":
            return proving.prove(load(chosen.config))
        case "replay":
            return proving.play_again(load(chosen.config))
        case "admin":
            return admin_cli.run(load(chosen.config), chosen)
        case _:
            print(page(), end="")
            return 0


def _answer(file: Path | None, answers: Callable[[Iterable[str]], Iterator[str]]) -> int:
    """Each line of a file, or of standard input, through ``answers``."""
    with contextlib.ExitStack() as stack:
        if file is None:
            sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
            sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # who writes a line may wait for its answer
            lines: TextIO = sys.stdin
        else:
            try:
                lines = stack.enter_context(file.open(encoding="utf-8", errors="replace", newline="\n"))
            except OSError as wrong:
                raise ConfigError(f"{file}: can't be read: {wrong}") from None
        for answer in answers(lines):
            sys.stdout.write(answer + "\n")
        sys.stdout.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="edge-api", description="Studio Floor's edge node.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, about in (
        ("serve", "run the edge until told to stop"),
        ("verify", "prove the books: chains, signatures, ledger, settlements"),
        ("replay", "settle every round again from the signed facts and compare"),
    ):
        _with_config(commands.add_parser(name, help=about))
    for name, about in (
        ("settle", "settle JSON lines: a bet and an outcome in, what it returns out"),
        ("roads", "draw baccarat roads: a shoe a line in, its roads as JSON out"),
    ):
        lines = commands.add_parser(name, help=about)
        lines.add_argument("file", nargs="?", type=Path, help="file of lines; left out, standard input")
    odds_command.add_arguments(commands.add_parser("odds", help="the exact odds of every bet of a game"))
    rules_command.add_arguments(commands.add_parser("rules", help="rule sets: list, show, check"))
    wheel_command.add_arguments(
        commands.add_parser("wheel-stats", help="examine a wheel: a file of pockets, or the books' history")
    )
    admin = commands.add_parser("admin", help="boards, users, operator keys, wheels")
    _with_config(admin)
    admin_cli.add_arguments(admin)
    commands.add_parser("config-page", help="print docs/edge-config.md")
    return parser


def _with_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", type=Path, required=True, help="the edge's configuration (docs/edge-config.md)"
    )


if __name__ == "__main__":
    sys.exit(main())
