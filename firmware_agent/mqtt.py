"""One connection to one MQTT 5 broker: a thin skin over paho, driven by the thread that uses it. Refuses to outlive its connection.

paho's own network thread is not used: a callback that raises would kill it unseen, and a publish would wait for a second thread. Here
the caller polls, its publishes go straight to the socket, and whatever fails is raised to it. A lost connection is never reused, so
nothing that paho still holds in memory can be sent later.
"""

from __future__ import annotations

import os
import select
import socket
import ssl
from collections import deque
from contextlib import suppress
from typing import Any, cast

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from firmware_agent.post import Access, Incoming, Post, properties_of

KEEPALIVE_S = 5
CONNECT_LIMIT_S = 3.0
USER_TIMEOUT_MS = 3000
FAREWELL_S = 1.0
FAREWELL_READS = 256
FIRST_FAILURE = 128
"""MQTT 5, 2.4: a reason code of 128 or more is a failure."""


class LinkLost(Exception):
    """The broker can't be reached, refuses us, or went away."""


class Link:
    """Open after construction, which takes 6 s at most. Raises LinkLost: not reached in time, or refused (says why)."""

    def __init__(self, host: str, port: int, access: Access, will: Post) -> None:
        self._where = f"{host}:{port}"
        self._incoming: deque[Incoming] = deque()
        self._trouble: str | None = None
        self._connected = False
        self._client = self._new_client(access, will)
        try:
            self._client.connect(host, port, KEEPALIVE_S, clean_start=True)
        except (OSError, ValueError) as fault:
            raise LinkLost(f"{self._where}: {fault}") from fault
        self._await_welcome()

    def subscribe(self, topics: list[str]) -> None:
        self._done(self._client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in topics])[0])

    def publish(self, post: Post) -> None:
        """Hand over to the socket. Raises LinkLost."""
        info = self._client.publish(post.topic, post.payload, post.qos, post.retain, properties_of(post))
        self._done(info.rc)

    @property
    def is_busy(self) -> bool:
        """Something that was published still waits for the socket."""
        return bool(self._client.want_write())

    def wait(self, timeout_s: float, wake: int) -> list[Incoming]:
        """What came, after at most ``timeout_s``, or once the descriptor ``wake`` is readable. Raises LinkLost."""
        connection = self._socket()
        writing = [connection] if self._client.want_write() else []
        pending = isinstance(connection, ssl.SSLSocket) and connection.pending() > 0
        watched: list[socket.socket | int] = [connection, wake]
        ready, writable, _ = select.select(watched, writing, [], 0 if pending else timeout_s)
        if connection in ready or pending:
            self._done(self._client.loop_read())
        if writable:
            self._done(self._client.loop_write())
        self._done(self._client.loop_misc())
        return [self._incoming.popleft() for _ in range(len(self._incoming))]

    def close(self, farewell: bool) -> None:
        """Hang up. With ``farewell`` the broker keeps the will to itself; without, it publishes it."""
        connection = self._client.socket()
        if connection is None:
            return
        if farewell:
            with suppress(OSError):
                self._take_leave(connection.fileno())
        connection.close()

    def _take_leave(self, descriptor: int) -> None:
        """Send what waits and DISCONNECT, then read until the broker has hung up: closing on unread receipts resets the
        connection, and a broker that is slow to read then never sees the last words (seen on a busy machine)."""
        with socket.socket(fileno=os.dup(descriptor)) as held:
            held.settimeout(FAREWELL_S)
            self._client.disconnect()
            while self._client.want_write() and select.select([], [held], [], FAREWELL_S)[1]:
                self._client.loop_write()
            held.shutdown(socket.SHUT_WR)
            for _ in range(FAREWELL_READS):
                if not held.recv(4096):
                    break

    def _new_client(self, access: Access, will: Post) -> paho.Client:
        client = paho.Client(CallbackAPIVersion.VERSION2, access.client_id, protocol=paho.MQTTv5)
        client.connect_timeout = CONNECT_LIMIT_S
        client.on_connect, client.on_disconnect = self._on_connect, self._on_disconnect
        client.on_message, client.on_publish, client.on_subscribe = (
            self._on_message,
            self._on_publish,
            self._on_subscribe,
        )
        client.on_socket_open = _tune
        client.will_set(will.topic, will.payload, will.qos, will.retain)
        if access.username is not None:
            client.username_pw_set(access.username, access.password)
        if access.tls is not None:
            client.tls_set_context(access.tls)
        return client

    def _await_welcome(self) -> None:
        connection = self._socket()
        while not self._connected:
            if not select.select([connection], [], [], CONNECT_LIMIT_S)[0]:
                raise LinkLost(f"{self._where}: no answer to CONNECT within {CONNECT_LIMIT_S:g} s")
            self._done(self._client.loop_read())

    def _socket(self) -> socket.socket:
        connection = cast(socket.socket | None, self._client.socket())
        if connection is None:
            raise LinkLost(f"{self._where}: {self._trouble or 'the connection is gone'}")
        return connection

    def _done(self, result: int) -> None:
        if self._trouble is not None or result != paho.MQTT_ERR_SUCCESS:
            raise LinkLost(f"{self._where}: {self._trouble or paho.error_string(MQTTErrorCode(result))}")

    def _on_connect(
        self, _client: Any, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        self._connected = not self._note("connection", reason)

    def _on_disconnect(
        self, _client: Any, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        self._trouble = self._trouble or f"disconnected: {reason}"

    def _on_publish(self, _client: Any, _data: Any, _mid: int, reason: ReasonCode, _properties: Any) -> None:
        self._note("a publish", reason)

    def _on_subscribe(
        self, _client: Any, _data: Any, _mid: int, reasons: list[ReasonCode], _properties: Any
    ) -> None:
        for reason in reasons:
            self._note("a subscription", reason)

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        correlation = getattr(message.properties, "CorrelationData", None)
        self._incoming.append(Incoming(message.topic, bytes(message.payload), message.retain, correlation))

    def _note(self, what: str, reason: ReasonCode) -> bool:
        """Whether this is a refusal; kept to be raised by the next call."""
        refused = bool(reason.value >= FIRST_FAILURE)
        if refused:
            self._trouble = (
                f"the broker refuses {what}: {reason}; check user, password and the broker's access list"
            )
        return refused


def _tune(_client: Any, _data: Any, connection: Any) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
