"""Kinds of devices: the built-in ones, those of other packages, and the unknown."""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints

import pytest

from hardware.catalog import BUILT_IN, GROUP, kinds, new_decoder, usual_baud
from hardware.decode.angel_eye import AngelEye
from hardware.decode.cammegh_ss2 import CammeghSs2

NONE = EntryPoints()
OTHERS = EntryPoints(
    [
        EntryPoint("studio-tcs", "hardware.decode.angel_eye:AngelEye", GROUP),
        EntryPoint("cammegh-ss2", "os:abort", GROUP),
        EntryPoint("elsewhere", "os:abort", "console_scripts"),
    ]
)


def test_built_in_kinds_give_their_decoders() -> None:
    assert isinstance(new_decoder("cammegh-ss2", "wheel", NONE), CammeghSs2)
    assert isinstance(new_decoder("angel-eye-2ex", "shoe", NONE), AngelEye)


@pytest.mark.parametrize("kind", BUILT_IN)
def test_each_built_in_kind_decodes_for_the_device_it_is_given(kind: str) -> None:
    decoder = new_decoder(kind, "device", NONE)
    decoder.feed(b"\xff", 0)
    decoder.finish()
    assert decoder.counts.dropped_bytes == 1


def test_other_packages_add_kinds_but_replace_none() -> None:
    assert kinds(OTHERS) == ["angel-eye-2ex", "cammegh-ss2", "studio-tcs"]
    assert isinstance(new_decoder("studio-tcs", "shoe", OTHERS), AngelEye)
    assert isinstance(new_decoder("cammegh-ss2", "wheel", OTHERS), CammeghSs2)


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="'cammegh' is unknown; there are angel-eye-2ex, cammegh-ss2"):
        new_decoder("cammegh", "wheel", NONE)


def test_the_environments_own_entry_points_are_asked() -> None:
    assert set(BUILT_IN) <= set(kinds())


def test_the_usual_speed_is_known_for_built_in_kinds_only() -> None:
    assert [usual_baud(kind) for kind in ("cammegh-ss2", "angel-eye-2ex", "studio-tcs")] == [9600, 4800, None]
