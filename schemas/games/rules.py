"""Which rule set each game has. Refuses a game that is not in the list."""

from __future__ import annotations

from schemas.games.andar_bahar_rules import AndarBaharRules
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.craps_rules import CrapsRules
from schemas.games.dragon_tiger_rules import DragonTigerRules
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.games.roulette_rules import RouletteRules
from schemas.games.rule_set import RuleSet
from schemas.games.sic_bo_rules import SicBoRules
from schemas.phases import Game

Rules = RuleSet
"""The rule set of any game."""

RULE_SETS: dict[Game, type[RuleSet]] = {
    rules.game: rules
    for rules in (
        RouletteRules,
        BaccaratRules,
        MoneyWheelRules,
        DragonTigerRules,
        AndarBaharRules,
        SicBoRules,
        CrapsRules,
        BlackjackRules,
    )
}


def parse_rules(game: Game, rules: object) -> Rules:
    """The rule set of a game.

    Raises:
        IllegalRules: names the parameter and what is wrong with it.
    """
    return RULE_SETS[game].parse(rules)
