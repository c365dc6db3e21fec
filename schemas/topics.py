"""Names of MQTT topics: fixed depth, lower case, no personal data. Building is strict, reading returns None for what is not ours."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

from schemas.model import TABLE_PATTERN

_NAME = re.compile(TABLE_PATTERN)
_TABLE_TOPIC = re.compile(
    r"^floor/v1/([a-z0-9-]+)/t/([a-z0-9-]+)/(ev|ev-receipt|status|state|health|still|anchors|sight|cmd|cmd-reply)(?:/([a-z0-9_]+))?$"
)


def _checked(*names: str) -> None:
    for name in names:
        if not _NAME.match(name):
            raise ValueError(f"{name!r} can't be part of a topic: use 1-32 of a-z 0-9 and '-'")


class StreamTopics(ABC):
    """What every writer of a stream has below its root: the events, their receipts, and its birth and last will."""

    __slots__ = ()

    @property
    @abstractmethod
    def root(self) -> str:
        """The writer's own branch."""

    @property
    def events(self) -> str:
        return f"{self.root}/ev"

    @property
    def receipt(self) -> str:
        return f"{self.root}/ev-receipt"

    @property
    def status(self) -> str:
        return f"{self.root}/status"


@dataclass(frozen=True, slots=True)
class TableTopics(StreamTopics):
    """Topics of one table."""

    site: str
    table: str

    def __post_init__(self) -> None:
        _checked(self.site, self.table)

    @property
    def root(self) -> str:
        return f"floor/v1/{self.site}/t/{self.table}"

    @property
    def state(self) -> str:
        return f"{self.root}/state"

    @property
    def health(self) -> str:
        return f"{self.root}/health"

    @property
    def still(self) -> str:
        """Pictures behind what the camera said: JPEG, named by its hash in a signed fact."""
        return f"{self.root}/still"

    @property
    def anchors(self) -> str:
        return f"{self.root}/anchors"

    @property
    def sight(self) -> str:
        """Answers to the technician's questions."""
        return f"{self.root}/sight"

    @property
    def commands(self) -> str:
        """Subscription filter of the board."""
        return f"{self.root}/cmd/+"

    def command(self, name: str) -> str:
        return f"{self.root}/cmd/{name}"

    def command_reply(self, name: str) -> str:
        return f"{self.root}/cmd-reply/{name}"


@dataclass(frozen=True, slots=True)
class EdgeTopics(StreamTopics):
    """Topics of one edge node, read by the cloud."""

    site: str
    edge: str

    def __post_init__(self) -> None:
        _checked(self.site, self.edge)

    @property
    def root(self) -> str:
        return f"floor/v1/{self.site}/edge/{self.edge}"

    @property
    def checkpoint(self) -> str:
        return f"{self.root}/checkpoint"


@dataclass(frozen=True, slots=True)
class Address:
    """A table topic taken apart: ``leaf`` is ev, status, ...; ``name`` the last level of a command."""

    site: str
    table: str
    leaf: str
    name: str | None


def parse_table_topic(topic: str) -> Address | None:
    """Take a table's topic apart; None when it is not one."""
    match = _TABLE_TOPIC.match(topic)
    return Address(*match.groups()) if match else None


def table_filters(site: str) -> list[str]:
    """What an edge subscribes to."""
    _checked(site)
    return [
        f"floor/v1/{site}/t/+/{leaf}"
        for leaf in ("ev", "status", "state", "health", "still", "anchors", "sight", "cmd-reply/+")
    ]
