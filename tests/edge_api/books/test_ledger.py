"""The ledger refuses what does not balance, what overdraws and what happened before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.books.store import migrate, open_writer
from edge_api.ledger.ledger import AccountKind, Ledger, LedgerError, TxKind


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_writer(tmp_path / "books.db")
    yield opened
    opened.close()


def accounts(ledger: Ledger) -> tuple[int, int, int]:
    """Player, clearing, and a player of another currency."""
    return (
        ledger.account(AccountKind.PLAYER, "acme/p", "EUR"),
        ledger.account(AccountKind.CLEARING, "acme", "EUR"),
        ledger.account(AccountKind.PLAYER, "acme/q", "JPY"),
    )


def stored(conn: sqlite3.Connection) -> tuple[int, int]:
    return tuple(
        conn.execute("SELECT (SELECT COUNT(*) FROM transactions), (SELECT COUNT(*) FROM postings)").fetchone()
    )


def test_a_balanced_transaction_moves_money(conn: sqlite3.Connection) -> None:
    ledger = Ledger(conn)
    player, clearing, _ = accounts(ledger)
    assert ledger.post(TxKind.DEPOSIT, "a", None, 0, [(player, 50), (clearing, -50)]) == 1
    assert (ledger.balance(player), ledger.balance(clearing)) == (50, -50)
    assert Ledger(conn).balances([player, clearing]) == {player: 50, clearing: -50}


def test_a_reference_acts_once(conn: sqlite3.Connection) -> None:
    ledger = Ledger(conn)
    player, clearing, _ = accounts(ledger)
    entries = [(player, 50), (clearing, -50)]
    first = ledger.post(TxKind.DEPOSIT, "a", None, 0, entries)
    assert ledger.post(TxKind.DEPOSIT, "a", None, 9, entries) == first
    assert ledger.balance(player) == 50
    with pytest.raises(LedgerError, match="other amounts"):
        ledger.post(TxKind.DEPOSIT, "a", None, 0, [(player, 51), (clearing, -51)])
    assert stored(conn) == (1, 2)


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([(1, 50), (2, -49)], "sum to zero"),
        ([(1, 50)], "sum to zero"),
        ([(3, 50), (2, -50)], "different currencies"),
        ([(1, -1), (2, 1)], "holds 0"),
        ([(1, 5), (1, 5), (2, -10)], "only once"),
    ],
)
def test_what_the_ledger_does_not_allow_is_not_written(
    conn: sqlite3.Connection, entries: list[tuple[int, int]], why: str
) -> None:
    ledger = Ledger(conn)
    accounts(ledger)
    with pytest.raises(LedgerError, match=why):
        ledger.post(TxKind.DEPOSIT, "a", None, 0, entries)
    assert stored(conn) == (0, 0)


def test_spending_never_goes_below_zero(conn: sqlite3.Connection) -> None:
    ledger = Ledger(conn)
    player, clearing, _ = accounts(ledger)
    ledger.post(TxKind.DEPOSIT, "a", None, 0, [(player, 50), (clearing, -50)])
    assert ledger.spend(player, 30) == 20
    assert ledger.spend(player, 21) is None
    ledger.unspend(player, 30)
    assert ledger.balance(player) == 50


def test_the_database_itself_refuses_a_player_below_zero(conn: sqlite3.Connection) -> None:
    accounts(Ledger(conn))
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute("UPDATE accounts SET balance = -1 WHERE kind = 'player'")


@settings(deadline=None)  # a busy machine is not a wrong balance
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-200, 200)), max_size=30))
def test_no_sequence_of_movements_makes_or_loses_money(moves: list[tuple[int, int, int]]) -> None:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    migrate(conn)
    ledger = Ledger(conn)
    names = [ledger.account(AccountKind.PLAYER, str(n), "EUR") for n in range(3)]
    names.append(ledger.account(AccountKind.BANK, "t", "EUR"))
    for step, (source, target, amount) in enumerate(moves):
        try:
            ledger.post(
                TxKind.SETTLE, str(step), None, 0, [(names[source], -amount), (names[target], amount)]
            )
        except LedgerError:
            continue
    balances = ledger.balances(names)
    assert sum(balances.values()) == 0
    assert all(balances[number] >= 0 for number in names[:3])
    assert dict(conn.execute("SELECT account_no, balance FROM accounts")) == balances
    assert conn.execute("SELECT COALESCE(SUM(amount), 0) FROM postings").fetchone() == (0,)
    conn.close()
