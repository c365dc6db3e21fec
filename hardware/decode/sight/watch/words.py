"""What the vision watch is told of a site, and what it says. Holds no judgement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from hardware.decode.sight.reader import Corners, Frame
from schemas.sight import Notice


class Side(IntEnum):
    """A side of the layout: top is the one from its first corner to its second."""

    TOP = 0
    RIGHT = 1
    BOTTOM = 2
    LEFT = 3


@dataclass(frozen=True, slots=True, eq=False)
class WatchSite:
    """``layout``: its corners in pixels of the whole picture, clockwise from the top left; ``empty``: a picture of the table with nothing on it, of any size.

    ``dealer``: the side from which hands may come at any time. Where one of the three is not known, hands are not watched for.
    """

    layout: Corners | None = None
    empty: Frame | None = None
    dealer: Side | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """``detail``: one sentence for people."""

    at_ns: int
    what: Notice
    detail: str
