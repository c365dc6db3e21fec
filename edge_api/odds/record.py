"""Odds written down: exact fractions as text with their decimals, as JSON values, and read back. Refuses chances that don't add up."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from edge_api.odds.odds import BetOdds, Branch

PERCENT_PLACES = 4
DECIMAL_PLACES = 10


def decimal(exact: Fraction, places: int) -> str:
    """The nearest decimal with so many places; the even one when two are as near. Never by way of a float."""
    scaled = round(exact * 10**places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return f"{'-' if scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def percent(exact: Fraction) -> str:
    """As a percentage with four places: 1/37 is "2.7027"."""
    return decimal(exact * 100, PERCENT_PLACES)


def as_json(odds: BetOdds) -> dict[str, Any]:
    """``{bet, sel, label, outcomes: [{net, net_decimal, probability, probability_decimal}], edge, edge_percent, return, return_percent}``.

    Nets and edge are per unit at risk. Every number is text: the fraction is exact, its decimal is rounded. With ``error_bound`` where
    the edge is not exact, but may be off by so much.
    """
    return {
        "bet": odds.bet_type,
        "sel": odds.sel,
        "label": odds.label,
        "outcomes": [_branch(branch) for branch in odds.branches],
        "edge": str(odds.edge),
        "edge_percent": percent(odds.edge),
        "return": str(odds.return_to_player),
        "return_percent": percent(odds.return_to_player),
        **({} if odds.error_bound is None else {"error_bound": str(odds.error_bound)}),
    }


def _branch(branch: Branch) -> dict[str, str]:
    return {
        "net": str(branch.net),
        "net_decimal": decimal(branch.net, DECIMAL_PLACES),
        "probability": str(branch.probability),
        "probability_decimal": decimal(branch.probability, DECIMAL_PLACES),
    }


def from_json(record: Mapping[str, Any]) -> BetOdds:
    """The odds of ``as_json``; only the exact fractions are read.

    Raises:
        ValueError, KeyError, TypeError: it is no such record, or its chances don't add up to one.
    """
    branches = tuple(
        Branch(Fraction(each["net"]), Fraction(each["probability"])) for each in record["outcomes"]
    )
    bound = Fraction(record["error_bound"]) if "error_bound" in record else None
    odds = BetOdds(record["bet"], record["sel"], record["label"], branches, bound)
    if sum(branch.probability for branch in branches) != 1:
        raise ValueError(f"the chances of {odds.label} don't add up to one")
    return odds
