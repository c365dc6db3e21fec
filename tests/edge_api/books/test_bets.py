"""Taking bets: idempotent, atomic, within limits, from players who may and can pay."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec
import pytest

from edge_api.books.messages import CancelBet, Done, Refused
from schemas.bets import Refusal
from tests.edge_api.books.studio import WHEEL, Studio, placement

RED = ("red", None, 500)


def code(answer: Done | Refused) -> str:
    return answer.code if isinstance(answer, Refused) else "accepted"


def test_the_same_bet_id_with_the_same_content_gets_the_first_answer(studio: Studio) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    first = studio.bet(player, round_id, RED, bet_id=bet_id)
    assert studio.bet(player, round_id, RED, bet_id=bet_id) == first
    studio.close(round_id)
    assert studio.bet(player, round_id, RED, bet_id=bet_id) == first
    studio.spin(round_id, "1")
    assert studio.bet(player, round_id, RED, bet_id=bet_id) == first
    studio.restart()
    assert studio.bet(player, round_id, RED, bet_id=bet_id) == first
    assert studio.balance(player) == 1_000_500


def test_the_same_bet_id_with_other_content_is_refused(studio: Studio) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    studio.bet(player, round_id, RED, bet_id=bet_id)
    assert code(studio.bet(player, round_id, ("red", None, 501), bet_id=bet_id)) == "bet_id_reused"
    assert code(studio.bet(player, round_id, ("black", None, 500), bet_id=bet_id)) == "bet_id_reused"
    assert studio.balance(player) == 999_500


def test_twins_in_one_batch_are_one_bet(studio: Studio) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    with studio.turn():
        one, two, other = studio.books.place(
            [
                placement(player, round_id, [RED], bet_id, 1),
                placement(player, round_id, [RED], bet_id, 2),
                placement(player, round_id, [("black", None, 500)], bet_id, 3),
            ],
            studio.now,
        )
    assert isinstance(one, Done) and isinstance(two, Done)
    assert one.body == two.body
    assert code(other) == "bet_id_reused"
    assert studio.balance(player) == 999_500


def test_two_players_may_use_the_same_bet_id(studio: Studio) -> None:
    one, two, round_id, bet_id = studio.player(), studio.player("p-2"), studio.open(), str(uuid.uuid4())
    assert code(studio.bet(one, round_id, RED, bet_id=bet_id)) == "accepted"
    assert code(studio.bet(two, round_id, RED, bet_id=bet_id)) == "accepted"


def test_a_placement_is_taken_whole_or_not_at_all(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    assert code(studio.bet(player, round_id, RED, ("straight", ["37"], 100))) == "bad_selection"
    assert studio.balance(player) == 1_000_000
    assert code(studio.bet(player, round_id, RED, ("straight", ["36"], 100))) == "accepted"
    assert studio.balance(player) == 999_400


@pytest.mark.parametrize(
    ("bet", "why"),
    [
        (("red", None, 0), "bad_stake"),
        (("red", None, -500), "bad_stake"),
        (("red", None, 10**18), "bad_stake"),
        (("red", None, 99), "below_minimum"),
        (("red", None, 100_001), "above_maximum"),
        (("straight", ["17"], 20_001), "above_maximum"),
        (("voisins", None, 901), "bad_stake"),
        (("no_such_bet", None, 500), "bad_selection"),
        (("split", ["1", "36"], 500), "bad_selection"),
        (("top_line", ["0", "00", "1", "2", "3"], 500), "bad_selection"),
        (("straight", {"deep": [1]}, 500), "bad_selection"),
    ],
)
def test_a_bet_that_the_table_does_not_take_is_refused(
    studio: Studio, bet: tuple[str, Any, int], why: str
) -> None:
    player, round_id = studio.player(), studio.open()
    assert code(studio.bet(player, round_id, bet)) == why
    assert studio.balance(player) == 1_000_000


def test_a_position_has_one_limit_however_it_is_spelled(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    assert code(studio.bet(player, round_id, ("split", ["1", "2"], 60_000))) == "accepted"
    assert code(studio.bet(player, round_id, ("split", ["2", "1"], 60_000))) == "above_maximum"
    assert code(studio.bet(player, round_id, ("split", ["2", "3"], 60_000))) == "accepted"


def test_a_player_has_a_limit_per_round_over_all_placements(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    spread = [("dozen", n, 100_000) for n in (1, 2, 3)] + [("column", n, 66_667) for n in (1, 2, 3)]
    assert code(studio.bet(player, round_id, *spread)) == "above_maximum"
    assert code(studio.bet(player, round_id, *spread[:5])) == "accepted"
    assert code(studio.bet(player, round_id, spread[5], RED)) == "above_maximum"


def test_what_a_round_may_return_to_one_player_is_limited(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    bets = [
        ("straight", [str(n)], 15_000) for n in range(1, 28)
    ]  # 27 x 15,000 x 36 = 14,580,000 of 15,000,000
    assert code(studio.bet(player, round_id, *bets)) == "accepted"
    assert code(studio.bet(player, round_id, ("straight", ["0"], 11_700))) == "above_maximum"
    assert code(studio.bet(player, round_id, ("straight", ["0"], 11_600))) == "accepted"
    assert code(studio.bet(studio.player("p-2"), round_id, ("straight", ["0"], 11_700))) == "accepted"


def test_a_cancelled_bet_frees_the_limit(studio: Studio) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    studio.bet(player, round_id, ("red", None, 100_000), bet_id=bet_id)
    assert code(studio.bet(player, round_id, ("red", None, 100))) == "above_maximum"
    studio.cancel(player, bet_id)
    assert code(studio.bet(player, round_id, ("red", None, 100_000))) == "accepted"


def test_nobody_bets_more_than_he_has(studio: Studio) -> None:
    player, round_id = studio.player(money=999), studio.open()
    with studio.turn():
        answers = studio.books.place(
            [placement(player, round_id, [RED], None, 1), placement(player, round_id, [RED], None, 2)],
            studio.now,
        )
    assert [code(answer) for answer in answers] == ["accepted", "insufficient_funds"]
    assert studio.balance(player) == 499


def test_a_blocked_player_does_not_bet_until_unblocked(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.act("block_player", player_no=player)
    assert code(studio.bet(player, round_id, RED)) == "player_blocked"
    studio.act("unblock_player", player_no=player)
    assert code(studio.bet(player, round_id, RED)) == "accepted"


def test_a_player_of_another_currency_does_not_bet_here(studio: Studio) -> None:
    studio.transfer("p-jpy", "deposit", 50_000, currency="JPY")
    round_id = studio.open()
    assert code(studio.bet(1, round_id, RED)) == "wrong_currency"


def test_a_bet_on_no_round_or_on_another_tables_round_is_refused(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    assert code(studio.bet(player, f"{WHEEL}-7-999", RED)) == "no_such_round"
    elsewhere = placement(player, round_id, [RED])
    with studio.turn():
        [answer] = studio.books.place(
            [msgspec.structs.replace(elsewhere, table_id="baccarat-01")], studio.now
        )
    assert code(answer) == "no_such_round"
    assert studio.conn.execute("SELECT COUNT(*) FROM refused_bets").fetchone() == (0,)


def test_a_cancelled_bet_gives_the_stake_back_once(studio: Studio) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    studio.bet(player, round_id, RED, bet_id=bet_id)
    first = studio.cancel(player, bet_id)
    assert isinstance(first, Done)
    assert (first.body["status"], first.body["returned"], first.body["balance"]) == (
        "cancelled",
        500,
        1_000_000,
    )
    assert studio.cancel(player, bet_id) == first
    assert studio.balance(player) == 1_000_000
    studio.close(round_id)
    assert studio.spin(round_id, "1") == "settled"
    assert studio.cancel(player, bet_id) == first
    assert studio.balance(player) == 1_000_000


def test_a_bet_in_the_same_batch_can_be_cancelled(studio: Studio) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    with studio.turn() as answers:
        answers[1] = studio.books.place([placement(player, round_id, [RED], bet_id)], studio.now)[0]
        answers[2] = studio.books.cancel(CancelBet(2, player, bet_id), studio.now)
    assert code(answers[2]) == "accepted"
    assert studio.balance(player) == 1_000_000


def test_nothing_is_cancelled_after_the_window(studio: Studio) -> None:
    player, round_id, bet_id = studio.player(), studio.open(), str(uuid.uuid4())
    studio.bet(player, round_id, RED, bet_id=bet_id)
    studio.until(studio.deadline(round_id))
    assert code(studio.cancel(player, bet_id)) == "too_late"
    assert code(studio.cancel(player, bet_id)) == "bets_closed"
    studio.spin(round_id, "2")
    assert code(studio.cancel(player, bet_id)) == "already_settled"
    assert code(studio.cancel(player, str(uuid.uuid4()))) == "no_such_bet"
    assert studio.balance(player) == 999_500


def test_refusals_are_logged_up_to_a_bound(studio: Studio) -> None:
    player, round_id = studio.player(money=0), studio.open()
    for _ in range(30):
        assert code(studio.bet(player, round_id, RED)) == Refusal.INSUFFICIENT_FUNDS.value
    assert studio.conn.execute("SELECT COUNT(*), MAX(lateness_us) FROM refused_bets").fetchone() == (20, None)


def test_bets_on_rounds_that_ended_long_ago_leave_no_trace(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.close(round_id)
    studio.spin(round_id, "2")
    assert code(studio.bet(player, round_id, RED)) == "bets_closed"
    studio.wait(61_000_000_000)
    assert code(studio.bet(player, round_id, RED)) == "bets_closed"
    assert studio.conn.execute("SELECT COUNT(*) FROM refused_bets").fetchone() == (1,)
