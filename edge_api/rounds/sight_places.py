"""Of how many places of a round a camera may speak: each that its game can have, once in a fact, and not for ever. Believes nothing beyond that."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from edge_api.rounds.round import Round
from schemas.games.andar_bahar import MOST_CARDS
from schemas.games.blackjack import MOST_SEATS
from schemas.games.blackjack_rules import MOST_HANDS
from schemas.phases import Game
from schemas.readings import DICE, WHEEL
from schemas.sight import SeenPosition
from schemas.sight_facts import RoundSeen

MOST_WORDS = 400
"""Facts about one round: a place is told again only when what is known of it changes."""
MOST_STOPS = 60
MOST_IN_HAND = 22
"""Cards of the longest hand there is: twenty-one aces, and the one that breaks it."""

Room = tuple[int, int]
"""(most index, most hand)."""

_SEAT: Room = (MOST_IN_HAND, MOST_HANDS)
_SIDE: Room = ((MOST_CARDS + 1) // 2, 1)
_ROOMS: Mapping[Game, Mapping[str, Room]] = MappingProxyType(
    {
        Game.ROULETTE: {WHEEL: (1, 1)},
        Game.MONEY_WHEEL: {WHEEL: (MOST_STOPS, 1)},
        Game.SIC_BO: {DICE: (1, 1)},
        Game.CRAPS: {DICE: (1, 1)},
        Game.BACCARAT: {"player": (3, 1), "banker": (3, 1)},
        Game.DRAGON_TIGER: {"dragon": (1, 1), "tiger": (1, 1)},
        Game.ANDAR_BAHAR: {"joker": (1, 1), "andar": _SIDE, "bahar": _SIDE},
        Game.BLACKJACK: {
            "dealer": (MOST_IN_HAND, 1),
            **{f"seat-{number}": _SEAT for number in range(1, MOST_SEATS + 1)},
        },
    }
)
_WORDS = "SELECT COUNT(*) FROM (SELECT 1 FROM inbox WHERE round_id = ? AND kind = ? LIMIT ?)"


def surplus(conn: sqlite3.Connection, of: Round, fact: RoundSeen) -> str | None:
    """What is too much in the fact, in words; None where all of it can be of the round."""
    said = conn.execute(_WORDS, (of.round_id, RoundSeen.kind, MOST_WORDS)).fetchone()[0]
    if said >= MOST_WORDS:
        return f"its table has spoken {MOST_WORDS} times of what the camera saw in it: nothing more is taken"
    return _stray(of.game, fact) or _twice(fact)


def _stray(game: Game, fact: RoundSeen) -> str | None:
    stray = next((at for at in fact.positions if not _has(game, at)), None)
    return None if stray is None else f"there is no {_spot(stray)} in a round of {game.value}"


def _has(game: Game, at: SeenPosition) -> bool:
    most_index, most_hand = _ROOMS[game].get(at.place, (0, 0))
    return at.index <= most_index and at.hand <= most_hand


def _twice(fact: RoundSeen) -> str | None:
    [(spot, count)] = Counter(map(_spot, fact.positions)).most_common(1)
    return f"{spot} is spoken of {count} times in one fact" if count > 1 else None


def _spot(at: SeenPosition) -> str:
    return f"{at.place} {at.index}{f', hand {at.hand}' if at.hand > 1 else ''}"
