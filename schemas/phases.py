"""The states of a round and of a table, as the floor speaks of them (GLI-19 and live-studio practice)."""

from __future__ import annotations

from enum import Enum


class Phase(Enum):
    """Where a round is. HELD needs a human; CANCELLED, SETTLED and CORRECTED are final."""

    IDLE = "idle"
    BETS_OPEN = "bets_open"
    BETS_CLOSING_SOON = "bets_closing_soon"
    BETS_CLOSED = "bets_closed"
    DEALING = "dealing"
    SPINNING = "spinning"
    RESULT_PENDING = "result_pending"
    RESULT_CONFIRMED = "result_confirmed"
    SETTLED = "settled"
    HELD = "held"
    CANCELLED = "cancelled"
    CORRECTED = "corrected"


class TableStatus(Enum):
    """Whether a table plays. CLOSING and PAUSED let the running round finish (GLI-19 4.15.1)."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSING = "closing"
    MAINTENANCE = "maintenance"
    CLOSED = "closed"


class Game(Enum):
    """Games that a table may deal."""

    ROULETTE = "roulette"
    BACCARAT = "baccarat"
    DRAGON_TIGER = "dragon_tiger"
    SIC_BO = "sic_bo"
    BLACKJACK = "blackjack"
    MONEY_WHEEL = "money_wheel"
    ANDAR_BAHAR = "andar_bahar"
    CRAPS = "craps"
