"""Lets in whom the access list and a ticket allow; nothing else passes. Asks nobody: tickets are checked with the front's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from edge_api.clock import Clock
from edge_api.routes.access import Access
from edge_api.routes.problem import Problem
from edge_api.video_ticket import BadTicket, Ticket, check

CALLERS = frozenset({"public", "live", "clip", "board", "loopback"})
LOOPBACK = frozenset({"127.0.0.1", "::1"})
PASSED_ON = ("x-forwarded-for", "forwarded", "x-real-ip")


@dataclass(slots=True)
class Gate:
    """``key``: the front's, by which tickets are known."""

    access: Access
    clock: Clock
    key: bytes

    def admit(self, connection: HTTPConnection) -> Ticket | None:
        """The ticket that let it in; None where none is asked for.

        Raises:
            Problem: 401 without a ticket of ours that is still good, 403 when it is for something else.
        """
        allowed = self.access.allowed(
            connection.scope["route"].path, connection.scope.get("method", "WEBSOCKET")
        )
        if allowed & {"public", "board"} or ("loopback" in allowed and _is_loopback(connection)):
            return None
        if not allowed & {"live", "clip"}:
            raise Problem(403, "forbidden", "This is not for callers from outside.")
        ticket = self.ticket(connection.query_params.get("ticket", ""))
        if not any(_covers(ticket, who, connection.path_params) for who in allowed):
            raise Problem(403, "forbidden", "The ticket is for something else.")
        return ticket

    def ticket(self, text: str) -> Ticket:
        """The ticket behind the text.

        Raises:
            Problem: 401, none of ours or over.
        """
        try:
            return check(text, self.key, self.clock.utc_ns() / 1e9)
        except BadTicket as bad:
            raise Problem(401, "unauthorised", f"{bad}.") from None


def _covers(ticket: Ticket, who: str, path: Mapping[str, object]) -> bool:
    if who == "live":
        return ticket.covers(str(path.get("table")))
    return who == "clip" and ticket.scope == f"clip:{path.get('round_id')}"


def _is_loopback(connection: HTTPConnection) -> bool:
    """From this machine, and not handed on by a proxy on it."""
    is_local = connection.client is not None and connection.client.host in LOOPBACK
    return is_local and not any(name in connection.headers for name in PASSED_ON)
