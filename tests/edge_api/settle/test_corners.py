"""Corners of the settlement that whole-space tests pass by: each of these was a change to the code that no other test noticed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edge_api.settle.baccarat import BACCARAT
from edge_api.settle.baccarat import profile as baccarat_profile
from edge_api.settle.blackjack import BLACKJACK
from edge_api.settle.blackjack_sides import poker_of
from edge_api.settle.command import settle_lines
from edge_api.settle.craps import CRAPS
from edge_api.settle.dragon_tiger import DRAGON_TIGER
from edge_api.settle.settlement import max_return, settle_bet
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.blackjack import BlackjackOutcome
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.craps import CrapsOutcome
from schemas.games.craps_rules import CrapsRules
from schemas.games.dragon_tiger_rules import DragonTigerRules
from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.phases import Game

SEVEN_NINES = {"player": ["9H", "9H"], "banker": ["9H", "9H"]}
BANKER_WINS = {"player": ["TS", "TH"], "banker": ["9H", "TD"]}
SEATS: dict[str, Any] = {
    "seats": {"3": {"initial": ["TS", "9H"], "hands": [{"cards": ["TS", "9H"]}]}},
    "dealer_up": "TD",
    "dealer_hole": "8H",
    "dealer_draws": [],
}


def said(line: dict[str, object]) -> dict[str, Any]:
    """The answer of `edge-api settle`."""
    [answer] = settle_lines([json.dumps(line)])
    found: dict[str, Any] = json.loads(answer)
    return found


def test_a_coin_of_two_counts() -> None:
    rules = BaccaratRules.parse({"coin": 2})
    outcome = BACCARAT.read_outcome(rules, BANKER_WINS)
    assert settle_bet(Game.BACCARAT, rules, outcome, "banker", None, 100).net == 94
    assert max_return(Game.BACCARAT, rules, "banker", None, 100) == 194


def test_a_baccarat_bet_with_a_selection_has_no_best_return() -> None:
    with pytest.raises(IllegalBet):
        max_return(Game.BACCARAT, BaccaratRules(), "player", ["x"], 100)


@pytest.mark.parametrize("given", [SEVEN_NINES, {"shoe": ["9H", "9H", "9H", "9H"]}])
def test_a_coup_of_more_copies_than_this_shoe_holds_is_refused(given: dict[str, object]) -> None:
    assert BACCARAT.read_outcome(BaccaratRules.parse({"decks": 4}), given)
    with pytest.raises(IllegalOutcome):
        BACCARAT.read_outcome(BaccaratRules.parse({"decks": 3}), given)


def test_a_complete_coup_is_read_and_refused_where_the_shoe_has_no_such_cards() -> None:
    whole = BACCARAT.read_outcome(BaccaratRules(), SEVEN_NINES)
    assert isinstance(whole, BaccaratOutcome)
    assert BACCARAT.read_outcome(BaccaratRules(), whole.model_dump(mode="json")) == whole
    with pytest.raises(IllegalOutcome, match=r"9H shows more often than 3 deck\(s\) hold"):
        baccarat_profile(BaccaratRules.parse({"decks": 3}), whole, "tie", None)


def test_two_cards_of_dragon_tiger_come_from_this_shoe() -> None:
    pair = {"dragon": "9H", "tiger": "9H"}
    assert DRAGON_TIGER.read_outcome(DragonTigerRules.parse({"decks": 2}), pair)
    with pytest.raises(IllegalOutcome):
        DRAGON_TIGER.read_outcome(DragonTigerRules.parse({"decks": 1}), pair)


def test_a_line_may_give_all_seats_of_a_blackjack_round() -> None:
    rules = BlackjackRules()
    assert isinstance(BLACKJACK.read_outcome(rules, SEATS), BlackjackOutcome)
    won = {"game": "blackjack", "outcome": SEATS, "bet": {"type": "main", "sel": {"seat": 3}}, "stake": 100}
    assert said(won)["returned"] == 200
    with pytest.raises(IllegalOutcome):
        BLACKJACK.read_outcome(rules, SEATS | {"dealer_draws": ["2H"]})
    with pytest.raises(IllegalOutcome):
        BLACKJACK.read_outcome(rules, SEATS | {"dealer_up": "XX"})


def test_a_round_that_another_table_may_play_is_refused_here() -> None:
    surrendered = SEATS | {
        "seats": {"3": {"initial": ["TS", "6H"], "hands": [{"cards": ["TS", "6H"], "surrendered": True}]}}
    }
    assert BLACKJACK.read_outcome(BlackjackRules.parse({"surrender": "late"}), surrendered)
    with pytest.raises(IllegalOutcome, match="surrender"):
        BLACKJACK.read_outcome(BlackjackRules.parse({"surrender": "none"}), surrendered)


def test_a_bet_on_all_seats_names_its_own() -> None:
    outcome = BlackjackOutcome.model_validate_json(json.dumps(SEATS))
    with pytest.raises(IllegalBet) as refused:
        settle_bet(Game.BLACKJACK, BlackjackRules(), outcome, "main", None, 100)
    assert refused.value.message == 'main: the bet must name its seat, as in {"seat": 3}'


def test_a_line_behind_one_hand_is_not_insured() -> None:
    rules = BlackjackRules.parse({"bj_pays": "6/5"})
    alone = {"follow_double": False, "follow_split": False}
    assert max_return(Game.BLACKJACK, rules, "bet_behind", alone, 100) == 220
    assert max_return(Game.BLACKJACK, rules, "bet_behind", alone | {"seat": 3}, 100) == 250


def test_following_is_said_with_true_or_false() -> None:
    with pytest.raises(IllegalBet, match="bet_behind: follow_double is true or false"):
        max_return(Game.BLACKJACK, BlackjackRules(), "bet_behind", {"seat": 3, "follow_double": "yes"}, 100)


def test_two_kings_and_an_ace_are_no_straight() -> None:
    assert poker_of(["KH", "KD", "AS"]) is None
    assert poker_of(["AH", "AD", "KS"]) is None


@pytest.mark.parametrize(("second", "returned"), [([2, 2], 200), ([3, 4], 0)])
def test_the_roll_after_a_come_out_decides_already(second: list[int], returned: int) -> None:
    outcome = CRAPS.read_outcome(CrapsRules(), {"point": None, "rolls": [[1, 3], second, [1, 1]]})
    assert isinstance(outcome, CrapsOutcome)
    for bet in ("pass", "come"):
        assert settle_bet(Game.CRAPS, CrapsRules(), outcome, bet, None, 100).returned == returned
    for bet in ("dont_pass", "dont_come"):
        assert settle_bet(Game.CRAPS, CrapsRules(), outcome, bet, None, 100).returned == 200 - returned


def test_one_price_is_that_of_the_lines_bet_also_where_the_line_is_spelled_oddly() -> None:
    line = {"game": "baccarat", "outcome": {"player": ["9H", "TD"], "banker": ["9S", "TC"]}, "stake": 100}
    line |= {"rules": {"pays": "9"}, "bet": {"type": "tie"}, "id": "\N{SNOWMAN}"}
    assert said(line)["returned"] == 1000


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"stakes": 1}, "the line has an unknown field 'stakes'"),
        ({"bet": {"typ": "red"}}, "bet has an unknown field 'typ'"),
        ({"game": "mahjong"}, "'mahjong' is not settled here; these are: roulette, baccarat,"),
    ],
)
def test_what_is_wrong_with_a_line_says_where(changed: dict[str, object], message: str) -> None:
    line = {"game": "roulette", "outcome": {"pocket": "7"}, "bet": {"type": "red"}, "stake": 100} | changed
    assert str(said(line)["message"]).startswith(message)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_where_a_line_stops_short_does_not_depend_on_its_end(end: str) -> None:
    [answer] = settle_lines(['{"id":"e1"' + end])
    assert "not JSON: column 11:" in json.loads(answer)["message"]
