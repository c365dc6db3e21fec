"""An order is signed and short-lived; it ends with the board's own signed answer, or with the report that none came."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from edge_api.books.effects import BoardOrder
from edge_api.books.intake import Intake
from edge_api.clock import Now
from edge_api.commands import Answered, Commands
from edge_api.mqtt_message import Message
from edge_api.signing import KeyRing, Signer, load_or_make_signer
from schemas.commands import COMMAND_TYPE, REPLY_TYPE, Command, CommandName, CommandReply, ReplyStatus
from schemas.envelope import seal, unseal
from schemas.sight import Entry
from tests.edge_api.reference import SITE, TABLE, Board

ORDER = BoardOrder(TABLE, CommandName.CLOSE_BETS, "r-1", "ana", "spill")
NOW = Now(10**9, 10**18)


class Wire:
    """Keeps what is published; ``up`` False is a lost line."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.up = True

    def publish(self, message: Message) -> bool:
        if self.up:
            self.sent.append(message)
        return self.up


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return load_or_make_signer(tmp_path / "key.pem", "edge-1")


def commands(signer: Signer, board: Board, wire: Wire) -> Commands:
    return Commands(SITE, signer, KeyRing.of({board.key_id: board.public_key}), wire.publish)


def reply(
    board: Board, command: Command, status: ReplyStatus, code: str, lacking: tuple[str, ...] = ()
) -> bytes:
    body = CommandReply(
        command_id=command.command_id, status=status, code=code, message="so it is", lacking=lacking
    )
    return seal(body.model_dump_json().encode(), board.key_id, board.key.sign, REPLY_TYPE)


def sent(wire: Wire, signer: Signer) -> Command:
    check = KeyRing.of({signer.key_id: signer.public_key}).check
    return Command.consume(unseal(wire.sent[-1].payload, check, COMMAND_TYPE).payload)


def test_what_people_enter_reaches_the_board_with_both_names(signer: Signer) -> None:
    wire, entries = Wire(), (Entry(place="player", index=3, value="7H"),)
    order = BoardOrder(
        TABLE, CommandName.ENTER, "r-1", "maria", "no read", entries=entries, seconded_by="tess"
    )
    commands(signer, Board(), wire).send(order, NOW)
    command = sent(wire, signer)
    assert (command.by, command.seconded_by, command.entries) == ("maria", "tess", entries)


def test_a_release_reaches_the_board_with_the_hold_that_it_is_about(signer: Signer) -> None:
    wire = Wire()
    order = BoardOrder(TABLE, CommandName.RELEASE, "r-1", "maria", "seen", hold_ns="12300000000")
    commands(signer, Board(), wire).send(order, NOW)
    assert sent(wire, signer).hold_ns == "12300000000"


def test_a_board_may_lack_only_what_it_was_asked_for(signer: Signer) -> None:
    wire, board = Wire(), Board()
    desk = commands(signer, board, wire)
    order = BoardOrder(TABLE, CommandName.STILLS, None, "edge-1", "", stills=("1" * 64, "2" * 64))
    desk.send(order, NOW)
    lacking = ("2" * 64, "3" * 64)
    answered = desk.reply(TABLE, reply(board, sent(wire, signer), ReplyStatus.ACCEPTED, "ok", lacking))
    assert answered is not None and answered.lacking == ("2" * 64,)


def test_what_a_board_lacks_is_told_to_those_who_keep_pictures_and_to_nobody_else() -> None:
    told: list[tuple[str, tuple[str, ...]]] = []
    nobody: Any = None
    intake = Intake(nobody, nobody, nobody, lacks=lambda table, hashes: told.append((table, hashes)))
    order = BoardOrder(TABLE, CommandName.STILLS, None, "edge-1", "", stills=("1" * 64,))
    assert intake.answered(Answered(order, True, "ok", "", ("1" * 64,)), NOW) == []
    assert intake.answered(Answered(order, True, "ok", ""), NOW) == []
    assert told == [(TABLE, ("1" * 64,))]


def test_an_order_is_signed_and_expires(signer: Signer) -> None:
    wire, board = Wire(), Board()
    assert commands(signer, board, wire).send(ORDER, NOW) is None
    command = sent(wire, signer)
    assert (command.name, command.round_id, command.by) == (CommandName.CLOSE_BETS, "r-1", "ana")
    assert int(command.not_after_utc_ns) - NOW.utc_ns == 5 * 10**9
    message = wire.sent[0]
    assert (message.expiry_s, message.retain) == (5, False)
    assert message.correlation == command.command_id.encode()


@pytest.mark.parametrize(
    ("status", "accepted"), [(ReplyStatus.ACCEPTED, True), (ReplyStatus.REJECTED, False)]
)
def test_the_boards_answer_ends_it(signer: Signer, status: ReplyStatus, accepted: bool) -> None:
    wire, board = Wire(), Board()
    orders = commands(signer, board, wire)
    orders.send(ORDER, NOW)
    wire_reply = reply(board, sent(wire, signer), status, "late")
    answer = orders.reply(TABLE, wire_reply)
    assert answer is not None
    assert (answer.order, answer.accepted, answer.code) == (ORDER, accepted, "late")
    assert orders.reply(TABLE, wire_reply) is None
    assert orders.deadline_ns() is None


def test_an_answer_of_somebody_else_counts_for_nothing(signer: Signer) -> None:
    wire, board = Wire(), Board()
    orders = commands(signer, board, wire)
    orders.send(ORDER, NOW)
    command = sent(wire, signer)
    assert orders.reply(TABLE, reply(Board(), command, ReplyStatus.ACCEPTED, "ok")) is None
    assert orders.reply("roulette-02", reply(board, command, ReplyStatus.ACCEPTED, "ok")) is None
    assert orders.reply(TABLE, b"nonsense") is None
    assert orders.deadline_ns() is not None


def test_silence_is_reported_once_the_order_has_expired(signer: Signer) -> None:
    orders = commands(signer, Board(), Wire())
    orders.send(ORDER, NOW)
    deadline = orders.deadline_ns()
    assert deadline == NOW.mono_ns + 6 * 10**9
    assert orders.expire(Now(deadline - 1, 0)) == []
    assert [answer.code for answer in orders.expire(Now(deadline, 0))] == ["no_reply"]
    assert orders.expire(Now(deadline, 0)) == []


def test_without_a_line_the_answer_comes_at_once(signer: Signer) -> None:
    wire = Wire()
    wire.up = False
    orders = commands(signer, Board(), wire)
    answer = orders.send(ORDER, NOW)
    assert answer is not None
    assert (answer.accepted, answer.code) == (False, "no_line")
    assert orders.deadline_ns() is None
