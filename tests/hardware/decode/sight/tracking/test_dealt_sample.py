"""A dealt round in photographs that may not be shared: each place has its right word within three frames of the first clear one, and none before."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.laid_out import laid_out_from
from hardware.decode.sight.reader import Corners, Frame, Labelled, LabelledFrame, Seen
from hardware.decode.sight.store import card_reader
from hardware.decode.sight.tracking.card_tracker import CardTracker
from hardware.decode.sight.tracking.rules import rules_of
from hardware.decode.sight.tracking.words import RoundTold, Slot
from schemas.cards import parse_card
from schemas.games.baccarat_rules import BaccaratRules
from tests.fixtures.private_samples import ARE_HERE, LABELS, NOT_HERE, SAMPLES

FRAME_NS = 200_000_000
pytestmark = [
    pytest.mark.skipif(not ARE_HERE, reason=NOT_HERE),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def told() -> dict:  # type: ignore[type-arg]
    return dict(json.loads(LABELS.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def deck(told) -> CardCalibration:  # type: ignore[no-untyped-def]
    return card_reader().calibrate([_labelled(entry) for entry in told["cards"] if entry.get("deck") == "S"])


def _labelled(entry) -> LabelledFrame:  # type: ignore[no-untyped-def]
    things = tuple(
        Labelled(parse_card(card["label"].replace("10", "T")), np.array(card["quad"], dtype=np.float32))
        for card in entry["cards"]
    )
    return LabelledFrame(entry["file"], _picture(SAMPLES / entry["file"]), things)


def _picture(path: Path) -> Frame:
    frame = cv2.imread(str(path))
    assert frame is not None
    return np.asarray(frame, dtype=np.uint8)


def _slot(name: str, where) -> Slot:  # type: ignore[no-untyped-def]
    half = (60, 40) if where["sideways"] else (48, 60)
    x, y = where["centre"]
    signs = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1)), dtype=np.float32)
    corners: Corners = (signs * np.array(half) + (x, y)).astype(np.float32)
    return Slot("player" if name[0] == "P" else "banker", int(name[1]), corners)


@pytest.mark.parametrize("with_empty_table", (True, False))
def test_every_card_has_its_word_in_time(deck, told, with_empty_table: bool) -> None:  # type: ignore[no-untyped-def]
    truth = told["sequences"][0]
    frames = [_picture(SAMPLES / truth["dir"] / f"f{n:03d}.jpg") for n in range(truth["frames"])]
    slots = tuple(_slot(name, where) for name, where in truth["slots"].items())
    laid = laid_out_from(slots, (960, 540), frames[0] if with_empty_table else None)
    site, reader = replace(deck, laid_out=laid), card_reader()
    tracker = CardTracker(slots, (960, 540), rules_of(BaccaratRules()))
    tracker.told(RoundTold(0, "r1", "dealing", False))
    first: dict[str, int] = {}
    for number, frame in enumerate(frames):
        at_ns = (number + 1) * FRAME_NS
        if not tracker.glance(at_ns, np.asarray(cv2.resize(frame, (320, 180)), dtype=np.uint8)):
            continue
        for word in tracker.saw(at_ns, Seen(tuple(reader.read(frame, site, tracker.wanted)))):
            name = f"{word.place[0].upper()}{word.index}"
            assert word.value in (None, truth["cards"].get(name)), f"frame {number}: {name}"
            if word.value is not None:
                first.setdefault(name, number)
    assert set(first) == set(truth["cards"])
    late = {name: number - truth["first_clear_frame"][name] for name, number in first.items()}
    assert all(0 <= frames_later <= 3 for frames_later in late.values()), late
