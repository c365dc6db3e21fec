"""Deposits, withdrawals and player tokens. Each transfer id of an operator acts once; other content under it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from edge_api.books.house import House
from edge_api.books.messages import IssueToken, Transfer
from edge_api.books.refused import NotDone
from edge_api.clock import Now
from edge_api.ledger.ledger import AccountKind, TxKind
from edge_api.wallet.players import Player
from schemas.bets import Refusal
from schemas.money import EXPONENTS, MINOR_LIMIT

CLEARING_LIMIT = 10**17
"""What one operator's players may hold together, minor units: sums over every account of the books stay in 64 bits."""


class Direction(Enum):
    """Which way the money goes."""

    DEPOSIT = "deposit"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Moved:
    """What the operator is answered; ``balance`` after the transfer, minor units."""

    balance: int
    currency: str
    again: bool


def transfer(house: House, request: Transfer, now: Now) -> Moved:
    """Move money in or out; a player is made at the first deposit.

    Raises:
        NotDone: nothing moved.
    """
    direction = _direction(request.kind)
    before = _first_answer(house, request)
    if before is not None:
        return before
    _check_amount(request)
    player = _player(house, request, direction, now)
    if player.currency != request.currency:
        raise NotDone(
            Refusal.WRONG_CURRENCY, f"{request.player_id} keeps {player.currency}, not {request.currency}"
        )
    if direction is Direction.WITHDRAW and house.ledger.balance(player.account_no) < request.amount:
        raise NotDone(Refusal.INSUFFICIENT_FUNDS, f"the balance is below {request.amount}")
    return _move(house, request, player, direction, now)


def _direction(kind: str) -> Direction:
    try:
        return Direction(kind)
    except ValueError:
        raise NotDone(Refusal.BAD_STAKE, f"a transfer is a deposit or a withdraw, not {kind!r:.20}") from None


def _first_answer(house: House, request: Transfer) -> Moved | None:
    row = house.conn.execute(
        "SELECT p.player_id, t.kind, t.currency, t.amount, t.balance_after FROM transfers t JOIN players p USING (player_no)"
        " WHERE t.operator = ? AND t.transfer_id = ?",
        (request.operator, request.transfer_id),
    ).fetchone()
    if row is None:
        return None
    if row[:4] != (request.player_id, request.kind, request.currency, request.amount):
        raise NotDone(
            Refusal.TRANSFER_ID_REUSED, f"transfer {request.transfer_id} was done before with other content"
        )
    return Moved(row[4], request.currency, again=True)


def _check_amount(request: Transfer) -> None:
    if not 0 < request.amount <= MINOR_LIMIT:
        raise NotDone(Refusal.BAD_STAKE, f"an amount is above 0 and at most {MINOR_LIMIT} minor units")
    if request.currency not in EXPONENTS:
        raise NotDone(Refusal.WRONG_CURRENCY, f"{request.currency!r:.10} is not an ISO 4217 currency in use")


def _player(house: House, request: Transfer, direction: Direction, now: Now) -> Player:
    player = house.players.named(request.operator, request.player_id)
    if player is not None:
        return player
    if direction is Direction.WITHDRAW:
        raise NotDone(Refusal.NO_SUCH_PLAYER, f"there is no player {request.player_id}")
    return house.players.make(request.operator, request.player_id, request.currency, now.utc_ns)


def _move(house: House, request: Transfer, player: Player, direction: Direction, now: Now) -> Moved:
    clearing = house.ledger.account(AccountKind.CLEARING, request.operator, request.currency)
    amount = request.amount if direction is Direction.DEPOSIT else -request.amount
    if house.ledger.balance(player.account_no) + amount > MINOR_LIMIT:
        raise NotDone(Refusal.ABOVE_MAXIMUM, f"a balance is at most {MINOR_LIMIT} minor units")
    if abs(house.ledger.balance(clearing) - amount) > CLEARING_LIMIT:
        raise NotDone(Refusal.ABOVE_MAXIMUM, f"an operator's transfers add up to at most {CLEARING_LIMIT}")
    entries = [(player.account_no, amount), (clearing, -amount)]
    ref = f"{request.operator}/{request.transfer_id}"
    tx = house.ledger.post(TxKind(direction.value), ref, None, now.utc_ns, entries)
    balance = house.ledger.balance(player.account_no)
    house.conn.execute(
        "INSERT INTO transfers (operator, transfer_id, player_no, kind, currency, amount, balance_after, tx_no)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            request.operator,
            request.transfer_id,
            player.player_no,
            direction.value,
            request.currency,
            request.amount,
            balance,
            tx,
        ),
    )
    house.record.audit.append([direction.value, ref, player.player_id, request.amount, request.currency])
    house.record.tell(None, "player", {"balance": balance, "currency": player.currency}, player.player_no)
    return Moved(balance, player.currency, again=False)


def issue_token(house: House, request: IssueToken, now: Now) -> int:
    """Register a player's token by its hash; makes the player when new; returns the player's number.

    Raises:
        NotDone: the player keeps another currency, or there is no such currency.
    """
    if request.currency not in EXPONENTS:
        raise NotDone(Refusal.WRONG_CURRENCY, f"{request.currency!r:.10} is not an ISO 4217 currency in use")
    player = house.players.named(request.operator, request.player_id)
    if player is None:
        player = house.players.make(request.operator, request.player_id, request.currency, now.utc_ns)
    if player.currency != request.currency:
        raise NotDone(
            Refusal.WRONG_CURRENCY, f"{request.player_id} keeps {player.currency}, not {request.currency}"
        )
    house.conn.execute(
        "DELETE FROM player_tokens WHERE player_no = ? AND expires_utc_ns < ?", (player.player_no, now.utc_ns)
    )
    house.conn.execute(
        "INSERT OR REPLACE INTO player_tokens (token_hash, player_no, expires_utc_ns) VALUES (?, ?, ?)",
        (request.token_hash, player.player_no, request.expires_utc_ns),
    )
    house.record.audit.append(["token", player.player_no, request.expires_utc_ns])
    return player.player_no
