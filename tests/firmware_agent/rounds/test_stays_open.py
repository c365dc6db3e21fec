"""A difference stays open from when it is first seen until a person decides, also one that arises in another hold and that the camera itself takes back."""

from __future__ import annotations

import pytest

from hardware.orders import OrderName
from hardware.signals import DeviceDown, DeviceUp, ShoeResult, Winner
from schemas.causes import HoldCause
from schemas.sight import Compared, SightKind, SightMode
from tests.firmware_agent.rounds.eyes import (
    NATURAL,
    card,
    enter,
    eyes,
    holds,
    order,
    saw,
    shoe_table,
    sources,
    verdicts,
)
from tests.firmware_agent.rounds.floor import Floor, check_promises, kinds, s

UNCONFIRMED, DISPUTE = HoldCause.RESULT_NOT_CONFIRMED, HoldCause.CAMERA_DISPUTE


def unconfirmed(mode: SightMode = SightMode.ON) -> Floor:
    """A natural whose last card the camera has not seen; nobody confirmed it."""
    floor = shoe_table(sight=eyes(SightKind.CARDS, mode))
    for number, text in enumerate(NATURAL):
        floor.feed(card(12 + number, text), *([saw(12.2 + number, text)] if number < 3 else []))
    floor.feed(ShoeResult(s(16), "shoe", Winner.PLAYER, False, False))
    floor.until(s(95))
    return floor


@pytest.mark.parametrize("after", ["B2 2D", "B2 -hand"])
def test_a_difference_in_another_hold_is_told_at_once_and_holds_after_it(after: str) -> None:
    floor = unconfirmed()
    assert holds(floor) == [UNCONFIRMED]
    facts = floor.feed(saw(96, "B2 3D", looks=20))
    assert (kinds(facts), verdicts(facts)) == (["round.seen"], {"banker 2": Compared.DISPUTE})
    assert floor.feed(saw(97, after, looks=3)) == []
    assert order(floor, OrderName.RELEASE, 98)[0] == "ok"
    assert (holds(floor), sources(floor)) == ([UNCONFIRMED, DISPUTE], [])
    assert "the camera sees 3D at banker 2, the shoe says 2D" in floor.machine.view().guidance
    assert order(floor, OrderName.RELEASE, 100)[0] == "ok"
    assert sources(floor) == [("shoe.cards", "shoe.result", "person")]
    check_promises(floor)


def test_a_word_that_goes_back_and_forth_in_a_hold_is_told_once_for_each_value() -> None:
    floor = unconfirmed()
    words = [saw(96 + n / 10, f"B2 {value}") for n, value in enumerate(["3D", "2D", "3D", "2D", "4D", "3D"])]
    assert [len(floor.feed(word)) for word in words] == [1, 0, 0, 0, 1, 0]


def test_a_third_value_that_nobody_was_shown_holds_again_although_it_is_taken_back() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"), saw(13, "P1 TC"), saw(14, "P1 8S"))
    order(floor, OrderName.RELEASE, 15)
    assert holds(floor) == [DISPUTE] * 2
    order(floor, OrderName.RELEASE, 17)
    floor.feed(saw(18, "P1 8S"))
    assert (holds(floor), floor.phase) == ([DISPUTE] * 2, "dealing")


def test_one_person_enters_nothing_while_a_difference_was_taken_back_undecided() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), DeviceDown(s(13), "shoe", "gone"), saw(13.5, "P1 9S"), saw(14, "P1 8S"))
    floor.feed(DeviceUp(s(15), "shoe"), *(saw(16 + n / 10, text) for n, text in enumerate(NATURAL[1:])))
    assert enter(floor, 20, *NATURAL[1:], second=None)[0] == "needs_two_people"


def test_what_contradicted_one_person_stays_open_although_it_is_taken_back() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), DeviceDown(s(13), "shoe", "gone"), DeviceUp(s(13.5), "shoe"))
    floor.feed(saw(14, "P1 8S"), saw(14.1, "B1 5C"))
    assert enter(floor, 20, "B1 5C", second=None)[0] == "ok"
    floor.feed(*(saw(21 + n / 10, f"B1 {value}") for n, value in enumerate(["AC", "KC", "5C"])))
    order(floor, OrderName.RELEASE, 23)
    assert holds(floor)[1:] == [DISPUTE] * 2


def test_in_shadow_nothing_stays_open() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS, SightMode.SHADOW))
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"), saw(12.5, "P1 8S"))
    for number, text in enumerate(NATURAL[1:]):
        floor.feed(card(13 + number, text), saw(13.2 + number, text))
    floor.feed(ShoeResult(s(16), "shoe", Winner.PLAYER, False, False))
    assert (holds(floor), verdicts(floor.facts)["player 1"]) == ([], Compared.BOTH)
