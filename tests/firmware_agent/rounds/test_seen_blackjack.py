"""Blackjack beside a camera: a hole card that lies face down needs no word and is never told; fans that it can't read go to the dealer."""

from __future__ import annotations

from dataclasses import replace

from firmware_agent.rounds.blackjack import BlackjackMachine
from firmware_agent.rounds.fusion_round import RoundFusion
from firmware_agent.rounds.settings import BlackjackSettings, Confirm, OpenBy
from hardware.orders import Entered, Ordered, OrderName, Wish
from hardware.sight_signals import CameraSaw
from hardware.signals import CardDrawn, DeviceUp, Key, ReadFailed
from schemas.causes import HoldCause
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.deal import Spot
from schemas.sight import SightKind, SightMode
from tests.firmware_agent.rounds.eyes import eyes, holds, saw, sources, verdicts
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

DEALT = (("seat-1", "TS"), ("dealer", "9H"), ("seat-1", "AC"), ("dealer", "7D"))
"""Seat 1 has a natural: nobody is asked, the dealer turns the hole card."""


def word(at: float, place: str, index: int, value: str) -> CameraSaw:
    return replace(saw(at, f"P{index} {value}"), place=place)


def table(*cards: str) -> Floor:
    rules = BlackjackRules()
    sight = eyes(SightKind.CARDS)
    floor = Floor(
        BlackjackMachine(
            BlackjackSettings(
                table="bj", betting_ns=s(10), open_by=OpenBy.DEALER, confirm=Confirm.DEALER, rules=rules,
                decks=rules.decks, sight=sight,
            )
        )
    )  # fmt: skip
    floor.feed(DeviceUp(0, "reader"))
    floor.press(Key.OPEN, s(5))
    floor.until(s(15))
    floor.feed(Ordered(s(15.1), OrderName.SEATS, "c", "edge", "", floor.machine.round_id, (1,)))
    floor.feed(*(CardDrawn(s(16 + n), "reader", card) for n, card in enumerate(cards)))
    return floor


def test_a_dispute_at_a_seat_holds_and_the_hole_card_is_never_told_while_it_lies_face_down() -> None:
    floor = table("TS", "9H", "8C", "7D")
    floor.feed(word(20, "dealer", 2, "7D"), word(20.1, "seat-1", 1, "TC"))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]
    told = verdicts(floor.facts)
    assert "seat-1 1" in told and "dealer 2" not in told
    check_promises(floor)


def test_a_released_dispute_goes_on_asking_the_same_hand() -> None:
    floor = table("TS", "9H", "8C", "7D")
    floor.feed(word(20, "seat-1", 1, "TC"))
    assert floor.machine.view().phase.value == "held"
    floor.feed(
        Ordered(s(22), OrderName.RELEASE, "c", "pit-1", "seen", floor.machine.round_id, hold_ns=floor.hold_ns)
    )
    assert floor.machine.view().guidance == "wait for seat 1, hand 1"
    check_promises(floor)


def test_a_round_whose_cards_the_camera_does_not_see_is_the_dealers() -> None:
    floor = table(*(card for _, card in DEALT))
    floor.until(s(60))
    floor.press(Key.CONFIRM, s(61))
    assert sources(floor) == [("reader", "dealer")]
    check_promises(floor)


def test_a_hole_card_that_nobody_read_can_not_be_entered() -> None:
    floor = table("TS", "9H", "8C")
    floor.feed(ReadFailed(s(20), "reader", "smudged"))
    entries = (Entered("dealer", 2, 1, "7D"),)
    order = Ordered(
        s(25),
        OrderName.ENTER,
        "c",
        "paula",
        "",
        floor.machine.round_id,
        entries=entries,
        seconded_by="ada",
        hold_ns=floor.hold_ns,
    )
    verdict = floor.machine.judge(order)
    assert (verdict.code, "face down" in verdict.message) == ("against_rules", True)
    assert floor.feed(order) == []


def decide(floor: Floor, at: float, action: str, hand: int = 1) -> None:
    wish = Wish(f"d-{at}", 1, hand, action)
    floor.feed(Ordered(s(at), OrderName.DECIDE, "c", "edge", "", floor.machine.round_id, wish=wish))


def split_eights(*before: CameraSaw) -> Floor:
    """The eights are split; each hand gets a card and stands, the dealer draws to 21."""
    floor = table("8S", "9H", "8D", "7C")
    floor.feed(*before)
    decide(floor, 21, "split")
    floor.feed(CardDrawn(s(22), "reader", "2S"))
    decide(floor, 23, "stand")
    floor.feed(CardDrawn(s(24), "reader", "3S"))
    decide(floor, 25, "stand", hand=2)
    floor.feed(CardDrawn(s(26), "reader", "5C"))
    return floor


OPENING = (("seat-1", 1, "8S"), ("seat-1", 2, "8D"), ("dealer", 1, "9H"))
DRAWN = (("seat-1", 2, "2S"), ("dealer", 2, "7C"), ("dealer", 3, "5C"))


def test_a_card_that_a_split_moves_takes_the_cameras_word_with_it() -> None:
    floor = split_eights(*(word(20, *each) for each in OPENING))
    assert holds(floor) == []
    floor.feed(*(word(26.5, *each) for each in DRAWN), replace(word(26.5, "seat-1", 2, "3S"), hand=2))
    floor.feed(replace(word(26.6, "seat-1", 1, "8D"), hand=2))
    floor.press(Key.CONFIRM, s(27))
    assert (holds(floor), sources(floor)) == ([], [("reader", "dealer", "camera")])
    check_promises(floor)


def test_a_card_that_differs_after_a_split_is_disputed_where_it_lies_now() -> None:
    floor = split_eights(*(word(20, *each) for each in OPENING))
    floor.feed(replace(word(26.5, "seat-1", 1, "8C"), hand=2))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]
    assert "hand 2" in floor.machine.view().guidance


def test_a_dispute_that_was_decided_before_a_split_is_not_asked_again() -> None:
    floor = table("8S", "9H", "8D", "7C")
    floor.feed(word(20, "seat-1", 2, "8C"))
    floor.feed(
        Ordered(
            s(20.5), OrderName.RELEASE, "c", "pit-1", "seen", floor.machine.round_id, hold_ns=floor.hold_ns
        )
    )
    decide(floor, 21, "split")
    floor.feed(CardDrawn(s(22), "reader", "2S"), replace(word(22.5, "seat-1", 1, "8C"), hand=2))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]
    floor.feed(word(22.6, "seat-1", 2, "2D"))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE] * 2


def test_a_hand_split_again_takes_the_next_place_though_the_hand_before_was_entered() -> None:
    fusion = RoundFusion(SightKind.CARDS, SightMode.ON, "r", s(1))
    fusion.sense(s(2), Spot("seat-1", 1), "8S")
    fusion.enter([(Spot("seat-1", 2), "8D")])
    fusion.split(s(3), "seat-1", 1)
    fusion.sense(s(4), Spot("seat-1", 2), "8H")
    fusion.split(s(5), "seat-1", 1)
    assert fusion.both(Spot("seat-1", 1, 2))[0] is None
    assert fusion.both(Spot("seat-1", 1, 3))[0] == "8H"
