"""The results of all games, as a table may assert them. Their fields tell them apart."""

from __future__ import annotations

from schemas.games.andar_bahar import AndarBaharOutcome
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.blackjack import BlackjackOutcome
from schemas.games.craps import CrapsOutcome
from schemas.games.dragon_tiger import DragonTigerOutcome
from schemas.games.money_wheel import MoneyWheelOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.games.sic_bo import SicBoOutcome
from schemas.model import Message
from schemas.phases import Game

GameOutcome = (
    RouletteOutcome
    | BaccaratOutcome
    | MoneyWheelOutcome
    | DragonTigerOutcome
    | AndarBaharOutcome
    | SicBoOutcome
    | CrapsOutcome
    | BlackjackOutcome
)

OUTCOMES: dict[Game, type[Message]] = {
    Game.ROULETTE: RouletteOutcome,
    Game.BACCARAT: BaccaratOutcome,
    Game.MONEY_WHEEL: MoneyWheelOutcome,
    Game.DRAGON_TIGER: DragonTigerOutcome,
    Game.ANDAR_BAHAR: AndarBaharOutcome,
    Game.SIC_BO: SicBoOutcome,
    Game.CRAPS: CrapsOutcome,
    Game.BLACKJACK: BlackjackOutcome,
}
