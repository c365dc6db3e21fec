"""A technician's questions in the books: handed on, answered, and only what the table's board has sealed is kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.books.books import Books
from edge_api.books.effects import Effects
from edge_api.books.messages import AskSight, Done, Refused
from edge_api.books.sight_papers import UNASKED, SightPapers, last_check_ns, not_taken
from edge_api.books.store import open_writer
from edge_api.clock import Now
from edge_api.commands import Answered
from edge_api.signing import KeyRing
from schemas.base64url import to_text
from schemas.commands import CommandName
from schemas.envelope import seal
from schemas.sight import SightAnswer, SightKind, SightStep
from schemas.sight_sheet import CHECK_TYPE, SHEET_TYPE, SightCheck, SightFigures, SightSheet
from tests.edge_api.books.studio import SHOE, UTC0, WHEEL, settings

H = 3600 * 10**9
KEY = Ed25519PrivateKey.from_private_bytes(b"b" * 32)
RING = KeyRing.of({f"{table}#1": to_text(KEY.public_key().public_bytes_raw()) for table in (SHOE, WHEEL)})


def at(hours: float) -> Now:
    return Now(mono_ns=int(hours * H), utc_ns=UTC0 + int(hours * H))


@dataclass
class Room:
    """The papers over real books; ``shown``: pictures that were expected."""

    conn: sqlite3.Connection
    papers: SightPapers
    shown: list[tuple[str, tuple[str, ...]]]

    def answer(self, step: SightStep, sealed: bytes, hours: float = 0.0, ok: bool = True) -> list[Effects]:
        told = json.dumps({"sealed": sealed.decode()})
        said = SightAnswer(command_id="a-1", step=step, ok=ok, told=told, stills=("5" * 64,))
        return self.papers.take(SHOE, said.model_dump_json().encode(), at(hours))

    def alerts(self) -> list[str]:
        return [row[0] for row in self.conn.execute("SELECT code FROM alerts ORDER BY alert_no")]

    def kept(self) -> list[tuple[str, str, int]]:
        return self.conn.execute("SELECT kind, by, passed FROM sight_papers ORDER BY at_utc_ns").fetchall()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    conn = open_writer(tmp_path / "books.db")
    conn.execute("BEGIN IMMEDIATE")
    shown: list[tuple[str, tuple[str, ...]]] = []
    books = Books(conn, settings(), "boot")
    every = {SHOE: 8 * H, WHEEL: 0}
    yield Room(conn, SightPapers(conn, books, RING, every, lambda *one: shown.append(one)), shown)
    conn.execute("ROLLBACK")
    conn.close()


def sheet(table: str = SHOE, hours: float = 0.0, signer: str = SHOE) -> bytes:
    said = SightSheet(
        table=table, sees=SightKind.CARDS, calibration="c" * 64, model="m" * 64, pictures=13,
        figures=SightFigures(looks=312, accepted=0.97), by="tess", at_utc_ns=str(UTC0 + int(hours * H)),
    )  # fmt: skip
    return seal(said.model_dump_json().encode(), f"{signer}#1", KEY.sign, SHEET_TYPE)


def check(passed: bool, hours: float) -> bytes:
    said = SightCheck(
        table=SHOE, sees=SightKind.CARDS, sheet="5" * 64, calibration="c" * 64, passed=passed, laid=("AS",),
        read=("AS",) if passed else (), by="tom", at_utc_ns=str(UTC0 + int(hours * H)),
    )  # fmt: skip
    return seal(said.model_dump_json().encode(), f"{SHOE}#1", KEY.sign, CHECK_TYPE)


@pytest.mark.parametrize(("step", "rows"), [("look", 0), ("deal", 0), ("learn", 1), ("sign", 1)])
def test_a_question_goes_to_the_board_and_acts_of_weight_are_audited(
    room: Room, step: str, rows: int
) -> None:
    before = room.conn.execute("SELECT COUNT(*) FROM audit").fetchone()[0]
    done, effects = room.papers.ask(AskSight(3, SHOE, "tess", "a-1", step, "{}"), at(0))
    assert isinstance(done, Done) and done.body == {"ask": "a-1"}
    [order] = effects.orders
    assert (order.name, order.command_id, order.by) == (CommandName.SIGHT, "a-1", "tess")
    assert order.sight is not None and order.sight.step.value == step
    assert room.conn.execute("SELECT COUNT(*) FROM audit").fetchone()[0] - before == rows


def test_there_is_no_asking_of_a_table_that_is_none(room: Room) -> None:
    refused, effects = room.papers.ask(AskSight(3, "nowhere-01", "tess", "a-1", "look", "{}"), at(0))
    assert isinstance(refused, Refused) and not effects.orders


def test_a_sheet_that_a_board_offers_unasked_is_kept_and_raises_no_alert(room: Room) -> None:
    told = json.dumps({"sealed": sheet().decode()})
    paper = SightAnswer(command_id="offered", step=SightStep.SIGN, ok=True, told=told)
    for _ in range(2):
        room.papers.take(SHOE, paper.model_dump_json().encode(), at(0))
    assert (room.kept(), room.alerts()) == ([("sheet", "tess", 1)], [])


def test_an_answer_is_told_to_who_waits_and_its_sheet_is_kept_once(room: Room) -> None:
    effects = room.answer(SightStep.SIGN, sheet())
    assert [(news.event, news.body["ask"], news.staff_only) for news in effects[0].news] == [
        ("sight", "a-1", True)
    ]
    assert room.shown == [(SHOE, ("5" * 64,))]
    room.answer(SightStep.SIGN, sheet())
    assert room.kept() == [("sheet", "tess", 1)] and room.alerts() == []


@pytest.mark.parametrize(
    "sealed",
    [b"{}", sheet(table=WHEEL), sheet(signer=WHEEL), sheet()[:-9] + b'AAAAAAA"}', check(True, 0)],
    ids=["nothing", "of another table", "by another board", "forged", "a check for a sheet"],
)
def test_a_paper_that_the_board_has_not_sealed_is_an_alarm_and_not_kept(room: Room, sealed: bytes) -> None:
    room.answer(SightStep.SIGN, sealed)
    assert room.kept() == [] and room.alerts() == ["sight_paper"]


def test_a_check_that_has_not_passed_is_an_alarm_and_an_overdue_one_an_alert_once(room: Room) -> None:
    room.answer(SightStep.SIGN, sheet(), 0)
    room.papers.tick(at(7.9))
    assert room.alerts() == []
    room.papers.tick(at(8.1))
    room.papers.tick(at(8.2))
    assert room.alerts() == ["sight_check_overdue"]
    room.answer(SightStep.CHECK, check(False, 8.3), 8.3)
    assert room.alerts()[1:] == ["sight_check_failed"]
    room.answer(SightStep.CHECK, check(True, 8.4), 8.4)
    assert last_check_ns(room.conn, SHOE) == UTC0 + int(8.4 * H)
    room.papers.tick(at(9))
    room.papers.tick(at(16.5))
    assert room.alerts()[2:] == ["sight_check_overdue"]


def test_an_older_sheet_that_comes_after_a_newer_one_is_an_alarm_and_changes_nothing(room: Room) -> None:
    room.answer(SightStep.SIGN, sheet(hours=1), 1)
    room.answer(SightStep.SIGN, sheet(hours=2), 2)
    room.answer(SightStep.SIGN, sheet(hours=2), 3)
    assert room.alerts() == [] and len(room.kept()) == 2
    room.answer(SightStep.SIGN, sheet(hours=1), 4)
    room.answer(SightStep.SIGN, sheet(hours=0), 5)
    assert room.alerts() == ["sight_paper"] * 2 and len(room.kept()) == 2
    assert last_check_ns(room.conn, SHOE) == UTC0 + 2 * H


def test_an_older_sheet_that_is_offered_again_and_again_is_one_alarm(room: Room) -> None:
    room.answer(SightStep.SIGN, sheet(hours=1), 1)
    room.answer(SightStep.SIGN, sheet(hours=2), 2)
    for turn in range(20):
        room.answer(SightStep.SIGN, sheet(hours=1), 3 + turn / 6)
    assert room.alerts() == ["sight_paper"]


def test_a_sheet_signed_by_a_clock_that_ran_ahead_keeps_no_later_one_out(room: Room) -> None:
    room.answer(SightStep.SIGN, sheet(hours=24 * 365 * 50), 1)
    for hours in (2, 10):
        room.answer(SightStep.SIGN, sheet(hours=hours), hours)
    assert len(room.kept()) == 3 and room.alerts() == []


def test_a_board_whose_clock_runs_ahead_puts_off_no_check(room: Room) -> None:
    room.answer(SightStep.SIGN, sheet(hours=500), 1)
    assert last_check_ns(room.conn, SHOE) == UTC0 + H


def test_a_board_that_answers_what_nobody_asked_is_cut_off_with_one_notice(room: Room) -> None:
    told = [room.answer(SightStep.LOOK, b"", 0.001) for _ in range(10 * UNASKED)]
    assert (
        sum(any(each.news and each.news[0].event == "sight" for each in effects) for effects in told)
        == UNASKED
    )
    assert room.alerts() == ["sight_unasked"] and len(room.shown) == UNASKED
    room.papers.ask(AskSight(3, SHOE, "tess", "a-1", "look", "{}"), at(0.001))
    assert room.answer(SightStep.LOOK, b"", 0.001)[0].news[0].body["ask"] == "a-1"


def test_a_table_that_nobody_signed_for_is_never_overdue(room: Room) -> None:
    room.papers.tick(at(100))
    assert room.alerts() == []


def test_a_question_that_no_board_takes_is_answered_with_its_reason(room: Room) -> None:
    _, effects = room.papers.ask(AskSight(3, SHOE, "tess", "a-1", "look", "{}"), at(0))
    lost = Answered(effects.orders[0], False, "no_reply", "the board did not answer in time")
    [told] = not_taken(lost)
    assert told.news[0].body["answer"]["said"] == "the board did not answer in time"
    assert not_taken(Answered(effects.orders[0], True, "ok", "")) == []
