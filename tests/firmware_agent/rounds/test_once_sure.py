"""A card that the camera was sure of where no sensor read one: no less sure word takes it back; the sensor's reading there ends it, or a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firmware_agent.rounds.fusion_round import RoundFusion
from hardware.orders import OrderName
from hardware.sight_signals import CameraSaw
from hardware.signals import ShoeResult, Winner
from schemas.causes import HoldCause
from schemas.games.deal import Spot
from schemas.sight import SightKind, SightMode
from tests.firmware_agent.rounds.eyes import NATURAL, card, eyes, holds, order, saw, shoe_table, sources
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

SURE = saw(15.4, "B3 7H", looks=8)
DISPUTE = HoldCause.CAMERA_DISPUTE
LESS_SURE = [
    saw(15.5, "B3 7H", looks=3),
    saw(15.5, "B3 8H", looks=3),
    saw(15.5, "B3 -hand"),
    replace(saw(15.5, "B3 7H"), votes=()),
    replace(saw(15.5, "B3 8H"), votes=()),
    saw(15.5, "B3 7H", calibration=""),
    saw(15.5, "B3 8H", calibration="deck-z"),
]
SPOT = Spot("banker", 3)


def coup(*more: CameraSaw) -> Floor:
    """A natural that the camera saw card by card, and ``more``."""
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    for number, text in enumerate(NATURAL):
        floor.feed(card(12 + number, text), saw(12.2 + number, text))
    floor.feed(*more, ShoeResult(s(16), "shoe", Winner.PLAYER, False, False))
    return floor


@pytest.mark.parametrize("less", LESS_SURE)
def test_a_less_sure_word_does_not_take_a_surplus_card_back(less: CameraSaw) -> None:
    floor = coup(SURE, less)
    assert (holds(floor), sources(floor)) == ([DISPUTE], [])
    assert "the camera sees 7H at banker 3" in floor.machine.view().guidance
    check_promises(floor)


@pytest.mark.parametrize("later", [saw(17, "B3 7H", looks=3), saw(17, "B3 8H", looks=3), saw(17, "B3 7H")])
def test_what_a_person_has_decided_holds_no_second_time(later: CameraSaw) -> None:
    floor = coup(SURE)
    floor.feed(later)
    assert order(floor, OrderName.RELEASE, 18)[0] == "ok"
    assert (holds(floor), len(sources(floor))) == ([DISPUTE], 1)


def test_another_card_there_that_it_is_as_sure_of_is_another_difference() -> None:
    floor = coup(SURE)
    floor.feed(saw(17, "B3 9H"))
    order(floor, OrderName.RELEASE, 18)
    assert (holds(floor), sources(floor)) == ([DISPUTE] * 2, [])


def fusion(*words: CameraSaw) -> RoundFusion:
    found = RoundFusion(SightKind.CARDS, SightMode.ON, "t-1-1", 0)
    for each in words:
        found.see(each)
    return found


def test_a_sensor_that_reads_there_is_compared_with_the_latest_word() -> None:
    found = fusion(SURE, saw(15.5, "B3 8H", looks=3))
    assert found.surplus == [SPOT]
    found.sense(s(15.6), SPOT, "8H")
    assert (found.surplus, found.disputes) == ([], [])


def test_one_person_may_not_enter_what_the_camera_is_no_longer_sure_of() -> None:
    assert fusion(SURE).alone(SPOT, "7H")
    assert not fusion(SURE, saw(15.5, "B3 7H", looks=3)).alone(SPOT, "7H")
    assert not fusion(SURE, saw(15.5, "B3 8H", looks=3)).alone(SPOT, "7H")
