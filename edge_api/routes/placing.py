"""From a client's placement, decision or cancellation to the books and back: the one way in for REST and WebSocket alike."""

from __future__ import annotations

import asyncio
import json
from asyncio import Future
from collections.abc import Sequence
from typing import Any

from edge_api.betting.digest import decision_digest, placement_digest
from edge_api.books.messages import CancelBet, Decide, Done, PlaceBet, Refused
from edge_api.books_link import BooksLink
from edge_api.routes.callers import Player
from edge_api.routes.problem import Problem, refused
from schemas.bets import Placement
from schemas.decisions import PlayerDecision

_ENCODER = json.JSONEncoder(separators=(",", ":"), sort_keys=True, allow_nan=False)


async def place(link: BooksLink, player: Player, table_id: str, placement: Placement) -> dict[str, Any]:
    """Ask the books; the answer comes after the commit.

    Raises:
        Problem: refused; nothing moved.
    """
    return answered(await link.request(asked(player, table_id, placement)))


async def place_all(
    link: BooksLink, player: Player, table_id: str, placements: Sequence[Placement]
) -> list[tuple[Placement, dict[str, Any] | Problem]]:
    """Ask the books for several at once; each is taken or refused for itself."""
    answers = await asyncio.gather(*(_ask(link, player, table_id, each) for each in placements))
    return [
        (placement, refused(answer.code, answer.message) if isinstance(answer, Refused) else answer.body)
        for placement, answer in zip(placements, answers, strict=True)
    ]


def _ask(link: BooksLink, player: Player, table_id: str, placement: Placement) -> Future[Done | Refused]:
    try:
        return link.ask(asked(player, table_id, placement))
    except Problem as malformed:
        answer: Future[Done | Refused] = asyncio.get_running_loop().create_future()
        answer.set_result(Refused(0, malformed.code, malformed.message))
        return answer


def asked(player: Player, table_id: str, placement: Placement) -> PlaceBet:
    """The request for a placement, with the digest of its content.

    Raises:
        Problem: a selection is not plain JSON.
    """
    bets = [(bet.type, canonical(bet.sel), bet.stake) for bet in placement.bets]
    digest = placement_digest(table_id, placement.round_id, bets)
    return PlaceBet(0, player.player_no, table_id, placement.bet_id, placement.round_id, bets, digest)


async def decide(link: BooksLink, player: Player, table_id: str, decision: PlayerDecision) -> dict[str, Any]:
    """Ask the books what becomes of a decision; the answer comes after the commit.

    Raises:
        Problem: refused; nothing moved.
    """
    said = (
        decision.seat,
        decision.hand,
        decision.action and decision.action.value,
        decision.cards,
        decision.early,
    )
    digest = decision_digest(table_id, decision.round_id, *said)
    request = Decide(0, player.player_no, table_id, decision.decision_id, decision.round_id, *said, digest)
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
    if value is None:
        return "null"
    if type(value) is list and value and all(type(part) is str and _is_plain(part) for part in value):
        return '["' + '","'.join(value) + '"]'  # what nearly every selection is: nothing to escape
    try:
        return _ENCODER.encode(value)
    except (ValueError, RecursionError) as bad:
        raise Problem(422, "malformed", f"sel is not plain JSON: {bad}") from bad


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isalnum()
