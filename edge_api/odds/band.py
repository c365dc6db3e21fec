"""The house edges that an operator allows. Refuses a bet that favours the player, one without any edge that is not known as fair, and one that keeps too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from edge_api.odds.odds import BetOdds
from edge_api.odds.record import percent
from schemas.phases import Game

NO_EDGE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Band:
    """Smallest and largest house edge, both allowed. ``fair``: bets ("craps.pass_odds") that may have none at all.

    An edge with an error bound must be inside by that bound.
    """

    least: Fraction
    most: Fraction
    fair: frozenset[str] = frozenset()

    def refusals(self, game: Game, odds: Iterable[BetOdds]) -> list[str]:
        """A sentence for each bet that is outside: its name, its edge, and the band."""
        return [
            f"{bet_name(game, each)} ({each.label}): {why}"
            for each in odds
            if (why := self._complaint(game, each))
        ]

    def _complaint(self, game: Game, odds: BetOdds) -> str:
        if odds.edge == NO_EDGE:
            name = bet_name(game, odds)
            return "" if name in self.fair else f"no house edge at all, and rules.fair does not list {name!r}"
        unsure = odds.error_bound or NO_EDGE
        if self.least <= odds.edge - unsure and odds.edge + unsure <= self.most:
            return ""
        allowed = f"{percent(self.least)} % to {percent(self.most)} % (rules.edge_min, rules.edge_max)"
        return f"house edge {odds.edge} = {percent(odds.edge)} % is outside the allowed {allowed}"


def bet_name(game: Game, odds: BetOdds) -> str:
    """A bet among those of all games: "craps.pass_odds"."""
    return f"{game.value}.{odds.bet_type}"
