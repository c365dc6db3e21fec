"""What the books need to know of the configuration, already checked. Refuses a rule set whose bets have no bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge_api.stats.sight_rates import SightLimits
from schemas.bets import MAX_STAKE_MINOR
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.games.rules import Rules
from schemas.money import exponent
from schemas.phases import Game


@dataclass(frozen=True, slots=True)
class Range:
    """Least that a player may place, and most that a player may have on one position, in minor units."""

    min: int
    max: int

    def __post_init__(self) -> None:
        if not 0 < self.min <= self.max <= MAX_STAKE_MINOR:
            raise ValueError(f"limits {self.min}..{self.max}: need 0 < min <= max <= {MAX_STAKE_MINOR}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a player may have at stake, in minor units. ``max_table`` and ``max_payout`` count one player's whole round, and
    what stays on the layout from earlier rounds.

    ``by_type`` takes the place of ``position`` for a bet type. ``max_payout`` bounds the sum of the best returns of all
    of the player's bets, stakes included.
    """

    position: Range
    max_table: int
    max_payout: int
    by_type: Mapping[str, Range] = field(default_factory=dict)

    def of(self, bet_type: str) -> Range:
        """The range of one bet type."""
        return self.by_type.get(bet_type, self.position)


@dataclass(frozen=True, slots=True)
class TableSetup:
    """One table as configured. ``rules_name`` is "name@version" of a rule set that was asked for by name.

    Raises:
        ValueError: rules of another game, an unknown currency, or winnings without a bound.
    """

    table_id: str
    name: str
    game: Game
    currency: str
    rules: Rules
    limits: Limits
    rules_name: str | None = None
    sight: SightLimits = field(default_factory=SightLimits)

    def __post_init__(self) -> None:
        exponent(self.currency)
        if self.rules.game is not self.game:
            raise ValueError(f"table {self.table_id}: these rules are not of {self.game.value}")
        if isinstance(self.rules, MoneyWheelRules) and self.rules.unbounded:
            raise ValueError(
                f"table {self.table_id}: multipliers stack without end, so a live money wheel needs max_win,"
                " the most that one bet may win, in minor units"
            )


@dataclass(frozen=True, slots=True)
class Settings:
    """What governs windows and rounds. Durations in nanoseconds."""

    site: str
    edge: str
    tables: Mapping[str, TableSetup]
    require_sync: bool = True
    max_clock_error_ns: int = 250_000_000
    guard_ns: int = 0
    max_open_age_ns: int = 2_000_000_000
    closing_soon_ns: int = 5_000_000_000
    void_interrupted: bool = True
