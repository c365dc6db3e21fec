"""A placement that is being taken: checked, its stake spent in memory, not yet written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from edge_api.betting.quotes import Quote, Quotes
from edge_api.books.messages import PlaceBet
from edge_api.books.refused import NotDone
from edge_api.clock import Now
from edge_api.rounds.question import Window
from edge_api.rounds.round import Exposure, Round
from edge_api.rounds.seating import Chosen, Pending
from edge_api.wallet.players import Player
from schemas.bets import MAX_BETS_PER_PLACEMENT, Refusal
from schemas.games.refusal import IllegalBet

Position = tuple[str, str]
Bets = Sequence[tuple[str, str, int]]


@dataclass(slots=True)
class Slip:
    """``window`` is its round's, or one of its own; ``charges`` are commissions that come on top, by line from 1; ``chosen`` makes it a
    decision. ``tickets`` wait for the answer; ``placement_no`` is 0 until written."""

    request: PlaceBet
    round: Round
    player: Player
    staked: int
    payout: int
    stakes: list[tuple[Position, int]]
    balance_after: int
    accepted_mono_ns: int
    accepted_utc_ns: int
    window: Window
    chosen: Chosen | None = None
    tickets: list[int] = field(default_factory=list)
    placement_no: int = 0
    charges: dict[int, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, str]:
        """Player number and bet id."""
        return self.player.player_no, self.request.bet_id

    @property
    def deadline_mono_ns(self) -> int | None:
        """The end of a window of its own; None: its round's."""
        return None if self.window is self.round else self.window.deadline_mono_ns

    def is_in_time(self, now: Now) -> bool:
        """It may still be written."""
        return self.window.is_open and now.mono_ns < self.window.deadline_mono_ns

    def is_late(self, now: Now) -> bool:
        """Durable at ``now``, which is too late. What closes a round's window does not make late what was written before its deadline."""
        cut_off = self.window is not self.round and not self.window.is_open
        return cut_off or now.mono_ns >= self.window.deadline_mono_ns

    def keep_decision(self, now: Now) -> None:
        """If it is a decision: it is durable and in time, so the table is to be told."""
        if self.chosen is not None and self.round.seating is not None:
            number, (player_no, decision_id) = self.placement_no, self.key
            wish = Pending(number, player_no, decision_id, self.chosen, now.mono_ns)
            self.round.seating.pending.append(wish)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the bets of a placement add to a player's exposure; ``staked`` with the ``charges`` by line."""

    staked: int
    payout: int
    stakes: list[tuple[Position, int]]
    charges: dict[int, int]


def weigh(quotes: Quotes, bets: Bets, exposure: Exposure | None) -> Weighed:
    """Check selections and stakes against the table's limits, unless ``exposure`` is None: no limit of the table is for these bets.

    Raises:
        NotDone: the first bet that is not allowed, and why.
    """
    if not 0 < len(bets) <= MAX_BETS_PER_PLACEMENT:
        raise NotDone(Refusal.BAD_STAKE, f"a placement has 1 to {MAX_BETS_PER_PLACEMENT} bets")
    staked = payout = 0
    stakes: list[tuple[Position, int]] = []
    mine: dict[Position, int] = {}
    charges: dict[int, int] = {}
    for bet_type, sel, stake in bets:
        try:
            quote = quotes.get(bet_type, sel)
            payout += quote.best.settle(stake).returned
        except IllegalBet as illegal:
            raise NotDone(Refusal(illegal.code), illegal.message) from None
        total = mine.get(quote.position, 0) + stake
        if exposure is not None:
            _check_range(quote, stake, exposure.positions.get(quote.position, 0) + total)
        mine[quote.position] = total
        staked += stake
        stakes.append((quote.position, stake))
        if quote.best.charge:
            charges[len(stakes)] = quote.best.staked(stake) - stake
    return Weighed(staked + sum(charges.values()), payout, stakes, charges)


def _check_range(quote: Quote, stake: int, total: int) -> None:
    """One stake, and all that the player would have on its position."""
    bet_type, _ = quote.position
    if stake < quote.limits.min:
        raise NotDone(Refusal.BELOW_MINIMUM, f"the least on {bet_type} is {quote.limits.min}")
    if total > quote.limits.max:
        raise NotDone(Refusal.ABOVE_MAXIMUM, f"the most on one {bet_type} is {quote.limits.max} in a round")


def add(exposure: Exposure, staked: int, payout: int, stakes: Sequence[tuple[Position, int]]) -> None:
    """Count the stakes of a placement."""
    exposure.staked += staked
    exposure.payout += payout
    positions = exposure.positions
    for position, stake in stakes:
        positions[position] = positions.get(position, 0) + stake


def take_off(exposure: Exposure, staked: int, payout: int, stakes: Sequence[tuple[Position, int]]) -> None:
    """Count the stakes of a placement no longer."""
    add(exposure, -staked, -payout, [(position, -stake) for position, stake in stakes])
