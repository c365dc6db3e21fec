"""The board's last words to a broker that is slow to read them."""

from __future__ import annotations

import socket
import threading

from firmware_agent.mqtt import Link
from firmware_agent.post import Access, Post

CONNACK = bytes([0x20, 3, 0, 0, 0])
PUBLISHED = bytes([0x30, 4, 0, 1]) + b"t" + bytes([0])
"""MQTT 5, 3.3: one message on the topic ``t`` that is empty."""


class SlowBroker(threading.Thread):
    """Lets one board in, tells it much, and reads what it says only after the board has hung up."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.told, self.hung_up = threading.Event(), threading.Event()
        self.heard = b""

    def run(self) -> None:
        board, _ = self._door.accept()
        with self._door, board:
            board.recv(4096)
            board.sendall(CONNACK)
            board.sendall(PUBLISHED * 50)
            self.told.set()
            self.hung_up.wait(10)
            while more := board.recv(4096):
                self.heard += more


def test_the_last_words_reach_a_broker_that_reads_late_while_its_own_messages_lie_unread() -> None:
    broker = SlowBroker()
    broker.start()
    link = Link("127.0.0.1", broker.port, Access("board", None, None, None), Post("status", b"lost"))
    assert broker.told.wait(10)
    threading.Timer(0.2, broker.hung_up.set).start()
    link.publish(Post("status", b"stopped"))
    link.close(farewell=True)
    broker.join(10)
    assert b"stopped" in broker.heard
    assert broker.heard[-4:-2] == bytes([0xE0, 2]) or broker.heard[-2:] == bytes([0xE0, 0])
