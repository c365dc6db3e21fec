"""Results of blackjack: what a round can lead to, and what is no result."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.cards import DECK
from schemas.games.blackjack import BlackjackOutcome, check_round
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.blackjack_seat import SeatOutcome, check_seat, dealer_of_seat, hands_of_seat
from schemas.games.outcomes import OUTCOMES, GameOutcome
from schemas.games.refusal import IllegalOutcome
from schemas.phases import Game
from tests.schemas.games.blackjack_rounds import any_round

ANY_OUTCOME: TypeAdapter[GameOutcome] = TypeAdapter(GameOutcome)


def seat(initial: str, *hands: str, **done: bool) -> dict[str, Any]:
    """A seat; what is said of its hands is said of the first."""
    played = [{"cards": cards.split()} for cards in hands or (initial,)]
    return {"initial": initial.split(), "hands": [{**played[0], **done}, *played[1:]]}


def round_of(dealer: str, *seats: dict[str, Any]) -> dict[str, Any]:
    up, *rest = dealer.split()
    return {
        "seats": {str(number): one for number, one in enumerate(seats, start=1)},
        "dealer_up": up,
        "dealer_hole": rest[0] if rest else None,
        "dealer_draws": rest[1:],
    }


def rules(**changed: Any) -> BlackjackRules:
    return BlackjackRules.parse(changed)


ENHC = {"hole": "enhc"}


@pytest.mark.parametrize(
    ("changed", "dealer", "seats"),
    [
        ({}, "TS 7H", [seat("TD 9D")]), ({}, "TS 6H 2C", [seat("TD 9D"), seat("5S 6S", "5S 6S TC")]),
        ({}, "TS AH", [seat("TD 9D"), seat("AS KS")]), ({}, "6S 5H", [seat("TD 6D", "TD 6D TC")]), ({}, "6S 5H", [seat("AD KD")]),
        ({}, "AS 6H", [seat("TD 9D")]), ({"dealer_soft17": "hit"}, "AS 6H 2D", [seat("TD 9D")]),
        (ENHC, "6S", [seat("TD 6D", "TD 6D TC")]), (ENHC, "TS", [seat("TD 6D", "TD 6D TC")]), (ENHC, "9S", [seat("AD KD")]),
        (ENHC, "TS 5H", [seat("AD KD")]), (ENHC, "AS 5H", [seat("TD 6D", "TD 6D TC")]),
        ({**ENHC, "enhc_loss": "obo"}, "TS 5H", [seat("5D 6D", "5D 6D 2C", doubled=True), seat("TD 6D", "TD 6D TC")]),
        ({**ENHC, "surrender": "late"}, "TS 5H", [seat("TD 6D", surrendered=True)]),
        ({**ENHC, "surrender": "early"}, "TS", [seat("TD 6D", surrendered=True)]),
        ({"surrender": "early"}, "TS AH", [seat("TD 6D", surrendered=True)]),
        ({"charlie": 5}, "TS 5H", [seat("2D 3D", "2D 3D 2C 3C 2H")]), ({}, "AS 5H 3H", [seat("AD KD", even_money=True), seat("TD 9D")]),
    ],
)  # fmt: skip
def test_a_round_of_legal_play_is_a_result(changed: Any, dealer: str, seats: list[dict[str, Any]]) -> None:
    if changed == {**ENHC, "enhc_loss": "obo"}:
        seats = [seat("TD 6D", "TD 6D TC"), seat("8D 8S", "8D TC 5C", "8S TD 6C")]
    outcome = BlackjackOutcome.model_validate(round_of(dealer, *seats))
    check_round(rules(**changed), outcome)
    assert ANY_OUTCOME.validate_json(outcome.model_dump_json()) == outcome


@pytest.mark.parametrize(
    ("dealer", "seats", "why"),
    [
        ("TS 7H 2C", [seat("TD 9D")], "the dealer stands with TS 7H"), ("TS 6H", [seat("TD 9D")], "not finished with TS 6H"),
        ("TS", [seat("TD 9D")], "dealer_hole is missing"), ("AS", [seat("TD 6D", "TD 6D TC")], "or insurance does"),
        ("TS 6H 5C", [seat("TD 6D", "TD 6D TC")], "no hand was left"), ("TS AH 2C", [seat("TD 9D")], "the dealer stands with TS AH"),
        ("TS 7H", [seat("TD 9D", "TD 8D")], "seat 1: the hand must begin"), ("TS 7H", [seat("TD 9D"), seat("TD 9D", "TD 9D 2C 2D")], "seat 2: hand 1"),
        ("TS 7H", [seat("AD KD", even_money=True)], "against an ace, not against TS"),
        ("AS 7H", [*[seat("KD KD")] * 4, seat("KD 9D")], "KD shows more often than 8"),
        ("XS 7H", [seat("TD 9D")], "dealer_up"), ("TS 7H", [], "seats"), ("TS 7H", [seat("TD 9D")] * 8, "seats"),
        ("TS 7H", [seat("TD")], "initial"), ("TS 7H", [{"initial": ["TD", "9D"], "hands": []}], "hands"),
    ],
)  # fmt: skip
def test_what_no_table_can_produce_is_no_result(dealer: str, seats: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        BlackjackOutcome.model_validate(round_of(dealer, *seats))


@pytest.mark.parametrize(
    ("changed", "dealer", "seats", "why"),
    [
        ({"decks": 1}, "TS 7H", [seat("TD 9D"), seat("TD 8D")], "TD shows more often than 1"),
        ({}, "AS 6H 2D", [seat("TD 9D")], "takes no card after AS 6H"), ({"dealer_soft17": "hit"}, "AS 6H", [seat("TD 9D")], "not finished"),
        ({}, "TS", [seat("TD 6D", "TD 6D TC")], "lies from the start"), (ENHC, "6S 5H", [seat("TD 6D", "TD 6D TC")], "takes no card after 6S"),
        (ENHC, "TS 5H", [seat("TD 6D", "TD 6D TC")], "takes no card after TS"), (ENHC, "9S 5H", [seat("AD KD")], "takes no card after 9S"),
        ({"charlie": 5}, "TS 6H 5C", [seat("2D 3D", "2D 3D 2C 3C 2H")], "takes no card after TS 6H"),
        ({}, "TS 6H", [seat("2D 3D", "2D 3D 2C 3C 2H")], "not finished with TS 6H"),
        ({}, "TS AH", [seat("TD 6D", "TD 6D TC")], "ended the round before TD 6D"),
        ({"surrender": "late"}, "TS AH", [seat("TD 6D", surrendered=True)], "ended the round before"),
        ({}, "TS AH", [seat("8D 8S", "8D TD", "8S TC")], "ended the round before"),
        ({**ENHC, "surrender": "late"}, "TS", [seat("TD 6D", surrendered=True)], "not finished with TS"),
        ({}, "TS 7H", [seat("TD 6D", surrendered=True)], "seat 1: hand 1 .* can't be surrendered"),
    ],
)  # fmt: skip
def test_a_round_that_these_rules_do_not_lead_to_is_refused(
    changed: Any, dealer: str, seats: list[dict[str, Any]], why: str
) -> None:
    outcome = BlackjackOutcome.model_validate(round_of(dealer, *seats))
    with pytest.raises(IllegalOutcome, match=why):
        check_round(rules(**changed), outcome)


def test_a_doubled_hand_that_busted_waits_for_a_natural_where_only_the_original_bet_is_lost() -> None:
    lost = seat("TD 6D", "TD 6D TC", doubled=True)
    waits = BlackjackOutcome.model_validate(round_of("TS 5H", lost))
    over = BlackjackOutcome.model_validate(round_of("TS", lost))
    check_round(rules(**ENHC, enhc_loss="obo"), waits)
    for loss in ("all", "bb1"):
        check_round(rules(**ENHC, enhc_loss=loss), over)
        with pytest.raises(IllegalOutcome, match="takes no card"):
            check_round(rules(**ENHC, enhc_loss=loss), waits)


def test_a_newer_producers_fields_do_not_make_it_another_game() -> None:
    outcome = BlackjackOutcome.model_validate(round_of("TS 7H", seat("TD 9D")))
    wire = outcome.model_dump_json()[:-1] + ', "burned": 1}'
    assert BlackjackOutcome.consume(wire) == outcome
    assert ANY_OUTCOME.validate_json(wire, extra="ignore") == outcome
    assert OUTCOMES[Game.BLACKJACK] is BlackjackOutcome


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(any_round(), st.data())
def test_a_result_with_cards_too_few_or_too_many_is_refused(
    case: tuple[BlackjackRules, BlackjackDeal], data: st.DataObject
) -> None:
    table, deal = case
    wire = deal.outcome().model_dump(mode="json")
    number = data.draw(st.sampled_from(sorted(wire["seats"])))
    hand = data.draw(st.sampled_from(wire["seats"][number]["hands"]))
    match data.draw(st.sampled_from(["take", "add", "double", "surrender", "dealer", "hole"])):
        case "take":
            hand["cards"] = hand["cards"][:1]
        case "add":
            hand["cards"].extend(["9S", "9S", "9S"])
        case "double":
            hand.update(doubled=True, cards=[*hand["cards"], "2S", "2S"])
        case "surrender":
            hand.update(surrendered=True, doubled=True)
        case "dealer":
            wire["dealer_draws"] += ["TS", "TS", "TS"]
        case "hole":
            wire["dealer_draws"] = ["TS", *wire["dealer_draws"]]
            wire["dealer_hole"] = None
    with pytest.raises((ValidationError, IllegalOutcome)):
        check_round(table, BlackjackOutcome.model_validate(wire))


def one(initial: str = "TD 9D", *hands: str, dealer: str = "TS 7H", **changed: Any) -> SeatOutcome:
    up, *rest = dealer.split()
    line = {
        "initial": initial.split(),
        "dealer_up": up,
        "dealer_hole": rest[0] if rest else None,
        "dealer_draws": rest[1:],
    }
    played = {"hands": [{"cards": cards.split()} for cards in hands or (initial,)]}
    return SeatOutcome.model_validate(line | played | changed)


def test_the_dealer_of_a_line_stops_by_the_rules_and_leaves_what_follows() -> None:
    line = one(dealer="AS 6H 2D 9C 9C")
    assert dealer_of_seat(rules(), line) == ("AS", "6H")
    assert dealer_of_seat(rules(dealer_soft17="hit"), line) == ("AS", "6H", "2D")
    assert dealer_of_seat(rules(), one("TD 6D", "TD 6D TC", dealer="TS 2H 9C")) == ("TS", "2H")
    assert dealer_of_seat(rules(), one(dealer="TS AH 9C")) == ("TS", "AH")


def test_without_a_hole_card_the_second_card_may_be_the_first_that_is_drawn() -> None:
    line = one(dealer_hole=None, dealer_draws=["6H", "2C", "9C"])
    check_seat(rules(**ENHC), line)
    assert dealer_of_seat(rules(**ENHC), line) == ("TS", "6H", "2C")


def test_side_bets_need_no_play() -> None:
    line = SeatOutcome.model_validate({"initial": ["TD", "9D"], "dealer_up": "TS"})
    check_seat(rules(), line)
    with pytest.raises(IllegalOutcome, match="hands are missing"):
        hands_of_seat(line)
    with pytest.raises(IllegalOutcome, match="hands are missing"):
        dealer_of_seat(rules(), line)


@pytest.mark.parametrize(
    ("changed", "line", "why"),
    [
        ({}, one(dealer="TS 6H"), "not finished with TS 6H"), ({}, one(dealer="TS"), "dealer_hole is missing"),
        ({}, one("TD 6D", "TD 6D TC", dealer="TS"), "dealer_hole is missing"), (ENHC, one("AD KD", dealer="TS"), "dealer_hole is missing"),
        ({**ENHC, "surrender": "late"}, one(hands=[{"cards": ["TD", "9D"], "surrendered": True}], dealer="TS"), "dealer_hole is missing"),
        ({**ENHC, "enhc_loss": "obo"}, one("8S 8D", "8S TS 9C", "8D TS 9C", dealer="AS"), "dealer_hole is missing"),
    ],
)  # fmt: skip
def test_a_line_without_the_dealers_cards_that_decide_it_is_refused(
    changed: Any, line: SeatOutcome, why: str
) -> None:
    with pytest.raises(IllegalOutcome, match=why):
        dealer_of_seat(rules(**changed), line)


def test_without_a_hole_card_a_busted_seat_needs_no_more() -> None:
    for dealer in ("6S", "TS", "AS"):
        assert dealer_of_seat(rules(**ENHC), one("TD 6D", "TD 6D TC", dealer=dealer)) == (dealer,)
    assert dealer_of_seat(rules(**ENHC), one("AD KD", dealer="9S")) == ("9S",)


def test_a_line_that_no_play_leads_to_is_refused() -> None:
    with pytest.raises(IllegalOutcome, match="which is missing"):
        check_seat(rules(), one(dealer_hole=None, dealer_draws=["2S"]))
    with pytest.raises(ValidationError, match="said by the bet"):
        one("AS KS", hands=[{"cards": ["AS", "KS"], "even_money": True}])
    with pytest.raises(ValidationError, match="shows more often"):
        one(dealer="9D 9D 9D 9D 9D 9D 9D 9D")
    with pytest.raises(IllegalOutcome, match="TD shows more often than 1"):
        check_seat(rules(decks=1), one("TD TD"))
    with pytest.raises(IllegalOutcome, match="ended the round before"):
        check_seat(rules(), one("TD 6D", "TD 6D 2C", dealer="AS KS"))
    with pytest.raises(IllegalOutcome, match="can't be doubled"):
        check_seat(
            rules(),
            one("8S 8D", hands=[{"cards": ["8S", "3D", "KC"], "doubled": True}, {"cards": ["8D", "3C"]}]),
        )


def test_every_card_of_the_pack_may_lie_before_the_dealer() -> None:
    for card in DECK:
        assert one(dealer=f"{card} 7H").dealer_up == card
