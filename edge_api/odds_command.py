"""`edge-api odds`: the exact odds of every bet of a rule set, for people or as JSON. Computes nothing that the settlement does not say."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from edge_api.config import EdgeConfig, load
from edge_api.config_error import ConfigError
from edge_api.odds.odds import BetOdds
from edge_api.odds.record import as_json
from edge_api.odds.table import table
from edge_api.odds_cache import OddsCache, user_cache
from edge_api.rule_files import NamedRules, checked_rules, named_rules, read_toml
from edge_api.rule_library import RuleLibrary
from edge_api.say import say
from schemas.games.rules import Rules
from schemas.phases import Game
from schemas.wrong_value import not_json

USUAL = "the usual rules"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``GAME [--rules FILE|NAME] [--json] [--config FILE]``."""
    games = [game.value for game in Game]
    parser.add_argument("game", choices=games, metavar="GAME", help=f"one of {', '.join(games)}")
    parser.add_argument(
        "--rules",
        metavar="FILE|NAME",
        help="a rule-set file, or the name of a rule set (`edge-api rules list`); left out, the usual rules",
    )
    parser.add_argument("--json", action="store_true", help="as JSON (docs/odds.md), not as a table")
    with_optional_config(parser)


def with_optional_config(parser: argparse.ArgumentParser) -> None:
    """``--config FILE``: names are then looked up in the operator's folder, too."""
    parser.add_argument(
        "--config", type=Path, help="the edge's configuration, for its own folder of rule sets"
    )


def run(chosen: argparse.Namespace) -> int:
    """Print the odds; the exit code. Raises ConfigError when the rules can't be read or played."""
    game = Game(chosen.game)
    rules, name = find_rules(game, chosen.rules, library(config_of(chosen)))
    odds = OddsCache(user_cache(os.environ)).odds(rules)
    if chosen.json:
        say(json.dumps(described(rules, name, odds), indent=2))
        return 0
    for line in (f"{game.value}, {name} ({rules.rules_hash()[:12]})", "", *table(odds)):
        say(line)
    return 0


def config_of(chosen: argparse.Namespace) -> EdgeConfig | None:
    """The configuration that was given, if any."""
    return None if chosen.config is None else load(chosen.config)


def library(config: EdgeConfig | None) -> RuleLibrary:
    """The package's rule sets, and the operator's when there is a configuration."""
    return RuleLibrary.open(config.rules.folder if config else None)


def described(rules: Rules, name: str, odds: list[BetOdds]) -> dict[str, Any]:
    """``{game, name, rules_hash, rules, bets}``; a bet as in ``edge_api.odds.record.as_json``."""
    return {
        "game": rules.game.value,
        "name": name,
        "rules_hash": rules.rules_hash(),
        "rules": rules.model_dump(mode="json"),
        "bets": [as_json(each) for each in odds],
    }


def find_rules(game: Game, wanted: str | None, known: RuleLibrary) -> tuple[Rules, str]:
    """The rule set that ``--rules`` means, and what to call it: nothing, a name, or a file.

    A file holds a whole rule set or just parameters: TOML, or JSON as on a line of `edge-api settle`.

    Raises:
        ConfigError: there is none, it can't be read, or can't be played: file, place and reason.
    """
    if wanted is None:
        return checked_rules(game, {}, USUAL), USUAL
    if not _is_file(wanted):
        named = known.find(game, wanted)
        return named.rules, named.full_name
    found = read_any(game, Path(wanted))
    return (found.rules, found.full_name) if isinstance(found, NamedRules) else (found, wanted)


def read_any(game: Game, file: Path) -> NamedRules | Rules:
    """The rule set in a file of whichever kind. Raises ConfigError."""
    tables = _read_json(file) if file.suffix == ".json" else read_toml(file)
    if "rules" not in tables and "name" not in tables:
        return checked_rules(game, tables, str(file))
    named = named_rules(tables, str(file))
    if named.game is not game:
        raise ConfigError(f"{file}: game: this is a rule set of {named.game.value}, not of {game.value}")
    return named


def _is_file(wanted: str) -> bool:
    return (
        "/" in wanted or wanted.endswith((".toml", ".json")) or (len(wanted) < 256 and Path(wanted).is_file())
    )


def _read_json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise ConfigError(f"{file}: can't be read: {wrong}") from None
    except (ValueError, RecursionError) as wrong:
        raise ConfigError(f"{file}: not JSON: {not_json(wrong)}") from None
    if not isinstance(value, dict):
        raise ConfigError(f"{file}: a rule set must be a JSON object")
    return value
