"""What may lie on a table at all: no more copies of a card than decks, the game's own order of dealing, how many dice, which pockets. Refuses a word that breaks them; proves none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schemas.games.deal import Spot
from schemas.games.deals import new_deal
from schemas.games.refusal import IllegalOutcome
from schemas.games.rule_set import RuleSet
from schemas.games.wheels import SINGLE_ZERO
from schemas.phases import Game

Lying = Mapping[Spot, str]
MayLie = Callable[[Lying], bool]
ORDERED = frozenset({Game.BACCARAT, Game.DRAGON_TIGER, Game.ANDAR_BAHAR})
"""Games whose cards alone say whose card is next; in the others people decide."""


def anything(_lying: Lying) -> bool:
    """No game's rule is known."""
    return True


@dataclass(frozen=True, slots=True)
class TableRules:
    """``decks``: as many copies of a card; ``dice``: how many lie after a throw; ``order``: the wheel's pockets or segments, clockwise.

    ``may_lie``: whether these values can lie together in one round.
    """

    decks: int = 8
    dice: int = 3
    order: tuple[str, ...] = SINGLE_ZERO
    may_lie: MayLie = anything

    def allow(self, lying: Lying) -> bool:
        """Whether these cards can lie together."""
        most = max(Counter(lying.values()).values(), default=0)
        return most <= self.decks and self.may_lie(lying)


def rules_of(rules: RuleSet, order: tuple[str, ...] = SINGLE_ZERO) -> TableRules:
    """Of a table's rule set; ``order``: of its wheel, where it has one."""
    decks = getattr(rules, "decks", 1)
    dice = 2 if rules.game is Game.CRAPS else 3
    may_lie = dealt_by(rules) if rules.game in ORDERED else anything
    return TableRules(decks, dice, order, may_lie)


def dealt_by(rules: RuleSet) -> MayLie:
    """Cards lie where the game's order puts them. Where one is not known yet, those after it can't be judged and may lie."""

    def may_lie(lying: Lying) -> bool:
        deal, left = new_deal(rules), dict(lying)
        try:
            while left:
                spot = deal.due
                if spot is None:
                    return False
                if spot not in left:
                    return True
                deal.lay(spot, left.pop(spot))
        except IllegalOutcome:
            return False
        return True

    return may_lie
