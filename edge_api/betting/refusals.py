"""Refusals that are logged: the first of each player in each round, with their lateness, until soon after its end; none of unknown players."""

from __future__ import annotations

from edge_api.books.house import House
from edge_api.books.messages import PlaceBet
from edge_api.clock import Now
from edge_api.rounds.question import Window
from edge_api.rounds.round import Round
from edge_api.rounds.stakes import note_refusal
from schemas.bets import Refusal

REFUSALS_LOGGED = 20
LOGGED_AFTER_END_NS = 60_000_000_000
LATE = frozenset({Refusal.BETS_CLOSED, Refusal.TOO_LATE})


def log_refusal(
    house: House, request: PlaceBet, of: Round, window: Window | None, code: Refusal, now: Now
) -> None:
    """``window`` is what the bet was for; None when there was none, and hence no lateness."""
    over = of.ended_utc_ns is not None and now.utc_ns - of.ended_utc_ns > LOGGED_AFTER_END_NS
    if over or house.players.get(request.player_no) is None:
        return
    exposure = of.exposure(request.player_no)
    exposure.refusals += 1
    if exposure.refusals > REFUSALS_LOGGED:
        return
    comparable = window is not None and code in LATE and of.edge_boot == house.edge_boot
    lateness_us = _lateness_us(of, window, now) if comparable and window is not None else None
    note_refusal(house, request.player_no, of.round_no, request.bet_id, code.value, lateness_us, now)


def _lateness_us(of: Round, window: Window, now: Now) -> int:
    ended_ns = of.ended_window_ns if window is of else window.deadline_mono_ns
    return max(0, now.mono_ns - ended_ns) // 1000
