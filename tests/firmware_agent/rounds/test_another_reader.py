"""A round that opened with one calibration is confirmed by that one alone: what another says meanwhile is told as advice, and moves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.sight_signals import CameraSaw
from hardware.signals import DeviceDown, ShoeResult, Winner
from schemas.causes import HoldCause
from schemas.sight import Compared, SightKind, SightMode
from schemas.sight_facts import RoundSeen
from tests.firmware_agent.rounds.eyes import (
    CARDS,
    DECK_A,
    NATURAL,
    card,
    enter,
    eyes,
    falls,
    holds,
    saw,
    shoe_table,
    sources,
    verdicts,
    wheel_table,
)
from tests.firmware_agent.rounds.floor import Floor, check_promises, s


def unsigned(word: CameraSaw) -> CameraSaw:
    return replace(word, calibration="deck-z")


def other_model(word: CameraSaw) -> CameraSaw:
    return replace(word, model="net-2")


def other_sheet(word: CameraSaw) -> CameraSaw:
    return replace(word, sheet="6" * 64)


def other_signed(word: CameraSaw) -> CameraSaw:
    return replace(word, calibration="deck-b", sheet="6" * 64)


OTHERS = pytest.mark.parametrize("other", [unsigned, other_model, other_sheet, other_signed])


def by(other: object, at: float, text: str) -> CameraSaw:
    assert callable(other)
    word = other(saw(at, text))
    assert isinstance(word, CameraSaw)
    return word


def natural(floor: Floor, *words: CameraSaw) -> Floor:
    floor.feed(*(card(12 + number, text) for number, text in enumerate(NATURAL)), *words)
    floor.feed(ShoeResult(s(16), "shoe", Winner.PLAYER, False, False))
    return floor


@OTHERS
def test_words_of_another_reader_confirm_no_result(other: object) -> None:
    said = [by(other, 15.1 + n / 10, text) for n, text in enumerate(NATURAL)]
    floor = natural(shoe_table(sight=CARDS), *said)
    assert (floor.phase, sources(floor)) == ("result_pending", [])
    assert "not_enrolled" not in str(verdicts(floor.facts))
    floor.until(s(95))
    told = [fact for fact in floor.facts if isinstance(fact, RoundSeen)][-1]
    assert {each.reasons[:1] for each in told.positions} == {("not_enrolled",)}
    assert (told.mode, told.calibration) == (SightMode.ON, DECK_A)
    check_promises(floor)


@OTHERS
def test_another_reader_makes_silence_of_what_was_said_before_it(other: object) -> None:
    said = [saw(15.1 + n / 10, text) for n, text in enumerate(NATURAL)]
    floor = natural(shoe_table(sight=CARDS), *said, by(other, 15.6, "P1 8S"))
    assert (floor.phase, sources(floor)) == ("result_pending", [])


def test_the_rounds_own_reader_confirms_it_although_another_spoke_in_between() -> None:
    said = [saw(15.2 + n / 10, text) for n, text in enumerate(NATURAL)]
    floor = natural(shoe_table(sight=CARDS), unsigned(saw(15.1, "P1 9S")), *said)
    assert (holds(floor), sources(floor)) == ([], [("shoe.cards", "shoe.result", "camera")])


def test_another_reader_disputes_nothing_and_is_no_witness_for_one_person() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"), unsigned(saw(12.3, "P1 9S")), DeviceDown(s(13), "shoe", "gone"))
    assert holds(floor) == [HoldCause.DEVICE_LOST_MID_ROUND]
    floor.feed(*(other_signed(saw(14 + n / 10, text)) for n, text in enumerate(NATURAL)))
    assert enter(floor, 20, *NATURAL[1:], second=None)[0] == "needs_two_people"


def test_a_wheel_is_confirmed_by_no_other_reader() -> None:
    floor = wheel_table(eyes(SightKind.WHEEL))
    floor.feed(*falls("28", 36), unsigned(saw(36.8, "W1 28")))
    assert sources(floor) == []


@OTHERS
def test_a_late_word_of_another_reader_says_nothing_of_the_round_that_is_over(other: object) -> None:
    said = [saw(15.1 + n / 10, text) for n, text in enumerate(NATURAL)]
    floor = natural(shoe_table(sight=CARDS), *said)
    assert len(sources(floor)) == 1
    floor.feed(by(other, 16.3, "P1 9S"))
    assert Compared.DISPUTE not in verdicts(floor.facts).values()
    assert floor.machine.memory().sight.differed == 0


def test_in_shadow_the_round_takes_to_the_reader_that_speaks() -> None:
    floor = natural(
        shoe_table(sight=eyes(SightKind.CARDS, SightMode.SHADOW)),
        *(saw(15.1 + n / 10, text) for n, text in enumerate(NATURAL[:2])),
        *(other_signed(saw(15.3 + n / 10, text)) for n, text in enumerate(NATURAL[2:])),
    )
    told = [fact for fact in floor.facts if isinstance(fact, RoundSeen)][-1]
    assert told.calibration == "deck-b"
    assert floor.machine.memory().sight.compared == 2
