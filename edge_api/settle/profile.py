"""What one selection returns for any stake, worked out once. Winnings of each elementary bet are rounded once; nothing is a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import NamedTuple, Self

from schemas.games.refusal import IllegalBet
from schemas.money import MINOR_LIMIT, Rounding, round_winnings
from schemas.wrong_value import shown

NOTHING = Fraction(0)


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
    """An elementary bet that returns something: its units, whether the stake comes back, and what is added to one.

    ``fee`` is a commission per unit of stake that is taken from what comes back, rounded up.
    """

    units: int
    stake_back: bool
    added: Fraction
    fee: Fraction = NOTHING

    @classmethod
    def won(cls, odds: Fraction, units: int = 1, fee: Fraction = NOTHING) -> Self:
        """Stake and winnings at ``odds`` to one, less ``fee``."""
        return cls(units, True, odds, fee)


PUSHED = Part(1, True, Fraction(0))
HALVED = Part(1, False, Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Profile:
    """Returns per stake of one selection: whole multiples of a unit, and the parts that need rounding.

    ``stakes`` is how many stakes are at risk (a doubled hand: 2), ``charge`` a commission per stake that is charged on top of it,
    rounded up, and never comes back. ``most_won`` bounds what one bet wins on top of its stake, ``most_stake`` the stake, in minor units;
    ``most_stake_is`` says what that bound is, for people. ``coin``: winnings that need rounding are paid in whole ones, in minor units.
    """

    units: int
    per_unit: int
    rounded: tuple[tuple[int, Fraction], ...]
    rounding: Rounding
    status: Status = Status.SETTLED
    fees: tuple[tuple[int, Fraction], ...] = ()
    stakes: int = 1
    charge: Fraction = NOTHING
    most_won: int | None = None
    most_stake: int | None = None
    most_stake_is: str = ""
    coin: int = 1

    @classmethod
    def of(
        cls,
        units: int,
        parts: Iterable[Part],
        rounding: Rounding,
        status: Status = Status.SETTLED,
        stakes: int = 1,
        charge: Fraction = NOTHING,
    ) -> Self:
        """Sum up the parts that return something; ``units`` is the size of one stake."""
        whole = 0
        broken: list[tuple[int, Fraction]] = []
        fees: list[tuple[int, Fraction]] = []
        for part in parts:
            whole += part.units if part.stake_back else 0
            if part.added.denominator == 1:
                whole += part.units * part.added.numerator
            else:
                broken.append((part.units, part.added))
            if part.fee:
                fees.append((part.units, part.fee))
        return cls(units, whole, tuple(broken), rounding, status, tuple(fees), stakes, charge)

    @property
    def per_unit_exact(self) -> Fraction:
        """Returned per unit before rounding, and before ``most_won`` bounds it."""
        added = sum((units * added for units, added in self.rounded), NOTHING)
        return self.per_unit + added - sum((units * fee for units, fee in self.fees), NOTHING)

    @property
    def staked_exact(self) -> Fraction:
        """At risk per stake, commission included, before rounding."""
        return self.stakes + self.charge

    def staked(self, stake: int) -> int:
        """Minor units at risk for ``stake``, which must be a legal stake of this bet."""
        if not self.charge:
            return stake * self.stakes
        return stake * self.stakes + round_winnings(stake * self.charge, Rounding.UP)

    def returned(self, stake: int) -> int:
        """Minor units that come back for ``stake``, which must be a legal stake of this bet."""
        returned = self._unbounded(stake)
        return returned if self.most_won is None else min(returned, self.staked(stake) + self.most_won)

    def _unbounded(self, stake: int) -> int:
        unit = stake // self.units
        if not self.rounded and not self.fees:
            return unit * self.per_unit
        winnings = sum(self._in_coins(unit * units * added) for units, added in self.rounded)
        fees = sum(round_winnings(unit * units * fee, Rounding.UP) for units, fee in self.fees)
        return unit * self.per_unit + winnings - fees

    def _in_coins(self, winnings: Fraction) -> int:
        return round_winnings(winnings / self.coin, self.rounding) * self.coin

    @property
    def _reason(self) -> str:
        return f": {self.most_stake_is}" if self.most_stake_is else ""

    def settle(self, stake: object) -> Settled:
        """Settle one stake.

        Raises:
            IllegalBet: not a whole number of minor units above zero, not a multiple of the bet's units, or above ``most_stake``.
        """
        minor = check_stake(stake, self.units)
        if self.most_stake is not None and minor > self.most_stake:
            raise IllegalBet(
                "bad_stake", f"stake must be at most {self.most_stake} on this bet{self._reason}"
            )
        staked = self.staked(minor)
        return Settled(self.status, staked, staked if self.status is Status.VOID else self.returned(minor))


def check_stake(stake: object, units: int) -> int:
    """The stake as minor units.

    Raises:
        IllegalBet: code ``bad_stake``.
    """
    if type(stake) is not int:
        raise IllegalBet("bad_stake", f"stake must be a whole number of minor units, not {shown(stake)}")
    if not 0 < stake <= MINOR_LIMIT:
        raise IllegalBet("bad_stake", f"stake must be above 0 and at most {MINOR_LIMIT}")
    if stake % units:
        raise IllegalBet("bad_stake", f"stake must be a multiple of the bet's {units} units")
    return stake
