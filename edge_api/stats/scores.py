"""What a table's results add up to, game by game: roads and the shoe for baccarat and dragon tiger, spins for roulette, labels for the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from edge_api.settle.results import result_label
from edge_api.stats.hand import Hand, Winner
from edge_api.stats.roads import Roads
from edge_api.stats.shoe import ShoeSummary
from edge_api.stats.spins import SpinStats
from edge_api.stats.window import Windows
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.dragon_tiger import DragonTigerOutcome
from schemas.games.dragon_tiger_rules import DragonTigerRules
from schemas.games.outcomes import GameOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_rules import RouletteRules
from schemas.games.rules import Rules

MOST_HANDS = 250
"""More than a shoe of eight decks can give (208 hands of two cards): a shoe that nobody changes begins anew here."""


class Scores(ABC):
    """The results of one table."""

    @abstractmethod
    def result(self, outcome: GameOutcome) -> None:
        """A round was settled."""

    @abstractmethod
    def statistics(self, window: int, /) -> dict[str, Any]:
        """As published; ``window`` is one of ``WINDOWS``, and means nothing for a shoe."""


class CardScores(Scores):
    """Baccarat, and dragon tiger with the dragon in the banker's place."""

    def __init__(self, rules: BaccaratRules | DragonTigerRules) -> None:
        self._decks = rules.decks
        self._is_baccarat = isinstance(rules, BaccaratRules)
        self.shoe(None, None)

    def shoe(self, number: int | None, cards_out: int | None) -> None:
        """Another shoe is in play; both are None where nobody saw it begin."""
        self._roads = Roads()
        self._summary = ShoeSummary(self._decks, number, cards_out)

    def card(self) -> None:
        """A card left the shoe, dealt or burned."""
        self._summary.card()

    def result(self, outcome: GameOutcome) -> None:
        if self._summary.hands >= MOST_HANDS:
            self.shoe(None, None)
        match outcome:
            case BaccaratOutcome():
                pairs = outcome.player_pair, outcome.banker_pair
                self._roads.append(Hand(BACCARAT_SIDES[outcome.winner.value], *pairs))
                shown = (*pairs, outcome.natural)
                marks = tuple(mark for mark, there in zip(BACCARAT_MARKS, shown, strict=True) if there)
                self._summary.add(outcome.winner.value, marks)
            case DragonTigerOutcome():
                self._roads.append(Hand(DRAGON_TIGER_SIDES[outcome.winner.value]))
                self._summary.add(outcome.winner.value, DRAGON_TIGER_MARKS if outcome.suited_tie else ())

    def statistics(self, _window: int, /) -> dict[str, Any]:
        sides, marks = self._words
        return self._summary.to_json(tuple(sides), marks)

    def roads(self) -> dict[str, Any]:
        """As published: ``{shoe, hands, sides}`` and the roads; ``sides`` says who P and B are."""
        sides, _ = self._words
        names = {side.value: name for name, side in sides.items()}
        head = {"shoe": self._summary.number, "hands": self._summary.hands, "sides": names}
        return {**head, **self._roads.to_json()}

    @property
    def _words(self) -> tuple[Mapping[str, Winner], tuple[str, ...]]:
        if self._is_baccarat:
            return BACCARAT_SIDES, BACCARAT_MARKS
        return DRAGON_TIGER_SIDES, DRAGON_TIGER_MARKS


BACCARAT_SIDES = {"player": Winner.PLAYER, "banker": Winner.BANKER, "tie": Winner.TIE}
DRAGON_TIGER_SIDES = {"tiger": Winner.PLAYER, "dragon": Winner.BANKER, "tie": Winner.TIE}
BACCARAT_MARKS = ("player_pair", "banker_pair", "natural")
DRAGON_TIGER_MARKS = ("suited_tie",)


class SpinScores(Scores):
    """Roulette."""

    def __init__(self, rules: RouletteRules) -> None:
        self._spins = SpinStats(rules.wheel)

    def result(self, outcome: GameOutcome) -> None:
        if isinstance(outcome, RouletteOutcome):
            for pocket in outcome.spins:
                self._spins.add(pocket)

    def statistics(self, window: int, /) -> dict[str, Any]:
        return self._spins.to_json(window)


class LabelScores(Scores):
    """Any other game: how often each result came, by its word."""

    def __init__(self, rules: Rules) -> None:
        self._game = rules.game
        self._windows = Windows()

    def result(self, outcome: GameOutcome) -> None:
        self._windows.add(result_label(self._game, outcome))

    def statistics(self, window: int, /) -> dict[str, Any]:
        shown = self._windows.of(window)
        ordered = sorted(shown.hits.items(), key=lambda each: (-each[1], each[0]))
        return {"window": window, "results": len(shown), "labels": dict(ordered)}


def new_scores(rules: Rules) -> Scores:
    """Empty scores of a table with these rules."""
    match rules:
        case BaccaratRules() | DragonTigerRules():
            return CardScores(rules)
        case RouletteRules():
            return SpinScores(rules)
        case _:
            return LabelScores(rules)
