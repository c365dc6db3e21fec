"""Andar bahar: who wins after how many cards, whose card is next, and what is no result."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.cards import DECK
from schemas.games.andar_bahar import AndarBaharOutcome, Side
from schemas.games.andar_bahar_rules import AndarBaharRules, FirstSide
from schemas.games.deal import Spot
from schemas.games.deals import new_deal
from schemas.games.outcomes import OUTCOMES, GameOutcome
from schemas.games.refusal import IllegalOutcome, IllegalRules
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.readings import laid, reading_fact

ANY_OUTCOME: TypeAdapter[GameOutcome] = TypeAdapter(GameOutcome)
LENGTHS = range(1, 50)
JOKER = Spot("joker", 1)
decks = st.permutations(DECK)


def dealt(joker: str, number: int) -> list[str]:
    """That many cards after the joker, the last of its rank."""
    others = [card for card in DECK if card[0] != joker[0]]
    match = next(card for card in DECK if card[0] == joker[0] and card != joker)
    return [*others[: number - 1], match]


def until_match(deck: list[str]) -> list[str]:
    """The cards after the joker as a dealer deals them."""
    rest = iter(deck[1:])
    cards = [next(rest)]
    while cards[-1][0] != deck[0][0]:
        cards.append(next(rest))
    return cards


@pytest.mark.parametrize("number", LENGTHS)
@pytest.mark.parametrize("first", Side)
def test_odd_numbers_of_cards_win_for_the_side_dealt_first_even_for_the_other(
    number: int, first: Side
) -> None:
    names = ["andar", "bahar"] if first is Side.ANDAR else ["bahar", "andar"]
    for joker in DECK:
        outcome = AndarBaharOutcome.from_cards(joker, dealt(joker, number), first)
        assert outcome.winner.value == names[(number - 1) % 2]
    assert ANY_OUTCOME.validate_json(outcome.model_dump_json()) == outcome


def test_fifty_cards_cannot_be_dealt() -> None:
    with pytest.raises(IllegalOutcome):
        AndarBaharOutcome.from_cards("6H", [card for card in DECK if card != "6H"][:50], Side.ANDAR)


def test_a_newer_producers_fields_do_not_make_it_another_game() -> None:
    wire = '{"joker": "6H", "cards": ["6C"], "first_side": "bahar", "winner": "bahar", "decks": 1}'
    honest = AndarBaharOutcome.from_cards("6H", ["6C"], Side.BAHAR)
    assert AndarBaharOutcome.consume(wire) == honest
    assert ANY_OUTCOME.validate_json(wire, extra="ignore") == honest


@pytest.mark.parametrize(
    ("joker", "cards", "why"),
    [
        ("6H", [], "not finished"), ("6H", ["7H"], "not finished"), ("6H", ["7H", "8H", "9H"], "not finished"),
        ("6H", ["6C", "6D"], "card 1 has the rank"), ("6H", ["7H", "6D", "8H"], "card 2 has the rank"),
        ("6H", ["6H"], "6H shows more often than 1"), ("6H", ["7H", "7H", "6D"], "7H shows more often than 1"),
        ("6H", ["7H", "6H", "6D"], "6H shows more often than 1"), ("6X", ["6C"], "is not a card"), ("6H", ["6"], "is not a card"),
        ("6H", ["7H", None, "6C"], "is not a card"), (None, ["6C"], "is not a card"), ("6H", ["7H", 6], "is not a card"),
    ],
)  # fmt: skip
def test_a_round_that_cannot_be_dealt_is_no_result(joker: object, cards: list[object], why: str) -> None:
    with pytest.raises(IllegalOutcome, match=why):
        AndarBaharOutcome.from_cards(joker, cards, Side.ANDAR)


@pytest.mark.parametrize(
    "change",
    [{"winner": "andar"}, {"first_side": "bahar"}, {"winner": "tie"}, {"cards": ["6C"]}, {"cards": []}, {"cards": ["7D", "8D"]},
     {"cards": ["6C", "6D"]}, {"cards": ["7D", "7D", "7D", "6C"]}, {"joker": "5H"}, {"joker": None}, {"cards": None}, {"extra": 1}],
)  # fmt: skip
def test_a_result_that_does_not_follow_from_its_cards_cannot_be_built(change: dict[str, Any]) -> None:
    honest = AndarBaharOutcome.from_cards("6H", ["7D", "6C"], Side.ANDAR).model_dump(mode="json")
    assert AndarBaharOutcome.model_validate_json(ANY_OUTCOME.dump_json(ANY_OUTCOME.validate_python(honest)))
    with pytest.raises(ValidationError):
        ANY_OUTCOME.validate_python(honest | change)


def test_the_games_result_is_known_by_its_name() -> None:
    assert OUTCOMES[Game.ANDAR_BAHAR] is AndarBaharOutcome


@given(decks, st.sampled_from(FirstSide))
def test_any_deck_is_dealt_in_turn_until_the_first_match(deck: list[str], first: FirstSide) -> None:
    rules = AndarBaharRules(first_side=first)
    deal, cards, facts = new_deal(rules), iter(deck), []
    while (spot := deal.due) is not None:
        assert not deal.complete
        facts.append(reading_fact(deal.reads, "r-1", spot, next(cards)))
        deal.lay(*laid(facts[-1]))
    assert deal.complete
    expected = AndarBaharOutcome.from_cards(deck[0], until_match(deck), rules.first(deck[0]))
    assert deal.outcome() == expected
    deal.check(expected)
    with pytest.raises(IllegalOutcome, match="no reading is due"):
        deal.lay(Spot("andar", 1), deck[-1])


@given(decks, st.sampled_from(FirstSide))
def test_what_lies_is_every_second_card_on_each_side(deck: list[str], first: FirstSide) -> None:
    deal, rules = new_deal(AndarBaharRules(first_side=first)), AndarBaharRules(first_side=first)
    cards = iter(deck)
    while (spot := deal.due) is not None:
        deal.lay(spot, next(cards))
    dealt_cards, side = until_match(deck), rules.first(deck[0])
    assert deal.standing() == {
        "joker": deck[:1],
        side.value: dealt_cards[0::2],
        side.other.value: dealt_cards[1::2],
    }


def test_an_empty_layout_waits_for_the_joker() -> None:
    deal = new_deal(AndarBaharRules())
    assert (deal.due, deal.complete) == (JOKER, False)
    assert deal.standing() == {"joker": [], "andar": [], "bahar": []}
    for spot in (Spot("andar", 1), Spot("bahar", 1), Spot("joker", 2)):
        with pytest.raises(IllegalOutcome, match="joker 1 is next"):
            deal.lay(spot, "6H")
    with pytest.raises(IllegalOutcome, match="joker is missing"):
        deal.outcome()


@pytest.mark.parametrize(
    ("rule", "joker", "side"),
    [
        ("andar", "6H", "andar"), ("andar", "6S", "andar"), ("bahar", "6H", "bahar"), ("bahar", "6S", "bahar"),
        ("by_joker_colour", "6S", "andar"), ("by_joker_colour", "6C", "andar"), ("by_joker_colour", "6H", "bahar"),
        ("by_joker_colour", "6D", "bahar"),
    ],
)  # fmt: skip
def test_the_first_card_goes_where_the_rules_say(rule: str, joker: str, side: str) -> None:
    deal = new_deal(AndarBaharRules.parse({"first_side": rule}))
    deal.lay(JOKER, joker)
    assert deal.due == Spot(side, 1)
    other = "bahar" if side == "andar" else "andar"
    with pytest.raises(IllegalOutcome, match=f"{side} 1 is next"):
        deal.lay(Spot(other, 1), "9S")


def test_a_card_that_is_none_or_lies_already_is_refused_as_it_is_laid() -> None:
    deal = new_deal(AndarBaharRules())
    deal.lay(JOKER, "6H")
    for card, why in (("6H", "6H shows more often than 1"), ("??", "is not a card")):
        with pytest.raises(IllegalOutcome, match=why):
            deal.lay(Spot("andar", 1), card)
    assert deal.due == Spot("andar", 1)
    with pytest.raises(IllegalOutcome, match="not finished"):
        deal.outcome()


def test_only_what_was_dealt_is_the_result() -> None:
    deal = new_deal(AndarBaharRules())
    for spot, card in ((JOKER, "6H"), (Spot("andar", 1), "9S"), (Spot("bahar", 1), "6C")):
        deal.lay(spot, card)
    deal.check(AndarBaharOutcome.from_cards("6H", ["9S", "6C"], Side.ANDAR))
    for other in (["6C"], ["9D", "6C"], ["9S", "6D"]):
        with pytest.raises(IllegalOutcome, match="not of what was dealt"):
            deal.check(AndarBaharOutcome.from_cards("6H", other, Side.ANDAR))


def test_the_defaults_are_the_usual_table() -> None:
    assert AndarBaharRules().model_dump(mode="json") == {
        "first_side": "andar", "pays_first": "9/10", "pays_second": "1", "first_card_pays": None, "pays_joker_colour": "9/10",
        "pays_joker_suit": "14/5", "pays_joker_rank": {"below8": "1", "8": "11", "above8": "1"},
        "cards": {"1-5": "5/2", "6-10": "7/2", "11-15": "9/2", "16-25": "7/2", "26-30": "15", "31-35": "25", "36-40": "50", "41+": "120"},
        "rounding": "down",
    }  # fmt: skip
    written = AndarBaharRules.parse({"cards": {"41+": "100"}, "first_card_pays": "0.25"}).model_dump(
        mode="json"
    )
    assert parse_rules(Game.ANDAR_BAHAR, written).model_dump(mode="json") == written


@pytest.mark.parametrize(
    ("rules", "where"),
    [
        ({"first_side": "left"}, "rules.first_side"), ({"first_side": None}, "rules.first_side"), ({"pays_first": 0.9}, "exact"),
        ({"pays_first": "0"}, "above zero"), ({"pays_second": None}, "exact"), ({"first_card_pays": "0"}, "above zero"),
        ({"first_card_pays": 0.25}, "exact"), ({"pays_joker_colour": "-1"}, "exact"), ({"pays_joker_suit": "x"}, "exact"),
        ({"pays_joker_rank": {"9": "1"}}, "rules.pays_joker_rank.9: there is no such parameter"), ({"pays_joker_rank": "11"}, "rules.pays_joker_rank"),
        ({"cards": {"1-6": "2"}}, "rules.cards.1-6: there is no such parameter"), ({"cards": {"from_1": "2"}}, "no such parameter"),
        ({"cards": {"41+": "0"}}, "above zero"), ({"cards": []}, "rules.cards"), ({"decks": 1}, "no such parameter"),
        ({"rounding": "nearest"}, "rules.rounding"), ({"pays": {}}, "no such parameter"), ([], "rules"), (None, "rules"),
    ],
)  # fmt: skip
def test_a_rule_set_that_does_not_exist_is_refused_with_the_reason(rules: Any, where: str) -> None:
    with pytest.raises(IllegalRules) as refused:
        parse_rules(Game.ANDAR_BAHAR, rules)
    assert where in refused.value.message


def test_every_difference_changes_the_hash() -> None:
    variants: list[dict[str, Any]] = [
        {}, {"first_side": "bahar"}, {"first_side": "by_joker_colour"}, {"pays_first": "1"}, {"pays_second": "0.95"},
        {"first_card_pays": "0.25"}, {"pays_joker_colour": "1"}, {"pays_joker_suit": "3"}, {"pays_joker_rank": {"8": "10"}},
        {"pays_joker_rank": {"below8": "0.9"}}, {"pays_joker_rank": {"above8": "0.9"}}, {"rounding": "up"},
        *[{"cards": {sel: "2"}} for sel in AndarBaharRules().cards.model_dump()],
    ]  # fmt: skip
    assert len({AndarBaharRules.parse(rules).rules_hash() for rules in variants}) == len(variants) == 20
    assert AndarBaharRules.parse({"pays_first": "0.9"}).rules_hash() == AndarBaharRules().rules_hash()
