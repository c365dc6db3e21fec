"""Commands over a real broker: only what is signed, in time, for this table and new becomes an order; each is answered once."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from hardware.orders import OrderName
from schemas.commands import Command, CommandName
from tests.firmware_agent import desk
from tests.firmware_agent.far_board import TOPICS, Board
from tests.firmware_agent.far_edge import FarEdge, soon
from tests.fixtures.broker import PrivateBroker

pytestmark = pytest.mark.broker


def pause(board: Board, life_s: float = 5, **changes: object) -> Command:
    values: dict[str, object] = {
        "command_id": str(uuid.uuid4()),
        "table": desk.TABLE,
        "name": CommandName.PAUSE,
        "by": "ada",
        "reason": "cleaning",
        "not_after_utc_ns": str(board.clock.utc_ns() + int(life_s * 1e9)),
    }
    return Command.model_validate(values | changes)


def ready(board: Board, edge: FarEdge) -> None:
    edge.until(lambda e: bool(e.statuses))
    board.call(0)
    assert soon(lambda: board.box.backlog == 0)


def test_a_signed_command_becomes_an_order_and_is_answered(board: Board, edge: FarEdge) -> None:
    ready(board, edge)
    command = pause(board)
    edge.command(command, correlation=b"42")
    assert soon(lambda: len(board.orders()) == 1)
    [order] = board.orders()
    assert (order.name, order.by, order.reason, order.command_id) == (
        OrderName.PAUSE,
        "ada",
        "cleaning",
        command.command_id,
    )
    board.uplink.reply(command.command_id, "ok", "")
    edge.until(lambda e: len(e.replies) == 1)
    reply, correlation = edge.replies[0]
    assert (reply.command_id, reply.status.value, correlation) == (command.command_id, "accepted", b"42")


def test_a_release_becomes_an_order_about_the_hold_that_it_names(board: Board, edge: FarEdge) -> None:
    ready(board, edge)
    for hold_ns in ("12300000000", None):
        edge.command(pause(board, name=CommandName.RELEASE, round_id="r-1", hold_ns=hold_ns))
    assert soon(lambda: len(board.orders()) == 2)
    assert [order.hold_ns for order in board.orders()] == [12_300_000_000, None]


@pytest.mark.parametrize(
    ("life_s", "changes", "topic_name", "code"),
    [
        (-1, {}, "", "late"),
        (3600, {}, "", "malformed"),
        (5, {"table": "roulette-02"}, "", "malformed"),
        (5, {}, "resume", "malformed"),
    ],
    ids=["late", "valid for too long", "another table's", "under another name"],
)
def test_a_signed_command_that_is_not_for_now_is_refused(
    board: Board, edge: FarEdge, life_s: float, changes: dict[str, object], topic_name: str, code: str
) -> None:
    ready(board, edge)
    edge.command(pause(board, life_s, **changes), topic_name=topic_name)
    edge.until(lambda e: len(e.replies) == 1)
    assert (edge.replies[0][0].status.value, edge.replies[0][0].code) == ("rejected", code)
    assert board.orders() == []


def test_the_same_command_acts_once_even_over_a_restart(
    broker: PrivateBroker, edge: FarEdge, tmp_path: Path
) -> None:
    with Board(tmp_path / "board", [broker.port], edge.signer) as board:
        ready(board, edge)
        command = pause(board, life_s=30)
        edge.command(command)
        edge.command(command)
        edge.until(lambda e: len(e.replies) == 1)
        assert len(board.orders()) == 1
    with Board(tmp_path / "board", [broker.port], edge.signer) as board:
        edge.until(lambda e: len(e.statuses) == 3)
        edge.command(command)
        edge.until(lambda e: len(e.replies) == 2)
        assert board.orders() == []
    assert {reply.code for reply, _ in edge.replies} == {"duplicate"}


def test_a_forged_or_retained_command_does_nothing(board: Board, edge: FarEdge) -> None:
    ready(board, edge)
    edge.command(pause(board), signer=desk.EdgeSigner())
    edge.raw(TOPICS.command("pause"), b'{"p":"","k":"edge-1#1","s":""}')
    edge.raw(TOPICS.command("pause"), b"\xff\x00")
    edge.command(pause(board, reason="the honest one"))
    assert soon(lambda: bool(board.orders()))
    assert [order.reason for order in board.orders()] == ["the honest one"]
    assert edge.replies == []
