"""Takes what is new out of the datagrams of many devices, each of which tells everything again and again. Pure; refuses nothing, skips what it can't read."""

from __future__ import annotations

import json
from typing import Any

from hardware.sim.camera.scene import Happening


class Hearing:
    """Remembers how far each device has been heard."""

    def __init__(self) -> None:
        self._heard: dict[str, tuple[int, int]] = {}

    def new_in(self, datagram: bytes) -> list[Happening]:
        """The happenings that were not told before, in their order."""
        try:
            told = json.loads(datagram)
            return self._new(str(told["from"]), int(told["session"]), told["happenings"])
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            return []

    def _new(self, name: str, session: int, happenings: list[dict[str, Any]]) -> list[Happening]:
        known_session, last = self._heard.get(name, (session, 0))
        if known_session != session:
            last = 0
        new: list[Happening] = [happening for happening in happenings if int(happening["seq"]) > last]
        last = max((int(happening["seq"]) for happening in new), default=last)
        self._heard[name] = (session, last)
        return [happening for happening in new if isinstance(happening.get("at_ns", 0), int)]
