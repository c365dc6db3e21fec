"""Every coup of a fresh shoe: the exact house edge of every bet, and the exact chances behind it."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from edge_api.settle.baccarat import profile
from schemas.games.baccarat import Winner
from schemas.games.baccarat_rules import BaccaratRules
from tests.edge_api.settle.coups import Coups, by_pairs, by_value

ROWS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("edges.toml").read_text())["baccarat"]
PAIRS = ("player_pair", "banker_pair", "either_pair", "perfect_pair")
DECKS = (8, 6)


@cache
def coups(bet: str, decks: int) -> Coups:
    return by_pairs(decks) if bet in PAIRS else value_coups(decks)


@cache
def value_coups(decks: int) -> Coups:
    return by_value(decks)


def rules_of(row: dict[str, Any], decks: int) -> BaccaratRules:
    rules = {"decks": decks, **row["rules"]}
    return BaccaratRules.parse(
        rules | {"pays": {"perfect_pair_two": None}} if row.get("single_payout") else rules
    )


@pytest.mark.parametrize("decks", DECKS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['bet']} {row['rules']}")
def test_the_edge_is_exact(row: dict[str, Any], decks: int) -> None:
    rules = rules_of(row, decks)
    weighed = [
        (profile(rules, coup, row["bet"], None).per_unit_exact, chance)
        for coup, chance in coups(row["bet"], decks)
    ]
    assert 1 - sum(returned * chance for returned, chance in weighed) == Fraction(row["edge"][str(decks)])


@pytest.mark.parametrize("decks", DECKS)
def test_every_coup_is_counted_once(decks: int) -> None:
    assert sum(chance for _, chance in value_coups(decks)) == 1


def test_eight_decks_win_tie_and_lose_as_published() -> None:
    chances = {winner: Fraction(0) for winner in Winner}
    for coup, chance in value_coups(8):
        chances[coup.winner] += chance
    assert chances[Winner.PLAYER] == Fraction(8712962041376, 19524993263685)
    assert chances[Winner.BANKER] == Fraction(8954111587648, 19524993263685)
    assert chances[Winner.TIE] == Fraction(619306544887, 6508331087895)
