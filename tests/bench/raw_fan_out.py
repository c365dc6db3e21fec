"""The raw limit of fan-out: a server that, at each message from the broker, writes one ready-made frame to every socket and nothing else.

``python -m tests.bench.raw_fan_out BROKER_PORT HTTP_PORT FRAME_BYTES``; prints the moment at which each message had come in.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

import paho.mqtt.client as mqtt
import uvloop
from paho.mqtt.enums import CallbackAPIVersion
from websockets.asyncio.server import ServerConnection, serve

TOPIC = "bench/fan-out"
TEXT_FRAME, TWO_BYTE_LENGTH = 0x81, 126


def frame_of(size: int) -> bytes:
    """An unmasked text frame (RFC 6455, section 5.2) of ``size`` bytes, 126 to 65,535."""
    return bytes([TEXT_FRAME, TWO_BYTE_LENGTH]) + size.to_bytes(2, "big") + b" " * size


async def fan_out(broker_port: int, http_port: int, size: int) -> None:
    """Until ended."""
    sockets: list[ServerConnection] = []
    frame, loop = frame_of(size), asyncio.get_running_loop()

    async def welcome(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send("{}")
        sockets.append(socket)
        await socket.wait_closed()

    def send_all(came_ns: int) -> None:
        for socket in sockets:
            socket.transport.write(frame)
        print(came_ns, flush=True)

    def came(_client: mqtt.Client, _data: Any, _message: mqtt.MQTTMessage) -> None:
        loop.call_soon_threadsafe(send_all, time.monotonic_ns())

    client = mqtt.Client(CallbackAPIVersion.VERSION2, "raw-fan-out", protocol=mqtt.MQTTv5)
    client.on_message = came
    client.connect("127.0.0.1", broker_port)
    client.subscribe(TOPIC, qos=1)
    client.loop_start()
    async with serve(welcome, "127.0.0.1", http_port, compression=None, ping_interval=None):
        print("ready", flush=True)
        await asyncio.Event().wait()


def main(broker_port: int, http_port: int, size: int) -> None:
    """Serve."""
    uvloop.run(fan_out(broker_port, http_port, size))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
