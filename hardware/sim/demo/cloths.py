"""What the layouts of the demo's dealt games take: each bet with its selections and the units that its stake is made of. Plain values."""

from __future__ import annotations

from typing import Any, NamedTuple

from schemas.games.craps import HARD_TOTALS, POINTS
from schemas.games.sic_bo import PRINTED_SETS, TOTALS
from schemas.phases import Game


class Spot(NamedTuple):
    """A bet: its type, the selections that it may have (None alone: it has none), and its units."""

    type: str
    sels: tuple[Any, ...] = (None,)
    units: int = 1


FACES = (1, 2, 3, 4, 5, 6)
SUITS = ("S", "H", "D", "C")
DREAM_CATCHER = ("1", "2", "5", "10", "20", "40")

DRAGON_TIGER = (
    *(Spot(name) for name in ("dragon", "tiger", "tie", "suited_tie")),
    *(Spot(f"{card}_{what}") for card in ("dragon", "tiger") for what in ("big", "small", "odd", "even")),
    *(Spot(f"{card}_suit", SUITS) for card in ("dragon", "tiger")),
)
ANDAR_BAHAR = (
    Spot("andar"),
    Spot("bahar"),
    Spot("cards", ("1-5", "6-10", "11-15", "16-25", "26-30", "31-35", "36-40", "41+")),
    Spot("joker_colour", ("red", "black")),
    Spot("joker_suit", SUITS),
    Spot("joker_rank", ("below8", "8", "above8")),
)
SIC_BO = (
    *(Spot(name) for name in ("small", "big", "odd", "even", "any_triple")),
    Spot("total", tuple(TOTALS)),
    *(Spot(name, FACES) for name in ("single", "double", "triple")),
    Spot("combo", tuple([a, b] for a in FACES for b in FACES if a < b)),
    Spot("three_number", tuple([a, b, c] for a in FACES for b in FACES for c in FACES if a < b < c)),
    Spot("pair_single", tuple([pair, pair, other] for pair in FACES for other in FACES if pair != other)),
    Spot("four_number", tuple(map(list, PRINTED_SETS))),
)
MONEY_WHEEL = (Spot("segment", DREAM_CATCHER),)
CRAPS = (
    *(
        Spot(name)
        for name in ("field", "any_seven", "any_craps", "two", "three", "eleven", "twelve", "big6", "big8")
    ),
    Spot("horn", units=4),
    Spot("world", units=5),
    Spot("c_and_e", units=2),
    Spot("hop", tuple([one, other] for one in FACES for other in FACES)),
    *(Spot(name, tuple(POINTS)) for name in ("place", "buy", "lay")),
    Spot("hardway", tuple(HARD_TOTALS)),
)
COME_OUT = (Spot("pass"), Spot("dont_pass"))
POINT_ON = (Spot("come"), Spot("dont_come"))

CLOTHS: dict[Game, tuple[Spot, ...]] = {
    Game.DRAGON_TIGER: DRAGON_TIGER,
    Game.ANDAR_BAHAR: ANDAR_BAHAR,
    Game.SIC_BO: SIC_BO,
    Game.MONEY_WHEEL: MONEY_WHEEL,
    Game.CRAPS: CRAPS,
}


def spots(game: Game, carried: str | None) -> tuple[Spot, ...]:
    """What may be bet on now; ``carried`` is the point that is on."""
    if game is not Game.CRAPS:
        return CLOTHS[game]
    return CRAPS + (COME_OUT if carried is None else POINT_ON)
