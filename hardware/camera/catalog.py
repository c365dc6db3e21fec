"""Which kinds of cameras this board can use; a kind's code is imported when it is first wanted. Refuses unknown kinds.

Other packages add kinds by entry points of the group ``studio_floor.cameras``: name = kind, object = a class called with a
``CameraWish`` and a ``Clock`` that gives a ``FrameSource``. They can't replace a built-in kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from types import MappingProxyType
from typing import cast

from hardware.camera.source import CameraWish, FrameSource
from hardware.clock import Clock

GROUP = "studio_floor.cameras"

NewSource = Callable[[CameraWish, Clock], FrameSource]

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "picamera2": "hardware.camera.picamera2_source:Picamera2Source",
        "v4l2": "hardware.camera.v4l2_source:V4l2Source",
        "stream": "hardware.camera.stream_source:StreamSource",
        "file": "hardware.camera.stream_source:FileSource",
    }
)


def kinds(installed: EntryPoints | None = None) -> list[str]:
    """All kinds, sorted; ``installed`` stands for the environment's own entry points."""
    return sorted({*BUILT_IN, *(point.name for point in _points(installed))})


def new_source(
    kind: str, wish: CameraWish, clock: Clock, installed: EntryPoints | None = None
) -> FrameSource:
    """A source of ``kind``. Opens nothing yet: its ``run`` does.

    Raises:
        ValueError: no such kind (lists those there are), or a wish that this kind can't fulfil.
    """
    return _source_class(kind, installed)(wish, clock)


def _source_class(kind: str, installed: EntryPoints | None) -> NewSource:
    if kind in BUILT_IN:
        return _load(EntryPoint(kind, BUILT_IN[kind], GROUP))
    for point in _points(installed):
        if point.name == kind:
            return _load(point)
    raise ValueError(f"camera kind {kind!r} is unknown; there are {', '.join(kinds(installed))}")


def _load(point: EntryPoint) -> NewSource:
    module, _, name = point.value.partition(":")
    return cast(NewSource, getattr(import_module(module), name))


def _points(installed: EntryPoints | None) -> EntryPoints:
    return entry_points(group=GROUP) if installed is None else installed.select(group=GROUP)
