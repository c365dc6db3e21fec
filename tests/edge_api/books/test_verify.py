"""`verify` and `replay` find nothing in an honest evening, and each check finds the tampering that it is there for."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.books.store import open_reader
from edge_api.replay import replay
from edge_api.verify import summary, verify
from schemas.causes import CloseCause, VoidCause
from schemas.facts import RoundVoided
from tests.edge_api.books.studio import MS, SHOE, WHEEL, Studio, b64
from tests.edge_api.books.tampering import BANK, KEYS, P1, assert_found, kept, moved
from tests.edge_api.books.test_rounds import BANKER_HAND, DEAL, PLAYER_HAND, coup, deal

RED = ("red", None, 500)


def evening(studio: Studio) -> None:
    """Placements 1-2 settled, 3 cancelled, 4 late, 5 voided, 6 settled at baccarat, 7 still held in an open round."""
    one, two = studio.player(), studio.player("p-2")
    round_id, gone = studio.open(), str(uuid.uuid4())
    studio.bet(one, round_id, RED, ("straight", ["18"], 100))
    studio.bet(two, round_id, ("black", None, 300))
    studio.bet(one, round_id, RED, bet_id=gone)
    studio.cancel(one, gone)
    studio.wait(100 * MS)
    studio.bet(two, round_id, RED)
    studio.wait(10 * MS)
    studio.close(round_id, CloseCause.BALL_IN_RIM, ago_ns=50 * MS)
    studio.spin(round_id, "18")
    void = studio.open()
    studio.bet(one, void, RED)
    studio.fact(RoundVoided(round_id=void, cause=VoidCause.BALL_LOST, by="rule"))
    table = studio.open(table_id=SHOE)
    studio.bet(two, table, ("banker", None, 500))
    studio.close(table)
    deal(studio, table, DEAL)
    studio.fact(coup(table, PLAYER_HAND, BANKER_HAND), SHOE)
    studio.transfer("p-2", "withdraw", 1_000)
    studio.bet(one, studio.open(), RED)


@pytest.fixture(scope="module")
def honest() -> Iterator[Path]:
    """The database of an honest evening."""
    yield from kept(evening)


def test_an_honest_evening_has_no_findings(database: Path) -> None:
    reader = open_reader(database)
    assert verify(reader, KEYS) == []
    assert replay(reader).differences == []
    assert (replay(reader).settled, replay(reader).void) == (2, 1)
    assert summary(reader)["placements"] == 7
    reader.close()


def test_the_evening_is_what_it_says(books: sqlite3.Connection) -> None:
    statuses = [row[0] for row in books.execute("SELECT status FROM placements ORDER BY placement_no")]
    assert statuses == ["settled", "settled", "cancelled", "late", "voided", "settled", "accepted"]


SETTLE = "(SELECT tx_no FROM transactions WHERE kind = 'settle' ORDER BY tx_no LIMIT 1)"
VOID = "(SELECT tx_no FROM transactions WHERE kind = 'void')"
P2 = "(SELECT account_no FROM players WHERE player_no = 2)"
OPEN_ROUND = "(SELECT MAX(round_no) FROM rounds)"


BORROWED = [
    *(
        statement
        for statement in moved("deposit", "x", [(P1, -(10**7)), (BANK, 10**7)])
        if "UPDATE" not in statement
    ),
    *(
        statement
        for statement in moved("deposit", "y", [(P1, 10**7), (BANK, -(10**7))])
        if "UPDATE" not in statement
    ),
]
TAMPERINGS: list[tuple[str, list[str], str]] = [
    ("a posting is changed", [f"UPDATE postings SET amount = amount + 1 WHERE tx_no = {SETTLE} AND account_no = {P1}"], "sum to 1"),
    ("a posting is removed", [f"DELETE FROM postings WHERE tx_no = {SETTLE} AND account_no = {BANK}"], "sum to"),
    ("a transaction mixes currencies", [f"UPDATE accounts SET currency = 'USD' WHERE account_no = {P1}"], "mixes currencies"),
    ("the ledger of a currency is off", [f"UPDATE accounts SET currency = 'USD' WHERE account_no = {P1}"], "ledger: USD"),
    ("a cached balance is changed", [f"UPDATE accounts SET balance = balance + 5 WHERE account_no = {P1}"], "cached"),
    ("a transaction is removed", [f"DELETE FROM transactions WHERE tx_no = {SETTLE}"], "numbers are missing"),
    ("a transaction loses its header", [f"DELETE FROM transactions WHERE tx_no = {SETTLE}"], "there is no such transaction"),
    ("a transaction loses its postings", [f"DELETE FROM postings WHERE tx_no = {SETTLE}"], "has no postings"),
    ("a player pays before having money", BORROWED, "it was at -"),
    ("money comes from nowhere", moved("deposit", "x", [(P1, 700), (BANK, -700)]), "without a transfer"),
    ("a transfer is changed", ["UPDATE transfers SET amount = amount + 1 WHERE kind = 'withdraw'"], "does not say the same"),
    ("a stake is changed", ["UPDATE placements SET staked = 400 WHERE placement_no = 1"], "not debited with its stake"),
    ("a placement is removed", ["DELETE FROM placements WHERE placement_no = 2"], "numbers are missing"),
    ("a debit is for no placement", moved("bet", "99", [(P1, -5), (BANK, 5)], OPEN_ROUND), "the bets do not"),
    ("a cancelled stake goes back twice", moved("cancel", "3 ", [(P1, 500), (BANK, -500)], "1"), "the bets do not"),
    ("a debit pays somebody as well", [f"INSERT INTO postings SELECT 3, {P2}, 5", f"INSERT INTO postings SELECT 3, {BANK}, -5"], "may not move these accounts"),
    ("a transaction is of no kind", moved("gift", "x", [(P1, 5), (BANK, -5)]), "there is no kind 'gift'"),
    ("a settled bet is also cancelled", moved("cancel", "1", [(P1, 600), (BANK, -600)], "1"), "it is settled, the ledger"),
    ("a late bet counts again", ["UPDATE placements SET status = 'settled' WHERE placement_no = 4"], "it is settled, the ledger"),
    ("a held bet is called settled", ["UPDATE placements SET status = 'settled' WHERE placement_no = 7"], "in a round that is bets_open"),
    ("a settled bet is held again", ["UPDATE placements SET status = 'accepted' WHERE placement_no = 1"], "in a round that is settled"),
    ("stakes leave without a reason", moved("settle", "nothing", [("(SELECT account_no FROM accounts WHERE name LIKE 'stakes:roulette%')", -500), (BANK, 500)]), "open bets have 500"),
    ("a bet is dated after its deadline", ["UPDATE placements SET accepted_mono_ns = accepted_mono_ns + 99000000000 WHERE placement_no = 2"], "after its deadline"),
    ("a commit is dated after the window", ["UPDATE commits SET committed_mono_ns = committed_mono_ns + 99000000000 WHERE first_no = 1"], "ns after its window"),
    ("a commit is forgotten", ["DELETE FROM commits WHERE first_no = 1"], "durable at an unknown time"),
    ("evidence is dated earlier", ["UPDATE rounds SET evidence_mono_ns = 1 WHERE round_no = 1"], "after its window"),
    ("a bet is put on another number", ["UPDATE bets SET sel = '[\"17\"]' WHERE placement_no = 1 AND line = 2"], "digest"),
    ("a bet line is removed", ["DELETE FROM bets WHERE placement_no = 2"], "digest"),
    ("a placement returned more", ["UPDATE placements SET returned = returned + 1 WHERE placement_no = 1"], "add up to what it returned"),
    ("a held bet has a result", ["UPDATE bets SET returned = 5 WHERE placement_no = 7"], "add up to what it returned"),
    ("bets stand alone", ["INSERT INTO bets (placement_no, line, type, sel, stake) VALUES (99, 1, 'red', 'null', 5)"], "bets without a placement"),
    ("a bet paid more than due", ["UPDATE bets SET returned = returned + 1 WHERE placement_no = 1 AND line = 1"], "bet 1/1 returned"),
    ("the outcome is rewritten", ["UPDATE rounds SET outcome = '{\"pocket\":\"17\"}' WHERE round_no = 1"], "the table signed"),
    ("the outcome fact is another", ["UPDATE rounds SET outcome_fact = 'roulette-01:7:1' WHERE round_no = 1"], "is not an outcome"),
    ("the outcome fact is gone", ["UPDATE rounds SET outcome_fact = NULL WHERE round_no = 1"], "without a signed outcome"),
    ("the rule set is changed", ["UPDATE rule_sets SET body = replace(body, '\"none\"', '\"la_partage\"')"], "is another one"),
    ("the rule set is gone", ["DELETE FROM rule_sets"], "rule set can't be read"),
    ("a card is hidden", ["UPDATE inbox SET effect = 'noted' WHERE effect = 'card' AND seq = (SELECT MAX(seq) FROM inbox WHERE effect = 'card')"], "does not follow from what the table showed"),
    ("a round's total is changed", ["UPDATE rounds SET returned = returned + 1 WHERE round_no = 1"], "the books say"),
    ("winnings go to somebody else", [f"UPDATE postings SET account_no = {P2} WHERE tx_no = {SETTLE} AND account_no = {P1}"], "postings are not what was due"),
    ("a void round pays more", [f"UPDATE postings SET amount = amount + 1 WHERE tx_no = {VOID} AND account_no = {P1}"], "exactly once"),
    ("a void round pays somebody else", [f"UPDATE postings SET account_no = {P2} WHERE tx_no = {VOID} AND account_no = {P1}"], "exactly once"),
    ("a void round is also settled", moved("settle", "roulette-01-7-2", [(P1, 500), (BANK, -500)], "2"), "ended it otherwise"),
    ("a round that never was is paid", moved("settle", "roulette-01-7-99", [(P1, 500), (BANK, -500)]), "the rounds do not"),
    ("a round's bets are not counted", ["UPDATE rounds SET placements = 5 WHERE round_no = 2"], "do not fit its bets"),
    ("an audit row is changed", ["UPDATE audit SET actor = 'nobody' WHERE audit_no = 3"], "audit row 3: the chain is broken"),
    ("an audit row is removed", ["DELETE FROM audit WHERE audit_no = 3"], "audit row 3: missing"),
    ("the last bet is not in the audit", ["DELETE FROM audit WHERE audit_no = (SELECT MAX(audit_no) FROM audit WHERE body LIKE '%\"bets\"%')"], "the audit chain does not know it"),
    ("a placement's digest is changed", ["UPDATE placements SET digest = zeroblob(32) WHERE placement_no = 7"], "not in the books as it stands"),
    ("a bet and its winnings are given to somebody else", ["UPDATE players SET player_id = player_id || 'x'"], "placement 1 is not in the books as it stands"),
    ("a commit is dated earlier", ["UPDATE commits SET committed_mono_ns = committed_mono_ns - 1 WHERE first_no = 1"], "tells of another commit"),
    ("a bet is dated earlier", ["UPDATE placements SET accepted_utc_ns = accepted_utc_ns - 1000"], "not in the books as it stands"),
    ("a deposit is somebody else's", ["UPDATE players SET player_id = player_id || 'x'"], "deposit acme/"),
    ("a deadline is moved", ["UPDATE rounds SET deadline_mono_ns = deadline_mono_ns + 1"], "its window is not the one"),
    ("evidence is forgotten", ["UPDATE rounds SET evidence_mono_ns = NULL WHERE evidence_mono_ns IS NOT NULL"], "its window is not the one"),
    ("a close has another cause", ["UPDATE rounds SET close_cause = 'dealer' WHERE close_cause = 'timer'"], "its window is not the one"),
    ("a fact's effect is rewritten", ["UPDATE inbox SET effect = 'noted' WHERE effect = 'voided'"], "not in the inbox as it stands"),
    ("a fact is added", ["INSERT INTO inbox SELECT table_id, epoch, seq + 100, kind, round_id, payload, key_id, signature, 0, 0, effect FROM inbox LIMIT 1"], "the audit chain does not know it"),
    ("a fact is removed", ["DELETE FROM inbox WHERE table_id = 'roulette-01' AND seq = 2"], "2 is missing before it"),
    ("a fact's bytes are changed", ["UPDATE inbox SET payload = CAST(replace(CAST(payload AS TEXT), '\"18\"', '\"17\"') AS BLOB)"], "not signed by a key"),
    ("a board's key is another's", ["UPDATE board_keys SET table_id = 'roulette-02' WHERE table_id = 'roulette-01'"], "not signed by a key"),
    ("a board's key is nonsense", ["UPDATE board_keys SET public_key = 'AAAA'"], "can't be read"),
    ("a fact's row says another kind", ["UPDATE inbox SET kind = 'round.step' WHERE kind = 'round.closed'"], "something else than its signed bytes"),
    ("a stream's head is moved", ["UPDATE streams SET seq = seq + 1"], "not the end of its chain"),
    ("an edge event is removed", ["DELETE FROM edge_log WHERE seq = 3"], "the chain is broken"),
    ("an edge event is changed", ["UPDATE edge_log SET wire = (SELECT CAST(replace(CAST(wire AS TEXT), '\"k\":\"edge-1#1\"', '\"k\":\"edge-2#1\"') AS BLOB)) WHERE seq = 2"], "does not hold"),
    ("the cloud was not told the last fact", ["DELETE FROM edge_log WHERE seq >= (SELECT MAX(seq) FROM edge_log WHERE kind = 'edge.fact')"], "that the cloud was told"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "finding"), [t[1:] for t in TAMPERINGS], ids=[t[0] for t in TAMPERINGS]
)
def test_tampering_is_found(books: sqlite3.Connection, statements: list[str], finding: str) -> None:
    assert_found(books, statements, finding)


def test_a_second_effect_of_one_reference_is_found(books: sqlite3.Connection) -> None:
    """The index that forbids it is gone, as a determined hand could arrange."""
    books.executescript(
        "CREATE TABLE copy AS SELECT * FROM transactions; DROP TABLE transactions; ALTER TABLE copy RENAME TO transactions;"
        "INSERT INTO transactions SELECT (SELECT MAX(tx_no) + 1 FROM transactions), kind, ref, round_no, 0 FROM transactions LIMIT 1;"
    )
    assert any("it acted 2 times" in line for line in verify(books, KEYS))


def test_another_edges_signature_is_found(books: sqlite3.Connection) -> None:
    other = b64(Ed25519PrivateKey.from_private_bytes(b"x" * 32).public_key().public_bytes_raw())
    assert any("edge event" in line for line in verify(books, {"edge-1#1": other}))


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE bets SET returned = returned + 1 WHERE placement_no = 1 AND line = 1", "bet 1/1 returned"),
        ("UPDATE placements SET returned = returned + 1 WHERE placement_no = 6", "placement 6 returned"),
        ('UPDATE rounds SET outcome = \'{"pocket":"17"}\' WHERE round_no = 1', "the table signed"),
        ("UPDATE rounds SET phase = 'bets_closed' WHERE round_no = 1", "is not paid by it"),
        (
            f"UPDATE postings SET amount = amount + 1 WHERE tx_no = {SETTLE} AND account_no = {P1}",
            "not what was due",
        ),
        (
            f"UPDATE postings SET amount = amount + 1 WHERE tx_no = {VOID} AND account_no = {P1}",
            "exactly once",
        ),
    ],
)
def test_replay_finds_what_differs_from_the_signed_facts(
    books: sqlite3.Connection, statement: str, finding: str
) -> None:
    books.execute(statement)
    assert any(finding in line for line in replay(books).differences)


def test_verify_changes_nothing(books: sqlite3.Connection) -> None:
    before = list(books.iterdump())
    verify(books, KEYS)
    replay(books)
    assert list(books.iterdump()) == before
    assert WHEEL in {row[0] for row in books.execute("SELECT table_id FROM tables")}
