"""Which kinds of serial devices this board can decode; a kind's code is imported when it is first wanted. Refuses unknown kinds.

Other packages add kinds by entry points of the group ``studio_floor.drivers``: name = kind, object = a class called with the
device's name that gives a ``Decoder``. They can't replace a built-in kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from types import MappingProxyType
from typing import cast

from hardware.decode.decoder import Decoder

GROUP = "studio_floor.drivers"

NewDecoder = Callable[[str], Decoder]


class Reads(Enum):
    """What a device reads."""

    WHEEL = "wheel"
    SHOE = "shoe"


@dataclass(frozen=True, slots=True)
class Kind:
    """A built-in kind: where its decoder is ("module:Class"), the speed its maker sets, and what it reads."""

    target: str
    baud: int
    reads: Reads


BUILT_IN: Mapping[str, Kind] = MappingProxyType(
    {
        "cammegh-ss2": Kind("hardware.decode.cammegh_ss2:CammeghSs2", baud=9600, reads=Reads.WHEEL),
        "angel-eye-2ex": Kind("hardware.decode.angel_eye:AngelEye", baud=4800, reads=Reads.SHOE),
    }
)


def kinds(installed: EntryPoints | None = None) -> list[str]:
    """All kinds, sorted; ``installed`` stands for the environment's own entry points."""
    return sorted({*BUILT_IN, *(point.name for point in _points(installed))})


def new_decoder(kind: str, device: str, installed: EntryPoints | None = None) -> Decoder:
    """A decoder of ``kind`` for the device named ``device``.

    Raises:
        ValueError: no such kind; lists those there are.
    """
    return _decoder_class(kind, installed)(device)


def usual_baud(kind: str) -> int | None:
    """The speed that the maker sets for a built-in kind; None for any other."""
    return BUILT_IN[kind].baud if kind in BUILT_IN else None


def reads(kind: str) -> Reads | None:
    """What a built-in kind reads; None for any other, which may read what it likes."""
    return BUILT_IN[kind].reads if kind in BUILT_IN else None


def _decoder_class(kind: str, installed: EntryPoints | None) -> NewDecoder:
    if kind in BUILT_IN:
        return _load(EntryPoint(kind, BUILT_IN[kind].target, GROUP))
    for point in _points(installed):
        if point.name == kind:
            return _load(point)
    raise ValueError(f"device kind {kind!r} is unknown; there are {', '.join(kinds(installed))}")


def _load(point: EntryPoint) -> NewDecoder:
    module, _, name = point.value.partition(":")
    return cast(NewDecoder, getattr(import_module(module), name))


def _points(installed: EntryPoints | None) -> EntryPoints:
    return entry_points(group=GROUP) if installed is None else installed.select(group=GROUP)
