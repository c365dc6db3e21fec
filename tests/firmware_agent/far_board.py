"""An uplink with its outbox, supervised in a thread of its own, as tests put it on a wire."""

from __future__ import annotations

import threading
from pathlib import Path

from firmware_agent.orders import OrderDesk
from firmware_agent.outbox import Outbox
from firmware_agent.post import Access
from firmware_agent.receipts import ReceiptDesk
from firmware_agent.signing import EdgeKeys
from firmware_agent.uplink import Identity, Uplink
from hardware.clock import SystemClock
from hardware.driver import supervise
from hardware.orders import Ordered
from hardware.signals import Signal
from schemas.sight import SightAnswer
from schemas.topics import TableTopics
from tests.firmware_agent import desk

TOPICS = TableTopics(desk.SITE, desk.TABLE)


class Board:
    """An uplink with its outbox, supervised in a thread of its own."""

    def __init__(
        self,
        folder: Path,
        ports: list[int],
        signer: desk.EdgeSigner,
        access: Access | None = None,
        paper: SightAnswer | None = None,
    ) -> None:
        self.clock = SystemClock()
        key = desk.key(folder)
        self.box: Outbox = desk.outbox(folder)
        keys = EdgeKeys(signer.public)
        orders = OrderDesk(desk.TABLE, keys.check, self.box.first_sight, self.clock)
        self.receipts = ReceiptDesk(TOPICS, keys.check)
        who = Identity(
            TOPICS,
            "boot-1",
            "0.1.0",
            tuple(("127.0.0.1", port) for port in ports),
            access or Access(desk.TABLE),
        )
        self.uplink = Uplink(who, self.box, key, orders, self.receipts, self.clock, offer=lambda: paper)
        self.signals: list[Signal] = []
        self.fault: BaseException | None = None
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Board:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.uplink.wake()
        self._thread.join(10)
        assert not self._thread.is_alive()
        self.uplink.close()
        self.box.close()

    def _run(self) -> None:
        try:
            supervise(self.uplink, self.signals.append, self.stop, self.clock)
        except BaseException as fault:  # noqa: BLE001
            self.fault = fault

    def call(self, first: int, count: int = 1) -> None:
        self.box.append(desk.calls(first, count), f"m{first}")
        self.uplink.wake()

    def orders(self) -> list[Ordered]:
        return [signal for signal in self.signals if isinstance(signal, Ordered)]
