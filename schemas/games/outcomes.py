"""The results of all games, as a table may assert them. Their fields tell them apart."""

from __future__ import annotations

from schemas.games.baccarat import BaccaratOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.model import Message
from schemas.phases import Game

GameOutcome = RouletteOutcome | BaccaratOutcome

OUTCOMES: dict[Game, type[Message]] = {
    Game.ROULETTE: RouletteOutcome,
    Game.BACCARAT: BaccaratOutcome,
}
