"""Takes what arrives from the studio's broker to where it belongs: facts to ingest, status and health to liveness, replies to commands,
and what a board shows its dealer to the floor.

Works inside the caller's transaction and returns what became known; sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from edge_api.books.effects import Effects, News
from edge_api.books.sight_papers import Expect, nobody_waits, not_taken
from edge_api.books.sight_watch import SightWatch
from edge_api.clock import Now
from edge_api.commands import Answered, Commands
from edge_api.ingest import Ingest
from edge_api.liveness import BoardChanged, Change, ClockChanged, Liveness, Quality
from edge_api.mqtt_message import MOST_BYTES, Message
from edge_api.rounds.board_orders import OWN_ORDERS
from schemas.commands import BoardHealth, BoardStatus, CommandName, TableState
from schemas.topics import Address, parse_table_topic

Taker = Callable[[str, bytes, Now], list[Effects]]
"""Takes a table's message of one leaf: (table, payload, when it came). A ValidationError counts as a bad report."""

UNHEARD = "board_unheard"
_CLOCK_WORDS = {
    Quality.GOOD: "right",
    Quality.WARN: "doubtful",
    Quality.REFUSE: "too uncertain to open bets",
}


@dataclass(slots=True)
class Intake:
    """The studio's side of one edge."""

    ingest: Ingest
    liveness: Liveness
    commands: Commands
    takers: Mapping[str, Taker] = field(default_factory=dict)
    """Leaf of the topic -> who takes it, beside those that are known here. Pictures (``still``) never come this far: ``Post``."""
    sight: SightWatch = field(default_factory=SightWatch)
    lacks: Expect = nobody_waits
    """(table, hashes): pictures that its board does not have any more."""
    _states: dict[str, TableState] = field(default_factory=dict)

    def take(self, message: Message, received: Now) -> list[Effects]:
        """Take one message of any table."""
        address = parse_table_topic(message.topic)
        if address is None or address.site != self.ingest.site:
            self.ingest.counts["stray_topic"] += 1
            return []
        if address.leaf == "ev":
            return self._event(address.table, message.payload, received)
        if address.table not in self.ingest.tables or len(message.payload) > MOST_BYTES:
            self.ingest.counts["stray_topic"] += 1
            return []
        return self._about_board(address, message.payload, received)

    def tick(self, now: Now, heard_ns: int | None = None) -> list[Effects]:
        """What silence and unanswered orders make known. A board's silence counts up to ``heard_ns``: what it said since then may wait here
        while this edge is slow."""
        answered = [each for answer in self.commands.expire(now) for each in self.answered(answer, now)]
        return [
            *self._changes(self.liveness.tick(now.mono_ns, heard_ns), now),
            *answered,
        ]

    def answered(self, answer: Answered, now: Now) -> list[Effects]:
        """Tell the floor how a human's order ended; alert when it was not done."""
        order = answer.order
        if order.name is CommandName.SIGHT:
            return not_taken(answer)
        if answer.lacking:
            self.lacks(order.table_id, answer.lacking)
        if order.name in OWN_ORDERS:
            return []
        body = {
            "order": order.name.value,
            "accepted": answer.accepted,
            "code": answer.code,
            "by": order.by,
            "message": answer.message,
        }
        told = [Effects(news=(News(order.table_id, "board", body, staff_only=True),))]
        if not answer.accepted:
            text = f"{order.name.value} by {order.by} was not done: {answer.message} ({answer.code})"
            told.append(self.ingest.books.alarm(order.table_id, "command_failed", text, "warning", now))
        return told

    def _event(self, table: str, wire: bytes, received: Now) -> list[Effects]:
        trusted = self.ingest.counts["trusted"]
        effects = [self.ingest.take(table, wire, received)]
        if self.ingest.counts["trusted"] > trusted:
            effects += self._changes(self.liveness.heard(table, received.mono_ns), received)
        return effects

    def _about_board(self, address: Address, payload: bytes, received: Now) -> list[Effects]:
        try:
            match address.leaf:
                case "status":
                    status = BoardStatus.consume(payload)
                    return self._changes(
                        self.liveness.status(address.table, status, received.mono_ns), received
                    )
                case "health":
                    return self._health(address.table, BoardHealth.consume(payload), received)
                case "state":
                    state = self._states[address.table] = TableState.consume(payload)
                    return [_shown(address.table, state), *self._remind(address.table)]
                case "cmd-reply":
                    answer = self.commands.reply(address.table, payload)
                    return self.answered(answer, received) if answer else []
                case leaf if leaf in self.takers:
                    return self.takers[leaf](address.table, payload, received)
        except ValidationError:
            self.ingest.counts["bad_report"] += 1
        return []

    def _health(self, table: str, health: BoardHealth, received: Now) -> list[Effects]:
        changes = self._changes(self.liveness.health(table, health, received.mono_ns), received)
        body = health.model_dump(mode="json")
        told = Effects(news=(News(table, "health", body, staff_only=True),))
        eyes = [
            self.ingest.books.alarm(table, each.code, each.text, each.severity, received)
            for each in self.sight.health(table, health.sight)
        ]
        return [told, *changes, *eyes, *self._remind(table)]

    def _remind(self, table: str) -> list[Effects]:
        """A board that goes on holding a round which is void here has missed the order, whenever it speaks: seen when it was given without
        a broker. Nothing but that follows from what a board shows its dealer."""
        state = self._states.get(table)
        if state is None or state.hold is None or state.round_id is None:
            return []
        if self.commands.under_way(table, CommandName.VOID):
            return []
        return [self.ingest.books.held_there(table, state.round_id)]

    def _changes(self, changes: Iterable[Change], now: Now) -> list[Effects]:
        return [each for change in changes for each in self._change(change, now)]

    def _change(self, change: Change, now: Now) -> list[Effects]:
        alarm = self.ingest.books.alarm
        match change:
            case BoardChanged():
                return self._board(change, now)
            case ClockChanged(table=table, quality=quality, error_us=error_us):
                body = {"clock": quality.value, "error_us": error_us}
                told = Effects(news=(News(table, "board", body, staff_only=True),))
                known = "unknown" if error_us is None else f"{error_us / 1000:g} ms"
                text = f"the clock of {table} is {_CLOCK_WORDS[quality]}: its error is {known}"
                return (
                    [told] if quality is Quality.GOOD else [told, alarm(table, "clock", text, "warning", now)]
                )

    def _board(self, change: BoardChanged, now: Now) -> list[Effects]:
        """A board that this edge has not heard yet is not lost: the alert about that ends with its first word."""
        table, books = change.table, self.ingest.books
        body = {"online": change.online, "why": change.why}
        told = Effects(news=(News(table, "board", body, staff_only=True),))
        if change.online:
            return [told] if change.known else [told, books.alarm_over(table, UNHEARD, "its board", now)]
        code, what = ("board_lost", "lost") if change.known else (UNHEARD, "not heard yet")
        return [
            told,
            books.alarm(table, code, f"the board of {table} is {what}: {change.why}", "warning", now),
        ]


def _shown(table: str, state: TableState) -> Effects:
    """What the board tells its dealer to do; for people only, so it is nobody's evidence and no sign of life."""
    body = {
        "guidance": state.guidance, "phase": state.phase.value, "hold": state.hold, "about": state.round_id,
    }  # fmt: skip
    return Effects(news=(News(table, "guidance", body, staff_only=True),))
