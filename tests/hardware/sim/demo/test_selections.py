"""The demo's players bet what the table takes, and know what it does not take."""

from __future__ import annotations

from random import Random

import pytest

from edge_api.settle.baccarat import BaccaratBet
from edge_api.settle.baccarat import parse_bet as parse_baccarat
from edge_api.settle.books import BOOKS
from hardware.sim.demo.cloths import CLOTHS, spots
from hardware.sim.demo.selections import ILLEGAL, illegal_bet, legal_bet, simple_bet
from schemas.games.refusal import IllegalBet
from schemas.games.roulette import coverage, parse_bet
from schemas.games.roulette_layout import RouletteBet
from schemas.games.rules import parse_rules
from schemas.games.wheels import Wheel
from schemas.phases import Game


def test_roulette_players_use_every_bet_of_a_single_zero_table_and_pay_whole_units() -> None:
    rng, seen = Random(1), set()
    for _ in range(2000):
        bet = legal_bet(Game.ROULETTE, rng)
        kind = parse_bet(bet["type"])
        units = sum(piece.units for piece in coverage(kind, bet.get("sel"), Wheel.EUROPEAN))
        assert bet["stake"] % (100 * units) == 0
        seen.add(kind)
    assert seen == set(RouletteBet) - {RouletteBet.TOP_LINE}


def test_baccarat_players_use_every_bet_of_a_commission_table() -> None:
    rng = Random(1)
    seen = {
        parse_baccarat(bet["type"], bet.get("sel"))
        for bet in (legal_bet(Game.BACCARAT, rng) for _ in range(500))
    }
    assert seen == set(BaccaratBet) - {BaccaratBet.DRAGON7, BaccaratBet.PANDA8}


def test_illegal_bets_are_illegal() -> None:
    rng = Random(1)
    for _ in range(50):
        bet = illegal_bet(Game.ROULETTE, rng)
        with pytest.raises(IllegalBet):
            coverage(parse_bet(bet["type"]), bet.get("sel"), Wheel.EUROPEAN)
        bet = illegal_bet(Game.BACCARAT, rng)
        with pytest.raises(IllegalBet):
            parse_baccarat(bet["type"], bet.get("sel"))


@pytest.mark.parametrize("game", CLOTHS)
@pytest.mark.parametrize("carried", [None, "6"])
def test_players_of_dealt_games_use_every_spot_and_only_what_the_game_takes(
    game: Game, carried: str | None
) -> None:
    rng, book, rules = Random(1), BOOKS[game], parse_rules(game, {})
    seen = set()
    for _ in range(3000):
        bet = legal_bet(game, rng, carried)
        best = book.best(rules, bet["type"], bet.get("sel"))
        assert bet["stake"] % best.units == 0
        seen.add(bet["type"])
    assert seen == {spot.type for spot in spots(game, carried)}


@pytest.mark.parametrize("game", CLOTHS)
def test_illegal_bets_of_dealt_games_are_illegal_and_the_simple_one_is_not(game: Game) -> None:
    book, rules, simple = BOOKS[game], parse_rules(game, {}), simple_bet(game)
    book.best(rules, simple["type"], simple.get("sel"))
    for bet in ILLEGAL[game]:
        with pytest.raises(IllegalBet):
            book.best(rules, bet["type"], bet.get("sel"))
