"""Insurance and even money: a window of their own while the dealer shows an ace."""

from __future__ import annotations

import uuid

import pytest

from edge_api.books.messages import Done
from edge_api.books.settings import Limits
from schemas.causes import HoldCause
from schemas.facts import InsuranceClosed, InsuranceOffered, RoundHeld, RoundReleased
from tests.edge_api.books.felt import DECISION_NS, FELT, WAY_NS, Felt, crashed, ends, refused
from tests.edge_api.books.studio import MS, S, Studio

TWENTY = "TS AH TD 7C"  # seat 3 has 20 against an ace and 7 below: no natural
NATURAL_BELOW = "TS AH TD KC"
BLACKJACK = "AS AH TD 7C"
RICH = 1_000_000
INSURED = ("insurance", {"seat": 3}, 250)


def offered(studio: Studio, cards: str, *behind: tuple[int, int]) -> tuple[Felt, int]:
    """Seat 3 with 500, others behind it; insurance is offered."""
    player = studio.player("owner")
    table = Felt(studio, cards.split())
    assert isinstance(table.bet(player, ("main", {"seat": 3}, 500)), Done)
    for other, stake in behind:
        assert isinstance(table.bet(other, ("bet_behind", {"seat": 3}, stake)), Done)
    table.close()
    table.tick()
    table.go_on()
    assert table.deal.insurance_due
    return table, player


def test_insurance_is_offered_with_its_end_and_who_may_take_even_money(blackjack: Studio) -> None:
    table, _ = offered(blackjack, BLACKJACK)
    [told] = blackjack.told("insurance")
    assert told["even_money"] == [3]
    assert told["decision_ms"] == (DECISION_NS - WAY_NS) // MS
    assert ends(table) == blackjack.now.mono_ns + DECISION_NS - WAY_NS


def test_insurance_pays_two_to_one_against_a_natural(blackjack: Studio) -> None:
    table, player = offered(blackjack, NATURAL_BELOW)
    assert isinstance(table.bet(player, INSURED), Done)
    table.time_out()
    table.go_on()
    assert table.outcome() == "settled"
    assert blackjack.balance(player) == RICH  # 500 lost, 250 back with 500


def test_insurance_is_lost_without_a_natural(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    table.bet(player, INSURED)
    table.time_out()
    table.go_on()
    table.play(player, 3, "stand")
    assert table.outcome() == "settled"
    assert blackjack.balance(player) == RICH + 500 - 250


@pytest.mark.parametrize(
    ("bets", "code"),
    [
        ([("insurance", {"seat": 3}, 251)], "above_maximum"), ([("insurance", {"seat": 3}, 200), ("insurance", {"seat": 3}, 51)], "above_maximum"),
        ([("insurance", {"seat": 4}, 10)], "not_your_seat"), ([("insurance", {"seat": 3}, 0)], "bad_stake"),
        ([INSURED, ("main", {"seat": 3}, 100)], "wrong_phase"), ([("main", {"seat": 3}, 100)], "bets_closed"),
        ([("double", {"seat": 3, "hand": 1}, 500)], "wrong_phase"), ([("insurance", None, 100)], "bad_selection"), ([], "bets_closed"),
    ],
)  # fmt: skip
def test_what_is_no_insurance_of_ones_own_bet_is_refused(
    blackjack: Studio, bets: list[tuple[str, object, int]], code: str
) -> None:
    table, player = offered(blackjack, TWENTY)
    assert refused(table.bet(player, *bets)) == code
    assert blackjack.balance(player) == RICH - 500


def test_half_the_main_bet_counts_over_several_placements_and_over_a_second_offer(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    assert isinstance(table.bet(player, ("insurance", {"seat": 3}, 200)), Done)
    table.say(RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards"))
    assert refused(table.bet(player, ("insurance", {"seat": 3}, 10))) == "bets_closed"
    table.say(RoundReleased(round_id=table.round_id, by="maria"))
    with crashed(blackjack):
        pass
    table.asked = None
    table.go_on()
    assert refused(table.bet(player, ("insurance", {"seat": 3}, 51))) == "above_maximum"
    assert isinstance(table.bet(player, ("insurance", {"seat": 3}, 50)), Done)


def test_insurance_may_be_below_the_least_opening_bet(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    limits: Limits = blackjack.settings.tables[FELT].limits
    assert limits.position.min > 10
    assert isinstance(table.bet(player, ("insurance", {"seat": 3}, 10)), Done)


def test_a_bettor_behind_insures_his_own_stake(blackjack: Studio) -> None:
    other = blackjack.player("behind")
    table, player = offered(blackjack, NATURAL_BELOW, (other, 200))
    assert refused(table.bet(other, ("insurance", {"seat": 3}, 101))) == "above_maximum"
    assert isinstance(table.bet(other, ("insurance", {"seat": 3}, 100)), Done)
    table.time_out()
    table.go_on()
    table.outcome()
    assert (blackjack.balance(player), blackjack.balance(other)) == (RICH - 500, RICH)


def test_too_little_money_for_insurance_is_refused(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    blackjack.transfer("owner", "withdraw", RICH - 600)
    assert refused(table.bet(player, INSURED)) == "insufficient_funds"


def test_insurance_one_nanosecond_before_its_end_counts_and_at_its_end_is_late(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    blackjack.until(ends(table) - 1)
    assert isinstance(table.bet(player, ("insurance", {"seat": 3}, 100)), Done)
    blackjack.wait(1)
    assert refused(table.bet(player, ("insurance", {"seat": 3}, 100))) == "too_late"
    assert blackjack.balance(player) == RICH - 600


def test_insurance_that_is_durable_too_late_goes_back(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    blackjack.until(ends(table) - 1 * MS)
    bet_id = str(uuid.uuid4())
    assert refused(table.bet(player, INSURED, bet_id=bet_id, took_ns=1 * MS)) == "too_late"
    assert blackjack.balance(player) == RICH - 500
    assert blackjack.told("late")[0]["bet_id"] == bet_id
    table.time_out()


def test_insurance_is_not_taken_back(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    bet_id = str(uuid.uuid4())
    table.bet(player, INSURED, bet_id=bet_id)
    assert refused(blackjack.cancel(player, bet_id)) == "bets_closed"


def test_evidence_of_the_opening_window_takes_no_insurance_back(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    table.bet(player, INSURED)
    blackjack.close(table.round_id)
    assert blackjack.balance(player) == RICH - 750
    table.time_out()


def test_even_money_is_paid_at_once_and_to_nobody_behind(blackjack: Studio) -> None:
    other = blackjack.player("behind")
    table, player = offered(blackjack, BLACKJACK, (other, 100))
    assert isinstance(table.decide(player, 3, "even_money"), Done)
    table.tick()
    assert table.deal.may_take_even_money == ()
    assert refused(table.bet(player, INSURED)) == "wrong_phase"
    assert isinstance(table.bet(other, ("insurance", {"seat": 3}, 50)), Done)
    table.time_out()
    table.go_on()
    assert table.outcome() == "settled"
    assert (blackjack.balance(player), blackjack.balance(other)) == (RICH + 500, RICH + 150 - 50)


def test_even_money_after_a_restart_stands_and_excludes_insurance(blackjack: Studio) -> None:
    table, player = offered(blackjack, BLACKJACK)
    table.decide(player, 3, "even_money")
    table.tick()
    with crashed(blackjack):
        pass
    table.say(InsuranceOffered(round_id=table.round_id, closes_ns=str(blackjack.now.mono_ns + 60 * S)))
    assert refused(table.bet(player, INSURED)) == "wrong_phase"
    assert refused(table.decide(player, 3, "even_money")) == "wrong_phase"
    table.time_out()
    table.go_on()
    assert table.outcome() == "settled"
    assert blackjack.balance(player) == RICH + 500


def test_even_money_and_insurance_exclude_each_other(blackjack: Studio) -> None:
    table, player = offered(blackjack, BLACKJACK)
    table.bet(player, ("insurance", {"seat": 3}, 100))
    assert "is insured" in str(table.decide(player, 3, "even_money"))


def test_a_hand_without_a_natural_takes_no_even_money(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    assert refused(table.decide(player, 3, "even_money")) == "wrong_phase"


def test_even_money_that_the_board_never_heard_of_holds_the_round(blackjack: Studio) -> None:
    table, player = offered(blackjack, BLACKJACK)
    table.deaf = True
    assert isinstance(table.decide(player, 3, "even_money"), Done)
    table.tick()
    table.time_out()
    assert table.held_cause == "edge:decision_lost"
    blackjack.act("void", round_id=table.round_id)
    assert blackjack.balance(player) == RICH


def test_insurance_that_is_not_due_holds_the_round(blackjack: Studio) -> None:
    player = blackjack.player()
    table = Felt(blackjack, ["TS", "9H", "TD", "7C"])
    table.bet(player, ("main", {"seat": 3}, 500))
    table.close()
    table.tick()
    table.go_on()
    fact = InsuranceOffered(round_id=table.round_id, closes_ns=str(blackjack.now.mono_ns + 60 * S))
    assert table.say(fact) == "ignored:wrong_move"
    assert table.say(InsuranceClosed(round_id=table.round_id)) == "ignored:wrong_move"
    assert table.held_cause == "edge:wrong_move"


def test_a_void_returns_insurance_too(blackjack: Studio) -> None:
    table, player = offered(blackjack, TWENTY)
    table.bet(player, INSURED)
    blackjack.act("void", round_id=table.round_id)
    assert blackjack.balance(player) == RICH
