"""The rules that a table's rounds run by, as frozen values. Refuses contradictions; knows no files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from schemas.games.rule_set import RuleSet
from schemas.games.wheels import Wheel
from schemas.sight import SightKind, SightMode

MS = 1_000_000
SECOND = 1_000 * MS


class OpenBy(Enum):
    """What opens a round. The dealer's key and an order of the edge may open one in any case."""

    DEVICE = "device"
    DEALER = "dealer"
    AUTO = "auto"


class Confirm(Enum):
    """What makes a result: two readings that agree, or the dealer's confirm key as well."""

    SOURCES = "sources"
    DEALER = "dealer"


class NoSpin(Enum):
    """What follows when the ball runs with the rotor."""

    VOID = "void"
    RESPIN = "respin"


class OnAbstain(Enum):
    """Whose word suffices where the camera says nothing: the dealer's confirm key as well, or the sensor's alone."""

    DEALER = "dealer"
    SENSOR = "sensor"


class CameraOnly(Enum):
    """Who lets the camera's word count where no sensor read: one person, or nobody (then two people enter what lies)."""

    PERSON = "person"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class SightSettings:
    """What the camera's word counts at this table. ``needed`` shared positions before ``wanted`` ON takes effect; ``sensor``: the device's name.

    Raises:
        ValueError: a number is out of range.
    """

    sees: SightKind
    wanted: SightMode = SightMode.SHADOW
    needed: int = 30_000
    on_abstain: OnAbstain = OnAbstain.DEALER
    wait_ns: int = 2 * SECOND
    camera_only: CameraOnly = CameraOnly.PERSON
    sensor: str = "sensor"
    signed: tuple[str, str] | None = None
    """The calibration that a technician signed, and the sheet: hashes. Of another calibration there is no sheet."""

    def __post_init__(self) -> None:
        if self.needed < 0 or not 0 < self.wait_ns <= 60 * SECOND:
            raise ValueError("needed can't be negative, and a result waits for up to 60 s")


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySettings:
    """What all games share. Times in nanoseconds; ``gap_ns`` is also how long a result stays shown.

    Raises:
        ValueError: a time is out of range.
    """

    table: str
    betting_ns: int = 15 * SECOND
    open_by: OpenBy = OpenBy.AUTO
    gap_ns: int = 3 * SECOND
    confirm: Confirm = Confirm.SOURCES
    result_timeout_ns: int = 75 * SECOND
    sight: SightSettings | None = None

    def __post_init__(self) -> None:
        if not MS <= self.betting_ns <= 600 * SECOND:
            raise ValueError(f"betting_ns {self.betting_ns}: bets are open for 1 ms to 600 s")
        if self.gap_ns < 0 or self.result_timeout_ns <= 0:
            raise ValueError("gap_ns can't be negative, and result_timeout_ns must be positive")

    @property
    def betting_ms(self) -> int:
        """Whole milliseconds that bets are open."""
        return self.betting_ns // MS


@dataclass(frozen=True, slots=True, kw_only=True)
class RouletteSettings(DaySettings):
    """An automatic wheel named ``device`` that holds the pockets of ``wheel``.

    ``no_spin`` is VOID because the Cammegh SS2 manual, under its exceptions, voids a ball that runs with the rotor and
    restarts the wheel. Where house rules say "no spin: re-spin with bets kept", set RESPIN; after ``max_respins`` it is void.
    ``launch_after_ns`` None: the wheel starts by itself. ``silence_ns``: without a line for so long, the wheel is not seen.
    """

    device: str = "wheel"
    wheel: Wheel = Wheel.EUROPEAN
    launch_after_ns: int | None = None
    no_spin: NoSpin = NoSpin.VOID
    max_respins: int = 2
    silence_ns: int = 5 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class DealSettings(DaySettings):
    """A table whose reader ``device`` senses cards, dice or a wheel's stops, played by ``rules``.

    ``check_device`` reads the same things once more; without one, the dealer confirms. ``decks`` in the shoe, for cards.

    Raises:
        ValueError: ``open_by`` is DEVICE (a reader opens no round), or nothing would agree with the only reader.
    """

    device: str = "reader"
    check_device: str | None = None
    rules: RuleSet
    decks: int | None = None

    def __post_init__(self) -> None:
        super(DealSettings, self).__post_init__()
        if self.open_by is OpenBy.DEVICE:
            raise ValueError("a reader opens no round: open_by is dealer or auto")
        if self.confirm is Confirm.SOURCES and self.check_device is None:
            raise ValueError(
                "one reader can't agree with itself: use confirm dealer, or give a second reader of the same kind"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class BlackjackSettings(DealSettings):
    """A blackjack table. A seat has ``decision_ns`` to decide; the board waits ``decision_grace_ns`` longer for what was decided in time.

    Raises:
        ValueError: a time is out of range.
    """

    decision_ns: int = 12 * SECOND
    insurance_ns: int = 8 * SECOND
    decision_grace_ns: int = 1500 * MS

    def __post_init__(self) -> None:
        super(BlackjackSettings, self).__post_init__()
        if min(self.decision_ns, self.insurance_ns) < SECOND or self.decision_grace_ns < 0:
            raise ValueError("a seat has at least a second to decide, and the grace can't be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class BaccaratSettings(DaySettings):
    """A card shoe named ``device`` that holds ``decks`` decks.

    Raises:
        ValueError: ``open_by`` is DEVICE (a shoe opens no round), or there is no deck.
    """

    device: str = "shoe"
    decks: int = 8

    def __post_init__(self) -> None:
        super(BaccaratSettings, self).__post_init__()
        if self.open_by is OpenBy.DEVICE:
            raise ValueError("a shoe opens no round: open_by is dealer or auto")
        if not 1 <= self.decks <= 12:
            raise ValueError(f"decks {self.decks}: a baccarat shoe holds 1 to 12")
