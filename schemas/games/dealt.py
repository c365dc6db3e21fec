"""Cards as they were dealt. Refuses what is no card, and more copies of one than the decks hold."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.cards import DECK, parse_card, too_many
from schemas.games.refusal import IllegalOutcome

CARDS = frozenset(DECK)


def check_card(code: object) -> str:
    """The card code itself.

    Raises:
        IllegalOutcome: it is not rank + suit.
    """
    try:
        return parse_card(code)
    except ValueError as wrong:
        raise IllegalOutcome(str(wrong)) from None


def _all_known(cards: Sequence[object]) -> bool:
    """Whether each is a card, as they nearly always are."""
    try:
        return CARDS.issuperset(cards)
    except TypeError:
        return False


def check_cards(cards: Sequence[object], decks: int) -> None:
    """Refuse cards that can't all come out of ``decks`` decks.

    Raises:
        IllegalOutcome: one is not a card, or shows too often.
    """
    if _all_known(cards) and len(set(cards)) == len(cards):
        return
    card = too_many([check_card(code) for code in cards], decks)
    if card is not None:
        raise IllegalOutcome(f"{card} shows more often than {decks} deck(s) hold")
