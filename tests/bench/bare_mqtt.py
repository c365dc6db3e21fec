"""The raw limit of the wire: one QoS-1 publish by paho, received by another paho client on the same broker. Nothing is signed or stored."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

TOPIC, ANSWER_S = "bench/bare", 10.0


class BarePair:
    """A publisher and a subscriber, both connected."""

    def __init__(self, port: int) -> None:
        self._arrivals: Queue[int] = Queue()
        self._ready: Queue[None] = Queue()
        self._subscriber, self._publisher = _client("bench-sub"), _client("bench-pub")
        self._subscriber.on_message = self._arrived
        self._subscriber.on_subscribe = self._subscribed
        for client in (self._subscriber, self._publisher):
            client.connect("127.0.0.1", port)
            client.loop_start()
        self._subscriber.subscribe(TOPIC, qos=1)
        self._ready.get(timeout=ANSWER_S)

    def one_way_ms(self, payload: bytes) -> float:
        """From the call of ``publish`` to the subscriber's callback."""
        sent = time.monotonic_ns()
        self._publisher.publish(TOPIC, payload, qos=1)
        return (self._arrivals.get(timeout=ANSWER_S) - sent) / 1e6

    def close(self) -> None:
        """Disconnect both."""
        for client in (self._subscriber, self._publisher):
            client.disconnect()
            client.loop_stop()

    def _arrived(self, _client: mqtt.Client, _data: Any, _message: mqtt.MQTTMessage) -> None:
        self._arrivals.put(time.monotonic_ns())

    def _subscribed(self, *_: Any) -> None:
        self._ready.put(None)


@contextmanager
def bare_pair(port: int) -> Iterator[BarePair]:
    """For the time of the block."""
    pair = BarePair(port)
    try:
        yield pair
    finally:
        pair.close()


@contextmanager
def publisher(port: int) -> Iterator[Callable[[str, bytes], None]]:
    """Publishes bare messages for the time of the block."""
    client = _client("bench-one-way")
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        yield lambda topic, payload: client.publish(topic, payload, qos=1).wait_for_publish(ANSWER_S)
    finally:
        client.disconnect()
        client.loop_stop()


def _client(name: str) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=mqtt.MQTTv5)
    client.on_socket_open = _no_delay
    return client


def _no_delay(_client: mqtt.Client, _data: Any, line: Any) -> None:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
