"""What one selection returns for any stake, worked out once. Winnings of each elementary bet are rounded once; nothing is a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import NamedTuple, Self

from schemas.games.refusal import IllegalBet
from schemas.money import MINOR_LIMIT, Rounding, round_winnings


class Status(Enum):
    """What became of a bet. OPEN: the outcome given does not decide it yet."""

    SETTLED = "settled"
    OPEN = "open"
    VOID = "void"


class Settled(NamedTuple):
    """The result of one bet in minor units; ``returned`` includes the stake."""

    status: Status
    staked: int
    returned: int

    @property
    def net(self) -> int:
        """What the bet won (or lost, below zero)."""
        return self.returned - self.staked


@dataclass(frozen=True, slots=True)
class Part:
    """An elementary bet that returns something: its units, whether the stake comes back, and what is added to one."""

    units: int
    stake_back: bool
    added: Fraction

    @classmethod
    def won(cls, odds: Fraction, units: int = 1) -> Self:
        """Stake and winnings at ``odds`` to one."""
        return cls(units, True, odds)


PUSHED = Part(1, True, Fraction(0))
HALVED = Part(1, False, Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Profile:
    """Returns per stake of one selection: whole multiples of a unit, and the parts that need rounding."""

    units: int
    per_unit: int
    rounded: tuple[tuple[int, Fraction], ...]
    rounding: Rounding
    status: Status = Status.SETTLED

    @classmethod
    def of(
        cls, units: int, parts: Iterable[Part], rounding: Rounding, status: Status = Status.SETTLED
    ) -> Self:
        """Sum up the parts that return something; ``units`` is the size of the whole bet."""
        listed = tuple(parts)
        back = sum(part.units for part in listed if part.stake_back)
        whole = sum(part.units * part.added.numerator for part in listed if part.added.denominator == 1)
        broken = tuple((part.units, part.added) for part in listed if part.added.denominator != 1)
        return cls(units, back + whole, broken, rounding, status)

    @property
    def per_unit_exact(self) -> Fraction:
        """Returned per unit before rounding."""
        return self.per_unit + sum((units * added for units, added in self.rounded), Fraction(0))

    def returned(self, stake: int) -> int:
        """Minor units that come back for ``stake``, which must be a legal stake of this bet."""
        unit = stake // self.units
        if not self.rounded:
            return unit * self.per_unit
        winnings = sum(round_winnings(unit * units * added, self.rounding) for units, added in self.rounded)
        return unit * self.per_unit + winnings

    def settle(self, stake: object) -> Settled:
        """Settle one stake.

        Raises:
            IllegalBet: not a whole number of minor units above zero, or not a multiple of the bet's units.
        """
        minor = check_stake(stake, self.units)
        if self.status is Status.VOID:
            return Settled(Status.VOID, minor, minor)
        return Settled(self.status, minor, self.returned(minor))


def check_stake(stake: object, units: int) -> int:
    """The stake as minor units.

    Raises:
        IllegalBet: code ``bad_stake``.
    """
    if type(stake) is not int:
        raise IllegalBet("bad_stake", f"stake must be a whole number of minor units, not {stake!r:.40}")
    if not 0 < stake <= MINOR_LIMIT:
        raise IllegalBet("bad_stake", f"stake must be above 0 and at most {MINOR_LIMIT}")
    if stake % units:
        raise IllegalBet("bad_stake", f"stake must be a multiple of the bet's {units} units")
    return stake
