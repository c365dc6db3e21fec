"""Kinds of cameras: the built-in ones, those of other packages, and the unknown."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from hardware.camera.catalog import BUILT_IN, GROUP, kinds, new_source
from hardware.camera.source import CameraWish
from hardware.clock import SystemClock
from hardware.sim.camera.source import RenderedSource

NONE = EntryPoints()
OTHERS = EntryPoints(
    [
        EntryPoint("drawn", "hardware.sim.camera.source:RenderedSource", GROUP),
        EntryPoint("file", "os:abort", GROUP),
        EntryPoint("elsewhere", "os:abort", "studio_floor.drivers"),
    ]
)
WISH = CameraWish(address="0", name="over the wheel")


@pytest.mark.parametrize("kind", BUILT_IN)
def test_each_built_in_kind_gives_a_source_that_opens_nothing_yet(kind: str) -> None:
    assert new_source(kind, WISH, SystemClock(), NONE).name == "over the wheel"


def test_other_packages_add_kinds_but_replace_none() -> None:
    assert kinds(OTHERS) == sorted([*BUILT_IN, "drawn"])
    assert isinstance(new_source("drawn", CameraWish(), SystemClock(), OTHERS), RenderedSource)
    assert new_source("file", WISH, SystemClock(), OTHERS).name == "over the wheel"


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        ValueError, match="'webcam' is unknown; there are file, picamera2, pictures, stream, v4l2"
    ):
        new_source("webcam", WISH, SystemClock(), NONE)


def test_the_rendered_table_is_installed_as_another_packages_kind() -> None:
    assert "rendered" in kinds()


def test_no_board_without_such_a_camera_imports_its_library() -> None:
    assert "picamera2" not in sys.modules


@pytest.mark.parametrize(
    ("kind", "address"), [("stream", ""), ("file", ""), ("picamera2", "0 wonderful"), ("picamera2", "x")]
)
def test_an_address_that_can_be_none_is_refused_at_once(kind: str, address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        new_source(kind, CameraWish(address=address), SystemClock(), NONE)
