"""What an act on the books makes known: notices for people, events for the cloud, orders for boards. Holds; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from schemas.commands import CommandName, Decision
from schemas.edge_events import EdgeEvent
from schemas.sight import Entry, SightAsk


@dataclass(frozen=True, slots=True)
class News:
    """A notice before it is numbered: becomes ``messages.Notice`` when its table's next seq is given.

    ``utc_ns`` and ``fact``: when a board says that it happened, and by which kind of fact; None for what the edge does by itself.
    """

    table_id: str | None
    event: str
    body: dict[str, Any]
    player_no: int | None = None
    staff_only: bool = False
    utc_ns: int | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class BoardOrder:
    """A command that the board of a table should get, once the effect is on disk; what follows ``reason`` belongs to one name or another."""

    table_id: str
    name: CommandName
    round_id: str | None
    by: str
    reason: str
    seats: tuple[int, ...] = ()
    decision: Decision | None = None
    entries: tuple[Entry, ...] = ()
    seconded_by: str | None = None
    hold_ns: str | None = None
    sight: SightAsk | None = None
    stills: tuple[str, ...] = ()
    command_id: str | None = None
    """Where an answer beside the reply is waited for by it."""


@dataclass(frozen=True, slots=True)
class NamedStill:
    """A picture that a signed fact of that table names (SHA-256), since then: it may be kept, and is wanted."""

    table_id: str
    sha256: str
    utc_ns: int


@dataclass(frozen=True, slots=True)
class Effects:
    """In the order they happened. ``inbox`` is what a fact did here (opened, settled, ignored:<why>), else ''."""

    news: tuple[News, ...] = ()
    events: tuple[EdgeEvent, ...] = ()
    orders: tuple[BoardOrder, ...] = ()
    inbox: str = ""
    stills: tuple[NamedStill, ...] = ()


@dataclass(slots=True)
class Record:
    """Gathers what happens until ``take``; ``audit`` lines go into the commit's one audit row."""

    news: list[News] = field(default_factory=list)
    events: list[EdgeEvent] = field(default_factory=list)
    orders: list[BoardOrder] = field(default_factory=list)
    audit: list[list[Any]] = field(default_factory=list)
    stills: list[NamedStill] = field(default_factory=list)
    settled: bool = False

    def tell(
        self, table_id: str | None, event: str, body: dict[str, Any], player_no: int | None = None
    ) -> None:
        """Add a notice for everybody, or for one player."""
        self.news.append(News(table_id, event, body, player_no))

    def tell_staff(self, table_id: str | None, event: str, body: dict[str, Any]) -> None:
        """Add a notice that players must not see."""
        self.news.append(News(table_id, event, body, staff_only=True))

    def happened(self, utc_ns: int | None, fact: str) -> None:
        """All news so far is what a fact of this kind made known, and happened then."""
        self.news = [replace(news, utc_ns=utc_ns, fact=fact) for news in self.news]

    def take(self, inbox: str = "") -> Effects:
        """Everything since the last call, but for the audit lines."""
        taken = Effects(tuple(self.news), tuple(self.events), tuple(self.orders), inbox, tuple(self.stills))
        self.news, self.events, self.orders, self.stills = [], [], [], []
        return taken
