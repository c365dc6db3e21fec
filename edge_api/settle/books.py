"""The games that are settled here, each with its book. One line a game."""

from __future__ import annotations

from typing import Any

from edge_api.settle.andar_bahar import ANDAR_BAHAR
from edge_api.settle.baccarat import BACCARAT
from edge_api.settle.blackjack import BLACKJACK
from edge_api.settle.book import GameBook
from edge_api.settle.craps import CRAPS
from edge_api.settle.dragon_tiger import DRAGON_TIGER
from edge_api.settle.money_wheel import MONEY_WHEEL
from edge_api.settle.roulette import ROULETTE
from edge_api.settle.sic_bo import SIC_BO
from schemas.phases import Game

BOOKS: dict[Game, GameBook[Any, Any]] = {
    book.game: book
    for book in (ROULETTE, BACCARAT, MONEY_WHEEL, DRAGON_TIGER, ANDAR_BAHAR, SIC_BO, CRAPS, BLACKJACK)
}
