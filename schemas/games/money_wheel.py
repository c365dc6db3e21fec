"""The money wheel: its segments and prices, and where it stopped in a round. Refuses stops that no wheel makes and stops after the deciding one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import prod
from typing import Annotated

from pydantic import Field, model_validator

from schemas.games.refusal import IllegalOutcome, bad_selection
from schemas.model import Message
from schemas.wrong_value import shown

Segment = Annotated[
    str, Field(strict=True, pattern=r"^[a-z0-9]{1,12}$", description='"1".."40", "2x", "joker".')
]
MOST_STOPS = 1000
"""No round goes on for so long: a wheel that stops at multipliers only is out of order."""
Stops = Annotated[tuple[Segment, ...], Field(min_length=1, max_length=MOST_STOPS, strict=False)]


class MoneyWheel(Enum):
    """A wheel with its paytable, by its name on the wire."""

    DREAM_CATCHER = "dream_catcher"
    BIG_SIX_NEVADA = "big_six_nevada"
    BIG_SIX_ATLANTIC_CITY = "big_six_atlantic_city"


class MoneyWheelBet(Enum):
    """Bets of a money wheel, by their name on the wire."""

    SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Face:
    """What a wheel shows: how many segments bear each name, what each pays to one, and which only multiply the next win."""

    segments: Mapping[str, int]
    pays: Mapping[str, int]
    multipliers: Mapping[str, int]

    def product(self, stops: Sequence[str]) -> int:
        """What the multipliers among these stops make of the winnings; they multiply one another."""
        return prod(self.multipliers.get(stop, 1) for stop in stops)


_BIG_SIX = {"1": 24, "2": 15, "5": 7, "10": 4, "20": 2, "joker": 1, "logo": 1}
_NUMBERS = {"1": 1, "2": 2, "5": 5, "10": 10, "20": 20}

FACES: dict[MoneyWheel, Face] = {
    MoneyWheel.DREAM_CATCHER: Face(
        {"1": 23, "2": 15, "5": 7, "10": 4, "20": 2, "40": 1, "2x": 1, "7x": 1},
        _NUMBERS | {"40": 40},
        {"2x": 2, "7x": 7},
    ),
    MoneyWheel.BIG_SIX_NEVADA: Face(_BIG_SIX, _NUMBERS | {"joker": 40, "logo": 40}, {}),
    MoneyWheel.BIG_SIX_ATLANTIC_CITY: Face(_BIG_SIX, _NUMBERS | {"joker": 45, "logo": 45}, {}),
}
_MULTIPLIERS = frozenset(name for face in FACES.values() for name in face.multipliers)


class MoneyWheelOutcome(Message):
    """Where the wheel stopped, in order: any number of multipliers, then the segment that decides. Without one the round is undecided."""

    stops: Stops

    @model_validator(mode="after")
    def _ends_with_the_deciding_stop(self) -> MoneyWheelOutcome:
        if not any(set(self.stops) <= face.segments.keys() for face in FACES.values()):
            raise IllegalOutcome(f"no wheel has all of these segments: {', '.join(self.stops)}"[:200])
        for number, stop in enumerate(self.stops[:-1], start=1):
            if stop not in _MULTIPLIERS:
                raise IllegalOutcome(
                    f"stop {number}, {stop!r}, decides the round: {self.stops[number]!r} can't come after it"
                )
        return self

    @property
    def decided(self) -> str | None:
        """The segment that decides; None while the last stop is a multiplier."""
        last = self.stops[-1]
        return None if last in _MULTIPLIERS else last


def check_stops(stops: Sequence[str], wheel: MoneyWheel) -> None:
    """Refuse a stop that the wheel does not have.

    Raises:
        IllegalOutcome: names the segment.
    """
    for stop in stops:
        if stop not in FACES[wheel].segments:
            raise IllegalOutcome(
                f"{stop!r:.40} is not on the {wheel.value} wheel; it has {', '.join(FACES[wheel].segments)}"
            )


def parse_bet(bet_type: object, sel: object, wheel: MoneyWheel) -> str:
    """The segment that a bet is on.

    Raises:
        IllegalBet: there is no such bet, or the wheel pays no such segment.
    """
    if bet_type != MoneyWheelBet.SEGMENT.value:
        raise bad_selection(f"the money wheel has no bet {bet_type!r:.40}; its one bet is 'segment'")
    pays = FACES[wheel].pays
    if not isinstance(sel, str) or sel not in pays:
        raise bad_selection(
            f"segment takes sel {', '.join(map(repr, pays))} on the {wheel.value} wheel, not {shown(sel)}"
        )
    return sel
