"""Photographs that may not be shared: each is read by a site that learned from others only."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest

from hardware.decode.sight.dice.dice_reader import DiceReader
from hardware.decode.sight.reader import Corners, Frame, Labelled, LabelledFrame
from tests.fixtures.private_samples import ARE_HERE, LABELS, NOT_HERE, SAMPLES

pytestmark = pytest.mark.skipif(not ARE_HERE, reason=NOT_HERE)


def photographs(kind: str) -> list[LabelledFrame]:
    told = json.loads(LABELS.read_text(encoding="utf-8"))["dice"]
    return [_labelled(entry) for entry in told if kind in entry["file"]]


def _labelled(entry: dict) -> LabelledFrame:  # type: ignore[type-arg]
    frame = np.asarray(cv2.imread(str(SAMPLES / entry["file"])), dtype=np.uint8)
    boxes = entry.get("boxes")
    if boxes:
        things = tuple(Labelled(str(box["face"]), _corners(box, frame)) for box in boxes)
    else:
        things = tuple(Labelled(str(face)) for face in entry["faces"])
    return LabelledFrame(entry["file"], frame, things)


def _corners(box: dict, frame: Frame) -> Corners:  # type: ignore[type-arg]
    ring = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1))) * (box["w"], box["h"]) / 2 + (box["cx"], box["cy"])
    return np.asarray(ring * (frame.shape[1], frame.shape[0]), dtype=np.float32)


def read_by_the_others(reader: DiceReader, frames: list[LabelledFrame]) -> int:
    """How many are read right and whole by a site that learned from all others; fails at one that is read wrong."""
    right = 0
    for one in frames:
        site = reader.calibrate([other for other in frames if other is not one])
        told = sorted(str(read.value) for read in reader.read(one.frame, site) if read.accepted)
        truth = sorted(thing.value for thing in one.things)
        assert told in ([], truth), one.name
        right += told == truth
    return right


@pytest.mark.timeout(300)
def test_a_tray_s_throws_are_read_and_none_wrong(dice: DiceReader) -> None:
    assert read_by_the_others(dice, photographs("tray")) == 4


@pytest.mark.timeout(300)
def test_under_a_window_nothing_is_read_wrong(dice: DiceReader) -> None:
    assert read_by_the_others(dice, photographs("window")) >= 11
