"""Settlement of one bet and of a whole round: (rules, outcome, bets) -> returns. Works each selection out once; refuses what is not legal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from pydantic import model_validator

from edge_api.settle.book import Stays
from edge_api.settle.books import BOOKS
from edge_api.settle.profile import Profile, Settled, Status
from schemas.games.outcomes import GameOutcome
from schemas.games.refusal import IllegalOutcome, IllegalRules
from schemas.games.rules import Rules
from schemas.model import Message
from schemas.money import Rounding
from schemas.phases import Game

Key = TypeVar("Key")
CEILINGS_KEPT = 4096


class VoidOutcome(Message):
    """The round does not count: every stake goes back."""

    void: bool = True

    @model_validator(mode="after")
    def _is_void(self) -> Self:
        if not self.void:
            raise IllegalOutcome("void can only be true; a round that counts has a result")
        return self


Outcome = GameOutcome | VoidOutcome


def bet_types(game: Game) -> frozenset[str]:
    """Every bet of a game, by its name on the wire."""
    return BOOKS[game].bet_types


def in_play_types(game: Game) -> frozenset[str]:
    """Those of them that are taken while a round is played, never before it."""
    return BOOKS[game].in_play


def stays_of(rules: Rules) -> Stays[Any, Any] | None:
    """How bets stay over rounds under these rules; None when every round decides all of its bets."""
    stays = BOOKS[rules.game].stays
    return stays if stays is not None and stays.under(rules) else None


def combined(rules: Rules, outcomes: Sequence[GameOutcome]) -> GameOutcome:
    """The results of a bet's round and of those after it, as one result.

    Raises:
        IllegalOutcome: they are not of one game, or its bets don't stay over rounds.
    """
    book, stays = BOOKS[rules.game], stays_of(rules)
    if stays is None or not all(isinstance(outcome, book.outcome) for outcome in outcomes):
        raise IllegalOutcome(f"these results are not of one run of {rules.game.value}")
    result: GameOutcome = stays.combine(outcomes)
    return result


def profile(rules: Rules, outcome: Outcome, bet_type: object, sel: object) -> Profile:
    """What a selection returns for any stake.

    Raises:
        IllegalBet, IllegalOutcome: with a code and a sentence.
    """
    book = BOOKS[rules.game]
    if isinstance(outcome, VoidOutcome):
        best = best_profile(rules, bet_type, sel)
        return Profile(best.units, 1, (), Rounding.DOWN, Status.VOID, charge=best.charge)
    if not isinstance(outcome, book.outcome):
        raise IllegalOutcome("the outcome is of another game than the rules")
    return book.profile(rules, outcome, bet_type, sel)


def best_profile(rules: Rules, bet_type: object, sel: object) -> Profile:
    """What a selection returns for any stake when everything goes its way; keep it per selection when asked often.

    Raises:
        IllegalBet: with a code and a sentence.
    """
    return BOOKS[rules.game].best(rules, bet_type, sel)


def settle_bet(
    game: Game, rules: Rules, outcome: Outcome, bet_type: object, sel: object, stake: object
) -> Settled:
    """Settle one bet; ``stake`` in minor units.

    Raises:
        IllegalRules, IllegalBet, IllegalOutcome: nothing is paid.
    """
    _check_game(game, rules)
    return profile(rules, outcome, bet_type, sel).settle(stake)


def max_return(game: Game, rules: Rules, bet_type: object, sel: object, stake: object) -> int:
    """The most that a bet can return, stake included, in minor units.

    Raises:
        IllegalRules, IllegalBet: with a code and a sentence.
    """
    _check_game(game, rules)
    return best_profile(rules, bet_type, sel).settle(stake).returned


def _check_game(game: Game, rules: Rules) -> None:
    if rules.game is not game:
        raise IllegalRules(f"these rules are not of {game.value}")


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The best return of each selection at one table, worked out once; for limits while bets are taken."""

    rules: Rules
    _profiles: dict[tuple[str, str], Profile] = field(default_factory=dict)

    def max_return(self, bet_type: str, sel_json: str, stake: int) -> int:
        """The most that a bet can return, stake included; ``sel_json`` is the selection as JSON text.

        Raises:
            IllegalBet: with a code and a sentence.
        """
        best = self._profiles.get((bet_type, sel_json))
        if best is None:
            best = best_profile(self.rules, bet_type, json.loads(sel_json))
            self._keep(bet_type, sel_json, best)
        return best.settle(stake).returned

    def _keep(self, bet_type: str, sel_json: str, best: Profile) -> None:
        """A client may spell one selection in many ways: start afresh before memory grows."""
        if len(self._profiles) >= CEILINGS_KEPT:
            self._profiles.clear()
        self._profiles[bet_type, sel_json] = best


@dataclass(frozen=True, slots=True)
class RoundPrices:
    """The prices of one decided round. Each (type, sel) is worked out once, each stake on it settled once."""

    rules: Rules
    outcome: Outcome
    _profiles: dict[tuple[str, str], Profile] = field(default_factory=dict)
    _settled: dict[tuple[str, str, int], Settled] = field(default_factory=dict)

    def settle(self, bet_type: str, sel_json: str, stake: int) -> Settled:
        """Settle one bet; ``sel_json`` is the selection as JSON text ("null" for none).

        Raises:
            IllegalBet, IllegalOutcome: nothing is paid.
        """
        bet = (bet_type, sel_json, stake)
        settled = self._settled.get(bet)
        if settled is None:
            settled = self._settled[bet] = self.profile(bet_type, sel_json).settle(stake)
        return settled

    def profile(self, bet_type: str, sel_json: str) -> Profile:
        """What a selection returns for any stake in this round."""
        found = self._profiles.get((bet_type, sel_json))
        if found is None:
            found = profile(self.rules, self.outcome, bet_type, json.loads(sel_json))
            self._profiles[bet_type, sel_json] = found
        return found


def settle_round(
    rules: Rules, outcome: Outcome, bets: Iterable[tuple[Key, str, str, int]]
) -> list[tuple[Key, Settled]]:
    """Settle the bets (key, type, sel as JSON text, stake) of one round, in their order.

    Raises:
        IllegalBet, IllegalOutcome: nothing is settled at all.
    """
    settle = RoundPrices(rules, outcome).settle
    return [(key, settle(bet_type, sel_json, stake)) for key, bet_type, sel_json, stake in bets]
