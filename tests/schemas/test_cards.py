"""Card codes."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.cards import (
    DECK,
    CardCode,
    Rank,
    Suit,
    baccarat_value,
    deck_counts,
    parse_card,
    rank,
    suit,
    too_many,
)

CARD: TypeAdapter[str] = TypeAdapter(CardCode)


def test_a_deck_holds_each_of_52_cards_once() -> None:
    assert len(DECK) == len(set(DECK)) == 52
    assert deck_counts(8).total() == 416


@pytest.mark.parametrize("card", DECK)
def test_every_card_is_its_own_code(card: str) -> None:
    assert parse_card(card) == CARD.validate_python(card) == rank(card).value + suit(card).value


@pytest.mark.parametrize("wrong", ["10D", "TX", "td", "T", "", "DT", "TD ", "TD\n", 7, None, True, ["TD"]])
def test_anything_else_is_refused_by_name(wrong: object) -> None:
    with pytest.raises(ValueError, match="is not a card"):
        parse_card(wrong)
    with pytest.raises(ValidationError):
        CARD.validate_python(wrong)


def test_baccarat_counts_tens_and_pictures_as_nothing() -> None:
    values = [baccarat_value(f"{rank}{Suit.HEARTS}") for rank in Rank]
    assert values == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0]


def test_a_third_copy_from_two_decks_is_one_too_many() -> None:
    assert too_many(["AS", "AS", "2S"], 2) is None
    assert too_many(["AS", "2S", "AS", "AS"], 2) == "AS"
