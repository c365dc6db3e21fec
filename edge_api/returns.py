"""What every bet of every table returns, worked out when the configuration is loaded. Refuses a table with a bet outside the allowed edges."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from edge_api.config import EdgeConfig
from edge_api.config_error import ConfigError
from edge_api.config_parts import Table
from edge_api.odds.odds import BetOdds
from edge_api.odds.record import percent
from edge_api.odds_cache import OddsCache

log = logging.getLogger(__name__)

Returns = Mapping[str, list[dict[str, Any]]]
"""By table: ``{bet, sel, label, edge, edge_percent, return, return_percent, error_bound}`` of each bet."""


def table_returns(config: EdgeConfig, cache: OddsCache) -> Returns:
    """The returns of all tables, told in a log line for each.

    Raises:
        ConfigError: a line for every bet whose house edge is outside the band, with its edge and the band.
    """
    odds = {table.id: cache.odds(table.rule_set) for table in config.table}
    refused = [
        f"table {table.id}: {rules_name(table)}: {complaint}"
        for table in config.table
        for complaint in config.rules.band.refusals(table.game, odds[table.id])
    ]
    if refused:
        raise ConfigError("\n".join(refused))
    for table in config.table:
        log.info("table %s: %s: %s", table.id, rules_name(table), in_words(odds[table.id]))
    return {name: [_return(each) for each in found] for name, found in odds.items()}


def rules_name(table: Table) -> str:
    """A table's rule set by name, or as it was written, with its hash."""
    named = table.setup.rules_name or "rules of its own"
    return f"{table.game.value} {named} ({table.rule_set.rules_hash()[:12]})"


def in_words(odds: Iterable[BetOdds]) -> str:
    """Every bet with its return; bets of the same return together: "returns 36/37 = 97.2973 %: straight, split"."""
    alike: dict[str, list[str]] = {}
    for each in odds:
        returned = f"{each.return_to_player} = {percent(each.return_to_player)} %"
        alike.setdefault(returned, []).append(each.label)
    return "; ".join(f"returns {returned}: {', '.join(labels)}" for returned, labels in alike.items())


def alike(returns: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Bets of one edge together, under ``labels``: a page has room for what differs."""
    groups: dict[str, dict[str, Any]] = {}
    for each in returns:
        groups.setdefault(each["edge"], {**each, "labels": []})["labels"].append(each["label"])
    return list(groups.values())


def _return(odds: BetOdds) -> dict[str, Any]:
    return {
        "bet": odds.bet_type,
        "sel": odds.sel,
        "label": odds.label,
        "edge": str(odds.edge),
        "edge_percent": percent(odds.edge),
        "return": str(odds.return_to_player),
        "return_percent": percent(odds.return_to_player),
        "error_bound": None if odds.error_bound is None else str(odds.error_bound),
    }
