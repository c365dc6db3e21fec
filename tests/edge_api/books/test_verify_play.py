"""`verify` over rounds of blackjack: an honest evening has no findings, and each check of seats, windows and decisions finds its tampering."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import Done
from edge_api.verify import verify
from schemas.games.blackjack_rules import BlackjackRules
from tests.edge_api.books.felt import Felt, felt_studio
from tests.edge_api.books.studio import Studio
from tests.edge_api.books.tampering import BANK, KEYS, P1, assert_found, kept, moved

SPLITS = "8S 6S 9H 8D 5D 7C 2S TS 3S TD KD"  # seats 3 and 5 against 9 and 7 below
ACE = "TS AS AH TD KD 7C"  # seat 3 has 20, seat 4 a natural


def evening(studio: Studio) -> None:
    """Placements 1 to 9 in a round with a split, doubles and what follows them; 10 to 14 against an ace; 15 and 16 in a void round."""
    one, two = studio.player("one"), studio.player("two")
    _splits(studio, one, two)
    _against_an_ace(studio, one, two)
    table = Felt(studio, ["6S", "9H", "5D", "7C", "TS", "TD"])
    table.bet(one, ("main", {"seat": 3}, 500))
    table.close()
    table.tick()
    table.go_on()
    table.decide(one, 3, "double")
    assert isinstance(studio.act("void", round_id=table.round_id), Done)


def _splits(studio: Studio, one: int, two: int) -> None:
    table = Felt(studio, SPLITS.split())
    table.bet(one, ("main", {"seat": 3}, 500), ("perfect_pairs", {"seat": 3}, 100))
    table.bet(two, ("main", {"seat": 5}, 300))
    table.bet(two, ("bet_behind", {"seat": 3}, 200))
    table.close()
    table.tick()
    table.go_on()
    assert isinstance(table.decide(two, 5, "double", early=True), Done)
    table.play(one, 3, "split")
    table.play(one, 3, "double")
    table.play(one, 3, "stand", 2)
    table.tick()
    table.go_on()
    assert table.outcome() == "settled"


def _against_an_ace(studio: Studio, one: int, two: int) -> None:
    table = Felt(studio, ACE.split())
    table.bet(one, ("main", {"seat": 3}, 500))
    table.bet(two, ("main", {"seat": 4}, 300))
    table.close()
    table.tick()
    table.go_on()
    assert isinstance(table.bet(one, ("insurance", {"seat": 3}, 250)), Done)
    assert isinstance(table.decide(two, 4, "even_money"), Done)
    table.tick()
    table.time_out()
    table.go_on()
    table.play(one, 3, "stand")
    assert table.outcome() == "settled"


@pytest.fixture(scope="module")
def honest() -> Iterator[Path]:
    rules = BlackjackRules(das=True, max_hands=4)
    yield from kept(evening, lambda folder: felt_studio(folder, rules))


def test_an_honest_evening_has_no_findings(books: sqlite3.Connection) -> None:
    assert verify(books, KEYS) == []


def test_the_evening_is_what_it_says(books: sqlite3.Connection) -> None:
    rows = books.execute(
        "SELECT l.staked, l.status, d.action, f.of_placement FROM placements l LEFT JOIN decisions d USING (placement_no)"
        " LEFT JOIN follows f USING (placement_no) ORDER BY l.placement_no"
    ).fetchall()
    assert rows == [
        (600, "settled", None, None), (300, "settled", None, None), (200, "settled", None, None),
        (500, "settled", "split", None), (200, "settled", None, 3), (500, "settled", "double", None), (200, "settled", None, 3),
        (0, "settled", "stand", None), (300, "settled", "double", None),
        (500, "settled", None, None), (300, "settled", None, None), (250, "settled", None, None), (0, "settled", "even_money", None),
        (0, "settled", "stand", None), (500, "voided", None, None), (500, "voided", "double", None),
    ]  # fmt: skip


FACT_OF_4 = "(SELECT played_by FROM decisions WHERE placement_no = 4)"
TAMPERINGS: list[tuple[str, list[str], str]] = [
    ("a seat is given to who bets behind it", ["UPDATE placements SET player_no = 2 WHERE placement_no = 1"], "bet_behind at seat 3 by a player who may not"),
    ("a side bet is moved to another's seat", ["UPDATE bets SET sel = '{\"seat\":5}' WHERE type = 'perfect_pairs'"], "perfect_pairs at seat 5 by a player who may not"),
    ("a bet behind is moved to a free seat", ["UPDATE bets SET sel = '{\"seat\":7}' WHERE type = 'bet_behind'"], "bet_behind at seat 7, where nobody plays"),
    ("insurance grows", ["UPDATE bets SET stake = 251 WHERE type = 'insurance'"], "insurance at seat 3 is more than half"),
    ("a question lasts longer", ["UPDATE placements SET deadline_mono_ns = deadline_mono_ns + 1 WHERE placement_no = 4"], "placement 4: its window is none"),
    ("insurance gets another window", ["UPDATE placements SET deadline_mono_ns = (SELECT deadline_mono_ns FROM placements WHERE placement_no = 14) WHERE placement_no = 12"], "placement 12: its window is none"),
    ("even money gets another window", ["UPDATE placements SET deadline_mono_ns = deadline_mono_ns - 1 WHERE placement_no = 13"], "placement 13: its window is none"),
    ("an opening bet gets no end", ["UPDATE placements SET deadline_mono_ns = 1 << 62 WHERE placement_no = 1"], "placement 1: its window is none"),
    ("a decision loses its window", ["UPDATE placements SET deadline_mono_ns = NULL WHERE placement_no = 8"], "placement 8: its window is none"),
    ("insurance is called an opening bet", ["UPDATE placements SET deadline_mono_ns = NULL WHERE placement_no = 12"], "placement 12: its window is none"),
    ("a stake that follows is forgotten to do so", ["DELETE FROM follows WHERE placement_no = 5"], "placement 5: its window is none"),
    ("a decision is for another hand", ["UPDATE decisions SET hand = 1 WHERE placement_no = 8"], "placement 8: its bets are not those that were accepted"),
    ("a decision is another", ["UPDATE decisions SET action = 'hit' WHERE placement_no = 8"], "is not what"),
    ("a decision was seen with other cards", ["UPDATE decisions SET cards = 3 WHERE placement_no = 8"], "(digest)"),
    ("a decision was never played", ["UPDATE decisions SET played_by = NULL WHERE placement_no = 4"], "was settled, but never played"),
    ("a decision was played by another fact", [f"UPDATE decisions SET played_by = {FACT_OF_4} WHERE placement_no = 8"], "which says nothing of it"),
    ("a decision that was not played is said to be", [f"UPDATE decisions SET played_by = {FACT_OF_4} WHERE placement_no = 16"], "which says nothing of it"),
    ("a played decision is called lost", ["UPDATE placements SET status = 'cancelled' WHERE placement_no = 8"], "was played, but it is cancelled"),
    ("a double costs less", ["UPDATE bets SET stake = 400 WHERE placement_no = 6"], "costs"),
    ("a split is on another hand", ["UPDATE bets SET sel = '{\"hand\":3,\"seat\":3}' WHERE placement_no = 4"], "costs"),
    ("a double is for nothing", ["DELETE FROM bets WHERE placement_no = 6"], "costs"),
    ("a free decision costs something", moved("bet", "8", [(P1, -5), (BANK, 5)], "1"), "placement 8: it was not debited with its stake"),
    ("what follows is more", ["UPDATE bets SET stake = 300 WHERE placement_no = 5"], "it is not the same stake on hand 2"),
    ("what follows is on another hand", ["UPDATE bets SET sel = '{\"hand\":1,\"seat\":3}' WHERE placement_no = 5"], "it is not the same stake on hand 2"),
    ("a bet behind had declined", ["UPDATE bets SET sel = '{\"follow_double\":true,\"follow_split\":false,\"seat\":3}' WHERE placement_no = 3"], "did not choose so"),
    ("what follows is another's", ["UPDATE placements SET player_no = 1 WHERE placement_no = 5"], "did not choose so"),
    ("what follows is of no bet behind", ["UPDATE follows SET of_placement = 2 WHERE placement_no = 5"], "did not choose so"),
    ("what follows is of another decision", ["UPDATE follows SET fact = fact || '0' WHERE placement_no = 5"], "which is no double or split of it"),
    ("an early choice is another", ["UPDATE early_decisions SET action = 'hit'"], "early choice 1: the audit chain tells of another"),
    ("an early choice is removed", ["DELETE FROM early_decisions"], "early choice 1: the audit chain knows it"),
    ("a decision came of another early choice", ["UPDATE early_decisions SET cards = 3"], "placement 9: it is not what was chosen early"),
    ("a decision's fact is hidden", [f"UPDATE inbox SET effect = 'noted' WHERE table_id || ':' || epoch || ':' || seq = {FACT_OF_4}"], "has no place in it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "finding"), [t[1:] for t in TAMPERINGS], ids=[t[0] for t in TAMPERINGS]
)
def test_tampering_is_found(books: sqlite3.Connection, statements: list[str], finding: str) -> None:
    assert_found(books, statements, finding)
