"""Commands from the edge become orders only when signed by a known key, meant for this table, in time, and not seen before."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from firmware_agent.post import Incoming
from hardware.clock import Clock
from hardware.orders import Entered, Ordered, OrderName, Wish
from schemas.commands import COMMAND_TYPE, Command, CommandName, Decision
from schemas.envelope import BadEnvelope, Check, unseal
from schemas.sight import SightAsk

log = logging.getLogger(__name__)

LONGEST_LIFE_NS = 60_000_000_000
"""A command that claims to stay valid for longer is refused: what we remember of old ones must outlast it."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a signed command does nothing; ``code`` as in CommandReply."""

    command_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A verified command that is not for the machine: a technician's question (``ask``), or pictures that are wanted again (``stills``)."""

    command_id: str
    ask: SightAsk | None = None
    stills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What becomes of it: why not, if it can't be; pictures that are not kept."""

    objection: str | None = None
    lacking: tuple[str, ...] = ()


class OrderDesk:
    """Judges what arrives for ``table``. ``first_sight`` remembers ids durably and is False for one that it knows."""

    def __init__(self, table: str, check: Check, first_sight: Callable[[str], bool], clock: Clock) -> None:
        self._table, self._check, self._first_sight, self._clock = table, check, first_sight, clock
        self.forged = 0

    def judge(self, message: Incoming, name: str) -> Ordered | Asked | Rejected | None:
        """The order, or why not; None for what nobody trustworthy sent. ``name`` is the last level of the topic."""
        command = self._read(message)
        if command is None:
            return None
        return self._objection(command, name) or _asked(command) or self._order(command)

    def _read(self, message: Incoming) -> Command | None:
        if message.retained:
            log.warning(
                "a retained command was ignored: commands are never retained; clear %s", message.topic
            )
            return None
        try:
            return Command.consume(unseal(message.payload, self._check, COMMAND_TYPE).payload)
        except (BadEnvelope, ValueError) as fault:
            self.forged += 1
            log.warning("command %d that can't be trusted on %s: %s", self.forged, message.topic, fault)
            return None

    def _objection(self, command: Command, name: str) -> Rejected | None:
        left_ns = int(command.not_after_utc_ns) - self._clock.utc_ns()
        if command.table != self._table or command.name.value != name:
            return _no(
                command,
                "malformed",
                f"{command.name.value} for {command.table} came as {name} for {self._table}",
            )
        if left_ns <= 0:
            return _no(command, "late", f"valid until {-left_ns // 1_000_000} ms ago by this board's clock")
        if left_ns > LONGEST_LIFE_NS:
            return _no(
                command, "malformed", "valid for more than 60 s by this board's clock: check both clocks"
            )
        if not self._first_sight(command.command_id):
            return _no(command, "duplicate", "this command was received before; it acts once")
        return None

    def _order(self, command: Command) -> Ordered:
        return Ordered(
            at_ns=self._clock.monotonic_ns(),
            name=OrderName(command.name.value),
            command_id=command.command_id,
            by=command.by,
            reason=command.reason,
            round_id=command.round_id,
            seats=command.seats,
            wish=_wish(command.decision),
            entries=tuple(Entered(each.place, each.index, each.hand, each.value) for each in command.entries),
            seconded_by=command.seconded_by,
            hold_ns=None if command.hold_ns is None else int(command.hold_ns),
        )


def _asked(command: Command) -> Asked | Rejected | None:
    match command.name:
        case CommandName.SIGHT if command.sight is None:
            return _no(command, "malformed", "sight without a question")
        case CommandName.SIGHT:
            return Asked(command.command_id, ask=command.sight)
        case CommandName.STILLS:
            return Asked(command.command_id, stills=command.stills)
        case _:
            return None


def _wish(decision: Decision | None) -> Wish | None:
    if decision is None:
        return None
    return Wish(decision.decision_id, decision.seat, decision.hand, decision.action.value)


def _no(command: Command, code: str, message: str) -> Rejected:
    return Rejected(command.command_id, code, message)
