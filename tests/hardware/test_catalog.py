"""Kinds of devices: the built-in ones, those of other packages, and the unknown."""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints

import pytest

from hardware.catalog import BUILT_IN, GROUP, Reads, kinds, new_decoder, reads, usual_baud
from hardware.decode.angel_eye import AngelEye
from hardware.decode.cammegh_ss2 import CammeghSs2
from hardware.decode.line_reader import CardLine
from hardware.decode.line_words import Wording
from hardware.signals import CardDrawn

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
    assert kinds(OTHERS) == sorted([*BUILT_IN, "studio-tcs"])
    assert isinstance(new_decoder("studio-tcs", "shoe", OTHERS), AngelEye)
    assert isinstance(new_decoder("cammegh-ss2", "wheel", OTHERS), CammeghSs2)


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="'cammegh' is unknown; there are angel-eye-2ex, cammegh-ss2"):
        new_decoder("cammegh", "wheel", NONE)


def test_the_environments_own_entry_points_are_asked() -> None:
    assert set(BUILT_IN) <= set(kinds())


def test_the_usual_speed_is_known_for_built_in_kinds_only() -> None:
    assert [usual_baud(kind) for kind in ("cammegh-ss2", "angel-eye-2ex", "studio-tcs")] == [9600, 4800, None]


@pytest.mark.parametrize(
    ("kind", "what"),
    [("card-line", Reads.CARDS), ("dice-line", Reads.DICE), ("segment-line", Reads.SEGMENTS), ("x", None)],
)
def test_line_readers_read_one_thing_each_at_9600(kind: str, what: Reads | None) -> None:
    assert reads(kind) is what
    assert usual_baud(kind) == (9600 if what else None)


def test_a_line_reader_takes_the_operators_words() -> None:
    decoder = new_decoder("card-line", "shoe", NONE, Wording(r"(?P<code>\d)", {"7": "QD"}))
    assert isinstance(decoder, CardLine)
    assert decoder.feed(b"7\n", 1) == [CardDrawn(1, "shoe", "QD")]


@pytest.mark.parametrize("kind", ["cammegh-ss2", "angel-eye-2ex", "studio-tcs"])
def test_words_for_a_device_that_has_its_makers_own_are_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=f"a {kind} has its maker's own words: remove pattern"):
        new_decoder(kind, "wheel", OTHERS, Wording(codes={"7": "QD"}))
