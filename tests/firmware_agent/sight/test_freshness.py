"""Whether the picture is of now: blind, frozen and late cameras are told within two seconds; a good one never is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firmware_agent.sight.freshness import Freshness

MS = 1_000_000
PERIOD = 125 * MS


def test_a_camera_that_gives_nothing_new_is_blind_within_two_seconds() -> None:
    fresh = Freshness(repeats=False, began_ns=0)
    assert fresh.judge(5).state == "starting"
    assert fresh.took(PERIOD, 1, PERIOD)
    assert fresh.judge(PERIOD + 900 * MS).state == "looking"
    now = fresh.judge(PERIOD + 1_100 * MS)
    assert now.state == "blind" and now.detail.startswith("stale_frame")


def test_a_camera_that_never_gives_anything_is_blind_at_last() -> None:
    fresh = Freshness(repeats=False, began_ns=0)
    assert fresh.judge(7_000 * MS).state == "starting"
    assert fresh.judge(9_000 * MS).state == "blind"


def test_the_very_same_picture_again_is_not_read_and_soon_frozen() -> None:
    fresh = Freshness(repeats=False, began_ns=0)
    assert fresh.took(PERIOD, 7, PERIOD)
    for number in range(2, 15):
        assert not fresh.took(number * PERIOD, 7, number * PERIOD)
    assert fresh.judge(14 * PERIOD).state == "frozen"
    assert fresh.took(15 * PERIOD, 8, 15 * PERIOD)
    assert fresh.judge(15 * PERIOD).state == "looking"


def test_a_file_may_repeat_itself() -> None:
    fresh = Freshness(repeats=True, began_ns=0)
    assert all(fresh.took(number * PERIOD, 7, number * PERIOD) for number in range(1, 40))
    assert Freshness(repeats=True, began_ns=0).took(1, 0, 1)


def test_late_pictures_and_those_out_of_order_are_not_read() -> None:
    fresh = Freshness(repeats=False, began_ns=0)
    assert not fresh.took(100 * MS, 1, 1_200 * MS)
    assert fresh.judge(1_200 * MS).detail.startswith("late_frame")
    assert fresh.took(1_250 * MS, 2, 1_300 * MS)
    assert not fresh.took(1_240 * MS, 3, 1_310 * MS)


def test_one_picture_of_the_future_is_not_read_and_those_after_it_are() -> None:
    fresh = Freshness(repeats=False, began_ns=0)
    assert fresh.took(PERIOD, 1, PERIOD)
    assert not fresh.took(3_600_000 * MS, 2, 2 * PERIOD)
    assert all(fresh.took(number * PERIOD, number, number * PERIOD) for number in range(3, 12))
    assert fresh.judge(11 * PERIOD).state == "looking"


def test_a_camera_whose_pictures_are_all_of_the_future_is_blind_and_says_so() -> None:
    fresh = Freshness(repeats=False, began_ns=0)
    assert fresh.took(PERIOD, 1, PERIOD)
    for number in range(2, 12):
        assert not fresh.took(number * PERIOD + 60_000 * MS, number, number * PERIOD)
    now = fresh.judge(11 * PERIOD)
    assert (now.state, now.detail) == ("blind", "late_frame: pictures are stamped 60000 ms ahead of now")


def test_stamps_that_jump_back_are_told_within_a_second_and_read_again_once_they_are_of_now() -> None:
    fresh = Freshness(repeats=False, began_ns=0)
    assert fresh.took(900 * MS, 1, 900 * MS)
    for number in range(1, 11):
        assert not fresh.took((number - 1) * 80 * MS, 1 + number, 900 * MS + number * 120 * MS)
    assert fresh.judge(2_100 * MS).state == "blind"
    assert fresh.took(2_190 * MS, 20, 2_200 * MS)


@given(st.lists(st.integers(20, 900), min_size=2, max_size=40))
def test_a_camera_whose_pictures_differ_and_come_in_time_is_never_doubted(gaps_ms: list[int]) -> None:
    fresh, now = Freshness(repeats=False, began_ns=0), 0
    for number, gap in enumerate(gaps_ms):
        now += gap * MS
        assert number == 0 or fresh.judge(now).state == "looking"
        assert fresh.took(now - 10 * MS, number, now)
