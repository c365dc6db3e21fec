"""`verify` and `replay` find nothing in an honest evening of bets that stay over rounds, and each tampering with one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.store import open_reader
from edge_api.replay import replay
from edge_api.verify import verify
from schemas.games.roulette_rules import SecondZero
from tests.edge_api.books.long_tables import (
    DICE,
    EIGHT,
    PRISON,
    SIX,
    Shooter,
    accepted,
    craps,
    land,
    long_studio,
    prison,
)
from tests.edge_api.books.studio import Studio
from tests.edge_api.books.tampering import KEYS, NEW_TX, assert_found, kept, moved

RED = ("red", None, 500)


def evening(studio: Studio) -> None:
    """Placements: 1 pass and place 8 of round 1, decided in rounds 3 and 2; 2 buy 4, taken down in round 2; 3 red, in prison after round 4,
    returned; 4 red, half back after a second zero; 5 come of round 2, still open; 6 lay 4 of an open round."""
    one, two, shooter = studio.player(), studio.player("p-2"), Shooter(studio)
    first = shooter.open()
    studio.bet(one, first, ("pass", None, 400), ("place", 8, 600))
    bought = accepted(studio.bet(two, first, ("buy", 4, 1_001)))
    shooter.roll(first, SIX)
    second = shooter.open()
    studio.cancel(two, bought)
    shooter.roll(second, EIGHT)
    shooter.throw((1, 5))
    fourth = studio.open(table_id=PRISON)
    studio.bet(one, fourth, RED)
    land(studio, fourth, "0")
    studio.act("return_carried", PRISON)
    fifth = studio.open(table_id=PRISON)
    studio.bet(two, fifth, RED)
    land(studio, fifth, "0")
    land(studio, studio.open(table_id=PRISON), "0")
    shooter.throw(SIX)
    eighth = shooter.open()
    studio.bet(two, eighth, ("come", None, 300))
    shooter.roll(eighth, EIGHT)
    studio.bet(one, shooter.open(), ("lay", 4, 200))


@pytest.fixture(scope="module")
def honest() -> Iterator[Path]:
    setups = craps(vig="up_front"), prison(SecondZero.HALF)
    yield from kept(evening, lambda folder: long_studio(folder, *setups))


def test_an_honest_evening_has_no_findings(honest: Path) -> None:
    reader = open_reader(honest)
    assert verify(reader, KEYS) == []
    assert replay(reader).differences == []
    assert replay(reader).settled == 8
    reader.close()


def test_the_evening_is_what_it_says(books: sqlite3.Connection) -> None:
    rows = books.execute("SELECT status, staked, returned FROM placements ORDER BY placement_no").fetchall()
    assert rows == [
        ("settled", 1_000, 2_100), ("cancelled", 1_052, 1_052), ("voided", 500, 500), ("settled", 500, 250),
        ("accepted", 300, 0), ("accepted", 205, 0),
    ]  # fmt: skip
    assert books.execute("SELECT placement_no, line, round_no FROM carried_bets").fetchall() == [(5, 1, 8)]


def tx(kind: str, round_no: int) -> str:
    return f"(SELECT tx_no FROM transactions WHERE kind = '{kind}' AND round_no = {round_no})"


def player(number: int) -> str:
    return f"(SELECT account_no FROM players WHERE player_no = {number})"


def stakes(table_id: str) -> str:
    return f"(SELECT account_no FROM accounts WHERE name = 'stakes:{table_id}:EUR')"


def bank(table_id: str) -> str:
    return f"(SELECT account_no FROM accounts WHERE name = 'bank:{table_id}:EUR')"


def paid_again(placement_no: int, amount: int) -> list[str]:
    """An open bet is paid as if round 8 had decided it, with everything that belongs to it."""
    return [
        NEW_TX.format("settle", f"{DICE}-7-8", 8),
        *(
            statement
            for account, moved_by in ((stakes(DICE), -300), (bank(DICE), 300 - amount), (player(2), amount))
            for statement in (
                f"INSERT INTO postings SELECT MAX(tx_no), {account}, {moved_by} FROM transactions",
                f"UPDATE accounts SET balance = balance + {moved_by} WHERE account_no = {account}",
            )
        ),
        f"UPDATE bets SET returned = {amount}, ended_tx = (SELECT MAX(tx_no) FROM transactions) WHERE placement_no = {placement_no}",
        f"UPDATE placements SET status = 'settled', returned = {amount} WHERE placement_no = {placement_no}",
        f"UPDATE rounds SET decided = decided + 300, returned = returned + {amount} WHERE round_no = 8",
        f"DELETE FROM carried_bets WHERE placement_no = {placement_no}",
    ]


def kept_open(placement_no: int, line: int, round_no: int, back: int) -> list[str]:
    """A decided bet is made to look as if it still stayed."""
    return [
        f"UPDATE bets SET returned = NULL, ended_tx = NULL WHERE placement_no = {placement_no} AND line = {line}",
        f"UPDATE placements SET status = 'accepted', returned = returned - {back} WHERE placement_no = {placement_no}",
        f"INSERT INTO carried_bets SELECT 'craps-01', player_no, placement_no, {line}, round_no FROM placements WHERE placement_no = {placement_no}",
        f"UPDATE rounds SET decided = decided - 400, returned = returned - {back} WHERE round_no = {round_no}",
    ]


TAMPERINGS: list[tuple[str, list[str], str]] = [
    ("a bet that stayed is paid more", ["UPDATE bets SET returned = returned + 1 WHERE placement_no = 1 AND line = 2"], "bet 1/2 returned 1301, due 1300"),
    ("a bet ended in an earlier round", [f"UPDATE bets SET ended_tx = {tx('settle', 2)} WHERE placement_no = 1 AND line = 1"], "bet 1/1 was ended here, where its outcome leaves it open"),
    ("a bet ended in a later round", [f"UPDATE bets SET ended_tx = {tx('settle', 3)} WHERE placement_no = 1 AND line = 2"], "bet 1/2 was decided here, but ended by"),
    ("a bet ended at another table", [f"UPDATE bets SET ended_tx = {tx('settle', 6)} WHERE placement_no = 1 AND line = 2"], "bet 1/2: what ended it may not have done so"),
    ("a bet was ended by a deposit", ["UPDATE bets SET ended_tx = 1 WHERE placement_no = 1 AND line = 2"], "bet 1/2: what ended it may not have done so"),
    ("a bet was ended by nothing", ["UPDATE bets SET ended_tx = 9999 WHERE placement_no = 1 AND line = 2"], "bet 1/2: what ended it may not have done so"),
    ("a bet that was decided forgets by what", ["UPDATE bets SET ended_tx = NULL WHERE placement_no = 1 AND line = 2"], "bet 1/2: what ended it may not have done so"),
    ("an open bet has returned something", ["UPDATE bets SET returned = 0 WHERE placement_no = 5"], "bet 5/1: what ended it may not have done so"),
    ("a decided bet is made to stay", kept_open(1, 1, 3, 800), "bet 1/1 returned None, due 800"),
    ("a bet that stays is paid", paid_again(5, 600), "bet 5/1 was ended here, where its outcome leaves it open"),
    ("a bet that stays is not listed", ["DELETE FROM carried_bets"], "bet 5/1: whether it stays is not listed right"),
    ("a bet that stays is listed for another player", ["UPDATE carried_bets SET player_no = 1"], "bet 5/1: whether it stays is not listed right"),
    ("a bet that stays is listed at another table", ["UPDATE carried_bets SET table_id = 'roulette-02'"], "bet 5/1: whether it stays is not listed right"),
    ("a bet that is over is listed", ["INSERT INTO carried_bets VALUES ('craps-01', 1, 1, 1, 1)"], "bet 1/1: whether it stays is not listed right"),
    ("a placement that stays is called settled", ["UPDATE placements SET status = 'settled' WHERE placement_no = 5"], "add up to what it returned"),
    ("a settled placement is called open", ["UPDATE placements SET status = 'accepted' WHERE placement_no = 4"], "it is accepted in a round that is settled"),
    ("a returned placement is called settled", ["UPDATE placements SET status = 'settled' WHERE placement_no = 3"], "it is settled, but what stayed of it was returned"),
    ("a settled placement is called void", ["UPDATE placements SET status = 'voided' WHERE placement_no = 4"], "it is voided in a round that is settled"),
    ("a placement taken down is called settled", ["UPDATE placements SET status = 'settled' WHERE placement_no = 2"], "it is settled, the ledger"),
    ("a bet taken down returned more", ["UPDATE bets SET returned = returned + 1 WHERE placement_no = 2", "UPDATE placements SET returned = returned + 1 WHERE placement_no = 2"], "bet 2/1: it was not given back whole"),
    ("a bet returned by the house returned less", ["UPDATE bets SET returned = 499 WHERE placement_no = 3"], "bet 3/1: it was not given back whole"),
    ("a bet taken down is paid to somebody else", [f"UPDATE postings SET account_no = {player(1)} WHERE tx_no = {tx('take_down', 2)} AND account_no = {player(2)}"], "did not move what the bets that it ended"),
    ("a bet returned by the house is paid to somebody else", [f"UPDATE postings SET account_no = {player(2)} WHERE tx_no = {tx('return', 4)} AND account_no = {player(1)}"], "did not move what the bets that it ended"),
    ("a bet taken down goes back twice", moved("take_down", "2 ", [(player(2), 52), (stakes(DICE), -52)], "2"), "the bets do not"),
    ("bets are returned twice", moved("return", f"{PRISON}-7-4 ", [(player(1), 500), (bank(PRISON), -500)], "4"), "did not move what the bets that it ended"),
    ("a bet that stays is taken down by the bank", moved("take_down", "5", [(bank(DICE), 300), (stakes(DICE), -300)], "8"), "may not move these accounts"),
    ("a line bet was taken down", [*(f"UPDATE transactions SET {change} WHERE tx_no = {tx('settle', 3)}" for change in ("kind = 'take_down', ref = '1'",))], "pass must stay"),
    ("a commission is forgotten", ["UPDATE bets SET charge = 0 WHERE placement_no = 2"], "add up to its stake"),
    ("a commission is too high", ["UPDATE bets SET charge = charge + 1 WHERE placement_no = 6", "UPDATE placements SET staked = staked + 1 WHERE placement_no = 6"], "not debited with its stake"),
    ("a settlement is said to have decided more", ["UPDATE rounds SET decided = decided + 1 WHERE round_no = 3"], "do not fit its bets"),
    ("a round began with another point", ["UPDATE rounds SET carried = '8' WHERE round_no = 2"], "where the last round had left 6 and bets stayed"),
    ("a round in between is struck out", ["UPDATE rounds SET phase = 'cancelled' WHERE round_no = 2"], "round craps-01-7-2: it is cancelled, but the ledger ended it otherwise"),
    ("what stays holds less than it should", ["UPDATE bets SET stake = stake - 1 WHERE placement_no = 5"], "open bets have"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "finding"), [t[1:] for t in TAMPERINGS], ids=[t[0] for t in TAMPERINGS]
)
def test_tampering_is_found(books: sqlite3.Connection, statements: list[str], finding: str) -> None:
    assert_found(books, statements, finding)


@pytest.mark.parametrize(
    ("statements", "finding"),
    [
        (["UPDATE bets SET returned = returned + 1 WHERE placement_no = 1 AND line = 2"], "bet 1/2 returned 1301, due 1300"),
        (kept_open(1, 1, 3, 800), "bet 1/1 returned None, due 800"),
        (paid_again(5, 600), "bet 5/1 was ended here"),
        ([f"UPDATE postings SET amount = amount + 1 WHERE tx_no = {tx('settle', 3)} AND account_no = {player(1)}"], "not what was due"),
    ],
)  # fmt: skip
def test_replay_finds_what_differs_from_the_signed_facts(
    books: sqlite3.Connection, statements: list[str], finding: str
) -> None:
    for statement in statements:
        books.execute(statement)
    assert any(finding in line for line in replay(books).differences)
