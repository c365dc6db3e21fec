"""Orders to boards: signed, short-lived, each answered once or reported as unanswered. Never repeats an order by itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import ValidationError

from edge_api.books.effects import BoardOrder
from edge_api.clock import Now
from edge_api.mqtt_message import Message
from edge_api.signing import KeyRing, Signer
from schemas.commands import COMMAND_TYPE, REPLY_TYPE, Command, CommandName, CommandReply, ReplyStatus
from schemas.envelope import BadEnvelope, unseal
from schemas.topics import TableTopics

VALID_S = 5
REPLY_GRACE_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Answered:
    """How an order ended: ``accepted``, or a ``code`` and sentence that say why not. ``lacking``: pictures that its board does not have any more."""

    order: BoardOrder
    accepted: bool
    code: str
    message: str
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sent:
    order: BoardOrder
    deadline_ns: int


@dataclass(slots=True)
class Commands:
    """Orders under way. ``keys`` are the boards' public keys, ``publish`` is False when there is no line."""

    site: str
    signer: Signer
    keys: KeyRing
    publish: Callable[[Message], bool]
    new_id: Callable[[], uuid.UUID] = uuid.uuid4
    _sent: dict[str, _Sent] = field(default_factory=dict)

    def send(self, order: BoardOrder, now: Now) -> Answered | None:
        """Seal and publish; an answer at once only when there is no line to the broker."""
        command = Command(
            command_id=order.command_id or str(self.new_id()),
            table=order.table_id,
            name=order.name,
            round_id=order.round_id,
            by=order.by,
            reason=order.reason,
            not_after_utc_ns=str(now.utc_ns + VALID_S * 10**9),
            seats=order.seats,
            decision=order.decision,
            entries=order.entries,
            seconded_by=order.seconded_by,
            hold_ns=order.hold_ns,
            sight=order.sight,
            stills=order.stills,
        )
        if not self.publish(self._message(command)):
            return Answered(
                order, False, "no_line", "there is no connection to the broker: the board was not told"
            )
        self._sent[command.command_id] = _Sent(order, now.mono_ns + VALID_S * 10**9 + REPLY_GRACE_NS)
        return None

    def reply(self, table: str, wire: bytes) -> Answered | None:
        """Take a message of a table's reply topic; None when it answers nothing of ours or can't be believed."""
        try:
            opened = unseal(wire, self.keys.check, REPLY_TYPE)
            reply = CommandReply.consume(opened.payload)
        except (BadEnvelope, ValidationError):
            return None
        sent = self._sent.get(reply.command_id)
        if sent is None or sent.order.table_id != table or opened.key_id.partition("#")[0] != table:
            return None
        del self._sent[reply.command_id]
        lacking = tuple(each for each in reply.lacking if each in sent.order.stills)
        return Answered(sent.order, reply.status is ReplyStatus.ACCEPTED, reply.code, reply.message, lacking)

    def expire(self, now: Now) -> list[Answered]:
        """Orders that nobody answered in time."""
        late = [key for key, sent in self._sent.items() if now.mono_ns >= sent.deadline_ns]
        return [
            Answered(self._sent.pop(key).order, False, "no_reply", "the board did not answer in time")
            for key in late
        ]

    def under_way(self, table: str, name: CommandName) -> bool:
        """Whether an order of that name to that table waits for its answer."""
        return any((sent.order.table_id, sent.order.name) == (table, name) for sent in self._sent.values())

    def deadline_ns(self) -> int | None:
        """When to call ``expire``; None when nothing is under way."""
        return min((sent.deadline_ns for sent in self._sent.values()), default=None)

    def _message(self, command: Command) -> Message:
        topics = TableTopics(self.site, command.table)
        return Message(
            topics.command(command.name.value),
            self.signer.seal(command.model_dump_json().encode(), COMMAND_TYPE),
            expiry_s=VALID_S,
            response_topic=topics.command_reply(command.name.value),
            correlation=command.command_id.encode(),
        )
