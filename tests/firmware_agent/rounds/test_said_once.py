"""A value that the camera has read once: silence after it takes nothing back, an older picture does not replace a newer one."""

from __future__ import annotations

import pytest

from firmware_agent.rounds.fusion_round import RoundFusion
from hardware.sight_signals import CameraSaw
from schemas.games.deal import Spot
from schemas.sight import SightKind, SightMode

SPOT = Spot("player", 1)


def word(at_ns: int, value: str | None) -> CameraSaw:
    return CameraSaw(at_ns, "camera", SPOT.place, SPOT.index, SPOT.hand, value, 3, calibration="c")


def fusion(*words: CameraSaw) -> RoundFusion:
    found = RoundFusion(SightKind.CARDS, SightMode.ON, "t-1-1", 0)
    for each in words:
        found.see(each)
    found.sense(90, SPOT, "8S")
    return found


def test_a_hand_over_a_card_does_not_take_back_what_was_read() -> None:
    assert fusion(word(10, "9S"), word(20, None)).disputes == [SPOT]


def test_a_later_value_replaces_it() -> None:
    assert fusion(word(10, "9S"), word(20, None), word(30, "8S")).disputes == []


def test_an_older_picture_does_not_replace_a_newer_one() -> None:
    assert fusion(word(20, "9S"), word(10, "8S")).disputes == [SPOT]


@pytest.mark.parametrize("value", ["9S", "8S"])
def test_silence_first_and_a_value_then_is_that_value(value: str) -> None:
    assert bool(fusion(word(10, None), word(20, value)).disputes) is (value == "9S")
