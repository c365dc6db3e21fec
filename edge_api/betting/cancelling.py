"""Taking a placement back: all of it while its own window is open, or what stays of it on the layout while a later one is.

Asking twice gives the same answer.
"""

from __future__ import annotations

from typing import Any

from edge_api.betting.pricelists import Line, staying
from edge_api.betting.quotes import Quotes
from edge_api.betting.seats import check_cancel
from edge_api.betting.slip import take_off
from edge_api.books.house import House
from edge_api.books.messages import CancelBet
from edge_api.books.refused import NotDone
from edge_api.clock import Now, rfc3339
from edge_api.ledger.ledger import TxKind
from edge_api.rounds.given_back import take_down
from edge_api.rounds.round import Round
from edge_api.rounds.stakes import Stake, give_back
from edge_api.settle.settlement import stays_of
from schemas.bets import BetStatus, Refusal
from schemas.phases import Phase


def cancel(house: House, request: CancelBet, now: Now) -> dict[str, Any]:
    """Give back what is in play; the answer is a ``BetAccepted`` body with the balance as it is now.

    Raises:
        NotDone: no such bet, no window is open for it, or a bet of it must stay.
    """
    row = house.conn.execute(
        "SELECT placement_no, round_no, staked, status, returned, accepted_utc_ns FROM placements WHERE player_no = ? AND bet_id = ?",
        (request.player_no, request.bet_id),
    ).fetchone()
    if row is None:
        raise NotDone(Refusal.NO_SUCH_BET, f"you have no bet {request.bet_id}")
    placement_no, round_no, staked, status, returned, accepted_utc_ns = row
    of = house.rounds.numbered(round_no)
    player = house.players.get(request.player_no)
    assert of is not None and player is not None, "a placement has a round and a player"
    if status != BetStatus.CANCELLED.value:
        stake = Stake(placement_no, request.player_no, request.bet_id, staked)
        returned = _give_back(house, of, stake, BetStatus(status), returned, now)
    return {
        "bet_id": request.bet_id, "table": of.table_id, "round_id": of.round_id, "status": BetStatus.CANCELLED.value,
        "staked": staked, "returned": returned, "balance": house.ledger.balance(player.account_no), "currency": of.currency,
        "accepted_at": rfc3339(accepted_utc_ns),
    }  # fmt: skip


def _give_back(house: House, of: Round, stake: Stake, status: BetStatus, returned: int, now: Now) -> int:
    """What has come back of the placement with this."""
    if status is not BetStatus.ACCEPTED:
        raise NotDone(Refusal.ALREADY_SETTLED, f"the bet is {status.value}")
    if of.phase is Phase.SETTLED:
        return returned + _take_down(house, of, stake, now)
    _check(of, now)
    _check_seats(house, of, stake.placement_no)
    lines = _open_lines(house, stake)
    give_back(house, of, stake, TxKind.CANCEL, BetStatus.CANCELLED, now)
    _forget(house, of, of, stake, lines)
    of.taken_back.append((now.mono_ns, stake.bet_id))
    return stake.staked


def _take_down(house: House, of: Round, stake: Stake, now: Now) -> int:
    table = house.tables.get(of.table_id)
    current = house.rounds.running.get((table.current_round or "") if table is not None else "")
    if current is None:
        raise NotDone(Refusal.BETS_CLOSED, f"no window is open at {of.table_id}")
    _check(current, now)
    lines = _open_lines(house, stake)
    _check_removable(of, lines)
    given = take_down(house, of, stake.player_no, stake.placement_no, current, now)
    _forget(house, of, current, stake, lines)
    current.taken_back.append((now.mono_ns, stake.bet_id))
    return given.total_returned


def _check(of: Round, now: Now) -> None:
    if not of.is_open:
        raise NotDone(Refusal.BETS_CLOSED, f"no more changes in round {of.round_id}")
    if now.mono_ns >= of.deadline_mono_ns:
        raise NotDone(Refusal.TOO_LATE, f"the window of round {of.round_id} has just closed")


def _check_seats(house: House, of: Round, placement_no: int) -> None:
    if of.seating is not None:
        rows = house.conn.execute("SELECT type, sel, stake FROM bets WHERE placement_no = ?", (placement_no,))
        check_cancel(of.seating, [((bet_type, sel), stake) for bet_type, sel, stake in rows])


def _check_removable(of: Round, lines: list[Line]) -> None:
    stays = stays_of(of.rules)
    removable = stays.removable if stays is not None else frozenset()
    fixed = next((bet_type for bet_type, *_ in lines if bet_type not in removable), None)
    if fixed is not None:
        raise NotDone(Refusal.BETS_CLOSED, f"{fixed} stays on the layout until it is decided")


def _open_lines(house: House, stake: Stake) -> list[Line]:
    query = (
        "SELECT type, sel, stake, charge FROM bets WHERE placement_no = ? AND ended_tx IS NULL ORDER BY line"
    )
    return house.conn.execute(query, (stake.placement_no,)).fetchall()


def _forget(house: House, of: Round, current: Round, stake: Stake, lines: list[Line]) -> None:
    """The player may use these limits again."""
    exposure = current.exposures.get(stake.player_no)
    if exposure is None or (current is not of and not exposure.counts_staying):
        return
    quotes = Quotes(of.rules, house.settings.tables[of.table_id].limits)
    if current is of:
        quoted = [(quotes.get(bet_type, sel), amount) for bet_type, sel, amount, _ in lines]
        payout = sum(quote.best.returned(amount) for quote, amount in quoted)
        take_off(exposure, stake.staked, payout, [(quote.position, amount) for quote, amount in quoted])
    else:
        counted = staying(of.rules, quotes, lines)
        take_off(exposure, counted.staked, counted.payout, list(counted.positions.items()))
