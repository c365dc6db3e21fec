"""What demo players put on the layout: legal bets of every kind, and illegal ones on purpose. The rules come from the games themselves."""

from __future__ import annotations

from random import Random
from typing import Any

from hardware.sim.demo.cloths import spots
from schemas.games.roulette import coverage
from schemas.games.roulette_layout import INSIDE_ODDS, RouletteBet, positions
from schemas.games.wheels import Wheel, wheel_order
from schemas.phases import Game

Bet = dict[str, Any]
UNIT_MINOR = 100
ROULETTE_SELECTIONS: dict[RouletteBet, tuple[Any, ...]] = {
    RouletteBet.COLUMN: (1, 2, 3),
    RouletteBet.DOZEN: (1, 2, 3),
    RouletteBet.TWO_COLUMNS: ([1, 2], [2, 3]),
    RouletteBet.TWO_DOZENS: ([1, 2], [2, 3]),
    RouletteBet.FINAL_PLEIN: tuple(range(10)),
    RouletteBet.FINAL_CHEVAL: ("0/3", "4/7", "9/12"),
    RouletteBet.COMPLETE_FLAT: ("17",),
    RouletteBet.COMPLETE_PROGRESSIVE: ("17",),
}
BACCARAT_BETS = (
    *("player", "banker", "tie", "player_pair", "banker_pair", "either_pair", "perfect_pair"),
    *("big", "small", "player_bonus", "banker_bonus", "super6"),
)
ILLEGAL: dict[Game, tuple[Bet, ...]] = {
    Game.ROULETTE: (
        {"type": "straight", "sel": ["37"]},
        {"type": "split", "sel": ["1", "9"]},
        {"type": "top_line", "sel": ["0", "00", "1", "2", "3"]},
        {"type": "column", "sel": 4},
        {"type": "banker"},
    ),
    Game.BACCARAT: (
        {"type": "straight", "sel": ["17"]},
        {"type": "player", "sel": ["8S"]},
        {"type": "egalite"},
    ),
    Game.DRAGON_TIGER: (
        {"type": "player"},
        {"type": "dragon", "sel": "S"},
        {"type": "dragon_suit", "sel": "X"},
    ),
    Game.ANDAR_BAHAR: ({"type": "tie"}, {"type": "cards", "sel": "1-6"}, {"type": "joker_rank", "sel": 8}),
    Game.SIC_BO: (
        {"type": "total", "sel": 3},
        {"type": "combo", "sel": [1, 1]},
        {"type": "single", "sel": 7},
    ),
    Game.MONEY_WHEEL: ({"type": "segment", "sel": "2x"}, {"type": "segment"}, {"type": "red"}),
    Game.CRAPS: ({"type": "place", "sel": 7}, {"type": "hop", "sel": [0, 7]}, {"type": "hardway", "sel": 5}),
}


SIMPLE: dict[Game, Bet] = {
    Game.ROULETTE: {"type": "red"},
    Game.BACCARAT: {"type": "player"},
    Game.DRAGON_TIGER: {"type": "dragon"},
    Game.ANDAR_BAHAR: {"type": "andar"},
    Game.SIC_BO: {"type": "small"},
    Game.MONEY_WHEEL: {"type": "segment", "sel": "1"},
    Game.CRAPS: {"type": "field"},
}


def legal_bet(game: Game, rng: Random, carried: str | None = None) -> Bet:
    """Any bet that the demo's table of this game takes; ``carried`` is what its last round left (a point in craps)."""
    match game:
        case Game.ROULETTE:
            return _roulette_bet(rng)
        case Game.BACCARAT:
            return {"type": rng.choice(BACCARAT_BETS), "stake": UNIT_MINOR * rng.randint(1, 25)}
        case _:
            return _dealt_bet(game, rng, carried)


def _dealt_bet(game: Game, rng: Random, carried: str | None) -> Bet:
    spot = rng.choice(spots(game, carried))
    bet: Bet = {"type": spot.type, "stake": UNIT_MINOR * spot.units * rng.randint(1, 20)}
    sel = rng.choice(spot.sels)
    return bet if sel is None else {**bet, "sel": sel}


def simple_bet(game: Game) -> Bet:
    """A bet that every table of the game always takes, without its stake."""
    return dict(SIMPLE[game])


def illegal_bet(game: Game, rng: Random) -> Bet:
    """A bet that this table does not have."""
    return {**rng.choice(ILLEGAL[game]), "stake": UNIT_MINOR}


def _roulette_bet(rng: Random) -> Bet:
    kind = rng.choice([bet for bet in RouletteBet if bet is not RouletteBet.TOP_LINE])
    sel = _selection(kind, rng)
    units = sum(piece.units for piece in coverage(kind, sel, Wheel.EUROPEAN))
    bet: Bet = {"type": kind.value, "stake": UNIT_MINOR * units * rng.randint(1, 3)}
    return bet if sel is None else {**bet, "sel": sel}


def _selection(kind: RouletteBet, rng: Random) -> Any:
    if kind in INSIDE_ODDS:
        places = sorted(sorted(place, key=int) for place in positions(kind, Wheel.EUROPEAN))
        return rng.choice(places)
    if kind is RouletteBet.NEIGHBOURS:
        return {"centre": rng.choice(wheel_order(Wheel.EUROPEAN)), "k": rng.randint(1, 4)}
    choices = ROULETTE_SELECTIONS.get(kind)
    return None if choices is None else rng.choice(choices)
