"""What goes wrong with a rendered camera, each on demand: told to its scene socket as if it were a thing that happens at the table."""

from __future__ import annotations

from enum import Enum


class CameraFault(Enum):
    """Lasts for as long as it is told to."""

    STALL = "stall"
    """No frame comes, and nothing is said."""
    FREEZE = "freeze"
    """The same picture again and again, as if it were new."""
    VANISH = "vanish"
    """The camera is gone, and can't be opened."""
    TORN = "torn"
    """Instead of pictures, bytes that begin like a coded frame and are none."""
