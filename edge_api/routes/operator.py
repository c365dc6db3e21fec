"""The operators' API: their players' balances, transfers in and out, and player tokens. Needs an operator key of scope `wallet`."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from edge_api import queries
from edge_api.books.messages import IssueToken, Transfer
from edge_api.routes.bodies import PlayerBalance, TokenAnswer, TransferAnswer
from edge_api.routes.callers import secret_hash
from edge_api.routes.front import AsOperator, Front, UseFront
from edge_api.routes.placing import answered
from edge_api.routes.problem import Problem, responses
from edge_api.routes.strict_body import StrictBody
from schemas.times import rfc3339

router = APIRouter(prefix="/api/v1/operator/players/{player}", tags=["operator"], route_class=StrictBody)

PlayerId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$", description="The operator's own name for the player.")
]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217.", examples=["EUR"])]

MOST_MINOR = 10**13
LONGEST_TOKEN_S = 24 * 3600


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TransferRequest(_Request):
    """Money in or out. ``transfer_id`` is the operator's own and acts once."""

    transfer_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$", examples=["t-1"])]
    amount: Annotated[int, Field(gt=0, le=MOST_MINOR, description="Minor units.", examples=[100000])]
    currency: Currency


class TokenRequest(_Request):
    """A token for a player's front end; the player is made if new."""

    currency: Currency
    ttl_s: Annotated[
        int, Field(gt=0, le=LONGEST_TOKEN_S, description="Seconds until it expires.", examples=[14400])
    ] = 14400


@router.get("", summary="A player's balance", responses=responses(401, 403, 404, 422))
async def player_balance(front: UseFront, operator: AsOperator, player: PlayerId) -> PlayerBalance:
    """Only the operator's own players."""
    found = await front.reader.read(lambda db: queries.player_of_operator(db, operator.name, player))
    if found is None:
        raise Problem(404, "no_such_player", f"You have no player {player!r}.")
    return PlayerBalance.model_validate(found)


@router.post("/deposit", summary="Money in", responses=responses(401, 403, 409, 413, 422, 503))
async def deposit(
    front: UseFront, operator: AsOperator, player: PlayerId, body: TransferRequest
) -> TransferAnswer:
    """Credits the player; the player is made at the first deposit and keeps its currency."""
    return await _transfer(front, operator.name, player, "deposit", body)


@router.post("/withdraw", summary="Money out", responses=responses(401, 403, 404, 409, 413, 422, 503))
async def withdraw(
    front: UseFront, operator: AsOperator, player: PlayerId, body: TransferRequest
) -> TransferAnswer:
    """Debits the player; never below zero."""
    return await _transfer(front, operator.name, player, "withdraw", body)


@router.post(
    "/tokens", summary="A player's token", status_code=201, responses=responses(401, 403, 409, 413, 422, 503)
)
async def token(front: UseFront, operator: AsOperator, player: PlayerId, body: TokenRequest) -> TokenAnswer:
    """Hand the token to the player's front end: `Authorization: Bearer …`, or the socket's hello."""
    secret = secrets.token_urlsafe(32)
    expires = front.clock.utc_ns() + body.ttl_s * 10**9
    request = IssueToken(0, operator.name, player, body.currency, secret_hash(secret), expires)
    answered(await front.link.request(request))
    return TokenAnswer(token=secret, expires_at=rfc3339(expires))


async def _transfer(
    front: Front, operator: str, player: str, kind: str, body: TransferRequest
) -> TransferAnswer:
    request = Transfer(0, operator, body.transfer_id, player, body.currency, kind, body.amount)
    done = answered(await front.link.request(request))
    return TransferAnswer(
        player=player,
        transfer_id=body.transfer_id,
        kind=kind,
        amount=body.amount,
        currency=body.currency,
        balance=done["balance"],
    )
