"""What reaches the edge over a real broker is applied once and in order, or it is not applied and somebody is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_api import proving
from edge_api.admin import AcceptEpoch, RevokeBoard
from edge_api.books.messages import FloorAction
from edge_api.mqtt_message import Message
from schemas.commands import BoardHealth, BoardStatus, CommandName, Presence, ReplyStatus
from schemas.envelope import Event, event_hash, seal, unseal
from schemas.facts import TablePaused, TableResumed, TableStarted
from schemas.phases import Game
from tests.edge_api.reference import TABLE, Board, WiredBoard, wait_until
from tests.edge_api.with_books import OpenBooks, administer, register
from tests.fixtures.broker import PrivateBroker

pytestmark = pytest.mark.broker

STARTED = TableStarted(game=Game.ROULETTE, firmware="1", config_hash="c")
PAUSED = TablePaused(by="ana")
RESUMED = TableResumed(by="ana")
INBOX = "SELECT epoch, seq, kind FROM inbox WHERE table_id = ? ORDER BY epoch, seq"


class Table:
    """One table: a silent line (``send`` what and when the test wants), its board and the edge."""

    def __init__(self, edge: OpenBooks, wired: WiredBoard) -> None:
        self.edge, self.wired, self.board = edge, wired, wired.board

    def send(self, wire: bytes, topic: str | None = None) -> None:
        assert self.wired.line.publish(Message(topic or self.wired.topics.events, wire))

    def repeat_until_held(self, wire: bytes) -> None:
        """The edge's own line may still be on its way up."""

        def held() -> bool:
            self.send(wire)
            return bool(self.edge.rows("SELECT 1 FROM inbox"))

        wait_until(held, 10, "the first fact")

    def deliver(self, wire: bytes) -> None:
        """Send and wait for its row."""
        self.send(wire)
        seq = len(self.board.wires)
        self.edge.await_row(
            "SELECT 1 FROM inbox WHERE table_id=? AND epoch=? AND seq=?", TABLE, self.board.epoch, seq
        )

    def await_alert(self, code: str) -> str:
        text: str = self.edge.await_row("SELECT text FROM alerts WHERE code = ?", code)
        return text

    def await_receipt(self, upto: int, rewind: bool) -> None:
        def came() -> bool:
            return any((int(r.upto), r.rewind) == (upto, rewind) for r in self.wired.receipts)

        wait_until(came, 15, f"a receipt of {upto}, rewind {rewind}: {self.wired.receipts}")

    @property
    def inbox(self) -> list[tuple[int, int, str]]:
        return self.edge.rows(INBOX, TABLE)


class Silent(WiredBoard):
    """Sends nothing by itself."""

    def act(self) -> None:
        """Nothing."""


@pytest.fixture
def table(broker: PrivateBroker, write_config: Callable[..., Path]) -> Iterator[Table]:
    config, board = write_config(broker.port, rounds="silence_s = 60"), Board()
    register(config, board)
    wired = Silent(broker.port, board)
    with OpenBooks(config).up() as edge, wired.connected():
        wait_until(lambda: wired.line.accepted, 15, "the board's line")
        first = Table(edge, wired)
        board.say(STARTED)
        first.repeat_until_held(board.wires[0])
        yield first


def test_facts_are_applied_in_order_and_receipted(table: Table) -> None:
    table.deliver(table.board.say(PAUSED))
    table.deliver(table.board.say(RESUMED))
    table.await_receipt(3, False)
    epoch = table.board.epoch
    assert table.inbox == [
        (epoch, 1, "table.started"),
        (epoch, 2, "table.paused"),
        (epoch, 3, "table.resumed"),
    ]
    last = table.wired.receipts[-1]
    assert (last.stream, last.chain_hash) == (table.wired.topics.events, table.board.chain_hash)
    assert table.edge.one("SELECT COUNT(*) FROM edge_log WHERE kind = 'edge.fact'") == 3


def test_a_duplicate_is_dropped_and_its_receipt_repeated(table: Table) -> None:
    table.deliver(table.board.say(PAUSED))
    table.await_receipt(2, False)
    table.wired.receipts.clear()
    table.send(table.board.wires[0])
    table.await_receipt(2, False)
    assert len(table.inbox) == 2


def test_what_comes_too_early_waits_for_what_is_missing(table: Table) -> None:
    missing, early = table.board.say(PAUSED), table.board.say(RESUMED)
    table.send(early)
    table.await_receipt(1, True)
    table.send(missing)
    table.deliver(early)
    assert [seq for _, seq, _ in table.inbox] == [1, 2, 3]


def test_many_gaps_cost_few_receipts(table: Table) -> None:
    table.board.say(PAUSED)
    early = table.board.say(RESUMED)
    table.wired.receipts.clear()
    for _ in range(200):
        table.send(early)
    table.await_receipt(1, True)
    table.send(table.board.wires[1])
    table.deliver(early)
    assert len(table.wired.receipts) < 20


def test_a_forged_message_is_alerted_and_changes_nothing(table: Table) -> None:
    forger = Board(table=TABLE, epoch=table.board.epoch, chain_hash=table.board.chain_hash, wires=[b""])
    table.send(forger.say(PAUSED))
    assert "roulette-01#1" in table.await_alert("bad_signature")
    assert len(table.inbox) == 1


@pytest.mark.parametrize(
    ("wire", "code"),
    [(b"", "malformed"), (b"{}", "malformed"), (b"\xff" * 9, "malformed"), (b"x" * 70_000, "oversize")],
)
def test_what_is_no_wrapper_is_alerted(table: Table, wire: bytes, code: str) -> None:
    table.send(wire)
    table.await_alert(code)
    table.deliver(table.board.say(PAUSED))


def test_a_signed_message_that_is_no_event_is_alerted(table: Table) -> None:
    table.send(seal(b'{"specversion": "1.0"}', table.board.key_id, table.board.key.sign))
    assert "signed by roulette-01#1" in table.await_alert("malformed")


def test_an_unknown_table_is_alerted(table: Table) -> None:
    table.send(table.board.wires[0], "floor/v1/demo/t/roulette-99/ev")
    assert "roulette-99" in table.await_alert("unknown_table")


@pytest.mark.parametrize(
    "change", [{"source": "urn:studio-floor:demo:t:roulette-02"}, {"id": "roulette-02:1:1"}]
)
def test_a_key_speaks_for_its_own_table_only(table: Table, change: dict[str, str]) -> None:
    wire, _ = table.board.draft(PAUSED, **change)
    table.send(wire)
    table.await_alert("wrong_table")
    assert len(table.inbox) == 1


def test_an_older_epoch_is_alarmed_and_told_what_runs(table: Table) -> None:
    table.wired.receipts.clear()
    table.send(Board(epoch=table.board.epoch - 1, key=table.board.key).say(STARTED))
    assert "copied card" in table.await_alert("stale_epoch")
    table.await_receipt(1, False)
    assert int(table.wired.receipts[0].epoch) == table.board.epoch
    assert len(table.inbox) == 1


def test_a_human_may_take_up_an_older_epoch(table: Table) -> None:
    older = Board(epoch=table.board.epoch - 1, key=table.board.key)
    wire = older.say(STARTED)
    table.send(wire)
    table.await_alert("stale_epoch")
    assert administer(table.edge.config_file, AcceptEpoch(TABLE, older.epoch)).ok
    assert proving.prove(table.edge.config) == 0
    table.send(wire)
    table.edge.await_row("SELECT 1 FROM inbox WHERE epoch = ?", older.epoch)
    assert proving.prove(table.edge.config) == 0


def test_a_newer_epoch_starts_a_new_chain(table: Table) -> None:
    table.send(Board(epoch=table.board.epoch + 1, key=table.board.key).say(STARTED))
    table.edge.await_row("SELECT 1 FROM inbox WHERE epoch = ?", table.board.epoch + 1)


def test_two_histories_freeze_the_table_until_a_human_thaws_it(table: Table) -> None:
    forked, _ = table.board.draft(PAUSED, prevhash=event_hash(b"another history"))
    table.send(forked)
    assert "two histories" in table.await_alert("frozen")
    table.send(table.board.say(PAUSED))
    table.send(b"")
    table.await_alert("malformed")  # it came after, so the one before was handled
    assert len(table.inbox) == 1
    table.edge.ask(FloorAction(0, "unfreeze", "ana", "looked at it", TABLE))
    table.deliver(table.board.wires[1])


def test_a_revoked_key_counts_no_more_at_once(table: Table) -> None:
    assert administer(table.edge.config_file, RevokeBoard("roulette-01#1")).ok
    table.send(table.board.say(PAUSED))
    table.await_alert("bad_signature")
    assert len(table.inbox) == 1


def test_a_fact_with_impossible_data_is_kept_without_effect(table: Table) -> None:
    _, payload = table.board.draft(PAUSED)
    fields = json.loads(payload) | {"data": {"by": 7}}
    table.send(seal(json.dumps(fields).encode(), table.board.key_id, table.board.key.sign))
    table.edge.await_row("SELECT 1 FROM inbox WHERE seq = 2 AND effect LIKE 'ignored:%'")


@pytest.mark.parametrize("alike", [False, True])
def test_a_fact_numbered_again_has_its_effect_once_and_one_that_only_reads_alike_has_its_own(
    table: Table, alike: bool
) -> None:
    first = table.board.say(PAUSED)
    table.deliver(first)
    again = Board(epoch=table.board.epoch + 1, key=table.board.key)
    said = Event.consume(unseal(first, lambda *_: True).payload)
    monons = str(int(said.monons) + 1) if alike else said.monons
    table.send(again.say(PAUSED, reissue=f"{table.board.epoch}:2", monons=monons))
    effect = table.edge.await_row("SELECT effect FROM inbox WHERE epoch = ?", again.epoch)
    assert (effect == "ignored:reissued") is not alike


def test_a_broker_that_forgot_gets_the_receipts_again(broker: PrivateBroker, table: Table) -> None:
    table.deliver(table.board.say(PAUSED))
    table.await_receipt(2, False)
    broker.kill()
    table.wired.receipts.clear()
    broker.start()
    table.await_receipt(2, False)
    wait_until(lambda: table.wired.line.accepted, 15, "the board's line")
    table.deliver(table.board.say(RESUMED))


@pytest.mark.parametrize("accepted", [True, False])
def test_an_order_reaches_the_board_and_its_answer_the_floor(table: Table, accepted: bool) -> None:
    table.wired.answer = (ReplyStatus.ACCEPTED, "ok") if accepted else (ReplyStatus.REJECTED, "wrong_phase")
    table.edge.ask(FloorAction(0, "pause", "ana", "shift change", TABLE))

    def told() -> bool:
        return any(notice.body.get("order") == "pause" for notice in table.edge.notices)

    wait_until(told, 15, "the answer on the floor")
    [notice] = [notice for notice in table.edge.notices if notice.body.get("order") == "pause"]
    assert (notice.staff_only, notice.body["accepted"], notice.body["by"]) == (True, accepted, "ana")
    [command] = table.wired.commands
    assert (command.name, command.by, command.reason) == (CommandName.PAUSE, "ana", "shift change")
    assert bool(table.edge.rows("SELECT 1 FROM alerts WHERE code = 'command_failed'")) is not accepted


def test_health_and_status_reach_the_floor(table: Table) -> None:
    health = BoardHealth(
        epoch="1", head_seq="1", backlog=0, clock_source="ntp", clock_error_us=None, clock_synchronised=False,
        cpu_celsius=51.0, throttled=False, disk_free_bytes=1, uptime_s=1,
    )  # fmt: skip
    table.send(health.model_dump_json().encode(), table.wired.topics.health)
    assert "unknown" in table.await_alert("clock")
    lost = BoardStatus(state=Presence.LOST, epoch="1", session="1", boot_id="b", firmware="1")
    table.send(lost.model_dump_json().encode(), table.wired.topics.status)
    assert "it says lost" in table.await_alert("board_lost")
    wait_until(
        lambda: any(notice.event == "health" for notice in table.edge.notices), 15, "health on the floor"
    )
    table.send(b"nonsense", table.wired.topics.status)
    table.deliver(table.board.say(PAUSED))


ABSURD: list[dict[str, object]] = [
    {"backlog": 2**70},
    {"clock_error_us": 10**400},
    {"uptime_s": -(2**64)},
    {"cpu_celsius": float("nan")},
    {"cpu_celsius": float("inf")},
    {"devices": [{"name": "wheel", "up": True, "dropped_bytes": 2**64}]},
]


def test_health_reports_of_absurd_numbers_are_dropped_and_the_books_go_on(table: Table) -> None:
    health: dict[str, object] = {
        "epoch": "1", "head_seq": "1", "backlog": 0, "clock_source": "ntp", "clock_error_us": 1, "clock_synchronised": True,
        "cpu_celsius": None, "throttled": None, "disk_free_bytes": 1, "uptime_s": 1,
    }  # fmt: skip
    for field in ABSURD:
        table.send(json.dumps(health | field).encode(), table.wired.topics.health)
        table.deliver(table.board.say(PAUSED))
        assert not [notice for notice in table.edge.notices if notice.event == "health"], field


def test_nothing_heard_since_the_start_is_told(
    broker: PrivateBroker, write_config: Callable[..., Path]
) -> None:
    with OpenBooks(write_config(broker.port, rounds="silence_s = 5\nunheard_s = 5")).up() as edge:
        text = edge.await_row("SELECT text FROM alerts WHERE code = 'board_unheard'")
        assert "is not heard yet: nothing heard for 5 s" in text
