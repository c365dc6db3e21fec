"""In shadow the camera decides nothing: whatever it says and whenever, a table of any game tells the same facts at the same times without it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.rounds.machine import DeviceOrder, Output
from firmware_agent.rounds.settings import SightSettings
from hardware.orders import Ordered
from schemas.facts import DeviceChanged, Fact, RoundOutcome, SupervisorCalled
from schemas.phases import Game
from schemas.sight import Compared, SightMode
from schemas.sight_facts import RoundSeen, SightChanged, TableNoticed
from tests.firmware_agent.rounds.eyes import eyes
from tests.firmware_agent.rounds.floor import Floor, check_promises, s
from tests.firmware_agent.rounds.shadow_stories import SEES, Told, machine, story

GRACE_NS = s(0.03)
TOLD_BY_CAMERA = (RoundSeen, SightChanged, TableNoticed)


def played(game: Game, sight: SightSettings | None, told: list[Told]) -> Floor:
    """As the board's loop does; without ``sight`` nothing of the camera arrives."""
    floor = Floor(machine(game, sight))
    for each in told:
        floor.until(each.at_ns - GRACE_NS)
        if sight is not None or not each.by_camera:
            told_now = each.signal
            if isinstance(told_now, Ordered):
                told_now = replace(told_now, hold_ns=floor.hold_ns)
            floor.feed(told_now)
    floor.until(s(200))
    return floor


def is_camera_s(fact: Fact) -> bool:
    match fact:
        case SupervisorCalled():
            return fact.reason.startswith("the camera noticed")
        case DeviceChanged():
            return fact.device == "camera"
    return isinstance(fact, TOLD_BY_CAMERA)


def without_camera_s(floor: Floor) -> list[Output]:
    return [each for each in floor.out if isinstance(each, DeviceOrder) or not is_camera_s(each.fact)]


@pytest.mark.parametrize("game", SEES)
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_in_shadow_the_camera_changes_nothing(game: Game, seed: int) -> None:
    told = story(game, Random(seed))
    seen = played(game, eyes(SEES[game], SightMode.SHADOW), told)
    blind = played(game, None, told)
    assert without_camera_s(seen) == blind.out
    assert seen.machine.view() == blind.machine.view()
    check_promises(seen)


@pytest.mark.parametrize("game", SEES)
def test_those_stories_have_results_and_differences_in_them(game: Game) -> None:
    told = [played(game, eyes(SEES[game], SightMode.SHADOW), story(game, Random(seed))) for seed in range(12)]
    facts = [fact for floor in told for fact in floor.facts]
    assert any(isinstance(fact, RoundOutcome) for fact in facts)
    seen = [each.verdict for fact in facts if isinstance(fact, RoundSeen) for each in fact.positions]
    assert Compared.DISPUTE in seen


@pytest.mark.parametrize("game", SEES)
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_where_the_camera_counts_a_table_keeps_its_promises(game: Game, seed: int) -> None:
    check_promises(played(game, eyes(SEES[game]), story(game, Random(seed))))
