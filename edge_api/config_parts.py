"""The sections of the edge's configuration: frozen, described, and strict about their keys. Reads no file."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from edge_api.books.settings import Limits as BookLimits
from edge_api.books.settings import Range, TableSetup
from edge_api.config_error import ConfigError
from edge_api.config_section import Name, Port, Section
from edge_api.config_sight import TableSight
from edge_api.config_video import TableSync, TableVideo
from edge_api.rule_files import NamedRules
from edge_api.rule_library import RuleLibrary
from edge_api.settle.settlement import bet_types, in_play_types
from schemas.games.refusal import IllegalRules
from schemas.games.rules import Rules, parse_rules
from schemas.money import MINOR_LIMIT, Currency
from schemas.phases import Game

Amount = Annotated[int, Field(strict=True, gt=0, le=MINOR_LIMIT)]
KeyId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}#[1-9][0-9]{0,8}$")]
PublicKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]

LIBRARY = "library"
"""In the context of validation: the RuleLibrary in which tables look their named rule sets up."""


class Site(Section):
    """Who this node is."""

    id: Name = Field(description="Name of the studio, part of every topic: 1-32 of a-z, 0-9 and '-'.")
    edge: Name = Field(description="Name of this node; its signing key is called '<edge>#1'.")


class Store(Section):
    """Where the books are kept."""

    folder: Path = Field(
        description="Folder of books.db, key.pem, the lock, the admin socket and known odds; made at first start."
    )

    @property
    def odds(self) -> Path:
        return self.folder / "odds"

    @property
    def video(self) -> Path:
        return self.folder / "video"

    @property
    def stills(self) -> Path:
        return self.folder / "stills"

    @property
    def database(self) -> Path:
        return self.folder / "books.db"

    @property
    def key(self) -> Path:
        return self.folder / "key.pem"

    @property
    def lock(self) -> Path:
        return self.folder / "books.lock"

    @property
    def admin_socket(self) -> Path:
        return self.folder / "admin.sock"


class Address(Section):
    """One broker."""

    host: str = Field(min_length=1, description="Host name or address.")
    port: Port = Field(default=1883, description="TCP port; 8883 is usual with TLS.")


class Tls(Section):
    """Encryption of the line to a broker."""

    ca: Path = Field(description="PEM file of the authority that signed the broker's certificate.")
    cert: Path | None = Field(
        default=None, description="PEM file of our own certificate, where the broker wants one."
    )
    key: Path | None = Field(default=None, description="PEM file of the key of our own certificate.")

    @model_validator(mode="after")
    def _certificate_and_key_together(self) -> Self:
        if (self.cert is None) != (self.key is None):
            raise ValueError("cert and key belong together: give both or neither")
        return self


class Broker(Address):
    """A line to an MQTT 5 broker."""

    also: tuple[Address, ...] = Field(
        default=(), description="Further brokers, tried in turn when the first is gone."
    )
    username: str | None = Field(default=None, description="User at the broker.")
    password_file: Path | None = Field(default=None, description="File whose first line is the password.")
    tls: Tls | None = Field(
        default=None, description="TLS; left out, the line is plain (loopback only, please)."
    )

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The first broker and those to fall back on."""
        return (Address(host=self.host, port=self.port), *self.also)


class Relay(Broker):
    """The cloud's broker, to which the edge's signed stream goes."""

    cloud_keys: dict[KeyId, PublicKey] = Field(
        min_length=1, description="Key id -> Ed25519 public key (base64url) of those whose receipts count."
    )


class Http(Section):
    """The front door."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: Port = Field(default=8080, description="TCP port to listen on.")
    secure_cookies: bool = Field(
        default=True, description="Cookies over HTTPS only; false is for a demo without TLS."
    )
    allowed_origins: tuple[str, ...] = Field(
        default=(), description="Other origins that may call, as 'https://host[:port]'."
    )

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or origin != f"{parts.scheme}://{parts.netloc}"
                or not parts.netloc
            ):
                raise ValueError(
                    f"{origin!r} is not an origin: write it as 'https://host' or 'https://host:port'"
                )
        return origins


class Clock(Section):
    """How well a clock must be known before money depends on it."""

    require_sync: bool = Field(
        default=True, description="No window opens while a board's clock error is unknown or too large."
    )
    max_error_ms: Annotated[int, Field(gt=0, le=10_000)] = Field(
        default=250, description="Largest acceptable clock error."
    )
    warn_error_ms: Annotated[int, Field(gt=0, le=10_000)] = Field(
        default=50, description="Clock error that is alerted."
    )
    guard_ms: Annotated[int, Field(ge=0, le=5_000)] = Field(
        default=0, description="Close every window this much before the promise."
    )
    max_open_age_s: Annotated[float, Field(gt=0, le=60)] = Field(
        default=2.0, description="A round opened longer ago than this on arrival opens no window."
    )


class Rounds(Section):
    """What happens to rounds."""

    void_interrupted: bool = Field(
        default=True,
        description="A round whose window was open when the edge died is refunded; it is held instead where bets of earlier rounds stay on the"
        " layout.",
    )
    closing_soon_s: Annotated[float, Field(ge=0, le=60)] = Field(
        default=5.0, description="When 'closing soon' is announced."
    )
    silence_s: Annotated[float, Field(ge=5, le=120)] = Field(
        default=5.0,
        description="A board silent for this long is reported lost. 5 at least: boards say how they are every 2 s. Where the edge itself stood still"
        " (2.5 s or more), each board has 3 s from then on to be heard, once until its next word.",
    )
    unheard_s: Annotated[float, Field(ge=1, le=3600)] = Field(
        default=60.0,
        description="A board that has said nothing since the edge began is reported as not heard yet after this long (or `silence_s`, if that is longer): after a power cut"
        " boards may start later than the edge.",
    )


class TypeLimits(Section):
    """Stake limits of one bet type."""

    min: Amount | None = Field(default=None, description="Smallest stake in minor units.")
    max: Amount | None = Field(
        default=None,
        description="Largest stake of a player on one selection, in minor units, with what stays there from earlier rounds.",
    )


class Limits(Section):
    """Stake limits of a table, in minor units of its currency."""

    min: Amount = Field(default=100, description="Smallest stake of one bet.")
    max: Amount = Field(default=1_000_000, description="Largest stake of one bet.")
    max_table: Amount = Field(
        default=5_000_000,
        description="Largest sum of a player's stakes in one round, with those that stay on the layout from earlier rounds.",
    )
    by_type: dict[str, TypeLimits] = Field(
        default_factory=dict,
        description="Bet type -> its own limits. Not for what is staked in play (insurance, double, split).",
    )
    max_payout: Amount = Field(
        default=100_000_000,
        description="Largest sum that a player's bets of one round may return, with those that stay from earlier rounds. At blackjack a bet"
        " counts as what it may grow to: every split, every double and insurance (4 hands with das: 16 times the stake).",
    )

    @property
    def for_books(self) -> BookLimits:
        """As the books count them: a bet type's missing bound is the table's. Raises ValueError when min is above max."""
        own = {name: Range(each.min or self.min, each.max or self.max) for name, each in self.by_type.items()}
        return BookLimits(Range(self.min, self.max), self.max_table, self.max_payout, own)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ = self.for_books
        return self


def _check_limited(game: Game, limited: set[str]) -> None:
    known, in_play = bet_types(game), in_play_types(game)
    for name in sorted(limited - (known - in_play)):
        if name in in_play:
            raise ValueError(
                f"limits.by_type: {name!r} has no limits of its own: insurance is at most half of the stakes at its seat, a double or a"
                " split is the stake of its hand once more; limit 'main' and 'bet_behind'"
            )
        there_are = ", ".join(sorted(known - in_play))
        raise ValueError(f"limits.by_type: {game.value} has no bet {name!r}; there are {there_are}")


class Table(Section):
    """A table of this studio."""

    id: Name = Field(description="Name of the table, as its board calls itself.")
    name: str = Field(min_length=1, max_length=80, description="Name for people.")
    game: Game = Field(description="What is dealt: " + ", ".join(game.value for game in Game) + ".")
    currency: Currency = Field(description="ISO 4217 code; every stake at this table is in it.")
    rules: str | dict[str, Any] = Field(
        default_factory=dict,
        description="Name of a rule set ('european', 'european@1': docs/rule-sets.md), or the parameters of one; left out, the usual ones.",
    )
    limits: Limits = Field(default=Limits(), description="Stake limits.")
    video: TableVideo | None = Field(default=None, description="The table's picture; left out, it has none.")
    sight: TableSight = Field(default=TableSight(), description="When people should look at its camera.")
    sync: TableSync = Field(default=TableSync(), description="How far its events are from its picture.")

    _named: NamedRules | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _can_be_dealt(self, info: ValidationInfo) -> Self:
        try:
            if isinstance(self.rules, str):
                library: RuleLibrary = (info.context or {}).get(LIBRARY) or RuleLibrary.open()
                self._named = library.find(self.game, self.rules)
            _ = self.setup
        except (IllegalRules, ConfigError) as illegal:
            raise ValueError(str(illegal)) from None
        _check_limited(self.game, set(self.limits.by_type))
        self.sync.check(self.game)
        return self

    @property
    def rule_set(self) -> Rules:
        """The complete rule set."""
        return self.setup.rules

    @cached_property
    def setup(self) -> TableSetup:
        """The table as the books need it."""
        named = self._named
        rules = named.rules if named else parse_rules(self.game, self.rules)
        name = named.full_name if named else None
        limits = self.limits.for_books
        return TableSetup(
            self.id, self.name, self.game, self.currency, rules, limits, name, self.sight.limits
        )
