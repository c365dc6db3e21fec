"""The betting desk: takes placements in batches, writes them together, and keeps watch until their commit has returned in time."""

from __future__ import annotations

from collections.abc import Sequence

from edge_api.betting import writing
from edge_api.betting.answers import FirstAnswer, first_answers, slip_body
from edge_api.betting.behind import check_behind
from edge_api.betting.pricelists import PriceLists
from edge_api.betting.refusals import log_refusal
from edge_api.betting.seats import check_insurance, check_seats, window_of
from edge_api.betting.slip import Slip, Weighed, weigh
from edge_api.books.house import House
from edge_api.books.messages import Done, PlaceBet, Refused
from edge_api.books.refused import NotDone
from edge_api.clock import Now, rfc3339
from edge_api.rounds.question import Window
from edge_api.rounds.round import Exposure, Round
from edge_api.rounds.stakes import return_late, stake_of
from edge_api.wallet.players import Player
from schemas.bets import Refusal

Answer = Done | Refused

LATE_SENTENCE = "the betting window had closed before the bet was safe on disk; nothing is at stake"


class Desk:
    """Takes placements onto the house's tray, and from there into the books."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._prices = PriceLists(house)
        self._tray = house.tray
        self._late: list[tuple[Slip, int]] = []

    def place(self, requests: Sequence[PlaceBet], now: Now) -> list[Answer]:
        """Answer each request; nothing is written yet."""
        known = first_answers(self._house.conn, [(request.player_no, request.bet_id) for request in requests])
        at = rfc3339(now.utc_ns)
        return [
            self._answer(request, known.get((request.player_no, request.bet_id)), now, at)
            for request in requests
        ]

    def _answer(self, request: PlaceBet, known: FirstAnswer | None, now: Now, at: str) -> Answer:
        try:
            if known is not None:
                return _again(request, known)
            slip = self._tray.fresh.get((request.player_no, request.bet_id))
            slip = self._take(request, now) if slip is None else _same(slip, request)
        except NotDone as refused:
            return Refused(request.ticket, refused.code.value, refused.message)
        slip.tickets.append(request.ticket)
        return Done(request.ticket, slip_body(slip, at))

    def _take(self, request: PlaceBet, now: Now) -> Slip:
        round_ = self._house.rounds.find(request.round_id)
        if round_ is None or round_.table_id != request.table_id:
            raise NotDone(Refusal.NO_SUCH_ROUND, f"table {request.table_id} has no round {request.round_id}")
        window: Window | None = None
        try:
            window = window_of(round_, request.bets)
            return self._check(request, round_, window, now)
        except NotDone as refused:
            log_refusal(self._house, request, round_, window, refused.code, now)
            raise

    def _check(self, request: PlaceBet, round_: Round, window: Window, now: Now) -> Slip:
        self._check_window(round_, window, now)
        player = self._house.players.get(request.player_no)
        if player is None:
            raise NotDone(Refusal.NO_SUCH_PLAYER, f"there is no player number {request.player_no}")
        check_player(player, round_)
        weighed = self._weigh(request, round_, window)
        left = self._house.ledger.spend(player.account_no, weighed.staked)
        if left is None:
            raise NotDone(
                Refusal.INSUFFICIENT_FUNDS, f"the stakes are {weighed.staked}, the balance is below that"
            )
        slip = Slip(
            request,
            round_,
            player,
            weighed.staked,
            weighed.payout,
            weighed.stakes,
            left,
            now.mono_ns,
            now.utc_ns,
            window,
            charges=weighed.charges,
        )
        self._tray.put(slip)
        return slip

    def _weigh(self, request: PlaceBet, round_: Round, window: Window) -> Weighed:
        """The table's limits are for the opening bets; what is staked in play is bounded by these."""
        quotes = self._prices.of(round_)
        if window is not round_ and round_.seating is not None:
            weighed = weigh(quotes, request.bets, None)
            check_insurance(round_.seating, request.player_no, weighed.stakes)
            return weighed
        exposure = self._prices.exposure(round_, request.player_no)
        weighed = weigh(quotes, request.bets, exposure)
        check_behind(round_, exposure, weighed.stakes)
        if round_.seating is not None:
            check_seats(round_.seating, request.player_no, weighed.stakes)
        self._check_limits(round_, exposure, weighed.staked, weighed.payout)
        return weighed

    def _check_window(self, round_: Round, window: Window, now: Now) -> None:
        table = self._house.tables.get(round_.table_id)
        if table is None or table.frozen:
            raise NotDone(Refusal.TABLE_NOT_OPEN, f"table {round_.table_id} takes no bets now")
        if not window.is_open:
            raise NotDone(Refusal.BETS_CLOSED, f"no more bets in round {round_.round_id}")
        if now.mono_ns >= window.deadline_mono_ns:
            raise NotDone(Refusal.TOO_LATE, f"the window of round {round_.round_id} has just closed")

    def _check_limits(self, round_: Round, exposure: Exposure, staked: int, payout: int) -> None:
        limits = self._house.settings.tables[round_.table_id].limits
        if exposure.staked + staked > limits.max_table:
            raise NotDone(Refusal.ABOVE_MAXIMUM, f"the most in one round is {limits.max_table}")
        if exposure.payout + payout > limits.max_payout:
            raise NotDone(
                Refusal.ABOVE_MAXIMUM, f"the bets of one round may return at most {limits.max_payout}"
            )

    def write(self, now: Now) -> dict[int, Answer]:
        """Write what waits and is still in time; returns answers that overrule those of ``place``, by ticket."""
        tray = self._tray
        if not tray.waiting:
            return {}
        waiting, tray.waiting = tray.waiting, []
        in_time = [slip for slip in waiting if slip.is_in_time(now)]
        overruled = self._drop_late(waiting, now) if len(in_time) < len(waiting) else {}
        for slip in in_time:
            tray.number(slip)
        writing.write(self._house, in_time)
        tray.written += in_time
        return overruled

    def _drop_late(self, waiting: list[Slip], now: Now) -> dict[int, Answer]:
        """Unwritten bets whose window has passed leave no trace but a refusal; later balances of those players are right again."""
        overruled: dict[int, Answer] = {}
        back: dict[int, int] = {}
        for slip in waiting:
            player_no = slip.player.player_no
            if not slip.is_in_time(now):
                self._undo(slip, now)
                back[player_no] = back.get(player_no, 0) + slip.staked
                overruled.update(_refusals(slip))
            elif player_no in back:
                slip.balance_after += back[player_no]
                body = slip_body(slip, rfc3339(slip.accepted_utc_ns))
                overruled.update({ticket: Done(ticket, body) for ticket in slip.tickets})
        return overruled

    def _undo(self, slip: Slip, now: Now) -> None:
        self._house.ledger.unspend(slip.player.account_no, slip.staked)
        self._tray.take_out(slip)
        log_refusal(self._house, slip.request, slip.round, slip.window, Refusal.TOO_LATE, now)

    def committed(self, now: Now) -> bool:
        """COMMIT has returned at ``now``; True when some bets were late by then and must go back."""
        tray = self._tray
        written, tray.written, tray.fresh = tray.written, [], {}
        writing.note_commit(self._house, written, now)
        late = [slip for slip in written if slip.is_late(now)]
        self._late = [(slip, now.mono_ns - slip.window.deadline_mono_ns) for slip in late]
        for slip in written:
            if not slip.is_late(now):
                slip.keep_decision(now)
        return bool(self._late)

    def return_late(self, now: Now) -> dict[int, Answer]:
        """Give back the stakes that became durable too late; returns the refusals by ticket."""
        late, self._late = self._late, []
        overruled: dict[int, Answer] = {}
        for slip, lateness_ns in late:
            stake = stake_of(self._house, slip.placement_no)
            if stake is not None:
                return_late(self._house, slip.round, stake, lateness_ns, now)
                overruled.update(_refusals(slip))
        return overruled


def check_player(player: Player, round_: Round) -> None:
    """Raise NotDone unless the player may stake money in this round."""
    if player.blocked:
        raise NotDone(Refusal.PLAYER_BLOCKED, "the player may not bet")
    if player.currency != round_.currency:
        raise NotDone(Refusal.WRONG_CURRENCY, f"this table plays in {round_.currency}")


def _again(request: PlaceBet, known: FirstAnswer) -> Answer:
    if known.digest != request.digest:
        raise _reused(request)
    if known.was_late:
        return Refused(request.ticket, Refusal.TOO_LATE.value, LATE_SENTENCE)
    return Done(request.ticket, known.body)


def _same(slip: Slip, request: PlaceBet) -> Slip:
    if slip.request.digest != request.digest:
        raise _reused(request)
    return slip


def _reused(request: PlaceBet) -> NotDone:
    return NotDone(Refusal.BET_ID_REUSED, f"bet {request.bet_id} was placed before with other content")


def _refusals(slip: Slip) -> dict[int, Answer]:
    return {ticket: Refused(ticket, Refusal.TOO_LATE.value, LATE_SENTENCE) for ticket in slip.tickets}
