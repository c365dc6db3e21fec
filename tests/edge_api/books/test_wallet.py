"""The house wallet: each transfer acts once, no balance goes below zero, a player keeps one currency."""

from __future__ import annotations

import uuid

import pytest

from edge_api.books.messages import Done, IssueToken, Refused, Transfer
from tests.edge_api.books.studio import UTC0, Studio


def code(answer: Done | Refused) -> str:
    return answer.code if isinstance(answer, Refused) else "done"


def test_the_first_deposit_makes_the_player(studio: Studio) -> None:
    assert studio.transfer("new", "deposit", 700) == Done(1, {"balance": 700, "currency": "EUR"})
    assert studio.balance(1) == 700


def test_a_transfer_acts_once(studio: Studio) -> None:
    first = studio.transfer("p", "deposit", 700, "t-1")
    studio.transfer("p", "deposit", 1, "t-2")
    assert studio.transfer("p", "deposit", 700, "t-1") == first
    studio.restart()
    assert studio.transfer("p", "deposit", 700, "t-1") == first
    assert studio.balance(1) == 701


@pytest.mark.parametrize(
    ("name", "kind", "amount", "currency"),
    [
        ("p", "deposit", 701, "EUR"),
        ("p", "withdraw", 700, "EUR"),
        ("q", "deposit", 700, "EUR"),
        ("p", "deposit", 700, "USD"),
    ],
)
def test_other_content_under_the_same_id_is_refused(
    studio: Studio, name: str, kind: str, amount: int, currency: str
) -> None:
    studio.transfer("p", "deposit", 700, "t-1")
    assert code(studio.transfer(name, kind, amount, "t-1", currency)) == "transfer_id_reused"
    assert studio.balance(1) == 700


def test_nobody_withdraws_more_than_he_has(studio: Studio) -> None:
    studio.transfer("p", "deposit", 700)
    assert code(studio.transfer("p", "withdraw", 701)) == "insufficient_funds"
    assert code(studio.transfer("p", "withdraw", 700)) == "done"
    assert studio.balance(1) == 0


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_an_impossible_amount_is_refused(studio: Studio, amount: int) -> None:
    assert code(studio.transfer("p", "deposit", amount)) == "bad_stake"
    assert studio.conn.execute("SELECT COUNT(*) FROM players").fetchone() == (0,)


def test_a_balance_has_a_ceiling(studio: Studio) -> None:
    studio.transfer("p", "deposit", 10**15)
    assert code(studio.transfer("p", "deposit", 1)) == "above_maximum"


def test_what_one_operators_players_hold_together_has_a_ceiling(studio: Studio) -> None:
    for number in range(100):
        assert code(studio.transfer(f"p{number}", "deposit", 10**15)) == "done"
    assert code(studio.transfer("more", "deposit", 1)) == "above_maximum"
    assert code(studio.transfer("p0", "withdraw", 10**15)) == "done"
    assert code(studio.transfer("more", "deposit", 1)) == "done"


def test_a_player_keeps_its_currency(studio: Studio) -> None:
    studio.transfer("p", "deposit", 700)
    assert code(studio.transfer("p", "deposit", 700, currency="JPY")) == "wrong_currency"
    assert code(studio.transfer("q", "deposit", 700, currency="XXX")) == "wrong_currency"


def test_a_stranger_withdraws_nothing(studio: Studio) -> None:
    assert code(studio.transfer("nobody", "withdraw", 1)) == "no_such_player"


def test_an_unknown_direction_is_refused(studio: Studio) -> None:
    assert code(studio.transfer("p", "borrow", 1)) == "bad_stake"


def test_a_token_makes_the_player_and_replaces_expired_ones(studio: Studio) -> None:
    with studio.turn():
        old = studio.books.token(IssueToken(1, "acme", "p", "EUR", uuid.uuid4().hex, UTC0 - 1), studio.now)
        new = studio.books.token(IssueToken(2, "acme", "p", "EUR", "hash", UTC0 + 1), studio.now)
        wrong = studio.books.token(IssueToken(3, "acme", "p", "JPY", "other", UTC0 + 1), studio.now)
        none = studio.books.token(IssueToken(4, "acme", "q", "ABC", "other", UTC0 + 1), studio.now)
    assert (old, new) == (Done(1, {"player_no": 1}), Done(2, {"player_no": 1}))
    assert code(wrong) == code(none) == "wrong_currency"
    assert studio.conn.execute("SELECT token_hash FROM player_tokens").fetchall() == [("hash",)]


def test_two_operators_may_name_their_players_alike(studio: Studio) -> None:
    with studio.turn():
        for operator, amount in (("acme", 5), ("bell", 7)):
            assert (
                code(
                    studio.books.transfer(
                        Transfer(1, operator, "t", "p", "EUR", "deposit", amount), studio.now
                    )
                )
                == "done"
            )
    assert (studio.balance(1), studio.balance(2)) == (5, 7)
