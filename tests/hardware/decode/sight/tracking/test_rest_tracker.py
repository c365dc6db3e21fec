"""A ball is in once it keeps its place on the rotor for eight looks and 0.7 s, after it was seen elsewhere; a money wheel once its angle stands."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.decode.sight.reader import Read, Reason, Rotor, Seen
from hardware.decode.sight.tracking.factory import new_tracker
from hardware.decode.sight.tracking.rest import Rest, Sighted
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.words import RoundTold, Tracker, Word
from schemas.games.wheels import SINGLE_ZERO
from schemas.sight import SightKind
from tests.hardware.decode.sight.tracking.layouts import quad

WHERE = quad(100, 50, 8, 8)


def ball(pocket: str, off: float = 0.0, *reasons: Reason) -> Seen:
    turns = (SINGLE_ZERO.index(pocket) / 37 + off) % 1
    return Seen((Read(pocket, 0.9, not reasons, reasons, WHERE, on_rotor=turns),))


NO_BALL = Seen((), (Reason.NO_BALL,))


class Wheel:
    """A wheel that is looked at eight times a second."""

    def __init__(self, kind: SightKind = SightKind.WHEEL, order: tuple[str, ...] = SINGLE_ZERO) -> None:
        self.tracker: Tracker = new_tracker(kind, (), (320, 180), TableRules(order=order))
        self.at_ns = 0
        self.told("bets_open", True)

    def told(self, phase: str, bets_open: bool = False, round_id: str = "r1", throw: int = 1) -> None:
        self.tracker.told(RoundTold(self.at_ns, round_id, phase, bets_open, throw))

    def look(self, seen: Seen, times: int = 1) -> list[Word]:
        words = []
        for _ in range(times):
            self.at_ns += 125_000_000
            noise = np.random.default_rng(self.at_ns).integers(0, 255, (18, 32, 3), dtype=np.uint8)
            if self.tracker.glance(self.at_ns, noise):
                words += self.tracker.saw(self.at_ns, seen)
        return words


def spun() -> Wheel:
    wheel = Wheel()
    wheel.look(NO_BALL, 5)
    wheel.told("spinning")
    return wheel


def test_the_ball_is_in_after_eight_looks_at_the_same_place() -> None:
    wheel = spun()
    assert wheel.look(ball("17"), 7) == []
    (word,) = wheel.look(ball("17", 0.001), 5)
    assert (word.place, word.index, word.value, word.looks) == ("wheel", 1, "17", 8)


def test_a_ball_that_wanders_in_its_pocket_is_not_at_rest() -> None:
    wheel = spun()
    for number in range(30):
        assert wheel.look(ball("17", (-0.006, 0.006)[number % 2])) == []


def test_the_ball_of_the_last_round_is_not_this_ones() -> None:
    wheel = Wheel()
    wheel.look(ball("17"), 10)
    wheel.told("spinning")
    assert wheel.look(ball("17"), 20) == []


def test_the_same_pocket_twice_counts_when_the_ball_was_away() -> None:
    wheel = spun()
    assert len(wheel.look(ball("17"), 10)) == 1
    wheel.told("bets_open", True, "r2")
    wheel.look(ball("17"), 3)
    wheel.look(NO_BALL, 4)
    wheel.told("spinning", False, "r2")
    assert [word.value for word in wheel.look(ball("17"), 10)] == ["17"]


def test_nothing_is_said_while_bets_are_open() -> None:
    wheel = Wheel()
    wheel.look(NO_BALL, 5)
    assert wheel.look(ball("17"), 20) == []


def test_two_balls_are_an_abstention() -> None:
    wheel = spun()
    wheel.told("result_pending")
    two = Seen((*ball("17").reads, *ball("0").reads))
    (word,) = wheel.look(two, 12)
    assert word.value is None and word.reasons == (Reason.MANY_BALLS,)


@pytest.mark.parametrize(
    ("seen", "reason"),
    (
        (NO_BALL, Reason.NO_BALL),
        (ball("17", 0.0, Reason.NEAR_WALL), Reason.NEAR_WALL),
        (Seen((), (Reason.DARK,)), Reason.DARK),
        (Seen((), (Reason.UPSIDE_DOWN,)), Reason.UPSIDE_DOWN),
    ),
)
def test_a_result_that_is_waited_for_and_not_seen_has_a_reason(seen: Seen, reason: Reason) -> None:
    wheel = spun()
    wheel.told("result_pending")
    (word,) = wheel.look(seen, 12)
    assert word.value is None and word.reasons == (reason,)


def test_a_pocket_that_the_wheel_does_not_have_is_against_the_rules() -> None:
    wheel = Wheel(order=SINGLE_ZERO[:-1])
    wheel.look(NO_BALL, 4)
    wheel.told("spinning")
    (word,) = wheel.look(ball("26"), 12)
    assert word.value is None and word.reasons == (Reason.AGAINST_RULES,)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(("17", "17", "17", "34", "no ball")), max_size=30))
def test_no_word_without_eight_looks_in_a_row_that_none_contradicts(looks: list[str]) -> None:
    wheel = spun()
    run = 0
    for one in looks:
        words = wheel.look(NO_BALL if one == "no ball" else ball(one))
        run = run + 1 if one == "17" else (run if one == "no ball" else 0)
        assert not any(word.value == "17" and run < 8 for word in words)


SEGMENTS = tuple(str(number) for number in range(1, 25))


def stands(at: str, off: float = 0.0) -> Seen:
    rotor = Rotor((160, 90), (80, 80), 0.0, (SEGMENTS.index(at) / 24 + off) % 1)
    return Seen((Read(at, 0.9, True, (), WHERE),), rotor=rotor)


def test_a_money_wheel_stands_where_it_stops() -> None:
    wheel = Wheel(SightKind.SEGMENTS, SEGMENTS)
    wheel.look(stands("3"), 4)
    wheel.told("spinning")
    assert wheel.look(stands("3"), 12) == []
    for number in range(12):
        assert wheel.look(stands(SEGMENTS[number])) == []
    assert [(word.place, word.value) for word in wheel.look(stands("9"), 9)] == [("wheel", "9")]


def test_the_second_stop_of_a_round_is_its_own() -> None:
    wheel = Wheel(SightKind.SEGMENTS, SEGMENTS)
    wheel.told("spinning")
    wheel.look(stands("3"))
    wheel.look(stands("5"), 3)
    assert [word.index for word in wheel.look(stands("9"), 12)] == [1]
    wheel.told("spinning", throw=2)
    assert wheel.look(stands("9"), 12) == []
    wheel.look(stands("12"))
    assert [(word.index, word.value) for word in wheel.look(stands("1"), 12)] == [(2, "1")]


def test_what_lies_still_for_an_hour_takes_no_more_memory_than_after_a_minute() -> None:
    rest = Rest(1 / 222)
    sizes = []
    for number in range(1, 28_801):
        rest.add(Sighted(number * 125_000_000, 0.25, "17", ()))
        if number in (480, 28_800):
            sizes.append(len(pickle.dumps(rest)))
    assert sizes[1] < sizes[0] + 100
    assert rest.last is not None and rest.last.at_ns == 28_800 * 125_000_000
