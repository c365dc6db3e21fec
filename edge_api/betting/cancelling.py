"""Taking a placement back while its window is open. Asking twice gives the same answer."""

from __future__ import annotations

from typing import Any

from edge_api.betting.quotes import Quotes
from edge_api.betting.seats import check_cancel
from edge_api.betting.slip import take_off
from edge_api.books.house import House
from edge_api.books.messages import CancelBet
from edge_api.books.refused import NotDone
from edge_api.clock import Now, rfc3339
from edge_api.ledger.ledger import TxKind
from edge_api.rounds.round import Round
from edge_api.rounds.stakes import Stake, give_back
from schemas.bets import BetStatus, Refusal


def cancel(house: House, request: CancelBet, now: Now) -> dict[str, Any]:
    """Give the stake back; the answer is a ``BetAccepted`` body with the balance as it is now.

    Raises:
        NotDone: no such bet, or its window has closed.
    """
    row = house.conn.execute(
        "SELECT placement_no, round_no, staked, status, accepted_utc_ns FROM placements WHERE player_no = ? AND bet_id = ?",
        (request.player_no, request.bet_id),
    ).fetchone()
    if row is None:
        raise NotDone(Refusal.NO_SUCH_BET, f"you have no bet {request.bet_id}")
    placement_no, round_no, staked, status, accepted_utc_ns = row
    of = house.rounds.numbered(round_no)
    player = house.players.get(request.player_no)
    assert of is not None and player is not None, "a placement has a round and a player"
    if status != BetStatus.CANCELLED.value:
        _check(of, BetStatus(status), now)
        _check_seats(house, of, placement_no)
        stake = Stake(placement_no, request.player_no, request.bet_id, staked)
        give_back(house, of, stake, TxKind.CANCEL, BetStatus.CANCELLED, now)
        _forget(house, of, stake)
        of.taken_back.append((now.mono_ns, request.bet_id))
    return {
        "bet_id": request.bet_id, "table": of.table_id, "round_id": of.round_id, "status": BetStatus.CANCELLED.value,
        "staked": staked, "returned": staked, "balance": house.ledger.balance(player.account_no), "currency": of.currency,
        "accepted_at": rfc3339(accepted_utc_ns),
    }  # fmt: skip


def _check(of: Round, status: BetStatus, now: Now) -> None:
    if status in (BetStatus.SETTLED, BetStatus.VOIDED, BetStatus.LATE):
        raise NotDone(Refusal.ALREADY_SETTLED, f"the bet is {status.value}")
    if not of.is_open:
        raise NotDone(Refusal.BETS_CLOSED, f"no more changes in round {of.round_id}")
    if now.mono_ns >= of.deadline_mono_ns:
        raise NotDone(Refusal.TOO_LATE, f"the window of round {of.round_id} has just closed")


def _check_seats(house: House, of: Round, placement_no: int) -> None:
    if of.seating is not None:
        rows = house.conn.execute("SELECT type, sel, stake FROM bets WHERE placement_no = ?", (placement_no,))
        check_cancel(of.seating, [((bet_type, sel), stake) for bet_type, sel, stake in rows])


def _forget(house: House, of: Round, stake: Stake) -> None:
    """The player may use these limits again."""
    exposure = of.exposures.get(stake.player_no)
    if exposure is None:
        return
    quotes = Quotes(of.rules, house.settings.tables[of.table_id].limits)
    rows = house.conn.execute(
        "SELECT type, sel, stake FROM bets WHERE placement_no = ?", (stake.placement_no,)
    ).fetchall()
    quoted = [(quotes.get(bet_type, sel), amount) for bet_type, sel, amount in rows]
    payout = sum(quote.best.returned(amount) for quote, amount in quoted)
    take_off(exposure, stake.staked, payout, [(quote.position, amount) for quote, amount in quoted])
