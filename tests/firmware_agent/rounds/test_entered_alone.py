"""What one person entered beside a sure camera rests on the camera: a later word that contradicts it holds the round, until another person decides."""

from __future__ import annotations

from hardware.orders import Ordered, OrderName
from hardware.signals import DeviceDown, DeviceUp, ShoeResult, Winner
from schemas.causes import HoldCause
from schemas.facts import SupervisorCalled
from schemas.sight import Compared, SightKind
from tests.firmware_agent.rounds.eyes import card, enter, eyes, holds, saw, shoe_table, sources, verdicts
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

LOST, DISPUTE = HoldCause.DEVICE_LOST_MID_ROUND, HoldCause.CAMERA_DISPUTE


def entered(second: str | None = None) -> Floor:
    """The shoe was lost and is back; the Banker's first card was entered, as the camera surely saw it."""
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), DeviceDown(s(13), "shoe", "gone"))
    floor.feed(saw(14, "P1 8S"), saw(14.1, "B1 5C"), DeviceUp(s(15), "shoe"))
    assert enter(floor, 20, "B1 5C", second=second)[0] == "ok"
    return floor


def rest(floor: Floor) -> Floor:
    floor.feed(card(32, "P2 KH"), saw(32.2, "P2 KH"), card(33, "B2 2D"), saw(33.2, "B2 2D"))
    floor.feed(ShoeResult(s(34), "shoe", Winner.PLAYER, False, False))
    return floor


def release(floor: Floor, by: str) -> str:
    asked = Ordered(s(30), OrderName.RELEASE, "c", by, "seen", floor.machine.round_id, hold_ns=floor.hold_ns)
    verdict = floor.machine.judge(asked)
    floor.feed(asked)
    return verdict.code


def test_a_later_word_against_what_one_person_entered_holds_the_round() -> None:
    floor = entered()
    floor.feed(saw(21, "B1 AC", looks=1))
    assert holds(floor) == [LOST, DISPUTE]
    assert "the camera sees AC at banker 1, paula alone has entered 5C" in floor.machine.view().guidance
    check_promises(floor)


def test_whoever_entered_it_alone_cannot_let_it_go_on() -> None:
    floor = entered()
    floor.feed(saw(21, "B1 AC"))
    assert release(floor, " Paula ") == "wrong_phase"
    assert (floor.phase, sources(rest(floor))) == ("held", [])


def test_another_person_lets_it_go_on_and_the_camera_is_no_source() -> None:
    floor = entered()
    floor.feed(saw(21, "B1 AC"))
    assert release(floor, "ada") == "ok"
    floor.feed(saw(31, "B1 AC"))
    assert sources(rest(floor)) == [("shoe.cards", "shoe.result", "people")]
    assert holds(floor) == [LOST, DISPUTE]
    check_promises(floor)


def test_a_result_that_the_release_makes_final_says_two_people_too() -> None:
    floor = entered()
    floor.feed(saw(21, "B1 AC", looks=1))
    floor.feed(card(22, "P2 KH"), saw(22.2, "P2 KH"), card(23, "B2 2D"), saw(23.2, "B2 2D"))
    floor.feed(ShoeResult(s(24), "shoe", Winner.PLAYER, False, False))
    assert release(floor, "ada") == "ok"
    assert sources(floor) == [("shoe.cards", "shoe.result", "people")]


def entered_twice() -> Floor:
    """One person alone entered two readings, and the camera then contradicts the first."""
    floor = entered()
    floor.feed(DeviceDown(s(21), "shoe", "gone"), saw(21.5, "P2 KH"), DeviceUp(s(22), "shoe"))
    assert enter(floor, 23, "P2 KH", second=None)[0] == "ok"
    floor.feed(saw(24, "B1 AC"))
    return floor


def test_what_else_one_person_entered_alone_still_rests_on_one() -> None:
    floor = entered_twice()
    assert release(floor, "ada") == "ok"
    floor.feed(card(33, "B2 2D"), saw(33.2, "B2 2D"), ShoeResult(s(34), "shoe", Winner.PLAYER, False, False))
    assert sources(floor) == [("shoe.cards", "shoe.result", "person")]
    check_promises(floor)


def test_once_another_person_has_decided_both_two_have_said_all() -> None:
    floor = entered_twice()
    assert release(floor, "ada") == "ok"
    floor.feed(saw(31, "P2 QH"))
    assert release(floor, "ada") == "ok"
    floor.feed(card(33, "B2 2D"), saw(33.2, "B2 2D"), ShoeResult(s(34), "shoe", Winner.PLAYER, False, False))
    assert sources(floor) == [("shoe.cards", "shoe.result", "people")]


def test_a_third_value_there_holds_again() -> None:
    floor = entered()
    floor.feed(saw(21, "B1 AC"))
    release(floor, "ada")
    floor.feed(saw(31, "B1 KC"))
    assert holds(floor) == [LOST, DISPUTE, DISPUTE]


def test_a_later_word_that_says_the_same_holds_nothing() -> None:
    floor = entered()
    floor.feed(saw(21, "B1 5C", looks=1), saw(21.5, "B1 -hand"))
    assert sources(rest(floor)) == [("shoe.cards", "shoe.result", "camera", "person")]
    assert holds(floor) == [LOST]


def test_what_two_people_entered_stands_against_any_word() -> None:
    floor = entered(second="ada")
    floor.feed(saw(21, "B1 AC"))
    assert sources(rest(floor)) == [("shoe.cards", "shoe.result", "people")]
    assert holds(floor) == [LOST]


def test_one_person_enters_nothing_more_while_the_first_entry_is_contradicted() -> None:
    floor = entered()
    floor.feed(DeviceDown(s(21), "shoe", "gone"), saw(21.5, "B1 AC"), DeviceUp(s(22), "shoe"))
    floor.feed(saw(22.1, "P2 KH"), saw(22.2, "B2 2D"))
    assert enter(floor, 23, "P2 KH", "B2 2D", second=None)[0] == "needs_two_people"


def test_a_word_after_the_result_against_what_one_person_entered_calls_a_supervisor() -> None:
    floor = rest(entered())
    floor.feed(saw(34.3, "B1 AC"))
    called = floor.last(SupervisorCalled)
    assert isinstance(called, SupervisorCalled) and "paula alone has entered 5C" in called.reason
    assert floor.machine.memory().sight.differed == 1
    assert verdicts(floor.facts)["banker 1"] is Compared.CAMERA_ONLY


def mixed(first: str | None, second: str | None, b1: str) -> Floor:
    """The shoe is lost twice; who enters the first and the second reading with whom. The camera saw ``b1`` as the Banker's first card."""
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), DeviceDown(s(13), "shoe", "gone"))
    floor.feed(saw(14, "P1 8S"), saw(14.1, f"B1 {b1}"), DeviceUp(s(15), "shoe"))
    assert enter(floor, 20, "B1 5C", second=first)[0] == "ok"
    floor.feed(DeviceDown(s(21), "shoe", "gone"), saw(21.5, "P2 KH"), DeviceUp(s(22), "shoe"))
    assert enter(floor, 23, "P2 KH", second=second)[0] == "ok"
    floor.feed(card(33, "B2 2D"), saw(33.2, "B2 2D"))
    floor.feed(ShoeResult(s(34), "shoe", Winner.PLAYER, False, False))
    return floor


def test_where_one_person_entered_a_part_and_two_another_the_result_says_one_and_no_camera() -> None:
    for floor in (mixed(None, "ada", "5C"), mixed("ada", None, "AC")):
        assert sources(floor) == [("shoe.cards", "shoe.result", "person")]
        check_promises(floor)
