"""A calibration that also says which of its labels look wrong, whichever kind it is of. Refuses nothing; people look at what is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from firmware_agent.sight.looker import CalibrateWish, Kind, SayingKind
from schemas.sight import SightKind


def calibrated_saying(kind: Kind, wish: CalibrateWish, out: TextIO, say: Callable[[str], object]) -> bool:
    """As ``Kind.calibrate``; a kind that can names doubted labels to ``say`` meanwhile, in whole lines."""
    if isinstance(kind, SayingKind):
        return kind.calibrate_saying(wish, out, say)
    return kind.calibrate(wish, out)


def doubted_after(sees: SightKind | None, wish: CalibrateWish) -> str:
    """Lines about cards or balls whose labels may be wrong, after a calibration that went well; "" of other kinds. Raises OSError."""
    return "".join(f"{line}\n" for line in _doubts(sees, wish))


def _doubts(sees: SightKind | None, wish: CalibrateWish) -> list[str]:
    """Each kind's code is loaded for those who look at it."""
    match sees:
        case SightKind.CARDS:
            from firmware_agent.sight.card_doubts import card_doubts

            return card_doubts(wish)
        case SightKind.WHEEL:
            from firmware_agent.sight.wheel_doubts import wheel_doubts

            return wheel_doubts(wish)
        case _:
            return []
