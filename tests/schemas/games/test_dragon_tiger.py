"""Dragon tiger: who wins with two cards, whose card is next, and what is no result."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.cards import DECK
from schemas.games.deal import Spot
from schemas.games.deals import new_deal
from schemas.games.dragon_tiger import DragonTigerOutcome, DragonTigerWinner
from schemas.games.dragon_tiger_rules import DragonTigerRules
from schemas.games.outcomes import OUTCOMES, GameOutcome
from schemas.games.refusal import IllegalOutcome, IllegalRules
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.readings import laid, reading_fact

LOW_TO_HIGH = "A23456789TJQK"
ANY_OUTCOME: TypeAdapter[GameOutcome] = TypeAdapter(GameOutcome)
DRAGON, TIGER = Spot("dragon", 1), Spot("tiger", 1)


def expected(dragon: str, tiger: str) -> str:
    """The winner by the ladder alone."""
    if dragon[0] == tiger[0]:
        return "tie"
    higher = max(dragon, tiger, key=lambda card: LOW_TO_HIGH.index(card[0]))
    return "dragon" if higher == dragon else "tiger"


def test_every_pair_of_cards_has_the_winner_of_the_ladder_and_survives_the_wire() -> None:
    for dragon in DECK:
        for tiger in DECK:
            outcome = DragonTigerOutcome.from_cards(dragon, tiger)
            assert outcome.winner.value == expected(dragon, tiger)
            assert outcome.suited_tie is (dragon == tiger)
            assert ANY_OUTCOME.validate_json(outcome.model_dump_json()) == outcome


def test_a_newer_producers_fields_do_not_make_it_another_game() -> None:
    wire = '{"dragon": "KS", "tiger": "QS", "winner": "dragon", "burned": 1}'
    assert DragonTigerOutcome.consume(wire) == DragonTigerOutcome.from_cards("KS", "QS")
    assert ANY_OUTCOME.validate_json(wire, extra="ignore") == DragonTigerOutcome.from_cards("KS", "QS")


def test_the_ace_is_low() -> None:
    assert DragonTigerOutcome.from_cards("AS", "2S").winner is DragonTigerWinner.TIGER
    assert DragonTigerOutcome.from_cards("KS", "AS").winner is DragonTigerWinner.DRAGON


@pytest.mark.parametrize("card", ["", "1S", "10S", "as", "ASX", "S", None, 7, ["AS"]])
def test_what_is_not_a_card_is_no_result(card: object) -> None:
    with pytest.raises(IllegalOutcome, match="is not a card"):
        DragonTigerOutcome.from_cards(card, "AS")
    with pytest.raises(IllegalOutcome, match="is not a card"):
        DragonTigerOutcome.from_cards("AS", card)


def test_one_deck_shows_no_card_twice() -> None:
    assert DragonTigerOutcome.from_cards("AS", "AS", decks=2).winner is DragonTigerWinner.TIE
    with pytest.raises(IllegalOutcome, match="AS shows more often than 1"):
        DragonTigerOutcome.from_cards("AS", "AS", decks=1)


@pytest.mark.parametrize(
    "change",
    [{"winner": "tiger"}, {"winner": "tie"}, {"winner": "player"}, {"dragon": "QS"}, {"tiger": "AS"}, {"tiger": "1S"},
     {"dragon": None}, {"extra": 1}, {"winner": None}],
)  # fmt: skip
def test_a_result_that_does_not_follow_from_its_cards_cannot_be_built(change: dict[str, Any]) -> None:
    honest = DragonTigerOutcome.from_cards("KS", "QS").model_dump(mode="json")
    with pytest.raises(ValidationError):
        DragonTigerOutcome.model_validate(honest | change)


def test_the_games_result_is_known_by_its_name() -> None:
    assert OUTCOMES[Game.DRAGON_TIGER] is DragonTigerOutcome


def test_the_dragons_card_comes_first_then_the_tigers_and_no_third() -> None:
    deal = new_deal(DragonTigerRules())
    assert (deal.due, deal.complete, deal.standing()) == (DRAGON, False, {"dragon": [], "tiger": []})
    deal.lay(DRAGON, "TD")
    assert (deal.due, deal.complete) == (TIGER, False)
    deal.lay(TIGER, "9S")
    assert (deal.due, deal.complete) == (None, True)
    assert deal.outcome() == DragonTigerOutcome.from_cards("TD", "9S")
    assert deal.standing() == {"dragon": ["TD"], "tiger": ["9S"]}
    with pytest.raises(IllegalOutcome, match="no reading is due"):
        deal.lay(TIGER, "9D")


@pytest.mark.parametrize("spot", [TIGER, Spot("dragon", 2), Spot("player", 1), Spot("dragon", 1, 2)])
def test_a_card_that_is_not_due_is_refused_and_nothing_lies(spot: Spot) -> None:
    deal = new_deal(DragonTigerRules())
    with pytest.raises(IllegalOutcome, match="dragon 1 is next"):
        deal.lay(spot, "TD")
    assert deal.standing() == {"dragon": [], "tiger": []}


def test_an_unfinished_round_has_no_result() -> None:
    deal = new_deal(DragonTigerRules())
    with pytest.raises(IllegalOutcome, match="the dragon's card is missing"):
        deal.outcome()
    deal.lay(DRAGON, "TD")
    with pytest.raises(IllegalOutcome, match="the tiger's card is missing"):
        deal.check(DragonTigerOutcome.from_cards("TD", "9S"))


def test_only_what_was_dealt_is_the_result() -> None:
    deal = new_deal(DragonTigerRules())
    deal.lay(DRAGON, "TD")
    deal.lay(TIGER, "9S")
    deal.check(DragonTigerOutcome.from_cards("TD", "9S"))
    with pytest.raises(IllegalOutcome, match="not of what was dealt"):
        deal.check(DragonTigerOutcome.from_cards("TD", "9C"))


def test_a_card_that_is_none_or_lies_already_is_refused_as_it_is_laid() -> None:
    deal = new_deal(DragonTigerRules(decks=1))
    with pytest.raises(IllegalOutcome, match="is not a card"):
        deal.lay(DRAGON, "??")
    deal.lay(DRAGON, "TD")
    with pytest.raises(IllegalOutcome, match="TD shows more often than 1"):
        deal.lay(TIGER, "TD")
    assert deal.due == TIGER


def test_the_spots_are_seats_of_facts() -> None:
    deal = new_deal(DragonTigerRules())
    while (spot := deal.due) is not None:
        fact = reading_fact(deal.reads, "r-1", spot, "TD")
        assert laid(fact) == (spot, "TD")
        deal.lay(*laid(fact))


def test_the_defaults_are_the_usual_table() -> None:
    assert DragonTigerRules().model_dump(mode="json") == {
        "decks": 8, "tie_main": "half", "tie_pays": "11", "suited_tie_pays": "50", "suit_pays": "3", "seven_loses": True,
        "rounding": "down",
    }  # fmt: skip
    written = DragonTigerRules(decks=6, tie_main="push").model_dump(mode="json")
    assert parse_rules(Game.DRAGON_TIGER, written).model_dump(mode="json") == written


@pytest.mark.parametrize(
    ("rules", "where"),
    [
        ({"decks": 0}, "rules.decks"), ({"decks": 9}, "rules.decks"), ({"decks": True}, "rules.decks"), ({"decks": "8"}, "rules.decks"),
        ({"tie_main": "quarter"}, "rules.tie_main"), ({"tie_main": None}, "rules.tie_main"), ({"tie_pays": 11.0}, "exact"),
        ({"tie_pays": "0"}, "above zero"), ({"tie_pays": None}, "exact"), ({"suited_tie_pays": "-50"}, "exact"),
        ({"suit_pays": []}, "exact"), ({"seven_loses": 1}, "rules.seven_loses"), ({"seven_loses": "true"}, "rules.seven_loses"),
        ({"rounding": "nearest"}, "rules.rounding"), ({"pays": {}}, "no such parameter"), ({"commission": "ez"}, "no such parameter"),
        ([], "rules"), (None, "rules"),
    ],
)  # fmt: skip
def test_a_rule_set_that_does_not_exist_is_refused_with_the_reason(rules: Any, where: str) -> None:
    with pytest.raises(IllegalRules, match=where):
        parse_rules(Game.DRAGON_TIGER, rules)


def test_every_difference_changes_the_hash() -> None:
    variants = [
        {}, {"decks": 6}, {"tie_main": "lose"}, {"tie_pays": 8}, {"suited_tie_pays": "40"}, {"suit_pays": "14/5"},
        {"seven_loses": False}, {"rounding": "up"},
    ]  # fmt: skip
    assert len({DragonTigerRules.parse(rules).rules_hash() for rules in variants}) == len(variants)
    assert DragonTigerRules.parse({"tie_pays": "22/2"}).rules_hash() == DragonTigerRules().rules_hash()
