"""Rule sets of sic bo: one of four paytables, with single prices changed where a house pays otherwise. Refuses prices that are not exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import Field, StrictBool, ValidationInfo, field_validator

from schemas.games.lucky import LuckyRules
from schemas.games.multipliers import Place
from schemas.games.odds import Odds
from schemas.games.refusal import IllegalRules
from schemas.games.rule_set import RuleSet
from schemas.games.sic_bo import BOTH_ENDS, OPTIONAL, SicBoBet, numbers_of, position, selections
from schemas.money import Rounding
from schemas.phases import Game


class Paytable(Enum):
    """Where a table's prices come from."""

    EVOLUTION = "evolution"
    MACAU = "macau"
    ATLANTIC_CITY = "atlantic_city"
    AUSTRALIA = "australia"


class TotalPays(RuleSet):
    """Odds of a total and of its counterpart: "4" is the price of 4 and of 17."""

    of_4: Odds = Field(alias="4")
    of_5: Odds = Field(alias="5")
    of_6: Odds = Field(alias="6")
    of_7: Odds = Field(alias="7")
    of_8: Odds = Field(alias="8")
    of_9: Odds = Field(alias="9")
    of_10: Odds = Field(alias="10")

    def of(self, total: int) -> Fraction:
        """Odds of a total from 4 to 17."""
        odds: Fraction = getattr(self, f"of_{min(total, BOTH_ENDS - total)}")
        return odds


class SicBoPays(RuleSet):
    """Odds to one of every bet. ``single`` lists one, two and three hits."""

    small: Odds
    big: Odds
    odd: Odds
    even: Odds
    total: TotalPays
    single: Annotated[tuple[Odds, ...], Field(min_length=3, max_length=3)]
    double: Odds
    triple: Odds
    any_triple: Odds
    combo: Odds
    three_number: Odds
    pair_single: Odds
    four_number: Odds

    @field_validator("single", mode="before")
    @classmethod
    def _three_prices(cls, single: object) -> object:
        if isinstance(single, list | tuple) and len(single) == 3:
            return single
        raise IllegalRules("must list the odds of one, two and three hits, as in [1, 2, 3]")

    def of(self, bet: SicBoBet, numbers: tuple[int, ...], hits: int = 1) -> Fraction:
        """Odds of a selection that is won; ``hits`` counts for a single."""
        match bet:
            case SicBoBet.TOTAL:
                return self.total.of(numbers[0])
            case SicBoBet.SINGLE:
                return self.single[hits - 1]
        odds: Fraction = getattr(self, bet.value)
        return odds

    @field_validator("single", mode="after")
    @classmethod
    def _more_hits_pay_no_less(cls, single: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        if list(single) != sorted(single):
            raise IllegalRules("more hits would pay less: it lists one, two and three hits")
        return single


_EVERYWHERE = {
    "small": 1,
    "big": 1,
    "odd": 1,
    "even": 1,
    "three_number": 30,
    "pair_single": 50,
    "four_number": 7,
}
PAYTABLES: dict[Paytable, dict[str, Any]] = {
    Paytable.MACAU: _EVERYWHERE | {
        "total": {"4": 50, "5": 18, "6": 14, "7": 12, "8": 8, "9": 6, "10": 6},
        "single": [1, 2, 3], "double": 8, "triple": 150, "any_triple": 24, "combo": 5,
    },
    Paytable.EVOLUTION: _EVERYWHERE | {
        "total": {"4": 50, "5": 20, "6": 15, "7": 12, "8": 8, "9": 6, "10": 6},
        "single": [1, 2, 3], "double": 8, "triple": 150, "any_triple": 30, "combo": 5,
    },
    Paytable.ATLANTIC_CITY: _EVERYWHERE | {
        "total": {"4": 60, "5": 30, "6": 17, "7": 12, "8": 8, "9": 6, "10": 6},
        "single": [1, 2, 3], "double": 10, "triple": 180, "any_triple": 30, "combo": 5,
    },
    Paytable.AUSTRALIA: _EVERYWHERE | {
        "total": {"4": 62, "5": 31, "6": 18, "7": 12, "8": 8, "9": 7, "10": 6},
        "single": [1, 2, 12], "double": 11, "triple": 180, "any_triple": 31, "combo": 6,
    },
}  # fmt: skip
"""Odds to one as printed on the cloths. Source: published layouts, listed with their house edges in tests/edge_api/odds/published.tsv."""


class SicBoRules(LuckyRules):
    """Parameters of a sic bo table. ``pays`` names what differs from the paytable; once read it is complete, so the hash binds every price."""

    game: ClassVar[Game] = Game.SIC_BO

    paytable: Paytable = Paytable.EVOLUTION
    odd_even_lose_on_triple: StrictBool = Field(
        default=True, description="Whether odd and even lose to any triple, as small and big always do."
    )
    optional_bets: StrictBool = Field(
        default=True, description="Whether the table takes three_number, pair_single and four_number."
    )
    pays: SicBoPays = Field(
        default={}, validate_default=True, description="Odds to one that differ from the paytable."
    )
    rounding: Rounding = Rounding.DOWN

    def places(self) -> Iterator[Place]:
        """Every selection that pays one price, in the order of the bets; a single pays by its hits and is never lucky."""
        for bet in SicBoBet:
            if bet is SicBoBet.SINGLE or (bet in OPTIONAL and not self.optional_bets):
                continue
            for numbers in (numbers_of(bet, sel) for sel in selections(bet)):
                said = "-".join(map(str, numbers))
                yield Place(position(bet, numbers), bet.value, said, self.pays.of(bet, numbers))

    @field_validator("pays", mode="before")
    @classmethod
    def _over_the_paytable(cls, pays: object, info: ValidationInfo) -> object:
        if not isinstance(pays, Mapping):
            return pays
        printed = PAYTABLES[info.data.get("paytable", Paytable.EVOLUTION)]
        return {**printed, **pays, "total": _totals(printed["total"], pays.get("total", {}))}


def _totals(printed: dict[str, object], changed: object) -> object:
    """One price for all totals, or those that differ from the print."""
    if isinstance(changed, Mapping):
        _refuse_other_totals(changed.keys() - printed.keys())
        return {**printed, **changed}
    if isinstance(changed, str | int):
        return dict.fromkeys(printed, changed)
    return changed


def _refuse_other_totals(totals: Set[object]) -> None:
    if totals:
        listed = ", ".join(sorted(str(total)[:40] for total in totals))
        raise IllegalRules(
            f"total {listed}: prices go by 4 to 10, and each is that of its counterpart too (4: 4 and 17)"
        )
