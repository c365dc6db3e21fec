"""Putting placements on disk: a few statements for a whole batch, and one line of audit that names them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edge_api.betting.digest import owned_digest
from edge_api.betting.slip import Slip
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.round import Round


def write(house: House, slips: Sequence[Slip]) -> None:
    """Debit, enter and audit placements that have their numbers; the numbers follow each other."""
    if not slips:
        return
    for slip in slips:
        if slip.staked:
            house.ledger.stake(
                slip.placement_no, slip.round.round_no, slip.accepted_utc_ns, slip.player.account_no, slip.round.stakes_account, slip.staked
            )  # fmt: skip
    house.ledger.flush()
    house.conn.executemany(
        "INSERT INTO placements (placement_no, player_no, bet_id, round_no, digest, staked, status, accepted_mono_ns,"
        " accepted_utc_ns, balance_after, deadline_mono_ns) VALUES (?, ?, ?, ?, ?, ?, 'accepted', ?, ?, ?, ?)",
        [_placement(slip) for slip in slips],
    )
    bets = [
        (slip.placement_no, line, bet_type, sel, stake)
        for slip in slips
        for line, (bet_type, sel, stake) in enumerate(slip.request.bets, start=1)
    ]
    house.conn.executemany(
        "INSERT INTO bets (placement_no, line, type, sel, stake) VALUES (?, ?, ?, ?, ?)", bets
    )
    _enter_decisions(house, slips)
    _charge(house, slips)
    _count(house, slips)
    digests = "".join(_owned(slip) for slip in slips)
    house.record.audit.append(["bets", slips[0].placement_no, slips[-1].placement_no, digests])


def _charge(house: House, slips: Sequence[Slip]) -> None:
    """Few games charge anything with a bet."""
    charges = [
        (charge, slip.placement_no, line)
        for slip in slips
        if slip.charges
        for line, charge in slip.charges.items()
    ]
    if charges:
        house.conn.executemany("UPDATE bets SET charge = ? WHERE placement_no = ? AND line = ?", charges)


def _owned(slip: Slip) -> str:
    accepted = slip.accepted_mono_ns, slip.accepted_utc_ns
    return owned_digest(
        slip.player.operator, slip.player.player_id, slip.request.bet_id, accepted, slip.request.digest
    )


def _placement(slip: Slip) -> tuple[Any, ...]:
    return (
        slip.placement_no, slip.player.player_no, slip.request.bet_id, slip.round.round_no, slip.request.digest, slip.staked,
        slip.accepted_mono_ns, slip.accepted_utc_ns, slip.balance_after, slip.deadline_mono_ns,
    )  # fmt: skip


def _enter_decisions(house: House, slips: Sequence[Slip]) -> None:
    rows = [
        (slip.placement_no, chosen.seat, chosen.hand, chosen.action.value, chosen.cards, chosen.early_no)
        for slip in slips
        if (chosen := slip.chosen) is not None
    ]
    house.conn.executemany(
        "INSERT INTO decisions (placement_no, seat, hand, action, cards, early_no) VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )


def _count(house: House, slips: Sequence[Slip]) -> None:
    rounds: dict[int, Round] = {}
    for slip in slips:
        slip.round.placements += 1
        slip.round.staked += slip.staked
        rounds[slip.round.round_no] = slip.round
    rows = [(round_.placements, round_.staked, round_no) for round_no, round_ in rounds.items()]
    house.conn.executemany("UPDATE rounds SET placements = ?, staked = ? WHERE round_no = ?", rows)


def note_commit(house: House, slips: Sequence[Slip], now: Now) -> None:
    """Remember when these became durable; the next transaction writes it."""
    if slips:
        house.commits.append((slips[0].placement_no, slips[-1].placement_no, now.mono_ns))


def write_commits(house: House) -> None:
    """Write the moments at which earlier bets became durable."""
    if house.commits:
        house.conn.executemany(
            "INSERT INTO commits (first_no, last_no, committed_mono_ns) VALUES (?, ?, ?)", house.commits
        )
        house.record.audit += [["durable", *noted] for noted in house.commits]
        house.commits = []
