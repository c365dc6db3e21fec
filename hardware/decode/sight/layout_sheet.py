"""A layout's slots and its empty table as a part of a calibration's sheet and arrays. Touches no disk."""

from __future__ import annotations

from typing import Any

import numpy as np

from hardware.decode.sight.laid_out import LaidOut, laid_out_from
from hardware.decode.sight.net_file import Arrays
from hardware.decode.sight.tracking.words import Slot


def layout_sheet(laid: LaidOut) -> dict[str, Any]:
    """What the sheet says; the corners and the picture are arrays."""
    names = [[slot.place, slot.index, slot.hand] for slot in laid.slots]
    return {"picture": list(laid.picture), "slots": names, "empty": laid.empty is not None}


def layout_arrays(laid: LaidOut) -> Arrays:
    """The corners of all slots (n x 4 x 2), and the empty table."""
    arrays: Arrays = {"slot_quads": np.stack([slot.quad for slot in laid.slots])}
    return arrays if laid.empty is None else arrays | {"empty_table": laid.empty}


def layout_of(told: dict[str, Any], arrays: Arrays) -> LaidOut:
    """Back again.

    Raises:
        ValueError, KeyError or CalibrationError: it is not what was written.
    """
    quads = arrays["slot_quads"].astype(np.float32)
    slots = tuple(
        Slot(str(place), int(index), quad, int(hand))
        for (place, index, hand), quad in zip(told["slots"], quads, strict=True)
    )
    picture = (int(told["picture"][0]), int(told["picture"][1]))
    return laid_out_from(slots, picture, arrays["empty_table"] if told["empty"] else None)
