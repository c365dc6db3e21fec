"""Short-lived tickets to the video: made by the front for whom it has let in, checked by the video process without asking anybody.

A ticket is ``base64url(JSON).base64url(HMAC-SHA-256)``; the key is made at each start and never written down.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

from pydantic import ValidationError

from schemas.base64url import to_bytes, to_text
from schemas.model import Message, Whole

LIFETIME_S = 300
ALL_TABLES = "*"


class BadTicket(ValueError):
    """Not a ticket of this edge, or one whose time is over; the message says which."""


class Ticket(Message):
    """``table``: one table, or ALL_TABLES. ``scope``: ``live``, or ``clip:<round id>``. ``until``: Unix seconds; ``player_no``: 0 for staff."""

    table: str
    scope: str
    role: Literal["player", "staff"]
    player_no: Whole
    until: Whole

    def covers(self, table: str, scope: str = "live") -> bool:
        """Whether it lets its bearer see that."""
        return self.table in (table, ALL_TABLES) and self.scope == scope


def issue(ticket: Ticket, key: bytes) -> str:
    """The ticket as text for its bearer."""
    body = to_text(ticket.model_dump_json().encode())
    return f"{body}.{to_text(_mac(body, key))}"


def check(text: str, key: bytes, now_s: float) -> Ticket:
    """The ticket behind a text.

    Raises:
        BadTicket: forged, damaged or over.
    """
    body, _, mac = text.partition(".")
    try:
        genuine = hmac.compare_digest(to_bytes(mac), _mac(body, key))
        ticket = Ticket.consume(to_bytes(body)) if genuine else None
    except (ValueError, ValidationError):
        ticket = None
    if ticket is None:
        raise BadTicket("not a ticket of this edge: ask for a new one")
    if ticket.until <= now_s:
        raise BadTicket("the ticket is over: ask for a new one")
    return ticket


def _mac(body: str, key: bytes) -> bytes:
    return hmac.new(key, body.encode(), hashlib.sha256).digest()
