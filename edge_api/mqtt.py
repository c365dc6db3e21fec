"""One MQTT 5 connection: a thin adapter around paho. Its callbacks only hand on what arrived and never raise; nothing is kept for later.

A message is published only while the broker has accepted us, and a broker's acknowledgement is never taken for delivery.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.subscribeoptions import SubscribeOptions

from edge_api.config_error import ConfigError
from edge_api.config_parts import Broker
from edge_api.mqtt_client import CONNECT_TIMEOUT_S, make_client
from edge_api.mqtt_message import Down, Emit, Message, Up, arrived, properties

log = logging.getLogger(__name__)

KEEPALIVE_S = 5
RETRY_S = (0.1, 0.2, 0.5, 1.0, 2.0)


@dataclass(slots=True)
class Line:
    """A connection that comes back by itself. ``emit`` is called from the network's threads: it must only enqueue, and never raise."""

    broker: Broker
    client_id: str
    filters: tuple[str, ...]
    will: Callable[[], Message]
    emit: Emit
    accepted: bool = False
    _client: paho.Client | None = None
    _stop: Event = field(default_factory=Event)
    _ended: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _said: str = ""

    def start(self) -> None:
        """Connect, and stay connected until ``stop``. Raises ConfigError when the password or the TLS files can't be read."""
        self._build()
        self._thread = Thread(target=self._run, name=f"mqtt {self.client_id}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Leave the broker in good order and end the thread."""
        self._stop.set()
        self._ended.set()
        if self._thread is not None:
            self._thread.join(2 * CONNECT_TIMEOUT_S)

    def publish(self, message: Message) -> bool:
        """Hand a message to the broker's line; False when there is none (the message is dropped, not kept)."""
        client = self._client
        if client is None or not self.accepted:
            return False
        kind = properties(message)
        return (
            client.publish(message.topic, message.payload, message.qos, message.retain, kind).rc
            == paho.MQTT_ERR_SUCCESS
        )

    def _run(self) -> None:
        attempt = 0
        while not self._stop.is_set():
            address = self.broker.addresses[attempt % len(self.broker.addresses)]
            attempt = 0 if self._session(address.host, address.port) else attempt + 1
            self._stop.wait(RETRY_S[min(attempt, len(RETRY_S) - 1)])

    def _session(self, host: str, port: int) -> bool:
        """One connection from beginning to end; True when the broker had accepted us."""
        self._ended.clear()
        try:
            client = self._build()
            client.connect(host, port, KEEPALIVE_S, clean_start=True)
        except (OSError, ConfigError) as gone:
            self._complain(f"no broker at {host}:{port}: {gone}")
            return False
        self._client = client
        client.loop_start()
        if not self._stop.is_set():
            self._ended.wait()
        return self._leave(client)

    def _leave(self, client: paho.Client) -> bool:
        was, self.accepted, self._client = self.accepted, False, None
        client.disconnect()
        client.loop_stop()
        if was and not self._stop.is_set():
            log.warning("%s: the broker is gone", self.client_id)
            self.emit(Down())
        return was

    def _build(self) -> paho.Client:
        client = make_client(self.broker, self.client_id)
        will = self.will()
        client.will_set(will.topic, will.payload, will.qos, will.retain)
        client.on_connect, client.on_subscribe, client.on_disconnect = (
            self._connected,
            self._subscribed,
            self._gone,
        )
        client.on_message = lambda _client, _data, message: self.emit(arrived(message))
        return client

    def _connected(self, client: paho.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._give_up(f"the broker refuses us: {reason}")
        elif self.filters:
            client.subscribe([(name, SubscribeOptions(qos=1)) for name in self.filters])
        else:
            self._open()

    def _subscribed(self, _client: Any, _data: Any, _mid: int, reasons: list[Any], _properties: Any) -> None:
        refused = [name for name, reason in zip(self.filters, reasons, strict=False) if reason.is_failure]
        if refused:
            self._give_up(f"the broker refuses the subscription to {refused[0]}")
        else:
            self._open()

    def _open(self) -> None:
        log.info("%s: connected", self.client_id)
        self.accepted, self._said = True, ""
        self.emit(Up())

    def _give_up(self, what: str) -> None:
        self._complain(what)
        self._ended.set()

    def _complain(self, what: str) -> None:
        """Once, until it is another complaint or the line was up again."""
        if what != self._said:
            log.error("%s: %s", self.client_id, what)
        self._said = what

    def _gone(self, _client: Any, _data: Any, _flags: Any, _reason: Any, _properties: Any) -> None:
        self._ended.set()
