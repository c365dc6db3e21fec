"""Rule sets and outcomes of games that may have multipliers. Refuses an outcome without those that its table draws, and any at a table that draws none."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from schemas.games.multipliers import Lottery, MultiplierLaw, Place
from schemas.games.refusal import IllegalOutcome
from schemas.games.rule_set import RuleSet
from schemas.games.weights import Lucky
from schemas.model import Message


class LuckyRules(RuleSet):
    """A rule set whose positions may be lucky. Without a law it has no multipliers, and the hash that it had before there were any."""

    multipliers: MultiplierLaw | None = Field(
        default=None,
        exclude_if=lambda law: law is None,
        description="How lucky positions are drawn between the end of betting and the result; null: not at all.",
    )

    @abstractmethod
    def places(self) -> Iterable[Place]:
        """The positions that a law may concern, in layout order."""

    @cached_property
    def lottery(self) -> Lottery | None:
        """The law on this table's layout."""
        return None if self.multipliers is None else Lottery.on(self.multipliers, self.places())

    @model_validator(mode="after")
    def _law_fits_the_layout(self) -> Self:
        _ = self.lottery
        return self


class LuckyOutcome(Message):
    """A result with the multipliers that were drawn for its round. Tables assert none: the edge adds them."""

    multipliers: Lucky | None = Field(
        default=None, exclude_if=lambda lucky: lucky is None, description="Lucky position -> multiplier."
    )

    def with_multipliers(self, lucky: Mapping[str, int]) -> Self:
        """The same result with these."""
        return self.model_copy(update={"multipliers": tuple(sorted(lucky.items()))})


def lottery_of(rules: RuleSet) -> Lottery | None:
    """What is drawn in rounds under these rules; None for most."""
    return rules.lottery if isinstance(rules, LuckyRules) else None


def lucky_in(rules: LuckyRules, outcome: LuckyOutcome) -> Mapping[str, int]:
    """The lucky positions of a result under these rules, with their multipliers.

    Raises:
        IllegalOutcome: they are missing, or this table can't draw them.
    """
    lottery, drawn = rules.lottery, outcome.multipliers
    if lottery is None:
        if drawn is not None:
            raise IllegalOutcome("multipliers: this table draws none")
        return {}
    if drawn is None:
        raise IllegalOutcome(
            'multipliers: this table draws them, so the outcome names them, as in {"17": 500} ({} when none is lucky)'
        )
    lucky = dict(drawn)
    lottery.check(lucky)
    return lucky


def refuse_asserted(outcome: Message) -> None:
    """Refuse multipliers that a table asserts: it draws none.

    Raises:
        IllegalOutcome: there are some.
    """
    if isinstance(outcome, LuckyOutcome) and outcome.multipliers is not None:
        raise IllegalOutcome("multipliers: a table asserts none, the edge draws them")
