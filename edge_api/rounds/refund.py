"""Voiding a round: every stake that is held goes back in one transaction, and the round is over. Never after a settlement."""

from __future__ import annotations

from collections import Counter

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.ledger.ledger import TxKind
from edge_api.rounds.closing import close_window
from edge_api.rounds.multipliers import reveal_seed
from edge_api.rounds.round import Round
from edge_api.rounds.stakes import Stake, held_stakes, mark_returned
from schemas.bets import BetStatus
from schemas.causes import CloseCause
from schemas.edge_events import RoundRefunded
from schemas.phases import Phase


def void(house: House, of: Round, cause: str, by: str, reason: str, now: Now) -> bool:
    """Refund the round; False when it is over already."""
    if of.is_over:
        return False
    close_window(house, of, CloseCause.VOID.value, now)
    of.close_question()
    stakes = held_stakes(house, of)
    _refund(house, of, stakes, now)
    of.phase, of.ended_utc_ns = Phase.CANCELLED, now.utc_ns
    of.void_cause, of.voided_by, of.held_cause, of.held_from = cause, by, None, None
    of.decided = of.returned = sum(stake.staked for stake in stakes)
    house.rounds.save(of)
    _announce(house, of, cause, by, reason, stakes)
    reveal_seed(house, of)
    return True


def _refund(house: House, of: Round, stakes: list[Stake], now: Now) -> None:
    by_account: Counter[int] = Counter()
    for stake in stakes:
        player = house.players.get(stake.player_no)
        assert player is not None, "a placement has a player"
        by_account[player.account_no] += stake.staked
    tx_no: int | None = None
    if by_account.total():
        entries = [(of.stakes_account, -by_account.total()), *by_account.items()]
        tx_no = house.ledger.post(TxKind.VOID, of.round_id, of.round_no, now.utc_ns, entries)
    mark_returned(house, stakes, BetStatus.VOIDED, tx_no)


def _announce(house: House, of: Round, cause: str, by: str, reason: str, stakes: list[Stake]) -> None:
    house.record.audit.append(["void", of.round_id, cause, by, reason, of.returned])
    house.record.events.append(
        RoundRefunded(
            table=of.table_id, round_id=of.round_id, cause=cause, by=by, reason=reason, placements=len(stakes),
            refunded_minor=of.returned, currency=of.currency,
        )
    )  # fmt: skip
    house.record.tell(of.table_id, "void", {"round_id": of.round_id, "cause": cause})
    returned: Counter[int] = Counter()
    for stake in stakes:
        returned[stake.player_no] += stake.staked
    tell_players(house, of, returned, returned)


def tell_players(
    house: House, of: Round, staked: Counter[int], returned: Counter[int], staying: Counter[int] | None = None
) -> None:
    """Each player's new balance at the end of a round; ``staying``: what each has on the layout still, where bets stay over rounds."""
    players = [player for number in staked if (player := house.players.get(number))]
    balances = house.ledger.balances([player.account_no for player in players])
    for player in players:
        body = {
            "round_id": of.round_id, "staked": staked[player.player_no], "returned": returned[player.player_no],
            "balance": balances[player.account_no], "currency": of.currency,
        }  # fmt: skip
        if staying is not None:
            body["staying"] = staying[player.player_no]
        house.record.tell(of.table_id, "player", body, player.player_no)
