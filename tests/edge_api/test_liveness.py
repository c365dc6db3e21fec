"""A board is lost by its silence or by its newest status, and its clock is graded."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from edge_api.config_parts import Clock, Rounds
from edge_api.liveness import AFTER_STALL_NS, BoardChanged, ClockChanged, Liveness, Quality, clock_quality
from firmware_agent.health import EVERY_S
from schemas.commands import BoardHealth, BoardStatus, Presence

S = 1_000_000_000


def watch() -> Liveness:
    return Liveness(Clock(), 5 * S)


def status(state: Presence, epoch: int = 1, session: int = 1) -> BoardStatus:
    return BoardStatus(state=state, epoch=str(epoch), session=str(session), boot_id="b", firmware="1")


def health(error_us: int | None, synchronised: bool = True) -> BoardHealth:
    return BoardHealth(
        epoch="1", head_seq="1", backlog=0, clock_source="ntp", clock_error_us=error_us, clock_synchronised=synchronised,
        cpu_celsius=None, throttled=None, disk_free_bytes=1, uptime_s=1,
    )  # fmt: skip


def test_silence_is_noticed_at_its_deadline_and_once() -> None:
    boards = watch()
    boards.expect("t", 0)
    assert boards.deadline_ns() == 5 * S
    assert boards.tick(5 * S - 1) == []
    assert boards.tick(5 * S) == [BoardChanged("t", False, "nothing heard for 5 s", known=False)]
    assert boards.tick(9 * S) == []
    assert boards.deadline_ns() is None


def test_while_the_edge_stood_still_no_board_could_be_heard() -> None:
    boards = watch()
    boards.heard("t", 0)
    assert boards.tick(1 * S) == []
    assert boards.tick(31 * S) == [] and boards.deadline_ns() == 31 * S + AFTER_STALL_NS
    assert boards.tick(33 * S) == []
    assert boards.tick(34 * S) == [BoardChanged("t", False, "nothing heard for 5 s")]


def test_after_a_stall_a_board_has_longer_than_from_one_report_to_the_next() -> None:
    assert AFTER_STALL_NS > EVERY_S * S


@pytest.mark.parametrize("between", [[3.0], [3.0, 0.01], [2.6, 0.5, 0.1], [3600.0]])
def test_an_edge_that_stands_still_again_and_again_tells_which_are_lost(between: list[float]) -> None:
    boards, now, told = watch(), 0.0, []
    boards.heard("t", 0)
    boards.tick(0)
    for look in range(20):
        now += between[look % len(between)]
        told += boards.tick(round(now * S))
    assert told == [BoardChanged("t", False, "nothing heard for 5 s")]


def test_a_board_that_is_heard_after_a_stall_is_excused_at_the_next() -> None:
    boards = watch()
    boards.heard("t", 0)
    for second in range(0, 300, 30):
        assert boards.tick(second * S) == []
        boards.heard("t", (second + 1) * S)


def test_a_board_that_was_heard_in_the_same_turn_keeps_its_excuse() -> None:
    boards = watch()
    boards.heard("t", 0)
    boards.tick(0)
    boards.heard("t", 3 * S)
    assert boards.tick(3 * S + 1) == boards.tick(3 * S + 200) == boards.tick(9 * S) == []


def test_a_word_from_before_a_stall_takes_no_time_away() -> None:
    boards = watch()
    boards.heard("t", 0)
    boards.tick(0)
    assert boards.tick(10 * S) == []
    boards.heard("t", S // 2)
    assert boards.tick(10 * S + 50) == []


def test_silence_counts_up_to_what_was_taken() -> None:
    boards = watch()
    boards.heard("t", 0)
    assert boards.tick(5 * S, heard_ns=4 * S) == []
    assert boards.tick(6 * S, heard_ns=5 * S) == [BoardChanged("t", False, "nothing heard for 5 s")]


def test_a_word_brings_the_board_back() -> None:
    boards = watch()
    boards.expect("t", 0)
    boards.tick(6 * S)
    assert boards.heard("t", 7 * S) == [BoardChanged("t", True, "it speaks again", known=False)]
    assert boards.deadline_ns() == 12 * S
    assert [change for second in range(7, 12) for change in boards.tick(second * S)] == []
    assert boards.tick(12 * S) == [BoardChanged("t", False, "nothing heard for 5 s", known=True)]


def test_a_will_takes_the_board_off_at_once() -> None:
    boards = watch()
    boards.status("t", status(Presence.ONLINE), 0)
    assert boards.status("t", status(Presence.LOST), 1) == [BoardChanged("t", False, "it says lost")]


@pytest.mark.parametrize(("epoch", "session"), [(1, 8), (0, 9)])
def test_a_will_that_a_newer_birth_overtook_is_ignored(epoch: int, session: int) -> None:
    boards = watch()
    boards.status("t", status(Presence.ONLINE, 1, 9), 0)
    assert boards.status("t", status(Presence.LOST, epoch, session), 1) == []


@pytest.mark.parametrize(
    ("error_us", "synchronised", "quality"),
    [
        (50_000, True, Quality.GOOD),
        (50_001, True, Quality.WARN),
        (250_000, True, Quality.WARN),
        (250_001, True, Quality.REFUSE),
        (None, True, Quality.REFUSE),
        (10, False, Quality.REFUSE),
    ],
)
def test_a_clock_is_graded_by_its_error(error_us: int | None, synchronised: bool, quality: Quality) -> None:
    assert clock_quality(Clock(), error_us, synchronised) is quality


def test_without_the_demand_a_bad_clock_only_warns() -> None:
    assert clock_quality(Clock(require_sync=False), None, False) is Quality.WARN


def test_a_clock_is_reported_when_its_grade_changes() -> None:
    boards = watch()
    boards.expect("t", 0)
    assert boards.health("t", health(100), 1) == []
    assert boards.health("t", health(None), 2) == [ClockChanged("t", Quality.REFUSE, None)]
    assert boards.health("t", health(None), 3) == []
    assert boards.health("t", health(100), 4) == [ClockChanged("t", Quality.GOOD, 100)]


def test_a_board_that_may_still_be_starting_is_given_longer_for_its_first_word() -> None:
    boards = Liveness(Clock(), 5 * S, 60 * S)
    boards.expect("t", 0)
    assert boards.deadline_ns() == 60 * S
    assert boards.tick(60 * S - 1) == []
    assert boards.tick(60 * S) == [BoardChanged("t", False, "nothing heard for 60 s", known=False)]


def test_what_a_board_said_when_it_ended_before_this_edge_began_is_no_word_of_it() -> None:
    boards = Liveness(Clock(), 5 * S, 60 * S)
    boards.expect("t", 0)
    assert boards.status("t", status(Presence.STOPPED), 1) == []
    assert boards.tick(60 * S) == [BoardChanged("t", False, "nothing heard for 60 s", known=False)]
    assert boards.status("t", status(Presence.ONLINE, session=2), 61 * S) == [
        BoardChanged("t", True, "it says online", known=False)
    ]


def test_once_heard_a_board_is_lost_as_soon_as_any_other() -> None:
    boards = Liveness(Clock(), 5 * S, 60 * S)
    boards.expect("t", 0)
    assert boards.heard("t", 1 * S) == []
    assert boards.deadline_ns() == 6 * S
    assert boards.tick(6 * S) == [BoardChanged("t", False, "nothing heard for 5 s", known=True)]


def test_a_board_says_how_it_is_often_enough_that_one_late_report_is_no_silence() -> None:
    assert Rounds().silence_s > 2 * EVERY_S
    with pytest.raises(ValidationError, match="greater than or equal to 5"):
        Rounds(silence_s=4.9)
