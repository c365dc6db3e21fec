"""Stakes that go back: late bets and void rounds, before anything is decided. Each stake goes back once, whatever asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.ledger.ledger import TxKind
from edge_api.rounds.question import NEVER_NS
from edge_api.rounds.recall import recall_seats
from edge_api.rounds.round import Round
from schemas.bets import BetStatus
from schemas.edge_events import LateBetReturned


@dataclass(frozen=True, slots=True)
class Stake:
    """An accepted placement whose stake is held."""

    placement_no: int
    player_no: int
    bet_id: str
    staked: int


def held_stakes(house: House, of: Round) -> list[Stake]:
    """The accepted placements of a round."""
    rows = house.conn.execute(
        "SELECT placement_no, player_no, bet_id, staked FROM placements WHERE round_no = ? AND status = ? ORDER BY placement_no",
        (of.round_no, BetStatus.ACCEPTED.value),
    )
    return [Stake(*row) for row in rows]


def doubtful_stakes(house: House, of: Round, first_no: int, now: Now) -> list[Stake]:
    """Accepted placements from a number on whose window has ended by now, or ended by a clock that can't be compared with ours."""
    rows = house.conn.execute(
        "SELECT placement_no, player_no, bet_id, staked, COALESCE(deadline_mono_ns, ?) AS ends FROM placements"
        " WHERE round_no = ? AND status = ? AND placement_no >= ? AND ends <> ? AND (? OR ends <= ?) ORDER BY placement_no",
        (
            of.deadline_mono_ns, of.round_no, BetStatus.ACCEPTED.value, first_no, NEVER_NS, of.edge_boot != house.edge_boot,
            now.mono_ns,
        ),
    )  # fmt: skip
    return [Stake(*row[:4]) for row in rows.fetchall()]


def stake_of(house: House, placement_no: int) -> Stake | None:
    """One placement, while its stake is held."""
    row = house.conn.execute(
        "SELECT placement_no, player_no, bet_id, staked FROM placements WHERE placement_no = ? AND status = ?",
        (placement_no, BetStatus.ACCEPTED.value),
    ).fetchone()
    return Stake(*row) if row else None


def give_back(house: House, of: Round, stake: Stake, kind: TxKind, status: BetStatus, now: Now) -> int:
    """Return one placement's stake, if it has any, and take it out of play; returns the player's new balance."""
    player = house.players.get(stake.player_no)
    assert player is not None, "a placement has a player"
    tx_no: int | None = None
    if stake.staked:
        entries = [(of.stakes_account, -stake.staked), (player.account_no, stake.staked)]
        tx_no = house.ledger.post(kind, str(stake.placement_no), of.round_no, now.utc_ns, entries)
    mark_returned(house, [stake], status, tx_no)
    _out_of_play(house, of, stake)
    house.record.audit.append([kind.value, stake.placement_no, stake.staked])
    return house.ledger.balance(player.account_no)


def mark_returned(house: House, stakes: list[Stake], status: BetStatus, tx_no: int | None) -> None:
    """Write that these placements got their stakes back by a transaction, if there was anything to give back."""
    numbers = [(tx_no, stake.placement_no) for stake in stakes]
    rows = [(status.value, stake.staked, stake.placement_no) for stake in stakes]
    house.conn.executemany("UPDATE placements SET status = ?, returned = ? WHERE placement_no = ?", rows)
    house.conn.executemany(
        "UPDATE bets SET returned = stake + charge, ended_tx = ? WHERE placement_no = ?", numbers
    )


def _out_of_play(house: House, of: Round, stake: Stake) -> None:
    of.placements -= 1
    of.staked -= stake.staked
    house.rounds.save(of)
    if of.seating is not None:
        recall_seats(house.conn, of)
        of.seating.pending = [wish for wish in of.seating.pending if wish.placement_no != stake.placement_no]


def return_late(house: House, of: Round, stake: Stake, lateness_ns: int, now: Now) -> None:
    """A bet that became durable only after the window, or after the outcome had begun to show itself: its stake goes back."""
    balance = give_back(house, of, stake, TxKind.LATE, BetStatus.LATE, now)
    lateness_us = max(0, lateness_ns) // 1000
    note_refusal(house, stake.player_no, of.round_no, stake.bet_id, "too_late", lateness_us, now)
    house.record.events.append(
        LateBetReturned(
            table=of.table_id, round_id=of.round_id, bet_id=stake.bet_id, lateness_us=lateness_us,
            refunded_minor=stake.staked, currency=of.currency,
        )
    )  # fmt: skip
    body = {
        "round_id": of.round_id, "bet_id": stake.bet_id, "lateness_us": lateness_us, "returned": stake.staked, "balance": balance,
        "currency": of.currency,
    }  # fmt: skip
    house.record.tell(of.table_id, "late", body, stake.player_no)


def note_refusal(
    house: House, player_no: int, round_no: int, bet_id: str, code: str, lateness_us: int | None, now: Now
) -> None:
    """Log the refusal of a bet that named a real round."""
    house.conn.execute(
        "INSERT INTO refused_bets (player_no, round_no, bet_id, code, lateness_us, at_utc_ns) VALUES (?, ?, ?, ?, ?, ?)",
        (player_no, round_no, bet_id, code, lateness_us, now.utc_ns),
    )


def return_after(house: House, of: Round, evidence_ns: int, now: Now) -> int:
    """Return every bet that was not durable before ``evidence_ns`` (edge monotonic); returns how many."""
    late = _durable_after(house, of, evidence_ns)
    for stake, durable_ns in late:
        return_late(house, of, stake, durable_ns - evidence_ns, now)
    return len(late)


def _durable_after(house: House, of: Round, evidence_ns: int) -> list[tuple[Stake, int]]:
    """Bets of the opening window with the moment each became durable; one whose commit was never noted counts from its acceptance."""
    rows = house.conn.execute(
        "SELECT p.placement_no, p.player_no, p.bet_id, p.staked, COALESCE(c.committed_mono_ns, p.accepted_mono_ns) AS durable"
        " FROM placements p LEFT JOIN commits c ON c.first_no ="
        "   (SELECT MAX(first_no) FROM commits WHERE first_no <= p.placement_no AND last_no >= p.placement_no)"
        " WHERE p.round_no = ? AND p.status = ? AND p.deadline_mono_ns IS NULL AND durable >= ? ORDER BY p.placement_no",
        (of.round_no, BetStatus.ACCEPTED.value, evidence_ns),
    )
    return [(Stake(*row[:4]), row[4]) for row in rows.fetchall()]
