"""Everything that a table's devices may sense, as frozen values. Pure; a signal never leaves the board.

``at_ns`` is monotonic time of this boot in nanoseconds, stamped as near to the wire as possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, IntFlag


@dataclass(frozen=True, slots=True)
class Signal:
    """Something sensed at ``at_ns`` (monotonic nanoseconds of this boot)."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class Tick(Signal):
    """A machine's deadline has passed and the grace for late signals is over."""


@dataclass(frozen=True, slots=True)
class DeviceUp(Signal):
    """A device's line opened; nothing is known of what it said before."""

    device: str


@dataclass(frozen=True, slots=True)
class DeviceDown(Signal):
    """A device's line is gone."""

    device: str
    why: str


# --- roulette wheel (Cammegh SS2) ------------------------------------------------------------------------------------


class WheelState(IntEnum):
    """State digit of a Cammegh SS2 status line."""

    BEFORE_GAME = 1
    PLACE_BETS = 2
    BALL_IN_RIM = 3
    NO_MORE_BETS = 4
    WINNING_NUMBER = 5
    CLOSED = 6
    BALL_NOT_IN_TRACK = 7


class WheelWarning(IntFlag):
    """Warning digit of a Cammegh SS2 status line: one hexadecimal digit, a sum of bits."""

    BALL_NOT_DETECTED = 1
    BALL_WITH_ROTOR = 2
    COMPONENT_FAULT = 4
    FAILED_LAUNCH = 8


class Direction(IntEnum):
    """Rotor direction."""

    CLOCKWISE = 0
    COUNTER_CLOCKWISE = 1


@dataclass(frozen=True, slots=True)
class WheelStatus(Signal):
    """One status line. ``last`` is the last winning pocket ("0".."36", "00", "000") or None before the first."""

    device: str
    state: WheelState
    spin: int
    last: str | None
    warning: WheelWarning
    speed_decirpm: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class WheelNumber(Signal):
    """A bare result line. Not yet a result: the machine wants the next winning-number status to agree."""

    device: str
    pocket: str


@dataclass(frozen=True, slots=True)
class WheelReply(Signal):
    """The wheel's answer to a command, such as ``*u OK`` or ``*P NO``."""

    device: str
    text: str


# --- card shoe (Angel Eye II-EX) -------------------------------------------------------------------------------------


class CardTarget(Enum):
    """Where the shoe says that a card went."""

    PLAYER = "player"
    BANKER = "banker"
    BURN = "burn"
    FIRST_CARD = "first_card"
    BURN_COUNT = "burn_count"


class ShoeMode(Enum):
    """What the shoe was doing when it read a card or spoke of itself."""

    IN_GAME = "in_game"
    LOCKED = "locked"
    ERROR = "error"
    SETTING = "setting"


class Winner(Enum):
    """The winner that the shoe announces."""

    PLAYER = "player"
    BANKER = "banker"
    TIE = "tie"
    FORCED_QUIT = "forced_quit"


@dataclass(frozen=True, slots=True)
class CardRead(Signal):
    """A card left the shoe. ``card`` is rank + suit ("TD"); ``index`` 1..3 within the target; ``resent`` for code R."""

    device: str
    target: CardTarget
    index: int
    card: str
    resent: bool = False


@dataclass(frozen=True, slots=True)
class StrayCard(Signal):
    """A card left the shoe outside a game (code d): while locked, in error or in setting mode."""

    device: str
    mode: ShoeMode
    card: str | None


@dataclass(frozen=True, slots=True)
class ShoeResult(Signal):
    """The shoe's own verdict on the coup."""

    device: str
    winner: Winner
    player_pair: bool
    banker_pair: bool


@dataclass(frozen=True, slots=True)
class CutCardSeen(Signal):
    """The cut card came out of the shoe."""

    device: str


@dataclass(frozen=True, slots=True)
class ShoeError(Signal):
    """Error ``code`` was set (``active``) or cleared at the shoe."""

    device: str
    code: int
    active: bool
    in_error_mode: bool = False


@dataclass(frozen=True, slots=True)
class ShoeLock(Signal):
    """The shoe's key lock was turned."""

    device: str
    locked: bool


@dataclass(frozen=True, slots=True)
class ShoeReady(Signal):
    """Communication starts (S, ``standing_by`` False) or the shoe stands by (P)."""

    device: str
    standing_by: bool


@dataclass(frozen=True, slots=True)
class FramesMissed(Signal):
    """The device's own numbering shows that ``count`` events never arrived here."""

    device: str
    count: int


@dataclass(frozen=True, slots=True)
class CardDrawn(Signal):
    """A card left a shoe that only reads cards; whose card it is, the rules of the game say."""

    device: str
    card: str


@dataclass(frozen=True, slots=True)
class DiceRead(Signal):
    """The dice lie still; their faces in the order of reading."""

    device: str
    dice: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SegmentRead(Signal):
    """A money wheel stands still at a segment."""

    device: str
    segment: str


@dataclass(frozen=True, slots=True)
class ThrowBegun(Signal):
    """The dice are being shaken or the wheel was spun: the outcome is on its way."""

    device: str


@dataclass(frozen=True, slots=True)
class ThrowVoid(Signal):
    """The reader says that the throw or spin does not count: a cocked die, too few turns."""

    device: str
    why: str


@dataclass(frozen=True, slots=True)
class ReadFailed(Signal):
    """Something passed the reader and could not be read."""

    device: str
    why: str


# --- the dealer's console --------------------------------------------------------------------------------------------


class Key(Enum):
    """A key of the dealer's console."""

    OPEN = "open"
    NO_MORE_BETS = "no_more_bets"
    CONFIRM = "confirm"
    VOID = "void"
    SUPERVISOR = "supervisor"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class KeyPressed(Signal):
    """A dealer's key counts as pressed: after the stable time, and for VOID and RELEASE after the full hold."""

    key: Key


@dataclass(frozen=True, slots=True)
class KeyStuck(Signal):
    """A key has been down for longer than a hand would hold it (``stuck``), or has come free again."""

    key: Key
    stuck: bool
