"""A camera that babbles fills no disk: its notices, its late words and its coming calibrations are told so often and no more. One that was set to read something else stops no table."""

from __future__ import annotations

from dataclasses import replace

from firmware_agent.rounds.fusion_table import MOST_LATE
from firmware_agent.rounds.noticing import MOST_OF_A_KIND
from hardware.sight_signals import CameraNoticed
from hardware.signals import DiceRead, Key
from schemas.facts import SupervisorCalled
from schemas.phases import Game
from schemas.sight import Compared, Notice, SightKind
from schemas.sight_facts import SightChanged
from tests.firmware_agent.rounds.eyes import (
    CARDS,
    dealt_table,
    eyes,
    falls,
    saw,
    shoe_table,
    verdicts,
    wheel_table,
)
from tests.firmware_agent.rounds.floor import check_promises, kinds, s

WHEEL = eyes(SightKind.WHEEL)


def noticed(at: float, what: Notice) -> CameraNoticed:
    return CameraNoticed(s(at), "camera", what.value, "at player 1")


def test_notices_of_one_kind_are_told_a_few_times_a_round_and_afresh_in_the_next() -> None:
    floor = shoe_table(sight=CARDS)
    facts = floor.feed(*[noticed(12, Notice.CARD_BEFORE_CLOSE)] * 50)
    assert kinds(facts) == ["table.noticed", "supervisor.called"] * MOST_OF_A_KIND
    assert kinds(floor.feed(noticed(13, Notice.CAMERA_MOVED))) == ["table.noticed"]
    floor.press(Key.VOID, s(14))
    assert kinds(floor.feed(noticed(15, Notice.CARD_BEFORE_CLOSE)))[:1] == ["table.noticed"]
    check_promises(floor)


def test_late_words_that_alternate_are_told_so_often_and_call_once() -> None:
    floor = wheel_table(WHEEL)
    floor.feed(*falls("28", 36), saw(36.8, "W1 28"))
    facts = floor.feed(*(saw(37, f"W1 {(29, 31)[turn % 2]}") for turn in range(200)))
    assert kinds(facts).count("round.seen") == MOST_LATE
    assert sum(isinstance(fact, SupervisorCalled) for fact in facts) == 1


def test_calibrations_that_change_by_the_word_are_told_once_a_second_and_the_last_is_told() -> None:
    floor = shoe_table(sight=CARDS)
    words = [saw(12 + turn / 100, "P1 8S", calibration=f"c-{turn}") for turn in range(250)]
    told = [fact for fact in floor.feed(*words) if isinstance(fact, SightChanged)]
    assert [fact.calibration for fact in told] == ["c-0", "c-100", "c-200"]
    last = floor.feed(replace(words[-1], at_ns=s(15)))
    assert [fact.calibration for fact in last if isinstance(fact, SightChanged)] == ["c-249"]


def test_dice_lie_in_no_order_whatever_the_camera_was_set_to_read() -> None:
    floor = dealt_table(Game.SIC_BO, CARDS)
    floor.feed(DiceRead(s(17), "reader", (6, 3, 4)), saw(17.5, "X1 346"))
    floor.press(Key.CONFIRM, s(18))
    assert verdicts(floor.facts) == {"dice 1": Compared.BOTH}
    check_promises(floor)
