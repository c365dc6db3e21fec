"""The odds of all games. One line a game: its function takes a rule set and lists every bet of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge_api.odds.andar_bahar import andar_bahar_odds
from edge_api.odds.baccarat import baccarat_odds
from edge_api.odds.blackjack import blackjack_odds
from edge_api.odds.craps import craps_odds
from edge_api.odds.dragon_tiger import dragon_tiger_odds
from edge_api.odds.money_wheel import money_wheel_odds
from edge_api.odds.odds import BetOdds
from edge_api.odds.roulette import roulette_odds
from edge_api.odds.sic_bo import sic_bo_odds
from schemas.phases import Game

ODDS: dict[Game, Callable[[Any], list[BetOdds]]] = {
    Game.ROULETTE: roulette_odds,
    Game.BACCARAT: baccarat_odds,
    Game.MONEY_WHEEL: money_wheel_odds,
    Game.DRAGON_TIGER: dragon_tiger_odds,
    Game.ANDAR_BAHAR: andar_bahar_odds,
    Game.SIC_BO: sic_bo_odds,
    Game.CRAPS: craps_odds,
    Game.BLACKJACK: blackjack_odds,
}
