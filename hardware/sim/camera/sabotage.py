"""A camera that lies on purpose: now and then the picture shows another card, pocket, throw or segment than the device reports. Pure; changes what is drawn, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hardware.sim.camera.scene import Happening
from hardware.sim.camera.wheels import POCKETS
from schemas.cards import DECK

FAR, NEXT_CARD = 7, 5
"""How far along the deck and the wheel the lie lies: no neighbour, which a human eye might mistake for it."""


@dataclass(frozen=True, slots=True)
class Lie:
    """What was reported at ``at_ns``, and what the picture shows instead."""

    at_ns: int
    reported: str
    shown: str


class Liar:
    """Lies each ``every``-th time; ``segments``: the money wheel's names as the table tells them."""

    def __init__(self, every: int) -> None:
        self._every, self._count = every, 0
        self._segments: Sequence[str] = ()

    def retold(self, happening: Happening) -> tuple[Happening, Lie | None]:
        """The happening as the picture shall show it, and the lie in it, if it is one."""
        if happening.get("what") == "table":
            self._segments = sorted(happening.get("segments", ()))
        changed = _outcome(happening)
        if changed is None:
            return happening, None
        self._count += 1
        if self._count % self._every:
            return happening, None
        return self._lied(happening, changed)

    def _lied(self, happening: Happening, named: str) -> tuple[Happening, Lie | None]:
        reported = str(happening[named])
        shown = self._other(named, reported)
        if shown == reported:
            return happening, None
        return {**happening, named: shown}, Lie(int(happening["at_ns"]), reported, shown)

    def _other(self, named: str, reported: str) -> str:
        match named:
            case "card":
                return _along(DECK, reported, NEXT_CARD)
            case "pocket":
                return _along(POCKETS, reported, FAR)
            case "faces":
                return "".join(str(int(face) % 6 + 1) for face in reported)
            case _:
                return _along(self._segments, reported, 1)


def _outcome(happening: Mapping[str, Any]) -> str | None:
    """Under which name a happening tells the outcome; None when it tells none. Where the dolly is put is the dealer's word, not the wheel's."""
    match happening.get("what"), happening.get("how"):
        case "card", _:
            return "card"
        case "ball", "falls":
            return "pocket"
        case "dice", _:
            return "faces"
        case "spinning", _:
            return "segment"
    return None


def _along(ring: Sequence[str], name: str, steps: int) -> str:
    return ring[(ring.index(name) + steps) % len(ring)] if name in ring else name
