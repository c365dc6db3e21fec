"""The odds of all games. One line a game: its function takes a rule set and lists every bet of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge_api.odds.odds import BetOdds
from schemas.phases import Game

ODDS: dict[Game, Callable[[Any], list[BetOdds]]] = {}
