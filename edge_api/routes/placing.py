"""From a client's placement or cancellation to the books and back: the one way in for REST and WebSocket alike."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from edge_api.books.messages import CancelBet, Done, PlaceBet, Refused
from edge_api.books_link import BooksLink
from edge_api.routes.callers import Player
from edge_api.routes.problem import Problem, refused
from schemas.bets import Placement


async def place(link: BooksLink, player: Player, table_id: str, placement: Placement) -> dict[str, Any]:
    """Ask the books; the answer comes after the commit.

    Raises:
        Problem: refused; nothing moved.
    """
    bets = [(bet.type, canonical(bet.sel), bet.stake) for bet in placement.bets]
    digest = hashlib.sha256(canonical([table_id, placement.round_id, bets]).encode()).digest()
    request = PlaceBet(0, player.player_no, table_id, placement.bet_id, placement.round_id, bets, digest)
    return answered(await link.request(request))


async def cancel(link: BooksLink, player: Player, bet_id: str) -> dict[str, Any]:
    """Take a placement back while its window is open.

    Raises:
        Problem: refused; nothing moved.
    """
    return answered(await link.request(CancelBet(0, player.player_no, bet_id)))


def answered(reply: Done | Refused) -> dict[str, Any]:
    """The body of a reply that says yes.

    Raises:
        Problem: the reply says no.
    """
    if isinstance(reply, Refused):
        raise refused(reply.code, reply.message)
    return reply.body


def canonical(value: Any) -> str:
    """One text for equal JSON values.

    Raises:
        Problem: 422 for values that JSON does not have (NaN, infinity) or that are nested beyond reason.
    """
    try:
        return json.dumps(value, separators=(",", ":"), sort_keys=True, allow_nan=False)
    except (ValueError, RecursionError) as bad:
        raise Problem(422, "malformed", f"sel is not plain JSON: {bad}") from bad
