"""What goes through a broker, and how one introduces oneself to it: plain values."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


@dataclass(frozen=True, slots=True)
class Post:
    """A message to publish."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    expiry_s: int | None = None
    correlation: bytes | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came; ``retained`` when the broker had kept it from before."""

    topic: str
    payload: bytes
    retained: bool
    correlation: bytes | None


@dataclass(frozen=True, slots=True)
class Access:
    """How to introduce oneself; ``tls`` None for plain TCP."""

    client_id: str
    username: str | None = None
    password: str | None = None
    tls: ssl.SSLContext | None = None


def properties_of(post: Post) -> Properties | None:
    """The MQTT 5 properties of a publish; None when it has none."""
    if post.expiry_s is None and post.correlation is None:
        return None
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    if post.expiry_s is not None:
        properties.MessageExpiryInterval = post.expiry_s
    if post.correlation is not None:
        properties.CorrelationData = post.correlation
    return properties
