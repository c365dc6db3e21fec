"""Multiplier ("lightning") rounds: how a rule set says which positions may be lucky and what they then pay, and the draw itself.

Pure: the seed comes from outside. Refuses a law under which a lucky position pays no more than a plain one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Annotated, NamedTuple, Self

from pydantic import Field

from schemas.games.draw_stream import DrawStream
from schemas.games.odds import Odds
from schemas.games.refusal import IllegalOutcome, IllegalRules
from schemas.games.rule_set import RuleSet
from schemas.games.weights import Weights


class Quoted(Enum):
    """What a multiplier of 500 says: 500 to one (the stake comes back on top), or 500 for one (the stake is among them: 499 to one)."""

    TO_ONE = "to_one"
    FOR_ONE = "for_one"


class Area(RuleSet):
    """Positions that may be lucky: those of one bet, or some of its selections."""

    bet: str = Field(description="The bet, by its name on the wire.")
    sels: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(
        default=None, description="Its selections that may be lucky, as text; null: all of them."
    )
    base: Odds | None = Field(
        default=None,
        description="Odds to one of these positions while they are not lucky; null: the table's usual ones.",
    )
    values: Weights = Field(description="Multiplier -> weight.")


class MultiplierLaw(RuleSet):
    """How the lucky positions of a round are drawn: how many, which (each position is equally likely), and what each multiplies by."""

    pays: Quoted = Field(description="to_one or for_one: how multipliers are quoted.")
    count: Weights = Field(description="How many positions are lucky -> weight.")
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]

    def odds(self, multiplier: int) -> Fraction:
        """Odds to one of a position with this multiplier."""
        return Fraction(multiplier - (self.pays is Quoted.FOR_ONE))


class Place(NamedTuple):
    """A position of a layout: its name among lucky ones, its bet and selection as text, and its usual odds to one."""

    key: str
    bet: str
    sel: str
    odds: Fraction


class Position(NamedTuple):
    """What a position that may be lucky pays: plain, and by which multipliers with which weights."""

    plain: Fraction
    values: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lottery:
    """A law on the layout of one table; ``positions`` are in layout order, from which positions are drawn."""

    law: MultiplierLaw
    positions: Mapping[str, Position]

    @classmethod
    def on(cls, law: MultiplierLaw, places: Iterable[Place]) -> Self:
        """The law on these places of the layout.

        Raises:
            IllegalRules: an area without places, a place in two areas, a lucky position that pays no more than a plain one, or more
                lucky positions than there are.
        """
        listed = list(places)
        positions = {place.key: _position(law, place, area) for place, area in _covered(law, listed)}
        _check_areas(law, listed)
        most = law.count[-1][0]
        if most > len(positions):
            raise IllegalRules(f"multipliers.count: {most} lucky positions of {len(positions)}")
        return cls(law, positions)

    def draw(self, seed: bytes, round_id: str, salt: str) -> dict[str, int]:
        """The lucky positions of a round and their multipliers, in the order of drawing. The same arguments always give the same draw.

        Raises:
            ValueError: the seed has not 32 bytes, or a text is not ASCII.
        """
        stream = DrawStream(seed, round_id, salt)
        left = list(self.positions)
        drawn: dict[str, int] = {}
        for _ in range(stream.choose(self.law.count)):
            key = left.pop(stream.below(len(left)))
            drawn[key] = stream.choose(self.positions[key].values)
        return drawn

    def check(self, lucky: Mapping[str, int]) -> None:
        """Whether the law can draw these.

        Raises:
            IllegalOutcome: names what it can't.
        """
        counts = [number for number, _ in self.law.count]
        if len(lucky) not in counts:
            raise IllegalOutcome(
                f"{len(lucky)} lucky positions can't be: this table draws {' or '.join(map(str, counts))}"
            )
        for key, multiplier in lucky.items():
            position = self.positions.get(key)
            if position is None:
                raise IllegalOutcome(f"position {key!r:.40} is never lucky at this table")
            if multiplier not in dict(position.values):
                raise IllegalOutcome(f"{key} is never multiplied by {multiplier} at this table")

    def odds(self, key: str, lucky: Mapping[str, int]) -> Fraction | None:
        """Odds to one of a position in a round; None when the law does not concern it."""
        position = self.positions.get(key)
        if position is None:
            return None
        return self.law.odds(lucky[key]) if key in lucky else position.plain

    def best(self, key: str) -> Fraction | None:
        """Odds to one of a position when it is as lucky as can be; None when the law does not concern it."""
        position = self.positions.get(key)
        return None if position is None else self.law.odds(position.values[-1][0])


def _covered(law: MultiplierLaw, places: list[Place]) -> Iterator[tuple[Place, Area]]:
    for place in places:
        areas = [area for area in law.areas if _has(area, place)]
        if len(areas) > 1:
            raise IllegalRules(f"multipliers.areas: {place.bet} {place.sel} is in more than one area")
        if areas:
            yield place, areas[0]


def _has(area: Area, place: Place) -> bool:
    return area.bet == place.bet and (area.sels is None or place.sel in area.sels)


def _position(law: MultiplierLaw, place: Place, area: Area) -> Position:
    plain = place.odds if area.base is None else area.base
    lowest = area.values[0][0]
    if law.odds(lowest) <= plain:
        raise IllegalRules(
            f"multipliers.areas: {place.bet} {place.sel} pays {plain} to one plain, and no more with {lowest}, its lowest multiplier"
        )
    return Position(plain, area.values)


def _check_areas(law: MultiplierLaw, places: list[Place]) -> None:
    for area in law.areas:
        known = {place.sel for place in places if place.bet == area.bet}
        strange = sorted(set(area.sels or ()) - known)
        if not known or strange:
            what = f"{area.bet} {strange[0]}" if strange else area.bet
            raise IllegalRules(f"multipliers.areas: {what!r:.60} can't be lucky at this table")
