"""Which kinds of cameras this board can use; a kind's code is imported when it is first wanted. Refuses unknown kinds.

Other packages add kinds by entry points of the group ``studio_floor.cameras``: name = kind, object = a class called with a
``CameraWish`` and a ``Clock`` that gives a ``FrameSource``. They can't replace a built-in kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoints
from types import MappingProxyType

from hardware.camera.source import CameraWish, FrameSource
from hardware.clock import Clock
from hardware.kinds import Kinds

GROUP = "studio_floor.cameras"

NewSource = Callable[[CameraWish, Clock], FrameSource]

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "picamera2": "hardware.camera.picamera2_source:Picamera2Source",
        "v4l2": "hardware.camera.v4l2_source:V4l2Source",
        "stream": "hardware.camera.stream_source:StreamSource",
        "file": "hardware.camera.stream_source:FileSource",
        "pictures": "hardware.camera.pictures_source:PicturesSource",
    }
)

_KINDS = Kinds("camera", GROUP, BUILT_IN)


def kinds(installed: EntryPoints | None = None) -> list[str]:
    """All kinds, sorted; ``installed`` stands for the environment's own entry points."""
    return _KINDS.names(installed)


def new_source(
    kind: str, wish: CameraWish, clock: Clock, installed: EntryPoints | None = None
) -> FrameSource:
    """A source of ``kind``. Opens nothing yet: its ``run`` does.

    Raises:
        ValueError: no such kind (lists those there are), or a wish that this kind can't fulfil.
    """
    source: NewSource = _KINDS.load(kind, installed)
    return source(wish, clock)
