"""`edge-api rules`: list the known rule sets, show one with its returns, check files before they are used. Changes nothing."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_api.config_error import ConfigError
from edge_api.config_rules import RuleSets
from edge_api.odds.band import Band
from edge_api.odds.record import percent
from edge_api.odds.table import short_table
from edge_api.odds_cache import OddsCache, user_cache
from edge_api.odds_command import config_of, described, library, with_optional_config
from edge_api.rule_files import NamedRules, read_rule_file
from edge_api.rule_library import RuleLibrary, packaged
from edge_api.say import say
from schemas.phases import Game

KNOWN_OUTSIDE = (
    "(known: outside the allowed band, refused at a live table unless rules.edge_min and edge_max allow it)"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``list [GAME]``, ``show GAME NAME [--json]``, ``check [FILE...]``, each with ``[--config FILE]``."""
    commands = parser.add_subparsers(dest="rules_command", required=True)
    games = [game.value for game in Game]
    listing = commands.add_parser("list", help="every rule set that a table may ask for by name")
    listing.add_argument(
        "game", nargs="?", choices=games, metavar="GAME", help=f"of this game only: {', '.join(games)}"
    )
    showing = commands.add_parser("show", help="one rule set: its parameters and what each bet returns")
    showing.add_argument("game", choices=games, metavar="GAME", help=f"one of {', '.join(games)}")
    showing.add_argument("name", help="name, or name@version")
    showing.add_argument("--json", action="store_true", help="as JSON, as `edge-api odds` prints it")
    checking = commands.add_parser(
        "check", help="read rule sets and hold every bet against the allowed edges"
    )
    checking.add_argument("file", nargs="*", type=Path, help="files; left out, every known rule set")
    for command in (listing, showing, checking):
        with_optional_config(command)


def run(chosen: argparse.Namespace) -> int:
    """Run one command; the exit code, 1 when a rule set is refused. Raises ConfigError."""
    config = config_of(chosen)
    cache = OddsCache(user_cache(os.environ))
    match chosen.rules_command:
        case "list":
            return _list(library(config), chosen.game)
        case "show":
            return _show(library(config).find(Game(chosen.game), chosen.name), cache, chosen.json)
        case _:
            band = (config.rules if config else RuleSets()).band
            played = (
                frozenset(table.rule_set.rules_hash() for table in config.table) if config else frozenset()
            )
            return _check(chosen.file, library(config), Checked(cache, band, played, bool(chosen.file)))


def _list(known: RuleLibrary, game: str | None) -> int:
    for each in known:
        if game is None or each.game.value == game:
            say(f"{each.game.value:<13} {each.full_name:<28} {each.description}")
    return 0


def _show(named: NamedRules, cache: OddsCache, as_json: bool) -> int:
    odds = cache.odds(named.rules)
    if as_json:
        say(json.dumps(described(named.rules, named.full_name, odds), indent=2))
        return 0
    head = f"{named.game.value} {named.full_name}: {named.description}"
    hashed = f"{named.source}, hash {named.rules.rules_hash()}"
    for line in (
        head,
        hashed,
        "",
        *_parameters("", named.rules.model_dump(mode="json")),
        "",
        *short_table(odds),
    ):
        say(line)
    return 0


def _parameters(prefix: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Parameters as they may be written in a file, one a line."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _parameters(f"{prefix}{name}.", value)
        elif value is not None:
            yield f"{prefix}{name} = {json.dumps(value)}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What rule sets are held against: the band, which hashes the configured tables play by, whether the sets were asked for by file."""

    cache: OddsCache
    band: Band
    played: frozenset[str]
    is_asked_for: bool

    def complaints(self, named: NamedRules) -> list[str]:
        """Say what a set's bets are worth, or return what is wrong with them. A set of the package that no table plays is never wrong:
        it stays in the package, and is refused at the start of a table that asks for it."""
        where, odds = f"{named.game.value} {named.full_name}", self.cache.odds(named.rules)
        refused, edges = self.band.refusals(named.game, odds), [bet.edge for bet in odds]
        span = f"{where}: {len(odds)} bets, house edge {percent(min(edges))} % to {percent(max(edges))} %"
        if refused and not self._only_known(named):
            return [f"{named.source}: {where}: {complaint}" for complaint in refused]
        say(f"{span} {KNOWN_OUTSIDE}" if refused else span)
        return []

    def _only_known(self, named: NamedRules) -> bool:
        is_packaged = not self.is_asked_for and Path(named.source).is_relative_to(packaged())
        return is_packaged and named.rules.rules_hash() not in self.played


def _check(files: Sequence[Path], known: RuleLibrary, checked: Checked) -> int:
    sets, wrong = (list(known), []) if not files else _read(files, known)
    for each in sets:
        wrong += checked.complaints(each)
    for complaint in wrong:
        say(complaint, is_error=True)
    return 1 if wrong else 0


def _read(files: Sequence[Path], known: RuleLibrary) -> tuple[list[NamedRules], list[str]]:
    """The rule sets of files, and what is wrong with those that can't be used."""
    sets: list[NamedRules] = []
    wrong: list[str] = []
    for file in files:
        try:
            named = read_rule_file(file)
            RuleLibrary.of([*known, *sets, named])
        except ConfigError as mistake:
            wrong.append(str(mistake))
            continue
        sets.append(named)
    return sets, wrong
