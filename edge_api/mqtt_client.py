"""A paho client as we want it: MQTT 5, no reconnecting of its own, small packets at once, a dead line noticed in seconds."""

from __future__ import annotations

import socket
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from edge_api.config_error import ConfigError
from edge_api.config_parts import Broker

CONNECT_TIMEOUT_S = 3.0
USER_TIMEOUT_MS = 3_000


def make_client(broker: Broker, client_id: str) -> paho.Client:
    """Not connected yet. Raises ConfigError when the password or the TLS files can't be read."""
    client = paho.Client(
        CallbackAPIVersion.VERSION2, client_id, protocol=paho.MQTTv5, reconnect_on_failure=False
    )
    client.connect_timeout = CONNECT_TIMEOUT_S
    client.on_socket_open = _tune
    _authenticate(client, broker)
    return client


def _tune(_client: paho.Client, _data: Any, line: Any) -> None:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)


def _authenticate(client: paho.Client, broker: Broker) -> None:
    try:
        password = (
            broker.password_file.read_text(encoding="utf-8").split("\n", 1)[0]
            if broker.password_file
            else None
        )
        if broker.username is not None:
            client.username_pw_set(broker.username, password)
        if broker.tls is not None:
            own = (str(broker.tls.cert), str(broker.tls.key)) if broker.tls.cert else (None, None)
            client.tls_set(str(broker.tls.ca), *own)
    except (OSError, ValueError) as wrong:
        raise ConfigError(f"broker: {_files(broker)} can't be used: {wrong}") from None


def _files(broker: Broker) -> str:
    tls = (broker.tls.ca, broker.tls.cert, broker.tls.key) if broker.tls else ()
    return ", ".join(str(file) for file in (broker.password_file, *tls) if file)
