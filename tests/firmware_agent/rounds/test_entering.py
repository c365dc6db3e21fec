"""What no sensor read, people say: two of them, or one beside a camera that is sure; and only where the rules have a place for it."""

from __future__ import annotations

import pytest

from firmware_agent.rounds.settings import CameraOnly, SightSettings
from hardware.orders import OrderName
from hardware.signals import (
    CardDrawn,
    DeviceDown,
    DeviceUp,
    FramesMissed,
    Key,
    ReadFailed,
    ShoeResult,
    Signal,
    ThrowBegun,
    WheelNumber,
    Winner,
)
from schemas.causes import HoldCause
from schemas.facts import CardDealt, RoundOutcome, RoundReleased
from schemas.games.roulette import RouletteOutcome
from schemas.phases import Game
from schemas.sight import Compared, SightKind, SightMode
from tests.firmware_agent.rounds.eyes import (
    CARDS,
    card,
    dealt_table,
    enter,
    eyes,
    falls,
    holds,
    order,
    saw,
    shoe_table,
    sources,
    verdicts,
    wheel_line,
    wheel_table,
)
from tests.firmware_agent.rounds.floor import Floor, check_promises, kinds, s

REST = ("B1 5C", "P2 KH", "B2 2D")


def lost(sight: SightSettings | None = None) -> Floor:
    """A coup whose shoe was lost after the Player's first card."""
    floor = shoe_table(sight=sight)
    floor.feed(card(12, "P1 8S"), DeviceDown(s(13), "shoe", "gone"))
    assert holds(floor) == [HoldCause.DEVICE_LOST_MID_ROUND]
    return floor


def seen(floor: Floor, looks: int = 5) -> Floor:
    floor.feed(saw(14, "P1 8S"), *(saw(14.1 + n, text, looks) for n, text in enumerate(REST)))
    return floor


def test_two_people_enter_the_rest_of_a_coup() -> None:
    floor = lost()
    code, facts = enter(floor, 20, *REST)
    assert code == "ok"
    assert kinds(facts) == ["round.released", "round.card", "round.card", "round.card", "round.outcome"]
    assert isinstance(facts[0], RoundReleased) and facts[0].by == "paula, ada"
    assert sources(floor) == [("shoe.cards", "people")]
    check_promises(floor)


def test_one_person_suffices_where_the_camera_is_sure_of_every_entry() -> None:
    floor = seen(lost(CARDS))
    code, facts = enter(floor, 20, *REST, second=None)
    assert code == "ok"
    assert sources(floor) == [("shoe.cards", "camera", "person")]
    assert verdicts(facts)["banker 2"] is Compared.CAMERA_ONLY
    check_promises(floor)


def test_the_camera_is_no_witness_of_what_two_people_entered_and_it_never_saw() -> None:
    floor = lost(CARDS)
    floor.feed(saw(14, "P1 8S"))
    assert enter(floor, 20, *REST)[0] == "ok"
    assert sources(floor) == [("shoe.cards", "people")]
    check_promises(floor)


@pytest.mark.parametrize("looks", [3, 4])
def test_one_person_does_not_suffice_where_the_camera_looked_too_seldom(looks: int) -> None:
    floor = seen(lost(CARDS), looks)
    assert enter(floor, 20, *REST, second=None) == ("needs_two_people", [])


def test_one_person_does_not_suffice_for_another_card_than_the_camera_saw() -> None:
    floor = seen(lost(CARDS))
    assert enter(floor, 20, "B1 5C", "P2 KH", "B2 3D", second=None)[0] == "needs_two_people"


@pytest.mark.parametrize(
    "sight",
    [
        None,
        eyes(SightKind.CARDS, SightMode.SHADOW),
        eyes(SightKind.CARDS, camera_only=CameraOnly.NEVER),
        eyes(SightKind.CARDS, needed=10),
    ],
)
def test_one_person_does_not_suffice_where_the_camera_does_not_count(sight: SightSettings | None) -> None:
    assert enter(seen(lost(sight)), 20, *REST, second=None)[0] == "needs_two_people"


@pytest.mark.parametrize("second", ["paula", " Paula ", ""])
def test_nobody_seconds_themselves(second: str) -> None:
    assert enter(lost(), 20, *REST, second=second) == ("needs_two_people", [])


@pytest.mark.parametrize(
    "entries",
    [
        (),
        ("B2 5C",),
        ("B1 5C", "B2 2D"),
        ("B1 ZZ",),
        ("B1 8S", "P2 8S", "B2 8S", "P3 8S"),
        (*REST, "B3 2H"),
        ("P1 8S",),
        ("B1 5C",),
    ],
)
def test_entries_against_the_rules_are_refused(entries: tuple[str, ...]) -> None:
    floor = lost()
    assert enter(floor, 20, *entries) == ("against_rules", [])
    assert floor.phase == "held"


def test_a_shoe_that_is_back_goes_on_after_the_entered_card() -> None:
    floor = lost()
    floor.feed(DeviceUp(s(15), "shoe"))
    assert enter(floor, 20, "B1 5C")[0] == "ok"
    floor.feed(card(21, "P2 KH"), card(22, "B2 2D"), ShoeResult(s(23), "shoe", Winner.PLAYER, False, False))
    assert sources(floor) == [("shoe.cards", "shoe.result", "people")]
    check_promises(floor)


def test_a_shoe_that_says_otherwise_than_the_people_holds_the_round() -> None:
    floor = shoe_table()
    floor.feed(
        card(12, "P1 8S"),
        FramesMissed(s(13), "shoe", 1),
        ShoeResult(s(18), "shoe", Winner.BANKER, False, False),
    )
    assert enter(floor, 20, *REST)[0] == "ok"
    assert holds(floor) == [HoldCause.MISSED_EVENTS, HoldCause.SOURCES_DISAGREE]
    assert sources(floor) == []


def test_nothing_is_entered_after_other_holds_or_without_one() -> None:
    floor = shoe_table()
    assert enter(floor, 12, "P1 8S")[0] == "wrong_phase"
    floor.feed(card(12, "B1 8S"))
    assert holds(floor) == [HoldCause.WRONG_CARD]
    assert enter(floor, 13, "P1 8S") == ("wrong_phase", [])


def test_people_enter_the_card_that_a_reader_could_not_read_and_the_one_that_followed_is_laid() -> None:
    floor = dealt_table(Game.DRAGON_TIGER, None)
    floor.feed(ReadFailed(s(16), "reader", "smudged"), CardDrawn(s(17), "reader", "2S"))
    code, facts = enter(floor, 20, "D1 KH")
    assert code == "ok"
    assert [fact.card for fact in facts if isinstance(fact, CardDealt)] == ["KH", "2S"]
    assert floor.phase == "result_pending"
    floor.press(Key.CONFIRM, s(21))
    assert sources(floor) == [("reader", "dealer", "people")]
    check_promises(floor)


def test_people_enter_what_was_read_meanwhile_as_well() -> None:
    floor = dealt_table(Game.DRAGON_TIGER, None)
    floor.feed(ReadFailed(s(16), "reader", "smudged"), CardDrawn(s(17), "reader", "2S"))
    assert enter(floor, 20, "D1 KH", "T1 2S")[0] == "ok"
    assert sources(floor) == [("people",)]
    floor.press(Key.OPEN, s(30))
    check_promises(floor)


@pytest.mark.parametrize("entry", ["X1 777", "X1 34", "X1 abc", "X2 346"])
def test_dice_that_no_dice_can_show_are_refused(entry: str) -> None:
    floor = dealt_table(Game.SIC_BO, None)
    floor.feed(ReadFailed(s(16), "reader", "fogged"))
    assert enter(floor, 20, entry) == ("against_rules", [])
    assert enter(floor, 21, "X1 346")[0] == "ok"
    assert sources(floor) == [("people",)]


@pytest.mark.parametrize("at", [18, 21])
def test_dice_that_are_thrown_again_during_a_hold_are_entered_by_two(at: float) -> None:
    floor = dealt_table(Game.SIC_BO, eyes(SightKind.DICE))
    floor.feed(ReadFailed(s(17), "reader", "fogged"), ThrowBegun(s(19), "reader"), saw(at, "X1 111"))
    assert enter(floor, 22, "X1 111", second=None) == ("needs_two_people", [])
    assert enter(floor, 23, "X1 111")[0] == "ok"


def test_a_pocket_that_the_wheel_never_said_is_entered_by_two() -> None:
    floor = wheel_table(None)
    floor.feed(wheel_line(2, 40, "12", spin=9), wheel_line(2, 41, "12", spin=9))
    assert holds(floor) == [HoldCause.RESULT_MISSING]
    assert enter(floor, 50, "W1 99")[0] == "against_rules"
    assert enter(floor, 50, "W1 17", second=None)[0] == "needs_two_people"
    assert enter(floor, 50, "W1 17")[0] == "ok"
    assert sources(floor) == [("people",)]
    check_promises(floor)


def test_a_pocket_that_only_the_camera_saw_counts_with_one_person() -> None:
    floor = wheel_table(eyes(SightKind.WHEEL))
    floor.feed(saw(36, "W1 17"), DeviceDown(s(37), "wheel", "gone"))
    floor.until(s(200))
    assert enter(floor, 210, "W1 17", second=None)[0] == "ok"
    assert sources(floor) == [("camera", "person")]
    check_promises(floor)


@pytest.mark.parametrize(
    "said",
    [
        (WheelNumber(s(36), "wheel", "28"), wheel_line(5, 210, "31")),
        (wheel_line(3, 210, "12", spin=5), wheel_line(4, 211, "12", spin=5)),
        (wheel_line(1, 210, "12", spin=3),),
    ],
)
def test_it_takes_two_where_the_wheel_contradicts_itself_or_is_at_another_spin(
    said: tuple[Signal, ...],
) -> None:
    floor = wheel_table(eyes(SightKind.WHEEL))
    early = [each for each in said if each.at_ns < s(37)]
    floor.feed(*early, DeviceDown(s(37), "wheel", "gone"))
    floor.until(s(200))
    floor.feed(*said[len(early) :], saw(212, "W1 17"))
    assert enter(floor, 241, "W1 17", second=None) == ("needs_two_people", [])
    assert enter(floor, 242, "W1 17")[0] == "ok"


def test_two_people_may_set_another_pocket_than_the_wheel_said_in_a_dispute() -> None:
    floor = wheel_table(eyes(SightKind.WHEEL))
    floor.feed(*falls("28", 36), saw(36.8, "W1 29"))
    assert enter(floor, 40, "W1 29", second=None)[0] == "needs_two_people"
    assert enter(floor, 41, "W1 29")[0] == "ok"
    outcome = floor.last(RoundOutcome)
    assert isinstance(outcome, RoundOutcome) and isinstance(outcome.outcome, RouletteOutcome)
    assert (outcome.outcome.pocket, outcome.sources) == ("29", ("people",))
    check_promises(floor)


@pytest.mark.parametrize("name", [OrderName.SIGHT, OrderName.STILLS])
def test_questions_to_the_process_that_looks_are_no_business_of_a_round(name: OrderName) -> None:
    assert order(lost(), name, 20) == ("wrong_phase", [])
