"""A camera in mode ON beside the sensor: agreement confirms, a difference holds, silence waits and then asks the dealer; in every game."""

from __future__ import annotations

import pytest

from firmware_agent.rounds.settings import Confirm, OnAbstain
from hardware.orders import OrderName
from hardware.sight_signals import CameraNoticed
from hardware.signals import (
    CardDrawn,
    DeviceDown,
    DiceRead,
    Key,
    SegmentRead,
    Signal,
    ThrowBegun,
)
from schemas.causes import HoldCause
from schemas.facts import RoundHeld, RoundOutcome, SupervisorCalled
from schemas.phases import Game
from schemas.sight import Compared, SightKind
from schemas.sight_facts import RoundSeen, TableNoticed
from tests.firmware_agent.rounds.eyes import (
    CARDS,
    NATURAL,
    card,
    coup,
    dealt_table,
    eyes,
    falls,
    holds,
    order,
    saw,
    shoe_says,
    shoe_table,
    sources,
    verdicts,
    wheel_table,
)
from tests.firmware_agent.rounds.floor import check_promises, kinds, s


def test_a_result_that_the_camera_saw_too_is_confirmed_at_once() -> None:
    floor = coup(*NATURAL)
    assert sources(floor) == [("shoe.cards", "shoe.result", "camera")]
    assert set(verdicts(floor.facts).values()) == {Compared.BOTH}
    assert kinds(floor.facts)[-2:] == ["round.seen", "round.outcome"]
    check_promises(floor)


def test_a_card_that_the_camera_sees_otherwise_holds_the_round_in_mid_deal() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"))
    facts = floor.feed(saw(12.3, "P1 9S"))
    assert kinds(facts) == ["round.seen", "round.held"]
    assert verdicts(facts) == {"player 1": Compared.DISPUTE}
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]
    assert (
        floor.machine.view().guidance
        == "the camera sees 9S at player 1, the shoe says 8S: wait for the pit boss"
    )
    check_promises(floor)


def test_a_word_before_the_reading_is_kept_and_compared_when_it_comes() -> None:
    floor = shoe_table(sight=CARDS)
    assert floor.feed(saw(11.5, "P1 9S")) == []
    assert kinds(floor.feed(card(12, "P1 8S"))) == ["round.card", "round.seen", "round.held"]


def test_a_released_dispute_says_that_the_sensor_is_right_and_is_not_held_again() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"))
    assert order(floor, OrderName.RELEASE, 14)[0] == "ok"
    floor.feed(saw(14.2, "P1 9S"))
    for number, text in enumerate(NATURAL[1:]):
        floor.feed(card(15 + number, text), saw(15.2 + number, text))
    floor.feed(shoe_says(19))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]
    assert sources(floor) == [("shoe.cards", "shoe.result", "person")]
    check_promises(floor)


def test_another_dispute_after_a_release_holds_again() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"))
    order(floor, OrderName.RELEASE, 14)
    floor.feed(card(15, "B1 5C"), saw(15.2, "B1 6C"))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE] * 2


def test_a_dispute_that_arises_while_the_round_is_held_holds_it_after_the_release() -> None:
    floor = coup("P1 8S", "B1 5C", "P2 KH")
    floor.until(s(95))
    assert holds(floor) == [HoldCause.RESULT_NOT_CONFIRMED]
    floor.feed(saw(96, "B2 3D"))
    assert order(floor, OrderName.RELEASE, 97)[0] == "ok"
    assert holds(floor)[-1] is HoldCause.CAMERA_DISPUTE
    assert sources(floor) == []


def test_a_card_that_only_the_camera_saw_holds_the_result() -> None:
    floor = coup(*NATURAL[:3])
    floor.feed(saw(16.5, "B3 7H"), saw(16.6, "B2 2D"))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]
    assert "B3" not in floor.machine.view().guidance
    assert "the camera sees 7H at banker 3, the shoe has read nothing there" in floor.machine.view().guidance
    assert order(floor, OrderName.RELEASE, 18)[0] == "ok"
    assert sources(floor) == [("shoe.cards", "shoe.result", "person")]


def test_silence_waits_from_the_reading_and_then_asks_the_dealer() -> None:
    floor = coup("P1 8S", "B1 5C", "P2 KH", "B2 -hand")
    assert (floor.phase, sources(floor)) == ("result_pending", [])
    assert floor.machine.view().guidance == "the camera can't see banker 2 (hand): wait"
    floor.until(s(16.999))
    assert floor.machine.view().guidance.endswith(": wait")
    floor.until(s(17))
    assert floor.machine.view().guidance == "the camera can't see banker 2 (hand): compare and confirm"
    assert sources(floor) == []
    floor.press(Key.CONFIRM, s(19))
    assert sources(floor) == [("shoe.cards", "shoe.result", "dealer")]
    assert verdicts(floor.facts)["banker 2"] is Compared.ABSTAINED
    check_promises(floor)


def test_the_sensor_alone_suffices_after_the_wait_where_the_table_says_so() -> None:
    floor = coup("P1 8S", "B1 5C", "P2 KH", on_abstain=OnAbstain.SENSOR)
    floor.until(s(16.9))
    assert sources(floor) == []
    floor.until(s(17))
    assert sources(floor) == [("shoe.cards", "shoe.result")]


def test_a_late_word_that_agrees_confirms_although_the_dealer_was_asked() -> None:
    floor = coup("P1 8S", "B1 5C", "P2 KH")
    floor.until(s(20))
    floor.feed(saw(21, "B2 2D"))
    assert sources(floor) == [("shoe.cards", "shoe.result", "camera")]


def test_nobody_who_looks_asks_the_dealer_at_once() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(DeviceDown(s(11.5), "camera", "gone"))
    floor.feed(*(card(12 + number, text) for number, text in enumerate(NATURAL)), shoe_says(15.1))
    assert "(stale_frame)" in floor.machine.view().guidance
    assert floor.machine.view().guidance.endswith("compare and confirm")
    floor.press(Key.CONFIRM, s(15.5))
    assert sources(floor) == [("shoe.cards", "shoe.result", "dealer")]


def test_a_dealer_who_does_not_confirm_holds_the_round() -> None:
    floor = coup("P1 8S")
    floor.until(s(16 + 75))
    assert holds(floor) == [HoldCause.RESULT_NOT_CONFIRMED]
    held = floor.last(RoundHeld)
    assert isinstance(held, RoundHeld) and "the camera can't see banker 1, player 2, banker 2" in held.detail
    check_promises(floor)


def test_without_a_calibration_the_camera_only_advises() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S", calibration=""))
    assert holds(floor) == []
    assert floor.phase == "dealing"


def test_a_picture_of_the_last_round_says_nothing_about_this_one() -> None:
    floor = coup(*NATURAL)
    floor.press(Key.OPEN, s(20))
    floor.feed(saw(19.9, "P1 9S"))
    floor.until(s(30))
    floor.feed(card(31, "P1 8S"))
    assert holds(floor) == []


@pytest.mark.parametrize("on_abstain", OnAbstain)
def test_a_word_after_the_result_that_differs_calls_a_supervisor(on_abstain: OnAbstain) -> None:
    floor = coup("P1 8S", "B1 5C", "P2 KH", on_abstain=on_abstain)
    floor.until(s(17))
    floor.press(Key.CONFIRM, s(17.1))
    facts = floor.feed(saw(17.5, "B2 3D"))
    assert kinds(facts) == ["round.seen", "supervisor.called", "sight.changed"]
    assert isinstance(facts[1], SupervisorCalled) and "after the result" in facts[1].reason
    assert verdicts(facts) == {"banker 2": Compared.DISPUTE}
    assert floor.machine.memory().sight.differed == 1
    check_promises(floor)


WORDS: list[tuple[Game, SightKind, list[Signal], list[str], list[str]]] = [
    (Game.DRAGON_TIGER, SightKind.CARDS, [CardDrawn(s(16), "reader", "KH"), CardDrawn(s(17), "reader", "2S")],
     ["D1 KH", "T1 2S"], ["D1 KH", "T1 3S"]),
    (Game.SIC_BO, SightKind.DICE, [ThrowBegun(s(16), "reader"), DiceRead(s(17), "reader", (6, 3, 4))], ["X1 346"], ["X1 345"]),
    (Game.MONEY_WHEEL, SightKind.SEGMENTS, [SegmentRead(s(17), "reader", "10")], ["W1 10"], ["W1 5"]),
]  # fmt: skip


@pytest.mark.parametrize(("game", "sees", "read", "right", "wrong"), WORDS)
def test_every_cell_of_the_table_at_a_game_of_a_line_reader(
    game: Game, sees: SightKind, read: list[Signal], right: list[str], wrong: list[str]
) -> None:
    both, differing, silent = (dealt_table(game, eyes(sees)) for _ in range(3))
    for floor in (both, differing, silent):
        floor.feed(*read)
    both.feed(*(saw(17.5, word) for word in right))
    both.press(Key.CONFIRM, s(18))
    assert sources(both) == [("reader", "dealer", "camera")]
    differing.feed(*(saw(17.5, word) for word in wrong))
    assert holds(differing) == [HoldCause.CAMERA_DISPUTE]
    assert order(differing, OrderName.RELEASE, 20)[0] == "ok"
    differing.press(Key.CONFIRM, s(21))
    assert sources(differing) in ([("reader", "dealer", "person")], [("reader", "dealer")])
    silent.press(Key.CONFIRM, s(17.2))
    assert (sources(silent), silent.phase) == ([], "result_pending")
    silent.until(s(19))
    assert sources(silent) == [("reader", "dealer")]
    for floor in (both, differing, silent):
        check_promises(floor)


def test_cards_that_were_dealt_on_during_a_dispute_are_laid_when_it_is_decided() -> None:
    floor = dealt_table(Game.DRAGON_TIGER, CARDS)
    floor.feed(CardDrawn(s(16), "reader", "KH"), saw(16.3, "D1 KD"), CardDrawn(s(17), "reader", "2S"))
    facts = order(floor, OrderName.RELEASE, 18)[1]
    assert kinds(facts)[:2] == ["round.released", "round.card"]
    floor.feed(saw(18.5, "T1 2S"))
    floor.press(Key.CONFIRM, s(19))
    assert len(sources(floor)) == 1
    check_promises(floor)


def test_two_readers_and_a_camera_make_a_result_without_a_key() -> None:
    floor = dealt_table(Game.SIC_BO, eyes(SightKind.DICE), confirm=Confirm.SOURCES, check_device="second")
    floor.feed(DiceRead(s(17), "reader", (6, 3, 4)), DiceRead(s(17.1), "second", (6, 3, 4)))
    assert sources(floor) == []
    floor.feed(saw(17.6, "X1 346"))
    assert sources(floor) == [("reader", "second", "camera")]


def test_dice_that_lay_there_before_the_close_are_the_last_throws() -> None:
    floor = dealt_table(Game.SIC_BO, eyes(SightKind.DICE))
    floor.feed(saw(14.9, "X1 111"), DiceRead(s(17), "reader", (6, 3, 4)))
    assert holds(floor) == []


@pytest.mark.parametrize(("seen", "held"), [("W1 28", []), ("W1 29", [HoldCause.CAMERA_DISPUTE])])
def test_a_wheel_and_its_camera(seen: str, held: list[HoldCause]) -> None:
    floor = wheel_table(eyes(SightKind.WHEEL, sensor="wheel"))
    floor.feed(*falls("28", 36))
    assert (floor.phase, sources(floor)) == ("result_pending", [])
    floor.feed(saw(36.8, seen))
    assert holds(floor) == held
    assert sources(floor) == ([] if held else [("wheel.number", "wheel.status", "camera")])
    if held:
        assert order(floor, OrderName.RELEASE, 40)[0] == "ok"
        assert sources(floor) == [("wheel.number", "wheel.status", "person")]
    check_promises(floor)


def test_a_wheel_that_its_camera_does_not_see_is_confirmed_by_the_dealer() -> None:
    floor = wheel_table(eyes(SightKind.WHEEL))
    floor.feed(*falls("28", 36))
    floor.until(s(38.2))
    floor.press(Key.CONFIRM, s(39))
    assert sources(floor) == [("wheel.number", "wheel.status", "dealer")]
    check_promises(floor)


def test_a_void_round_tells_what_was_seen_before_it_ends() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 8S"))
    assert kinds(floor.press(Key.VOID, s(13)))[:2] == ["round.seen", "round.voided"]


def test_what_the_camera_notices_is_told_and_holds_nothing() -> None:
    floor = shoe_table(sight=CARDS)
    floor.press(Key.VOID, s(12))
    floor.press(Key.OPEN, s(13))
    facts = floor.feed(CameraNoticed(s(14), "camera", "card_before_close", "at player 1", "b" * 64))
    assert [type(fact) for fact in facts] == [TableNoticed, SupervisorCalled]
    assert floor.phase == "bets_open"
    assert floor.feed(CameraNoticed(s(15), "camera", "a_ghost", "?")) == []


def test_a_word_that_no_fact_can_hold_is_passed_over() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"))
    assert floor.feed(saw(12.5, "P1 8♠"), saw(12.6, "P99 8S")) == []
    assert floor.phase == "dealing"


def test_a_round_of_many_places_is_told_in_facts_that_fit_a_message() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(*(saw(12 + n / 100, f"P{n} 8S") for n in range(1, 61)))
    floor.feed(card(15, "P1 9S"))
    told = [fact for fact in floor.facts if isinstance(fact, RoundSeen)]
    assert sum(len(fact.positions) for fact in told) == 60
    assert all(len(fact.model_dump_json()) < 60_000 for fact in told)
    assert not [fact for fact in floor.facts if isinstance(fact, RoundOutcome)]
