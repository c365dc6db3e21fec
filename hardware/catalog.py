"""Which kinds of serial devices this board can decode; a kind's code is imported when it is first wanted. Refuses unknown kinds.

Other packages add kinds by entry points of the group ``studio_floor.drivers``: name = kind, object = a class called with the
device's name that gives a ``Decoder``. They can't replace a built-in kind. Only line readers can be given words of the operator's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import EntryPoints
from types import MappingProxyType
from typing import cast

from hardware.decode.decoder import Decoder
from hardware.decode.line_words import Wording
from hardware.kinds import Kinds

GROUP = "studio_floor.drivers"

NewDecoder = Callable[[str], Decoder]
NewWorded = Callable[[str, Wording], Decoder]


class Reads(Enum):
    """What a device reads."""

    WHEEL = "wheel"
    SHOE = "shoe"
    CARDS = "cards"
    DICE = "dice"
    SEGMENTS = "segments"


@dataclass(frozen=True, slots=True)
class Kind:
    """A built-in kind: where its decoder is ("module:Class"), its usual speed, what it reads, and whether it takes a ``Wording``."""

    target: str
    baud: int
    reads: Reads
    worded: bool = False


BUILT_IN: Mapping[str, Kind] = MappingProxyType(
    {
        "cammegh-ss2": Kind("hardware.decode.cammegh_ss2:CammeghSs2", baud=9600, reads=Reads.WHEEL),
        "angel-eye-2ex": Kind("hardware.decode.angel_eye:AngelEye", baud=4800, reads=Reads.SHOE),
        "card-line": Kind("hardware.decode.line_reader:CardLine", 9600, Reads.CARDS, worded=True),
        "dice-line": Kind("hardware.decode.line_reader:DiceLine", 9600, Reads.DICE, worded=True),
        "segment-line": Kind("hardware.decode.line_reader:SegmentLine", 9600, Reads.SEGMENTS, worded=True),
    }
)

_KINDS = Kinds("device", GROUP, {kind: known.target for kind, known in BUILT_IN.items()})


def kinds(installed: EntryPoints | None = None) -> list[str]:
    """All kinds, sorted; ``installed`` stands for the environment's own entry points."""
    return _KINDS.names(installed)


def new_decoder(
    kind: str, device: str, installed: EntryPoints | None = None, own: Wording | None = None
) -> Decoder:
    """A decoder of ``kind`` for the device named ``device``; ``own`` are the operator's words for a line reader.

    Raises:
        ValueError: no such kind (lists those there are), or words that it does not take or that can't be right.
    """
    decoder: NewDecoder = _KINDS.load(kind, installed)
    if own is None:
        return decoder(device)
    if kind not in BUILT_IN or not BUILT_IN[kind].worded:
        raise ValueError(f"a {kind} has its maker's own words: remove pattern, codes and checked")
    return cast(NewWorded, decoder)(device, own)


def usual_baud(kind: str) -> int | None:
    """The usual speed of a built-in kind; None for any other."""
    return BUILT_IN[kind].baud if kind in BUILT_IN else None


def reads(kind: str) -> Reads | None:
    """What a built-in kind reads; None for any other, which may read what it likes."""
    return BUILT_IN[kind].reads if kind in BUILT_IN else None
