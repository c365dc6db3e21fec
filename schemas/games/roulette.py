"""A roulette result, and what each bet covers. Refuses positions that the layout does not have, and results off the wheel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.games.lucky import LuckyOutcome
from schemas.games.refusal import IllegalOutcome, bad_selection
from schemas.games.roulette_called import DEFAULT_NEIGHBOURS, called
from schemas.games.roulette_layout import Piece, RouletteBet, inside, outside
from schemas.games.wheels import Pocket, Wheel, has_pocket

Spins = Annotated[tuple[Pocket, ...], Field(min_length=1, strict=False)]


class RouletteOutcome(LuckyOutcome):
    """Where the ball came to rest: ``pocket``, or ``pockets`` when en prison bets wait through several spins."""

    pocket: Pocket | None = None
    pockets: Spins | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.pocket is None) == (self.pockets is None):
            raise IllegalOutcome('give either "pocket", or "pockets" for several spins')
        return self

    @property
    def spins(self) -> tuple[str, ...]:
        """The spins in order; the first is the round's own."""
        return self.pockets or (self.pocket or "",)


def check_outcome(outcome: RouletteOutcome, wheel: Wheel) -> None:
    """Refuse a pocket that the wheel does not have.

    Raises:
        IllegalOutcome: names the pocket.
    """
    for pocket in outcome.spins:
        if not has_pocket(wheel, pocket):
            raise IllegalOutcome(f"pocket {pocket!r} is not on the {wheel.value} wheel")


def parse_bet(bet_type: object) -> RouletteBet:
    """The bet type of a name on the wire.

    Raises:
        IllegalBet: there is no such bet.
    """
    try:
        return RouletteBet(bet_type)
    except ValueError:
        raise bad_selection(f"roulette has no bet {bet_type!r:.40}") from None


def coverage(bet_type: RouletteBet, sel: object, wheel: Wheel) -> tuple[Piece, ...]:
    """The elementary bets that a bet is made of: pockets, units, odds to one.

    ``sel`` is the JSON value of the selection, lists in any order.

    Raises:
        IllegalBet: the wheel's layout has no such position.
    """
    for pieces in _KINDS:
        found = pieces(bet_type, sel, wheel)
        if found is not None:
            return found
    raise bad_selection(f"roulette has no bet {bet_type.value!r}")


_KINDS: tuple[Callable[[RouletteBet, object, Wheel], tuple[Piece, ...] | None], ...] = (
    inside,
    outside,
    called,
)


def canonical_sel(bet_type: RouletteBet, sel: object, wheel: Wheel) -> object:
    """One spelling per legal selection, as a JSON value: equal bets get equal values.

    Raises:
        IllegalBet: the selection is not legal.
    """
    coverage(bet_type, sel, wheel)
    match sel:
        case list():
            return sorted(sel, key=lambda item: (int(item), str(item)))
        case dict():
            return {"centre": sel["centre"], "k": sel.get("k", DEFAULT_NEIGHBOURS)}
    return sel
