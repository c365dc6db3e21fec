"""Blackjack on lines of `edge-api settle`: every rule of the game as a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edge_api.settle.command import settle_lines
from schemas.games.blackjack_rules import PairPays, PokerPays


def answer(
    outcome: dict[str, Any], bet: object, stake: object = 100, rules: dict[str, Any] | None = None
) -> dict[str, Any]:
    said = {"type": bet} if isinstance(bet, str) else bet
    line = {"game": "blackjack", "rules": rules or {}, "outcome": outcome, "bet": said, "stake": stake}
    (out,) = settle_lines([json.dumps(line)])
    parsed: dict[str, Any] = json.loads(out)
    return parsed


def seat(dealer: str, initial: str, *hands: str) -> dict[str, Any]:
    """A line's outcome; a hand that ends in * was doubled, in ! surrendered."""
    up, *rest = dealer.split()
    played = [_hand(hand) for hand in hands or (initial,)]
    first = initial.rstrip("!*").split()
    return {
        "initial": first,
        "hands": played,
        "dealer_up": up,
        "dealer_hole": rest[0] if rest else None,
        "dealer_draws": rest[1:],
    }


def _hand(text: str) -> dict[str, Any]:
    cards = {"cards": text.rstrip("!*").split()}
    return (
        cards
        | ({"doubled": True} if text.endswith("*") else {})
        | ({"surrendered": True} if text.endswith("!") else {})
    )


def money(outcome: dict[str, Any], bet: object = "main", stake: int = 100, **rules: Any) -> tuple[int, int]:
    out = answer(outcome, bet, stake, rules)
    assert out["status"] == "settled", out
    assert out["net"] == out["returned"] - out["staked"]
    return out["staked"], out["returned"]


ENHC: dict[str, Any] = {"hole": "enhc", "das": True}
SPLIT: dict[str, Any] = {"das": True, "max_hands": 4}


@pytest.mark.parametrize(
    ("outcome", "staked", "returned", "rules"),
    [
        (seat("TS 7H", "TD 8D"), 100, 200, {}), (seat("TS 7H", "TD 7D"), 100, 100, {}), (seat("TS 7H", "TD 6D"), 100, 0, {}),
        (seat("TS 6H TC", "TD 2D"), 100, 200, {}), (seat("TS 6H TC", "TD 2D", "TD 2D TH"), 100, 0, {}),
        (seat("TS 7H", "AS KD"), 100, 250, {}), (seat("TS 7H", "AS KD"), 100, 220, {"bj_pays": "6:5"}),
        (seat("TS AH", "AS KD"), 100, 100, {}), (seat("TS AH", "TD 9D"), 100, 0, {}),
        (seat("TS 6H 5C", "AS KD"), 100, 250, {}), (seat("TS 6H 5C", "TD 6D", "TD 6D 5S"), 100, 100, {}),
        (seat("TS 7H", "5D 6D", "5D 6D TH*"), 200, 400, {}), (seat("TS 7H", "5D 6D", "5D 6D 6H*"), 200, 200, {}),
        (seat("TS 7H", "5D 6D", "5D 6D 2H*"), 200, 0, {}), (seat("TS 7H", "TD 6D", "TD 6D TH*"), 200, 0, {}),
        (seat("TS 7H", "8D 8S", "8D TH", "8S 3H TC"), 200, 400, {}), (seat("TS 7H", "8D 8S", "8D 3H TH*", "8S 5H"), 300, 400, SPLIT),
        (seat("TS 7H", "8D 8S", "8D TD", "8S TC", "8H 8C 2C", "8C TH"), 400, 800, SPLIT),
        (seat("TS 7H", "AD AS", "AD KD", "AS 6H"), 200, 300, {}), (seat("TS 6H 5C", "AD AS", "AD KD", "AS 6H"), 200, 100, {}),
        (seat("TS 7H", "TD 6D!"), 100, 50, {"surrender": "late"}), (seat("TS AH", "TD 6D!"), 100, 50, {"surrender": "early"}),
        (seat("TS AH", "TD 6D!"), 100, 0, {"surrender": "late", "hole": "enhc"}), (seat("TS", "TD 6D!"), 100, 50, {"surrender": "early", "hole": "enhc"}),
        (seat("TS 9H", "2D 2S", "2D 2S 2H 3D 3S 2C"), 100, 200, {"charlie": 6}), (seat("TS 9H", "2D 2S", "2D 2S 2H 3D 3S 2C"), 100, 0, {}),
        (seat("TS AH", "2D 2S", "2D 2S 2H 3D 3S 2C"), 100, 0, {"charlie": 6, "hole": "enhc"}),
        (seat("AS 6H", "TD 7D"), 100, 100, {}), (seat("AS 6H 2C", "TD 7D"), 100, 0, {"dealer_soft17": "hit"}),
        (seat("AS 6H 2C", "TD 7D"), 100, 100, {}), (seat("9S", "AD KD"), 100, 250, {"hole": "enhc"}),
        (seat("6S", "TD 6D", "TD 6D TH"), 100, 0, {"hole": "enhc"}), (seat("TS AH", "AD KD"), 100, 100, {"hole": "enhc"}),
    ],
)  # fmt: skip
def test_the_main_bet_returns_what_the_rules_say(
    outcome: dict[str, Any], staked: int, returned: int, rules: dict[str, Any]
) -> None:
    assert money(outcome, **rules) == (staked, returned)


NATURAL = "TS AH"
DOUBLED = seat(NATURAL, "5D 6D", "5D 6D TH*")
BUSTED_DOUBLE = seat(NATURAL, "TD 6D", "TD 6D TH*")
SPLIT_BOTH = seat(NATURAL, "8D 8S", "8D TH", "8S TC")
SPLIT_FIRST_BUST = seat(NATURAL, "8D 8S", "8D 6H TH", "8S 3H TC*")
SPLIT_SECOND_BUST = seat(NATURAL, "8D 8S", "8D TH", "8S 5H TC")
SPLIT_ALL_BUST = seat(NATURAL, "8D 8S", "8D 6H TH", "8S 6C TC*")


@pytest.mark.parametrize(
    ("outcome", "staked", "lost"),
    [
        (seat(NATURAL, "TD 9D"), 100, (100, 100, 100)), (DOUBLED, 200, (200, 100, 100)), (BUSTED_DOUBLE, 200, (200, 100, 200)),
        (SPLIT_BOTH, 200, (200, 100, 100)), (SPLIT_FIRST_BUST, 300, (300, 100, 200)), (SPLIT_SECOND_BUST, 200, (200, 100, 200)),
        (SPLIT_ALL_BUST, 300, (300, 100, 300)),
    ],
)  # fmt: skip
def test_a_natural_that_shows_at_the_end_takes_what_the_rules_say(
    outcome: dict[str, Any], staked: int, lost: tuple[int, int, int]
) -> None:
    for loss, takes in zip(("all", "obo", "bb1"), lost, strict=True):
        assert money(outcome, **ENHC, enhc_loss=loss) == (staked, staked - takes), loss


@pytest.mark.parametrize(
    ("rounding", "natural", "surrendered"),
    [("down", 252, 50), ("half_up", 253, 51), ("half_even", 253, 50), ("up", 253, 51)],
)
def test_a_natural_and_a_surrender_round_once(rounding: str, natural: int, surrendered: int) -> None:
    assert money(seat("TS 7H", "AS KD"), stake=101, rounding=rounding) == (101, natural)
    assert money(seat("TS 7H", "TD 6D!"), stake=101, rounding=rounding, surrender="late") == (
        101,
        surrendered,
    )


def test_even_money_pays_one_to_one_whatever_the_dealer_has() -> None:
    bet = {"type": "main", "even_money": True}
    assert money(seat("AS KH", "AD KD"), bet) == (100, 200)
    assert money(seat("AS 7H", "AD KD"), bet) == (100, 200)
    assert money(seat("AS 7H", "AD KD"), {"type": "main", "even_money": False}) == (100, 250)
    assert money({"initial": ["AD", "KD"], "dealer_up": "AS"}, bet) == (100, 200)


@pytest.mark.parametrize("outcome", [seat("TS 7H", "AD KD"), seat("AS 7H", "AD 9D")])
def test_even_money_is_for_a_natural_against_an_ace(outcome: dict[str, Any]) -> None:
    out = answer(outcome, {"type": "main", "even_money": True})
    assert out["error"] == "bad_selection" and "natural against an ace" in out["message"]


@pytest.mark.parametrize(
    ("double", "split", "staked", "returned"),
    [(True, True, 300, 400), (False, True, 200, 200), (True, False, 200, 400), (False, False, 100, 200)],
)
def test_a_bettor_behind_follows_what_he_chose(double: bool, split: bool, staked: int, returned: int) -> None:
    played = seat("TS 7H", "8D 8S", "8D 3H TH*", "8S 5H")
    bet = {"type": "bet_behind", "follow_double": double, "follow_split": split}
    assert money(played, bet, **SPLIT) == (staked, returned)


def test_a_bettor_behind_follows_unless_he_says_otherwise() -> None:
    played = seat("TS 7H", "8D 8S", "8D 3H TH*", "8S 5H")
    assert money(played, "bet_behind", **SPLIT) == (300, 400)
    assert money(played, {"type": "bet_behind", "sel": {"follow_double": False}}, **SPLIT) == (200, 200)


def test_a_declined_double_shares_the_doubled_hands_result() -> None:
    bet = {"type": "bet_behind", "follow_double": False, "follow_split": True}
    assert money(seat("TS 7H", "5D 6D", "5D 6D TH*"), bet) == (100, 200)
    assert money(seat("TS 7H", "5D 6D", "5D 6D 2H*"), bet) == (100, 0)


@pytest.mark.parametrize(("loss", "behind"), [("all", 0), ("obo", 0), ("bb1", 0)])
def test_a_bettor_behind_loses_the_original_bet_to_a_natural(loss: str, behind: int) -> None:
    bet = {"type": "bet_behind", "follow_double": False, "follow_split": False}
    for outcome in (SPLIT_BOTH, SPLIT_FIRST_BUST, SPLIT_ALL_BUST, DOUBLED):
        assert money(outcome, bet, **ENHC, enhc_loss=loss) == (100, behind)


@pytest.mark.parametrize(("dealer", "returned"), [("AS KH", 150), ("AS 9H", 0), ("AS AH 9H", 0)])
def test_insurance_pays_two_to_one_on_a_natural(dealer: str, returned: int) -> None:
    assert money(seat(dealer, "TD 9D"), {"type": "insurance", "main_stake": 100}, 50) == (50, returned)


def test_insurance_needs_no_play() -> None:
    line = {"initial": ["TD", "9D"], "dealer_up": "AS", "dealer_hole": "KH"}
    assert money(line, "insurance", 50) == (50, 150)
    assert answer(line | {"dealer_hole": None}, "insurance")["error"] == "bad_outcome"
    drawn = line | {"dealer_hole": None, "dealer_draws": ["KH"]}
    assert money(drawn, "insurance", 50, hole="enhc") == (50, 150)
    assert answer(drawn, "insurance")["error"] == "bad_outcome"


@pytest.mark.parametrize(
    ("main", "stake", "taken"), [(100, 50, True), (101, 50, True), (101, 51, False), (1, 1, False)]
)
def test_insurance_is_at_most_half_the_main_stake(main: int, stake: int, taken: bool) -> None:
    out = answer(seat("AS 9H", "TD 9D"), {"type": "insurance", "main_stake": main}, stake)
    assert out.get("error") == (None if taken else "bad_stake")
    why = f"at most {main // 2} on this bet: insurance is at most half of the hand's stake, which is {main}"
    assert taken or out["message"] == f"stake must be {why}"


def test_insurance_is_offered_against_an_ace_only() -> None:
    out = answer(seat("TS AH", "TD 9D"), {"type": "insurance", "main_stake": 100}, 50)
    assert out["error"] == "bad_selection" and "not against TS" in out["message"]


@pytest.mark.parametrize(
    ("initial", "odds"),
    [("8S 8S", (25, 30)), ("8S 8C", (12, 10)), ("8H 8D", (12, 10)), ("8S 8H", (6, 5)), ("KS QS", (0, 0)), ("TS KC", (0, 0)), ("AS AS", (25, 30))],
)  # fmt: skip
def test_perfect_pairs_pay_by_suit_and_colour(initial: str, odds: tuple[int, int]) -> None:
    line = {"initial": initial.split(), "dealer_up": "5H"}
    for table, pays in zip(PairPays, odds, strict=True):
        assert money(line, "perfect_pairs", perfect_pairs=table.value) == (
            100,
            100 * (pays + 1) if pays else 0,
        )


@pytest.mark.parametrize(
    ("cards", "stepped"),
    [
        ("8S 8S 8S", 100), ("8S 8C 8S", 30), ("8S 9S TS", 40), ("9S 8S TS", 40), ("8S 9S TC", 10), ("2S 9S KS", 5), ("2S 9S KC", 0),
        ("AS 2C 3S", 10), ("KS QC AS", 10), ("KS AC 2S", 0), ("KS AS 2S", 5), ("AS AC 2S", 0), ("TS JS QS", 40), ("JS QS KS", 40),
        ("QS KS AS", 40), ("AS 3S 2S", 40), ("9S TC JS", 10), ("TS QC KS", 0), ("8S 8C 9S", 0),
    ],
)  # fmt: skip
def test_twenty_one_plus_three_pays_the_best_of_three_cards(cards: str, stepped: int) -> None:
    first, second, up = cards.split()
    line = {"initial": [first, second], "dealer_up": up}
    for table, pays in ((PokerPays.STEPPED, stepped), (PokerPays.FLAT, 9 if stepped else 0)):
        rules: dict[str, Any] = {"21+3": table.value}
        assert money(line, "21+3", **rules) == (100, 100 * (pays + 1) if pays else 0)


def test_a_void_round_gives_every_stake_back() -> None:
    for bet in ("main", "bet_behind", "perfect_pairs", "21+3", {"type": "insurance", "main_stake": 500}):
        out = answer({"void": True}, bet)
        assert (out["status"], out["staked"], out["returned"]) == ("void", 100, 100)


@pytest.mark.parametrize(
    ("outcome", "rules", "why"),
    [
        (seat("TS 7H", "TD 6D", "TD 6D TH 2C"), {}, "no card after"), (seat("TS 7H", "TD 6D", "TD 9D"), {}, "must begin with"),
        (seat("TS 6H", "TD 9D"), {}, "not finished"), (seat("TS", "TD 9D"), {}, "dealer_hole is missing"),
        (seat("TS 7H", "TD 6D!"), {}, "can't be surrendered"), (seat("TS 7H", "8D 8S", "8D 3H TH*", "8S 5H"), {}, "can't be doubled"),
        (seat("TS 7H", "8D 8S", "8D TD", "8S TC", "8H 2C"), {}, "a seat has 1 to 2"), (seat("TS 7H", "KD TS", "KD 2D", "TS TC"), {"split_by": "rank"}, "does not split"),
        (seat("TS AH", "5D 6D", "5D 6D TH*"), {}, "ended the round before"), (seat("TS AH", "TD 6D!"), {"surrender": "late"}, "ended the round before"),
        (seat("TS 7H", "TD TD", "TD TD TD TD"), {}, "no card after"), (seat("TD 7H", "TD 9D"), {"decks": 1}, "TD shows more often than 1"),
        (seat("TS 7H", "AD KD", "AD KD 2C"), {}, "no card after"), (seat("10S 7H", "TD 9D"), {}, "dealer_up"),
        ({"initial": ["TD", "9D"], "dealer_up": "TS"}, {}, "hands are missing"), ({"initial": ["TD"], "dealer_up": "TS"}, {}, "initial"),
        ({"dealer_up": "TS"}, {}, "initial"), ({"initial": ["TD", "9D"], "dealer_up": "TS", "burned": 1}, {}, "burned"),
        (seat("TS 7H", "TD 9D") | {"hands": []}, {}, "hands"), (seat("TS 7H", "TD 9D") | {"dealer_hole": None, "dealer_draws": ["2C"]}, {}, "which is missing"),
    ],
)  # fmt: skip
def test_a_seat_that_no_play_leads_to_is_refused(
    outcome: dict[str, Any], rules: dict[str, Any], why: str
) -> None:
    out = answer(outcome, "main", 100, rules)
    assert out["error"] == "bad_outcome" and why in out["message"], out


@pytest.mark.parametrize(
    ("bet", "why"),
    [
        ("trips", "no bet 'trips'"), ({"type": "main", "sel": ["1"]}, "takes an object"), ({"type": "main", "sel": {"seat": 1}}, "names none"),
        ({"type": "main", "main_stake": 5}, "takes no 'main_stake'"), ({"type": "insurance", "even_money": True}, "takes no 'even_money'"),
        ({"type": "perfect_pairs", "follow_split": True}, "takes no 'follow_split'"), ({"type": "bet_behind", "follow_split": 1}, "true or false"),
        ({"type": "insurance", "main_stake": 0}, "main_stake is a whole number"), ({"type": "insurance", "main_stake": "9"}, "main_stake"),
        ({"type": "insurance", "main_stake": None}, "main_stake"), ({"type": "main", "even_money": 1}, "true or false"),
        ({"type": "double"}, "names its hand"), ({"type": "split", "sel": {"seat": 1, "hand": 2}}, "names none"),
    ],
)  # fmt: skip
def test_a_bet_that_a_line_can_not_have_is_refused(bet: object, why: str) -> None:
    out = answer(seat("AS 9H", "TD 9D"), bet)
    assert out["error"] == "bad_selection" and why in out["message"], out


@pytest.mark.parametrize(
    "bet",
    [{"type": "main", "even": True}, {"type": "bet_behind", "sel": [], "follow_split": True}, {"sel": {}},
     {"type": "bet_behind", "sel": {"follow_split": True}, "follow_split": False}],
)  # fmt: skip
def test_a_bet_that_is_not_written_right_is_refused(bet: object) -> None:
    assert answer(seat("TS 7H", "TD 9D"), bet)["error"] == "bad_line"


@pytest.mark.parametrize("stake", [0, -1, 1.5, "100", True, None, 10**15 + 1])
def test_a_stake_that_is_none_is_refused(stake: object) -> None:
    assert answer(seat("TS 7H", "TD 9D"), "main", stake)["error"] == "bad_stake"
