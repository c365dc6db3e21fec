"""`edge-api wheel-stats`: examines a wheel, from a file of pockets or from the books of an edge. Reads only; changes nothing, stops nothing."""

from __future__ import annotations

import argparse
import contextlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_api.books.store import open_reader
from edge_api.config import load
from edge_api.config_error import ConfigError
from edge_api.say import say
from edge_api.stats.wheel.examination import USUAL_LIFT, examine
from edge_api.stats.wheel.history import Spin, Wanted, count
from edge_api.stats.wheel.pockets_text import BadPocket, read_pockets
from edge_api.stats.wheel.report import to_json, to_lines
from edge_api.wheel_history import KnownWheel, known_wheel, known_wheels, spins_of
from edge_api.wheel_limits import shipped_limits
from edge_api.wheel_told import about, narrowed
from edge_api.wheel_words import lift, moment, spin_count
from schemas.games.wheels import RotorDirection, Wheel

EX_NO_SPINS = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """What is examined: which kind of wheel, its spins, oldest first, and what is known of it besides."""

    wheel: Wheel
    spins: Iterable[Spin]
    about: dict[str, Any]
    source: str


class NothingToExamine(Exception):
    """The sentence says why."""


class NoSpins(Exception):
    """The wheel's history is empty; the sentence says which."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``[FILE] [--wheel-type KIND]`` or ``--config FILE [--wheel SERIAL]``, and what narrows and prints either."""
    add = parser.add_argument
    add("file", nargs="?", type=Path, help="file of pockets, oldest first; left out, standard input")
    add("--wheel-type", choices=[each.value for each in Wheel], help="kind of the file's wheel (european)")
    add("--config", type=Path, help="the edge's configuration: examine a wheel of its books")
    add("--wheel", metavar="SERIAL", help="wheel of the books; left out, all are listed")
    add("--ball", help="only spins with this ball")
    add("--dealer", help="only spins of this dealer")
    add("--direction", choices=[each.value for each in RotorDirection], help="only this way of the rotor")
    add("--since", type=moment, metavar="TIME", help="only spins from this day or moment (UTC) on")
    add("--until", type=moment, metavar="TIME", help="only spins before this day or moment (UTC)")
    add("--last", type=spin_count, metavar="N", help="only the last N of them")
    add(
        "--bias",
        type=lift,
        default=USUAL_LIFT,
        metavar="PERCENT",
        help="when would a bias of so much show? (10)",
    )
    add("--json", action="store_true", help="as JSON (docs/wheel-fairness.md), not as a table")


def run(chosen: argparse.Namespace) -> int:
    """Examine and print; 0, 1 when there is nothing to examine, 2 when there are no spins. Raises ConfigError and StoreError."""
    try:
        return _of_file(chosen) if chosen.config is None else _of_books(chosen)
    except (BadPocket, NothingToExamine) as wrong:
        say(str(wrong), is_error=True)
        return 1
    except NoSpins as none:
        say(str(none), is_error=True)
        return EX_NO_SPINS


def _of_file(chosen: argparse.Namespace) -> int:
    if chosen.wheel or _wanted(chosen) != Wanted():
        raise NothingToExamine(
            "a file holds pockets only: --wheel, --ball, --dealer, --direction and dates need --config"
        )
    wheel = Wheel(chosen.wheel_type or Wheel.EUROPEAN.value)
    with contextlib.ExitStack() as stack:
        lines: Iterable[str] = sys.stdin
        if chosen.file is not None:
            try:
                lines = stack.enter_context(chosen.file.open(encoding="utf-8", errors="replace"))
            except OSError as wrong:
                raise ConfigError(f"{chosen.file}: can't be read: {wrong}") from None
        spins = (Spin(pocket, number) for number, pocket in enumerate(read_pockets(wheel, lines)))
        return _print(
            Subject(wheel, spins, {"wheel_type": wheel.value}, str(chosen.file or "standard input")), chosen
        )


def _of_books(chosen: argparse.Namespace) -> int:
    if chosen.file is not None or chosen.wheel_type is not None:
        raise NothingToExamine("give a file with --wheel-type, or --config with --wheel: not both")
    with contextlib.closing(open_reader(load(chosen.config).store.database)) as conn:
        if chosen.wheel is None:
            return _list(known_wheels(conn), chosen.json)
        return _print(_subject(conn, chosen.wheel), chosen)


def _subject(conn: sqlite3.Connection, serial: str) -> Subject:
    known = known_wheel(conn, serial)
    if known is None:
        raise NothingToExamine(f"the books know no wheel {serial!r}: edge-api admin wheel registers one")
    if known.wheel is None:
        raise NothingToExamine(f"no round has been settled on wheel {serial} yet")
    return Subject(known.wheel, spins_of(conn, serial), about(known), f"the books of wheel {serial}")


def _list(known: list[KnownWheel], as_json: bool) -> int:
    if as_json:
        say(json.dumps([about(each) for each in known], indent=2))
        return 0
    if not known:
        raise NothingToExamine("no wheel is registered: edge-api admin wheel --table TABLE --serial SERIAL")
    for each in known:
        kind = each.wheel.value if each.wheel else "-"
        say(f"{each.serial:<24} {each.table_id or 'at no table':<24} {kind:<10} {each.spins} spins")
    return 0


def _wanted(chosen: argparse.Namespace) -> Wanted:
    direction = RotorDirection(chosen.direction) if chosen.direction else None
    return Wanted(chosen.ball, chosen.dealer, direction, chosen.since, chosen.until)


def _print(subject: Subject, chosen: argparse.Namespace) -> int:
    wanted = _wanted(chosen)
    found = examine(count(subject.wheel, subject.spins, wanted, chosen.last), shipped_limits(), chosen.bias)
    only = narrowed(wanted, chosen.last)
    if not found.spins:
        raise NoSpins(f"no spins in {subject.source}{' with ' + _words(only) if only else ''}")
    if chosen.json:
        say(json.dumps({**subject.about, "only": only, **to_json(found)}, indent=2))
        return 0
    told = {**subject.about, **only}
    say(_words(told))
    for line in to_lines(found):
        say(line)
    return 0


def _words(told: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in told.items() if value is not None)
