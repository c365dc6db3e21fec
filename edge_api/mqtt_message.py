"""What goes over an MQTT line, and its translation into paho's terms. Holds no connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from paho.mqtt.client import MQTTMessage
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

MOST_BYTES = 64 * 1024
"""No message of ours is larger."""


@dataclass(frozen=True, slots=True)
class Message:
    """What to publish, or what arrived. ``expiry_s``, ``response_topic`` and ``correlation`` are MQTT 5 properties."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    expiry_s: int | None = None
    response_topic: str | None = None
    correlation: bytes | None = None


@dataclass(frozen=True, slots=True)
class Up:
    """The broker accepted us and our subscriptions."""


@dataclass(frozen=True, slots=True)
class Down:
    """The line is gone; another attempt follows by itself."""


Report = Message | Up | Down
Emit = Callable[[Report], None]


def arrived(message: MQTTMessage) -> Message:
    """A message as paho hands it over."""
    correlation = getattr(message.properties, "CorrelationData", None)
    return Message(
        message.topic, bytes(message.payload), message.qos, message.retain, correlation=correlation
    )


def properties(message: Message) -> Properties | None:
    """The MQTT 5 properties of a message to publish; None when it has none."""
    if message.expiry_s is None and message.response_topic is None and message.correlation is None:
        return None
    found = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    if message.expiry_s is not None:
        found.MessageExpiryInterval = message.expiry_s
    if message.response_topic is not None:
        found.ResponseTopic = message.response_topic
    if message.correlation is not None:
        found.CorrelationData = message.correlation
    return found
