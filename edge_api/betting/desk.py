"""The betting desk: takes placements in batches, writes them together, and keeps watch until their commit has returned in time."""

from __future__ import annotations

from collections.abc import Sequence

from edge_api.betting import writing
from edge_api.betting.answers import FirstAnswer, Key, accepted_body, first_answers
from edge_api.betting.quotes import Quotes
from edge_api.betting.slip import Slip, add, take_off, weigh
from edge_api.books.house import House
from edge_api.books.messages import Done, PlaceBet, Refused
from edge_api.books.refused import NotDone
from edge_api.clock import Now, rfc3339
from edge_api.rounds.round import Exposure, Round
from edge_api.rounds.stakes import note_refusal, return_late, stake_of
from edge_api.wallet.players import Player
from schemas.bets import Refusal

Answer = Done | Refused

REFUSALS_LOGGED = 20
LOGGED_AFTER_END_NS = 60_000_000_000
LATE_SENTENCE = "the betting window had closed before the bet was safe on disk; nothing is at stake"


class Desk:
    """Placements of the running transaction: ``waiting`` are unwritten, ``written`` are not yet known to be in time."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._quotes = {
            table_id: Quotes(table.rules, table.limits) for table_id, table in house.settings.tables.items()
        }
        self._fresh: dict[Key, Slip] = {}
        self._waiting: list[Slip] = []
        self._written: list[Slip] = []
        self._late: list[tuple[Slip, int]] = []
        self._next_no: int = house.conn.execute(
            "SELECT COALESCE(MAX(placement_no), 0) + 1 FROM placements"
        ).fetchone()[0]

    def place(self, requests: Sequence[PlaceBet], now: Now) -> list[Answer]:
        """Answer each request; nothing is written yet."""
        known = first_answers(self._house.conn, requests)
        at = rfc3339(now.utc_ns)
        return [
            self._answer(request, known.get((request.player_no, request.bet_id)), now, at)
            for request in requests
        ]

    def _answer(self, request: PlaceBet, known: FirstAnswer | None, now: Now, at: str) -> Answer:
        try:
            if known is not None:
                return _again(request, known)
            slip = self._fresh.get((request.player_no, request.bet_id))
            slip = self._take(request, now) if slip is None else _same(slip, request)
        except NotDone as refused:
            return Refused(request.ticket, refused.code.value, refused.message)
        slip.tickets.append(request.ticket)
        return Done(request.ticket, _body(slip, at))

    def _take(self, request: PlaceBet, now: Now) -> Slip:
        round_ = self._house.rounds.find(request.round_id)
        if round_ is None or round_.table_id != request.table_id:
            raise NotDone(Refusal.NO_SUCH_ROUND, f"table {request.table_id} has no round {request.round_id}")
        try:
            return self._check(request, round_, now)
        except NotDone as refused:
            self._log(request, round_, refused.code, now)
            raise

    def _check(self, request: PlaceBet, round_: Round, now: Now) -> Slip:
        self._check_window(round_, now)
        player = self._house.players.get(request.player_no)
        if player is None:
            raise NotDone(Refusal.NO_SUCH_PLAYER, f"there is no player number {request.player_no}")
        _check_player(player, round_)
        exposure = round_.exposure(request.player_no)
        weighed = weigh(self._quotes[round_.table_id], request.bets, exposure)
        self._check_limits(round_, exposure, weighed.staked, weighed.payout)
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
        )
        add(exposure, slip.staked, slip.payout, slip.stakes)
        self._fresh[request.player_no, request.bet_id] = slip
        self._waiting.append(slip)
        return slip

    def _check_window(self, round_: Round, now: Now) -> None:
        table = self._house.tables.get(round_.table_id)
        if table is None or table.frozen:
            raise NotDone(Refusal.TABLE_NOT_OPEN, f"table {round_.table_id} takes no bets now")
        if not round_.is_open:
            raise NotDone(Refusal.BETS_CLOSED, f"no more bets in round {round_.round_id}")
        if now.mono_ns >= round_.deadline_mono_ns:
            raise NotDone(Refusal.TOO_LATE, f"the window of round {round_.round_id} has just closed")

    def _check_limits(self, round_: Round, exposure: Exposure, staked: int, payout: int) -> None:
        limits = self._house.settings.tables[round_.table_id].limits
        if exposure.staked + staked > limits.max_table:
            raise NotDone(Refusal.ABOVE_MAXIMUM, f"the most in one round is {limits.max_table}")
        if exposure.payout + payout > limits.max_payout:
            raise NotDone(
                Refusal.ABOVE_MAXIMUM, f"the bets of one round may return at most {limits.max_payout}"
            )

    def _log(self, request: PlaceBet, round_: Round, code: Refusal, now: Now) -> None:
        """The first refusals of each player in each round are kept, with their lateness, until soon after its end; none of unknown players."""
        ended = round_.ended_utc_ns is not None and now.utc_ns - round_.ended_utc_ns > LOGGED_AFTER_END_NS
        if ended or self._house.players.get(request.player_no) is None:
            return
        exposure = round_.exposure(request.player_no)
        exposure.refusals += 1
        if exposure.refusals > REFUSALS_LOGGED:
            return
        late = code in (Refusal.BETS_CLOSED, Refusal.TOO_LATE) and round_.edge_boot == self._house.edge_boot
        lateness_us = max(0, now.mono_ns - round_.ended_window_ns) // 1000 if late else None
        note_refusal(
            self._house, request.player_no, round_.round_no, request.bet_id, code.value, lateness_us, now
        )

    def write(self, now: Now) -> dict[int, Answer]:
        """Write what waits and is still in time; returns answers that overrule those of ``place``, by ticket."""
        if not self._waiting:
            return {}
        waiting, self._waiting = self._waiting, []
        in_time = [slip for slip in waiting if _in_time(slip, now)]
        overruled = self._drop_late(waiting, now) if len(in_time) < len(waiting) else {}
        for slip in in_time:
            slip.placement_no = self._next_no
            self._next_no += 1
        writing.write(self._house, in_time)
        self._written += in_time
        return overruled

    def _drop_late(self, waiting: list[Slip], now: Now) -> dict[int, Answer]:
        """Unwritten bets whose window has passed leave no trace but a refusal; later balances of those players are right again."""
        overruled: dict[int, Answer] = {}
        back: dict[int, int] = {}
        for slip in waiting:
            player_no = slip.player.player_no
            if not _in_time(slip, now):
                self._undo(slip, now)
                back[player_no] = back.get(player_no, 0) + slip.staked
                overruled.update(_refusals(slip))
            elif player_no in back:
                slip.balance_after += back[player_no]
                body = _body(slip, rfc3339(slip.accepted_utc_ns))
                overruled.update({ticket: Done(ticket, body) for ticket in slip.tickets})
        return overruled

    def _undo(self, slip: Slip, now: Now) -> None:
        self._house.ledger.unspend(slip.player.account_no, slip.staked)
        exposure = slip.round.exposures.get(slip.player.player_no)
        if exposure is not None:
            take_off(exposure, slip.staked, slip.payout, slip.stakes)
        del self._fresh[slip.player.player_no, slip.request.bet_id]
        self._log(slip.request, slip.round, Refusal.TOO_LATE, now)

    def committed(self, now: Now) -> bool:
        """COMMIT has returned at ``now``; True when some bets were late by then and must go back."""
        written, self._written, self._fresh = self._written, [], {}
        writing.note_commit(self._house, written, now)
        late = [slip for slip in written if now.mono_ns >= slip.round.deadline_mono_ns]
        self._late = [(slip, now.mono_ns - slip.round.deadline_mono_ns) for slip in late]
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


def _in_time(slip: Slip, now: Now) -> bool:
    return slip.round.is_open and now.mono_ns < slip.round.deadline_mono_ns


def _check_player(player: Player, round_: Round) -> None:
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


def _body(slip: Slip, at: str) -> dict[str, object]:
    return accepted_body(
        slip.request.bet_id,
        slip.round.table_id,
        slip.round.round_id,
        slip.staked,
        slip.balance_after,
        slip.round.currency,
        at,
    )
