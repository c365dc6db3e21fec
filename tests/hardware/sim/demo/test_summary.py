"""The demo's verdict finds what is wrong, each in its own words."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

from hardware.sim.demo.audit_chain import broken_link
from hardware.sim.demo.camera_word import CameraWord
from hardware.sim.demo.cloud_record import CloudRecord, PublicKeys
from hardware.sim.demo.film import Footage
from hardware.sim.demo.floor_plan import TABLES
from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.public_api import Answer
from hardware.sim.demo.stores import BooksFigures, books_figures
from hardware.sim.demo.summary import Evidence, Findings, figures, judge_run, pace_words, paces

MINUTE_NS = 60_000_000_000
EVERY_8_S = tuple((table.game, n * 8_000_000_000) for table in TABLES for n in range(5))
CLEAN = BooksFigures(EVERY_8_S, {"b-1": 100}, {}, late=0, refused=1, imbalance_minor=0)


def evidence(books: BooksFigures = CLEAN, acknowledged: dict[str, int] | None = None) -> Evidence:
    notes = Notebook(acknowledged={"b-1": 100} if acknowledged is None else acknowledged)
    return Evidence(books, set(), CloudRecord(PublicKeys({})), notes, None, None)


def wrong(found: Evidence) -> str:
    findings = Findings()
    judge_run(figures(found), found, findings, faults=False)
    return "; ".join(findings.wrong)


def test_the_last_line_has_the_figures_in_their_order() -> None:
    line = json.loads(figures(evidence()).line)
    assert list(line) == [
        "rounds_settled", "bets_accepted", "bets_refused", "late_bets_accepted", "facts_sent", "facts_lost",
        "facts_duplicated", "ledger_imbalance_minor", "audit_chain", "verify", "video_frames", "clips",
        "camera_agreed", "camera_disputed", "camera_abstained",
    ]  # fmt: skip
    assert (line["rounds_settled"], line["audit_chain"], line["verify"]) == (len(EVERY_8_S), "ok", "ok")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"late": 1}, "1 late bets were accepted"),
        ({"imbalance_minor": 5}, "out of balance by 5"),
        ({"accepted": {}}, "1 acknowledged bets are not in the books"),
        ({"accepted": {"b-1": 200}}, "1 acknowledged bets are not in the books"),
        ({"settled": EVERY_8_S[:5]}, "baccarat: 0.0 rounds a minute"),
        ({"settled": EVERY_8_S}, "the cloud was told of 0"),
    ],
)
def test_what_the_books_say_wrong_is_found(changes: dict[str, object], words: str) -> None:
    assert words in wrong(evidence(dataclasses.replace(CLEAN, **changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("frames", "clips", "words"),
    [
        (0, 9, "roulette-01: no frame of its picture is at the edge"),
        (500, 2, "roulette-01: 2 clips of 3 rounds that ended long ago"),
        (500, 3, ""),
    ],
)
def test_a_picture_that_did_not_arrive_and_clips_that_were_not_made_are_found(
    frames: int, clips: int, words: str
) -> None:
    seen = CameraWord({"roulette-01": {"both": 1}})
    found = dataclasses.replace(
        evidence(), footage={"roulette-01": Footage(frames, 20.0, clips)}, camera=seen
    )
    told = [line for line in wrong(found).split("; ") if line.startswith("roulette-01")]
    assert told == ([words] if words else [])
    assert (figures(found).video_frames, figures(found).clips) == (frames, clips)


@pytest.mark.parametrize(
    ("word", "lies", "words"),
    [
        (CameraWord({"baccarat-01": {"both": 3}}, tables=("baccarat-01",)), False, ""),
        (CameraWord({"baccarat-01": {"abstained": 3}}, tables=("baccarat-01",)), False, "baccarat-01: its camera never agreed with its sensor"),
        (CameraWord({"baccarat-01": {"both": 3}}, disputed=frozenset({"b-1"})), False, "misread rounds that were filmed truly: b-1"),
        (CameraWord({"baccarat-01": {"both": 3}}, lied=frozenset({"b-1"})), True, "nothing was disputed"),
        (
            CameraWord({"baccarat-01": {"both": 3}}, frozenset({"b-1"}), frozenset({"b-1", "b-2"}), frozenset({"b-2"})),
            True,
            "paid although the camera showed otherwise: b-2",
        ),
        (CameraWord({"baccarat-01": {"both": 3}}, frozenset({"b-1"}), frozenset({"b-1", "b-2"})), True, ""),
    ],
)  # fmt: skip
def test_what_a_camera_says_wrong_or_in_vain_is_found(word: CameraWord, lies: bool, words: str) -> None:
    film = {"baccarat-01": Footage(500, 20.0, 9)}
    found = dataclasses.replace(evidence(), footage=film, camera=word, cameras_lie=lies)
    told = "; ".join(line for line in wrong(found).split("; ") if "camera" in line or "misread" in line)
    assert words in told if words else told == ""


def test_facts_that_did_not_arrive_are_lost() -> None:
    found = dataclasses.replace(evidence(), sent={"roulette-01:7:1", "roulette-01:7:2"})
    assert figures(found).facts_lost == 2
    assert "2 facts did not reach the cloud" in wrong(found)


def test_a_broken_chain_and_a_failed_verify_are_found() -> None:
    found = dataclasses.replace(evidence(), audit_broken_at=3, verify_said="verify: exit 1")
    assert figures(found).audit_chain == "broken"
    assert figures(found).verify == "failed"
    assert "breaks at row 3" in wrong(found)


def test_paces_are_measured_from_settlement_to_settlement() -> None:
    found = paces(CLEAN)
    assert set(found) == {table.game for table in TABLES}
    assert set(found.values()) == {7.5}


def test_a_slow_table_is_wrong_unless_the_machine_is_crowded() -> None:
    found, findings = evidence(dataclasses.replace(CLEAN, settled=EVERY_8_S[:5])), Findings()
    judge_run(figures(found), found, findings, faults=False, crowded=True)
    assert not [line for line in findings.wrong if "rounds a minute" in line]


@pytest.mark.parametrize(
    ("verdicts", "pace", "crowded", "words"),
    [
        ({"baccarat-01": {"both": 4, "dispute": 2}}, 0.0, True, "0.0 rounds a minute  rounds were held: camera and sensor differed on 2 positions"),
        ({"roulette-01": {"dispute": 2}}, 0.0, True, "0.0 rounds a minute  SLOW: more wants to run on this machine than it has cores"),
        ({}, 0.0, False, "0.0 rounds a minute"),
        ({}, 60.0, True, "60.0 rounds a minute"),
    ],
)  # fmt: skip
def test_a_table_that_was_held_is_not_called_slow(
    verdicts: dict[str, dict[str, int]], pace: float, crowded: bool, words: str
) -> None:
    found = dataclasses.replace(evidence(), camera=CameraWord(verdicts))
    assert pace_words(found, "baccarat", pace, crowded) == f"baccarat: {words}"


def test_an_accepted_late_bet_is_a_surprise_and_a_refused_one_is_not() -> None:
    notes = Notebook()
    notes.expect_refusal("late", Answer("too_late", {}), "bets_closed")
    assert notes.surprises == []
    notes.expect_refusal("late", Answer(None, {"bet_id": "b"}), "bets_closed")
    notes.expect_refusal("illegal", Answer("http_500", {}), "bad_selection")
    assert len(notes.surprises) == 2
    assert notes.refused == {"too_late": 1, "http_500": 1}


# --- the stores ------------------------------------------------------------------------------------------------------


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """An empty set of books, as the edge's migrations make it."""
    path = tmp_path / "books.db"
    migrations = files("edge_api.books").joinpath("migrations").iterdir()
    with sqlite3.connect(path) as db:
        for migration in sorted(migrations, key=lambda each: each.name):
            db.executescript(migration.read_text(encoding="utf-8"))
    db.close()
    return path


def fill(books: Path, *statements: str) -> None:
    with sqlite3.connect(books) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


ROUND = """INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns,
  deadline_mono_ns, evidence_mono_ns, closed_mono_ns, ended_utc_ns, staked, returned) VALUES ('r-1', 't', 'roulette', 'h', 'EUR', 'settled', 1, 'b', 1, 100, 80, 90, 200, 50, 20)"""
ACCOUNTS = "INSERT INTO accounts (name, kind, currency, balance) VALUES ('p', 'player', 'EUR', 0), ('b', 'bank', 'EUR', 0)"


def placement(bet_id: str, status: str, mono_ns: int) -> str:
    return f"""INSERT INTO placements (player_no, bet_id, round_no, digest, staked, status, accepted_mono_ns, accepted_utc_ns,
      balance_after) VALUES (1, '{bet_id}', 1, x'00', 50, '{status}', {mono_ns}, 1, 0)"""


def test_a_bet_at_or_after_the_first_end_of_the_window_counts_as_late(books: Path) -> None:
    fill(books, ROUND, placement("in-time", "settled", 79), placement("at-the-evidence", "settled", 80))
    fill(
        books,
        placement("after", "accepted", 100),
        placement("returned", "late", 101),
        placement("undone", "cancelled", 95),
    )
    found = books_figures(books)
    assert found.late == 2
    assert set(found.accepted) == {"in-time", "at-the-evidence", "after", "undone"}


def test_what_is_placed_in_a_window_of_its_own_is_late_by_that_window(books: Path) -> None:
    fill(books, ROUND, placement("insurance", "settled", 149), placement("too late", "settled", 150))
    fill(books, "UPDATE placements SET deadline_mono_ns = 150")
    fill(books, placement("a bet", "settled", 149))
    assert books_figures(books).late == 2


def test_a_bet_that_evidence_sent_back_whole_is_not_lost_and_one_that_kept_a_cent_is(books: Path) -> None:
    fill(books, ROUND, placement("whole", "late", 79), placement("short", "late", 79))
    fill(books, "UPDATE placements SET returned = 50 WHERE bet_id = 'whole'")
    fill(books, "UPDATE placements SET returned = 49 WHERE bet_id = 'short'")
    assert books_figures(books).taken_back == {"whole": 50}


def test_a_bet_that_an_edge_sent_back_that_had_died_in_its_window_is_not_lost_and_any_other_is(
    books: Path,
) -> None:
    fill(books, ROUND, placement("whole", "late", 79), "UPDATE placements SET returned = 50")
    fill(books, "UPDATE rounds SET evidence_mono_ns = NULL, close_cause = 'edge_restarted'")
    assert books_figures(books).taken_back == {"whole": 50}
    fill(books, "UPDATE rounds SET close_cause = 'timer'")
    assert books_figures(books).taken_back == {}


def test_every_kind_of_imbalance_is_measured(books: Path) -> None:
    fill(books, ACCOUNTS, "INSERT INTO transactions (kind, ref, at_utc_ns) VALUES ('bet', '1', 1)")
    fill(books, "INSERT INTO postings VALUES (1, 1, 30), (1, 2, -30)")
    assert books_figures(books).imbalance_minor == 60
    fill(
        books,
        "UPDATE accounts SET balance = 30 WHERE name = 'p'",
        "UPDATE accounts SET balance = -30 WHERE name = 'b'",
    )
    assert books_figures(books).imbalance_minor == 0
    fill(books, ROUND)
    assert books_figures(books).imbalance_minor == 30


def test_the_audit_chain_is_computed_from_its_documented_form(books: Path) -> None:
    assert broken_link(books) == 0
    prev_hash = "0" * 64
    for number in (1, 2, 3):
        content = [number, 5, "bets", "edge", None, "r-1", '{"ä":1}', prev_hash]
        digest = hashlib.sha256(
            json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
        ).hexdigest()
        with sqlite3.connect(books) as db:
            db.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [*content, digest])
        db.close()
        prev_hash = digest
    assert broken_link(books) is None
    fill(books, "UPDATE audit SET actor = 'nobody' WHERE audit_no = 2")
    assert broken_link(books) == 2
    fill(books, "DELETE FROM audit WHERE audit_no = 2")
    assert broken_link(books) == 2
