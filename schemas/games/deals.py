"""The deal of each game. One line a game: rule set and what the last round left behind in, an empty layout out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemas.games.andar_bahar_deal import AndarBaharDeal
from schemas.games.baccarat_deal import BaccaratDeal
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.craps_deal import CrapsDeal
from schemas.games.deal import Deal
from schemas.games.dragon_tiger_deal import DragonTigerDeal
from schemas.games.money_wheel_deal import MoneyWheelDeal
from schemas.games.roulette_deal import RouletteDeal
from schemas.games.rule_set import RuleSet
from schemas.games.sic_bo_deal import SicBoDeal
from schemas.phases import Game

DEALS: dict[Game, Callable[[Any, str | None], Deal]] = {
    Game.ROULETTE: lambda rules, _: RouletteDeal(rules),
    Game.BACCARAT: lambda rules, _: BaccaratDeal(rules),
    Game.MONEY_WHEEL: lambda rules, _: MoneyWheelDeal(rules),
    Game.DRAGON_TIGER: lambda rules, _: DragonTigerDeal(rules),
    Game.ANDAR_BAHAR: lambda rules, _: AndarBaharDeal(rules),
    Game.SIC_BO: lambda rules, _: SicBoDeal(rules),
    Game.CRAPS: lambda rules, carried: CrapsDeal(rules, carried),
    Game.BLACKJACK: lambda rules, _: BlackjackDeal(rules),
}


def new_deal(rules: RuleSet, carried: str | None = None) -> Deal:
    """An empty layout for a round under these rules; ``carried`` is what the table's last round left (``Deal.carried``)."""
    return DEALS[rules.game](rules, carried)
