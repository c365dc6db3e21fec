"""Throws whose labels say other faces than are seen, and those that taught nothing: for people to look at. Refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hardware.decode.sight.dice.calibration import DiceCalibration
from hardware.decode.sight.dice.dice_reader import DiceReader
from hardware.decode.sight.reader import LabelledFrame, Read


def dice_doubts(reader: DiceReader, site: DiceCalibration, frames: Sequence[LabelledFrame]) -> Iterator[str]:
    """A line for each throw that the made calibration reads otherwise than labelled, or that taught it nothing."""
    for one in frames:
        reads = reader.read(one.frame, site)
        if one.name in site.self_test.unread:
            yield f"{_begin(one)}, {_seen(reads)}: it taught nothing: put the label right, or take the picture again"
        elif _accepted(reads) not in ([], _label(one)):
            yield f"{_begin(one)}, {_seen(reads)}: put the label right, or leave the picture out"


def dice_guesses(reader: DiceReader, frames: Sequence[LabelledFrame]) -> Iterator[str]:
    """A line for each throw that looks otherwise than labelled to the reader as shipped, where no calibration could be made."""
    for one in frames:
        reads = reader.read(one.frame, None)
        if _faces(reads) != _label(one):
            yield f"{_begin(one)}, {_seen(reads)}: if the label is right, take a sharper or larger picture"


def _begin(one: LabelledFrame) -> str:
    return f"{one.name}: labelled {' '.join(_label(one))}"


def _seen(reads: Sequence[Read]) -> str:
    """``read`` what was accepted, else what it looks like."""
    if accepted := _accepted(reads):
        return f"read {' '.join(accepted)}"
    return f"looks like {' '.join(faces)}" if (faces := _faces(reads)) else "no dice are seen"


def _label(one: LabelledFrame) -> list[str]:
    return sorted(str(thing.value) for thing in one.things)


def _accepted(reads: Sequence[Read]) -> list[str]:
    return _faces([read for read in reads if read.accepted])


def _faces(reads: Sequence[Read]) -> list[str]:
    return sorted(str(read.value) for read in reads if read.value is not None)
