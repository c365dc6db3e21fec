"""The agent's configuration: a TOML file as frozen models. Refuses unknown keys, wrong types and settings that contradict each other."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from firmware_agent.camera_config import CameraConfig
from firmware_agent.config_part import FilePath, Openable, Part
from firmware_agent.sight_config import SightConfig
from hardware.decode.line_words import Wording
from hardware.signals import Key
from schemas.games.rules import parse_rules
from schemas.model import TableId
from schemas.phases import Game

KEY_ID = re.compile(r"^[a-z0-9-]{1,32}#[1-9][0-9]{0,8}$")

Seconds = Annotated[float, Field(gt=0, le=600)]
Port = Annotated[int, Field(ge=1, le=65535)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
LampName = Literal["green", "yellow", "red"]


class TableConfig(Part):
    """The table and how its rounds run."""

    site: TableId = Field(description="Name of the studio; part of every topic.")
    id: TableId = Field(
        description="Name of the table, unique in the site; the edge registers its key under it."
    )
    game: Annotated[Game, Field(strict=False)] = Field(description="What the table deals.")
    wheel: Literal["european", "french", "american"] | None = Field(
        default=None, description="Roulette only: which wheel stands on the table."
    )
    decks: Annotated[int, Field(ge=1, le=8)] | None = Field(
        default=None, description="Card games: decks in the shoe; left out, as the rule set says."
    )
    rules: dict[str, Any] = Field(
        default_factory=dict,
        description="Games of a line reader: parameters of the rule set, as at the edge (docs/rule-sets.md): what decides how cards are dealt.",
    )
    betting_s: Seconds = Field(default=15.0, description="How long bets are open, in seconds.")
    open_by: Literal["device", "dealer", "auto"] = Field(
        default="auto",
        description="What opens a round: the wheel's own state, the dealer's key, or time (after gap_s).",
    )
    gap_s: Annotated[float, Field(ge=0, le=600)] = Field(
        default=3.0,
        description="Pause after a round in seconds: with open_by auto the next one opens then; a result stays shown as long.",
    )
    confirm: Literal["sources", "dealer"] = Field(
        default="sources",
        description="sources: two independent readings must agree; dealer: the confirm key as well, where it may stand for the second reading.",
    )
    launch_after_s: Annotated[float, Field(ge=0, le=600)] | None = Field(
        default=None,
        description="Roulette: tell the wheel to start this long after opening; left out, it starts by itself.",
    )
    result_timeout_s: Seconds = Field(
        default=75.0,
        description="Without progress for this long after bets closed: a wheel that does not launch, or gives no number, makes the round void; "
        "one that is not seen, or a shoe that announces nothing, holds it; a card that does not come calls the supervisor.",
    )
    no_spin: Literal["void", "respin"] = Field(
        default="void",
        description="Roulette, when the ball runs with the rotor: void the round, or launch again with the same bets.",
    )
    max_respins: Annotated[int, Field(ge=0, le=10)] = Field(
        default=2, description="Roulette: void the round after this many launches again."
    )
    decision_s: Annotated[float, Field(ge=1, le=120)] = Field(
        default=12.0, description="Blackjack: how long a seat may decide, in seconds."
    )
    insurance_s: Annotated[float, Field(ge=1, le=120)] = Field(
        default=8.0, description="Blackjack: how long insurance is offered, in seconds."
    )
    decision_grace_s: Annotated[float, Field(ge=0, le=30)] = Field(
        default=1.5,
        description="Blackjack: how much longer the board waits for a decision that the edge took in time, in seconds.",
    )
    grace_ms: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=30, description="How long a passed deadline waits for signals that were sensed before it."
    )

    @model_validator(mode="after")
    def _fits_the_game(self) -> Self:
        if self.game is Game.ROULETTE:
            if self.wheel is None or self.decks is not None or self.rules:
                raise ValueError(
                    "a roulette table needs wheel (european, french or american), no decks and no rules"
                )
            return self
        if self.game is Game.BACCARAT and (self.decks is None or self.wheel is not None):
            raise ValueError("a baccarat table needs decks (usually 8) and no wheel")
        if self.wheel is not None:
            raise ValueError(f"wheel is for roulette only; a {self.game.value} table takes rules instead")
        if self.open_by == "device" or self.launch_after_s is not None:
            raise ValueError(
                "only a roulette wheel opens rounds and launches: use open_by dealer or auto, without launch_after_s"
            )
        return self._with_rules()

    def _with_rules(self) -> Self:
        """The rule set, tried out."""
        parse_rules(self.game, self.rules if self.decks is None else {**self.rules, "decks": self.decks})
        return self


class DeviceConfig(Part):
    """A device on a serial line. The first one is the table's wheel, shoe or reader."""

    name: Name = Field(description="What the device is called in facts and logs.")
    kind: str = Field(
        description="Which driver reads it: cammegh-ss2, angel-eye-2ex, card-line, dice-line, segment-line, or one of another package."
    )
    port: Openable = Field(
        description="A name that means the same device after every boot (/dev/studio/..., /dev/serial/by-id/...) or socket://host:port."
    )
    baud: Annotated[int, Field(ge=300, le=4_000_000)] | None = Field(
        default=None, description="Line speed; left out, the kind's usual one."
    )
    poll_s: Annotated[float, Field(ge=0.1, le=60)] | None = Field(
        default=None, description="Ask the device for its state this often; left out, it speaks by itself."
    )
    silence_s: Seconds | None = Field(
        default=None, description="Silence this long counts as a lost device; left out, silence is normal."
    )
    allow_unstable_port: bool = Field(
        default=False,
        description="Accept a pseudo-terminal, or a link outside /dev. For simulation; never at a real table.",
    )
    pattern: str | None = Field(
        default=None,
        description="Line readers only: a regular expression for a whole line, with the groups code, cut, begun, void and failed (docs/line-readers.md).",
    )
    codes: dict[str, str] | None = Field(
        default=None,
        description="Line readers only: what each code stands for, such as a tag's number for a card (QD, cut). Any other code holds the round.",
    )
    checked: bool = Field(
        default=False,
        description="Line readers only: each line carries a number and a checksum, so that none is lost or changed unseen.",
    )

    @property
    def wording(self) -> Wording | None:
        """The operator's words for a line reader, if there are any."""
        if self.pattern is None and self.codes is None and not self.checked:
            return None
        return Wording(self.pattern, self.codes, self.checked)


class ConsoleConfig(Part):
    """The dealer's keys and the lamps."""

    keys: dict[Annotated[Key, Field(strict=False)], str] = Field(
        default_factory=dict,
        description="Which pin each key is on: open, no_more_bets, confirm, void, supervisor, release.",
    )
    lamps: dict[LampName, str] = Field(
        default_factory=dict, description="Which pin each lamp is on: green, yellow, red."
    )


class Address(Part):
    """Where a broker listens."""

    host: str = Field(min_length=1, description="Host name or address.")
    port: Port = Field(default=1883, description="TCP port.")


class TlsConfig(Part):
    """TLS to the broker."""

    ca: FilePath = Field(description="PEM file of the authority that signed the broker's certificate.")
    cert: FilePath | None = Field(default=None, description="This board's certificate (PEM).")
    key: FilePath | None = Field(default=None, description="The private key of cert (PEM).")
    min_version: Literal["1.2", "1.3"] = Field(default="1.3", description="Oldest TLS version to speak.")


class BrokerConfig(Address):
    """The MQTT 5 broker."""

    host: str = Field(default="127.0.0.1", min_length=1, description="Host name or address.")
    also: tuple[Address, ...] = Field(
        default=(),
        strict=False,
        description="Further brokers, tried in turn when the first can't be reached.",
    )
    username: str | None = Field(default=None, description="User name, if the broker asks for one.")
    password_file: FilePath | None = Field(
        default=None, description="File whose first line is the password; readable by the agent only."
    )
    tls: TlsConfig | None = Field(default=None, description="Encrypt the connection; left out, plain TCP.")

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.password_file is not None and self.username is None:
            raise ValueError("password_file without username: name the user, or remove password_file")
        return self


class EdgeConfig(Part):
    """Whose receipts and commands count."""

    public_keys: dict[str, str] = Field(
        min_length=1,
        description="Key id (edge-1#1) to Ed25519 public key (base64url), as `edge-api admin key` prints it.",
    )

    @field_validator("public_keys")
    @classmethod
    def _ids_are_key_ids(cls, keys: dict[str, str]) -> dict[str, str]:
        for key_id in keys:
            if not KEY_ID.match(key_id):
                raise ValueError(f"{key_id!r} is not a key id: write it as edge-1#1")
        return keys


class StoreConfig(Part):
    """What the board keeps on disk."""

    folder: FilePath = Field(description="Folder of outbox.db and key.pem; made at the first start.")
    reserve_mib: Annotated[int, Field(ge=0, le=100_000)] = Field(
        default=16, description="No round opens with less free disk space than this many MiB."
    )


class ClockConfig(Part):
    """How far the clock is trusted."""

    require_sync: bool = Field(
        default=True,
        description="No round opens while the clock is not synchronised (error below 50 ms, checked within the last minute).",
    )


class AgentConfig(Part):
    """The whole file."""

    table: TableConfig
    device: tuple[DeviceConfig, ...] = Field(default=(), strict=False)
    console: ConsoleConfig = ConsoleConfig()
    broker: BrokerConfig = BrokerConfig()
    edge: EdgeConfig
    store: StoreConfig
    clock: ClockConfig = ClockConfig()
    camera: CameraConfig | None = None
    sight: SightConfig | None = None

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        names = [device.name for device in self.device]
        if doubled := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two devices are called {', '.join(sorted(doubled))}: give each its own name")
        for wanted, key in (
            (self.table.open_by == "dealer", Key.OPEN),
            (self.table.confirm == "dealer", Key.CONFIRM),
        ):
            if wanted and key not in self.console.keys:
                raise ValueError(f"the dealer is to use the {key.value} key: give its pin in [console] keys")
        used = {*self.console.keys.values(), *self.console.lamps.values()}
        if self.camera is not None and self.camera.led in used:
            raise ValueError(f"[camera] led: {self.camera.led} is a pin of the console; it needs its own")
        if self.sight is not None and not self.sight.source and self.camera is None:
            raise ValueError("[sight] needs source where there is no [camera]: it has no picture to look at")
        return self

    @property
    def config_hash(self) -> str:
        """SHA-256 of the settings in effect, defaults filled in."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()
