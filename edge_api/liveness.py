"""Whether each board is alive and knows the time: pure rules over what was heard and when. Closes nothing: windows have their own deadlines."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from edge_api.config_parts import Clock
from schemas.commands import BoardHealth, BoardStatus, Presence

STALL_NS, AFTER_STALL_NS = 2_500_000_000, 3_000_000_000
"""So long between two looks at the boards, which come every second at least (``books.loop.LONGEST_WAIT_S``), this edge stood still; after that a board has so long
to be heard: longer than from one health report to the next."""


class Quality(Enum):
    """How well a board knows the time."""

    GOOD = "good"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """A board went (``why``) or came back. ``known``: it had been heard before, since this edge began."""

    table: str
    online: bool
    why: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class ClockChanged:
    """A board's clock became better or worse; REFUSE: no window opens."""

    table: str
    quality: Quality
    error_us: int | None


Change = BoardChanged | ClockChanged


def clock_quality(rules: Clock, error_us: int | None, synchronised: bool) -> Quality:
    """Grade a clock by its own error bound (microseconds; None is unknown)."""
    unknown = error_us is None or not synchronised
    if unknown:
        return Quality.REFUSE if rules.require_sync else Quality.WARN
    error_ms = (error_us or 0) / 1000
    if error_ms > rules.max_error_ms:
        return Quality.REFUSE if rules.require_sync else Quality.WARN
    return Quality.WARN if error_ms > rules.warn_error_ms else Quality.GOOD


@dataclass(slots=True)
class _Board:
    heard_ns: int
    online: bool = True
    excused: bool = False
    known: bool = True
    session: tuple[int, int] = (0, 0)
    clock: Quality = Quality.GOOD

    def hear(self, now_ns: int) -> None:
        """A word that came then; one that waited here while the board was excused is no newer."""
        self.heard_ns, self.excused = max(self.heard_ns, now_ns), False


@dataclass(slots=True)
class Liveness:
    """Feed it what is heard; it answers with what changed. A board is lost after ``silence_ns`` or by its newest status; one that was never
    heard since this edge began is missed after ``unheard_ns`` (or ``silence_ns``, whichever is longer): it may still be starting."""

    clock_rules: Clock
    silence_ns: int
    unheard_ns: int = 0
    _boards: dict[str, _Board] = field(default_factory=dict)
    _ticked_ns: int | None = None

    def expect(self, table: str, now_ns: int) -> None:
        """This table should have a board: its first word is awaited from now on."""
        self._boards[table] = _Board(now_ns, known=False)

    def heard(self, table: str, now_ns: int) -> list[Change]:
        """A signed message of the table arrived."""
        board = self._boards.get(table)
        if board is None:
            self._boards[table] = _Board(now_ns)
            return [BoardChanged(table, True, "first message")]
        board.hear(now_ns)
        return self._turn(table, board, True, "it speaks again")

    def status(self, table: str, status: BoardStatus, now_ns: int) -> list[Change]:
        """A birth or a will; one of an older (epoch, session) than the newest birth is ignored."""
        session = (int(status.epoch), int(status.session))
        board = self._boards.setdefault(table, _Board(now_ns, online=False))
        if session < board.session:
            return []
        board.session = session
        is_online = status.state is Presence.ONLINE
        if is_online:
            board.hear(now_ns)
        elif not board.known:
            return []  # said before this edge began: it may be starting
        return self._turn(table, board, is_online, f"it says {status.state.value}")

    def health(self, table: str, health: BoardHealth, now_ns: int) -> list[Change]:
        """A health report: it is alive, and this is its clock."""
        changes = self.heard(table, now_ns)
        board = self._boards[table]
        quality = clock_quality(self.clock_rules, health.clock_error_us, health.clock_synchronised)
        if quality is not board.clock:
            board.clock = quality
            changes.append(ClockChanged(table, quality, health.clock_error_us))
        return changes

    def tick(self, now_ns: int, heard_ns: int | None = None) -> list[Change]:
        """Boards whose silence has lasted too long by ``heard_ns``, up to when all that they said was taken; None: by now."""
        self._after_stall(now_ns)
        until_ns = now_ns if heard_ns is None else heard_ns
        changes: list[Change] = []
        for table, board in self._boards.items():
            patience_ns = self._patience_ns(board)
            if until_ns - board.heard_ns >= patience_ns:
                why = f"nothing heard for {patience_ns / 1e9:g} s"
                changes += self._turn(table, board, False, why, heard=False)
        return changes

    def _after_stall(self, now_ns: int) -> None:
        """While this edge stood still no board could be heard. A board is excused once between two words: an edge that stands still again and
        again still tells which are lost."""
        ticked_ns, self._ticked_ns = self._ticked_ns, now_ns
        if ticked_ns is None or now_ns - ticked_ns <= STALL_NS:
            return
        for board in self._boards.values():
            first_ns = now_ns + AFTER_STALL_NS - self._patience_ns(board)
            if not board.excused and board.heard_ns < first_ns:
                board.heard_ns, board.excused = first_ns, True

    def deadline_ns(self) -> int | None:
        """When to call ``tick`` even if nothing arrives; None when no board is alive."""
        alive = [board for board in self._boards.values() if board.online]
        return min((board.heard_ns + self._patience_ns(board) for board in alive), default=None)

    def _patience_ns(self, board: _Board) -> int:
        return self.silence_ns if board.known else max(self.silence_ns, self.unheard_ns)

    @staticmethod
    def _turn(table: str, board: _Board, online: bool, why: str, heard: bool = True) -> list[Change]:
        known, board.known = board.known, board.known or heard
        if board.online == online:
            return []
        board.online = online
        return [BoardChanged(table, online, why, known)]
