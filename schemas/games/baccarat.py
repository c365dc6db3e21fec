"""Punto banco: whose card is next, and a result that can't be built unless it follows from its cards."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from schemas.cards import BACCARAT_VALUES, CardCode, baccarat_value
from schemas.games.dealt import check_cards
from schemas.games.refusal import IllegalOutcome
from schemas.model import Message

DEFAULT_DECKS = 8
_THIRD_CARD_DRAWS = {
    3: frozenset("012345679"),
    4: frozenset("234567"),
    5: frozenset("4567"),
    6: frozenset("67"),
}


class BaccaratHand(Enum):
    """A hand of the coup."""

    PLAYER = "player"
    BANKER = "banker"


class Winner(Enum):
    """Who won the coup."""

    PLAYER = "player"
    BANKER = "banker"
    TIE = "tie"


_OPENING = {
    (0, 0): BaccaratHand.PLAYER,
    (1, 0): BaccaratHand.BANKER,
    (1, 1): BaccaratHand.PLAYER,
    (2, 1): BaccaratHand.BANKER,
}


def total(cards: Sequence[str]) -> int:
    """Points of a hand, modulo ten."""
    points = 0
    for card in cards:
        points += BACCARAT_VALUES[card]
    return points % 10


def next_target(player: Sequence[str], banker: Sequence[str]) -> BaccaratHand | None:
    """Whose card is next, or None when the coup is over.

    Raises:
        IllegalOutcome: these hands can't lie on the table in a legal coup.
    """
    dealt = (len(player), len(banker))
    if dealt in _OPENING:
        return _OPENING[dealt]
    if dealt == (2, 2):
        return _first_draw(total(player), total(banker))
    drew = _first_draw(total(player[:2]), total(banker[:2])) if min(dealt) >= 2 else None
    match drew, dealt:
        case BaccaratHand.BANKER, (2, 3):
            return None
        case BaccaratHand.PLAYER, (3, 2 | 3):
            return _after_player(player, banker)
    raise IllegalOutcome(
        f"player {' '.join(player)} against banker {' '.join(banker)} breaks the drawing rules"
    )


def _first_draw(player: int, banker: int) -> BaccaratHand | None:
    """Who draws after four cards: nobody on a natural; the banker only if the player stands."""
    if max(player, banker) >= 8:
        return None
    if player <= 5:
        return BaccaratHand.PLAYER
    return BaccaratHand.BANKER if banker <= 5 else None


def _after_player(player: Sequence[str], banker: Sequence[str]) -> BaccaratHand | None:
    draws = banker_draws(total(banker[:2]), baccarat_value(player[2]))
    if len(banker) == 2:
        return BaccaratHand.BANKER if draws else None
    if not draws:
        raise IllegalOutcome(f"banker {total(banker[:2])} stands against a player's third card {player[2]}")
    return None


def banker_draws(banker: int, third: int) -> bool:
    """Whether the banker, with this two-card total, draws against the value of the player's third card."""
    return banker <= 2 or (banker <= 6 and str(third) in _THIRD_CARD_DRAWS[banker])


Hand = Annotated[tuple[CardCode, ...], Field(min_length=2, max_length=3, strict=False)]


class BaccaratOutcome(Message):
    """A complete coup. Every field but the cards is recomputed from them; a difference is refused."""

    player: Hand
    banker: Hand
    winner: Winner
    player_total: int
    banker_total: int
    natural: bool
    player_pair: bool
    banker_pair: bool

    @classmethod
    def from_cards(cls, player: Sequence[str], banker: Sequence[str], decks: int = DEFAULT_DECKS) -> Self:
        """The result of two finished hands.

        Raises:
            IllegalOutcome: unfinished, a wrong third card, not a card, or more copies than ``decks`` hold.
        """
        check_cards([*player, *banker], decks)
        _check_finished(player, banker)
        return cls._finished(player, banker)

    @classmethod
    def from_shoe(cls, cards: Sequence[str], decks: int = DEFAULT_DECKS) -> Self:
        """The result of cards in the order they leave the shoe; cards after the coup's last are not used.

        Raises:
            IllegalOutcome: too few cards, not a card, or more copies than ``decks`` hold.
        """
        check_cards(cards, decks)
        player, banker = list(cards[0:4:2]), list(cards[1:4:2])
        for card in cards[4:]:
            target = next_target(player, banker)
            if target is None:
                return cls._finished(player, banker)
            (player if target is BaccaratHand.PLAYER else banker).append(card)
        _check_finished(player, banker)
        return cls._finished(player, banker)

    @classmethod
    def _finished(cls, player: Sequence[str], banker: Sequence[str]) -> Self:
        """Of finished hands whose cards were looked at. All else is worked out from them here, so nothing is left to validate."""
        everything = {"player": tuple(player), "banker": tuple(banker), **_derived(player, banker)}
        return cls.model_construct(**everything)  # type: ignore[return-value]  # pydantic's plugin forgets Self

    @model_validator(mode="after")
    def _follows_from_its_cards(self) -> Self:
        check_cards([*self.player, *self.banker], DEFAULT_DECKS)
        _check_finished(self.player, self.banker)
        for name, value in _derived(self.player, self.banker).items():
            if getattr(self, name) != value:
                raise IllegalOutcome(
                    f"{name} does not follow from the cards: it must be {getattr(value, 'value', value)}"
                )
        return self


def _check_finished(player: Sequence[str], banker: Sequence[str]) -> None:
    target = next_target(player, banker)
    if target is not None:
        raise IllegalOutcome(f"the coup is not finished: the {target.value}'s next card is missing")


def _derived(player: Sequence[str], banker: Sequence[str]) -> dict[str, Any]:
    """What follows from finished hands: nobody draws against a natural, so it is one of four cards."""
    player_total, banker_total = total(player), total(banker)
    return {
        "winner": _winner(player_total, banker_total),
        "player_total": player_total,
        "banker_total": banker_total,
        "natural": len(player) == len(banker) == 2 and max(player_total, banker_total) >= 8,
        "player_pair": player[0][0] == player[1][0],
        "banker_pair": banker[0][0] == banker[1][0],
    }


def _winner(player: int, banker: int) -> Winner:
    if player == banker:
        return Winner.TIE
    return Winner.PLAYER if player > banker else Winner.BANKER
