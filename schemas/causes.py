"""The words in which a table says why, where and in what condition: causes, steps, seats. Values are on the wire and never change."""

from __future__ import annotations

from enum import Enum


class CloseCause(Enum):
    """What closed the betting window first. Everything but TIMER, DEALER and COMMAND is physical evidence of the outcome."""

    TIMER = "timer"
    DEALER = "dealer"
    COMMAND = "command"
    BALL_IN_RIM = "ball_in_rim"
    NO_MORE_BETS = "no_more_bets"
    NUMBER_SEEN = "number_seen"
    CARD_SEEN = "card_seen"
    THROW_BEGUN = "throw_begun"
    READING_SEEN = "reading_seen"
    HOLD = "hold"
    VOID = "void"

    @property
    def is_evidence(self) -> bool:
        """The outcome had begun to show itself when this happened."""
        return self not in (CloseCause.TIMER, CloseCause.DEALER, CloseCause.COMMAND, CloseCause.VOID)


class HoldCause(Enum):
    """Why a round waits for a human."""

    AGENT_DIED_MID_ROUND = "agent_died_mid_round"
    DEVICE_LOST_MID_ROUND = "device_lost_mid_round"
    DEVICE_FAULT = "device_fault"
    CARD_BEFORE_CLOSE = "card_before_close"
    READING_BEFORE_CLOSE = "reading_before_close"
    NUMBER_BEFORE_CLOSE = "number_before_close"
    WRONG_CARD = "wrong_card"
    EXTRA_CARD = "extra_card"
    MISSED_EVENTS = "missed_events"
    SOURCES_DISAGREE = "sources_disagree"
    RESULT_MISSING = "result_missing"
    RESULT_NOT_CONFIRMED = "result_not_confirmed"
    SHOE_ERROR = "shoe_error"
    SHOE_FORCED_QUIT = "shoe_forced_quit"
    FOREIGN_CARD = "foreign_card"
    READ_FAILED = "read_failed"
    WRONG_READING = "wrong_reading"
    DECISION_LOST = "decision_lost"
    UNEXPECTED_SPIN = "unexpected_spin"
    CAMERA_DISPUTE = "camera_dispute"


UNREAD = frozenset(
    {
        HoldCause.DEVICE_LOST_MID_ROUND,
        HoldCause.RESULT_MISSING,
        HoldCause.RESULT_NOT_CONFIRMED,
        HoldCause.READ_FAILED,
        HoldCause.MISSED_EVENTS,
    }
)
"""A table that is held for one of these takes what people say lies there."""


class VoidCause(Enum):
    """Why every stake goes back."""

    DEALER = "dealer"
    PIT_BOSS = "pit_boss"
    BALL_WITH_ROTOR = "ball_with_rotor"
    BALL_LOST = "ball_lost"
    LAUNCH_TIMED_OUT = "launch_timed_out"
    WHEEL_STOPPED = "wheel_stopped"
    HOLD_NOT_RESOLVED = "hold_not_resolved"
    NO_SEATS = "no_seats"


class RespinCause(Enum):
    """Why the same bets are played again (no spin)."""

    BALL_WITH_ROTOR = "ball_with_rotor"
    BALL_NOT_DETECTED = "ball_not_detected"
    TOO_FEW_LAPS = "too_few_laps"
    FAILED_LAUNCH = "failed_launch"
    THROW_VOID = "throw_void"


class Step(Enum):
    """A visible step inside a round that moves no money."""

    LAUNCHING = "launching"
    THROW_BEGUN = "throw_begun"
    BALL_IN_RIM = "ball_in_rim"
    NO_MORE_BETS = "no_more_bets"
    NUMBER_SEEN = "number_seen"
    RESULT_PENDING = "result_pending"


class Seat(Enum):
    """Where a card lies, in the words of its game: baccarat, dragon tiger, andar bahar, blackjack (seats from the dealer's left)."""

    PLAYER = "player"
    BANKER = "banker"
    DRAGON = "dragon"
    TIGER = "tiger"
    JOKER = "joker"
    ANDAR = "andar"
    BAHAR = "bahar"
    DEALER = "dealer"
    SEAT_1 = "seat-1"
    SEAT_2 = "seat-2"
    SEAT_3 = "seat-3"
    SEAT_4 = "seat-4"
    SEAT_5 = "seat-5"
    SEAT_6 = "seat-6"
    SEAT_7 = "seat-7"


class DeviceCondition(Enum):
    """What happened to a device."""

    UP = "up"
    DOWN = "down"
    FAULT = "fault"
    CLEARED = "cleared"
    KEY_STUCK = "key_stuck"
    KEY_FREE = "key_free"
