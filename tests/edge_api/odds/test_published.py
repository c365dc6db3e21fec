"""The odds equal the published ones in each row: every net, every probability, the edge as fraction and in per cent."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from edge_api.odds.games import ODDS
from edge_api.odds.odds import BetOdds
from schemas.games.rules import parse_rules
from schemas.phases import Game
from tests.edge_api.odds.mapping import BETS, VARIANTS, Bet
from tests.edge_api.odds.published import Row, of_page, rows

PAGE = "STUDIO_ODDS_PAGE"
"""Environment variable: the page of published odds that the checked-in rows were taken from, for whoever has it."""
ROWS = rows()


@cache
def odds_of(game: Game, rules: str) -> list[BetOdds]:
    return ODDS[game](parse_rules(game, json.loads(rules)))


def found(row: Row) -> list[BetOdds]:
    """Our odds of the row's bets."""
    wanted = BETS[row.game][row.bet]
    rules = {**VARIANTS[row.game][row.variant], **wanted.rules}
    listed = odds_of(Game(row.game), json.dumps(rules))
    return [odds for bet in wanted.bets for odds in of_bet(listed, bet)]


def of_bet(listed: list[BetOdds], bet: Bet) -> list[BetOdds]:
    fitting = [
        odds
        for odds in listed
        if odds.bet_type == bet.type and (bet.every or odds.sel == bet.sel) and bet.word in odds.label
    ]
    assert fitting, (
        f"no odds of {bet}; there are {[(odds.bet_type, odds.sel, odds.label) for odds in listed]}"
    )
    return fitting


def branches(odds: BetOdds) -> dict[Fraction, Fraction]:
    return {branch.net: branch.probability for branch in odds.branches}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.game}, {row.variant}: {row.bet}")
def test_our_odds_are_the_published_ones(row: Row) -> None:
    for odds in found(row):
        assert branches(odds) == row.branches, odds.label
        assert odds.edge == Fraction(row.edge), odds.label
        assert f"{float(odds.edge * 100):.4f}" == row.percent
        assert not row.published or is_rounded(odds.edge * 100, row.published)


def is_rounded(exact: Fraction, text: str) -> bool:
    """Whether ``text`` is ``exact`` to as many digits as it has."""
    digits = len(text.partition(".")[2])
    return abs(exact - Fraction(text)) <= Fraction(1, 2 * 10**digits)


def test_every_game_has_odds() -> None:
    assert set(ODDS) == set(Game)


def test_no_row_is_left_out_and_none_is_made_up() -> None:
    assert len(ROWS) == len({(row.game, row.variant, row.bet) for row in ROWS}) == 228
    assert sum(bool(row.published) for row in ROWS) == 154
    assert {(row.game, row.bet) for row in ROWS} == {
        (game, bet) for game, bets in BETS.items() for bet in bets
    }


def test_the_rows_are_those_of_the_page() -> None:
    if PAGE not in os.environ:
        pytest.skip(f"{PAGE} names no page of odds: the checked-in rows were compared with each other only")
    assert list(of_page(Path(os.environ[PAGE]).read_text(encoding="utf-8"))) == ROWS


def test_a_wrong_row_is_found() -> None:
    row = next(row for row in ROWS if row.bet == "straight")
    wrong = row._replace(outcomes="win: 35 x 2/37; lose: -1 x 35/37", edge="-35/37")
    assert branches(found(wrong)[0]) != wrong.branches
    assert found(wrong)[0].edge != Fraction(wrong.edge)
