"""How the API says no: one JSON shape for every refusal, `{"error": code, "message": sentence}`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from schemas.bets import Refusal

STATUS_OF: dict[str, int] = {
    Refusal.NO_SUCH_BET.value: 404,
    Refusal.NO_SUCH_PLAYER.value: 404,
    Refusal.NO_SUCH_ROUND.value: 404,
    Refusal.NO_SUCH_TABLE.value: 404,
    Refusal.BAD_SELECTION.value: 422,
    Refusal.BAD_STAKE.value: 422,
    Refusal.BELOW_MINIMUM.value: 422,
    Refusal.ABOVE_MAXIMUM.value: 422,
    Refusal.WRONG_CURRENCY.value: 422,
    Refusal.PLAYER_BLOCKED.value: 403,
    Refusal.OVERLOADED.value: 503,
}
"""HTTP status of a refusal's code; 409 (not now, in this state) for every other."""


class ErrorBody(BaseModel):
    """Why nothing was done."""

    error: str = Field(description="A stable code.", examples=["too_late"])
    message: str = Field(
        description="A sentence for a human.", examples=["Bets closed 12 ms before this one was on disk."]
    )


class Problem(Exception):
    """A refusal with its HTTP status; the app turns it into an ErrorBody. ``part``: of a malformed request what was: path, query, header, body."""

    def __init__(self, status: int, code: str, message: str, part: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.part = status, code, message, part


def refused(code: str, message: str) -> Problem:
    """The problem for a refusal by the books."""
    return Problem(STATUS_OF.get(code, 409), code, message)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries of the error answers that a route may give."""
    return {status: {"model": ErrorBody, "description": _MEANING[status]} for status in statuses}


_MEANING = {
    401: "No credentials, or they are unknown, expired or revoked (`unauthorised`).",
    403: "These credentials may not do this (`forbidden`), or the player is blocked (`player_blocked`).",
    404: "There is no such table, round, bet, player or stream.",
    409: "Not in this state: for bets `table_not_open`, `bets_closed`, `too_late`, `insufficient_funds`, `bet_id_reused`, "
    "`already_cancelled`, `already_settled`; at tables with seats also `seat_taken`, `not_your_seat`, `wrong_phase`; for transfers `transfer_id_reused`, `insufficient_funds`.",
    413: "The body is larger than 64 KiB (`too_big`).",
    422: "The request is malformed (`malformed`) or illegal at this table: `bad_selection`, `bad_stake`, `below_minimum`, "
    "`above_maximum`, `wrong_currency`.",
    429: "Too many attempts (`too_many`); try again later.",
    503: "The edge can't take this now (`overloaded`); nothing was done, try again with the same id.",
}
