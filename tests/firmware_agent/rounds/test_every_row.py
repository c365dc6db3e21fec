"""Each row of the table of sensor and camera (vision), for cards, a wheel, dice and segments alike: what comes late, early, twice, otherwise or of another round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from firmware_agent.rounds.settings import OnAbstain, SightSettings
from hardware.orders import OrderName
from hardware.sight_signals import CameraSaw, CameraVote
from hardware.signals import (
    CardDrawn,
    DeviceDown,
    DiceRead,
    Key,
    ReadFailed,
    SegmentRead,
    Signal,
    ThrowBegun,
    Tick,
)
from schemas.causes import HoldCause
from schemas.phases import Game
from schemas.sight import SightKind
from tests.firmware_agent.rounds.eyes import (
    dealt_table,
    enter,
    eyes,
    falls,
    holds,
    order,
    saw,
    sources,
    wheel_table,
)
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

DISPUTE = [HoldCause.CAMERA_DISPUTE]


@dataclass(frozen=True)
class Table:
    """One table of a kind. ``read``: its result from 36 s to 37 s; ``right`` and ``wrong``: the camera's words on its last place."""

    sees: SightKind
    make: Callable[[SightSettings], Floor]
    read: tuple[Signal, ...]
    right: str
    wrong: str
    others: tuple[str, ...] = ()
    unread: tuple[Signal, ...] = (ReadFailed(s(36), "reader", "smudged"),)
    confirms: bool = True

    def floor(self, on_abstain: OnAbstain = OnAbstain.DEALER) -> Floor:
        return self.make(eyes(self.sees, on_abstain=on_abstain))

    def result(self, floor: Floor) -> None:
        """The sensor has read all, and where a dealer must confirm, has."""
        floor.feed(*self.read)
        floor.feed(*(saw(37.05, each) for each in self.others))
        if self.confirms:
            floor.press(Key.CONFIRM, s(37.2))


def reader(game: Game) -> Callable[[SightSettings], Floor]:
    return lambda sight: dealt_table(game, sight)


CARD = Table(
    SightKind.CARDS, reader(Game.DRAGON_TIGER), (CardDrawn(s(36), "reader", "KH"), CardDrawn(s(37), "reader", "2S")),
    "T1 2S", "T1 2D", ("D1 KH",),
)  # fmt: skip
BALL = Table(
    SightKind.WHEEL, wheel_table, tuple(falls("28", 36.9)), "W1 28", "W1 29",
    unread=(DeviceDown(s(37), "wheel", "gone"), Tick(s(85))), confirms=False,
)  # fmt: skip
DICE = Table(
    SightKind.DICE, reader(Game.SIC_BO), (ThrowBegun(s(35), "reader"), DiceRead(s(37), "reader", (6, 3, 4))),
    "X1 346", "X1 345",
)  # fmt: skip
SEGMENT = Table(
    SightKind.SEGMENTS, reader(Game.MONEY_WHEEL), (ThrowBegun(s(35), "reader"), SegmentRead(s(37), "reader", "10")),
    "W1 10", "W1 5",
)  # fmt: skip
TABLES = pytest.mark.parametrize("table", [CARD, BALL, DICE, SEGMENT], ids=lambda each: each.sees.value)


@TABLES
def test_both_say_the_same(table: Table) -> None:
    floor = table.floor()
    table.result(floor)
    assert sources(floor) == []
    floor.feed(saw(38, table.right))
    assert sources(floor)[0][-1] == "camera"
    check_promises(floor)


@TABLES
@pytest.mark.parametrize("later", ["hidden", "right"])
def test_they_differ_and_no_later_word_undoes_that(table: Table, later: str) -> None:
    floor = table.floor(OnAbstain.SENSOR)
    table.result(floor)
    place = table.right.partition(" ")[0]
    floor.feed(saw(38, table.wrong), saw(38.2, f"{place} -hand" if later == "hidden" else table.right))
    floor.until(s(300))
    assert (holds(floor), sources(floor), floor.phase) == (DISPUTE, [], "held")
    check_promises(floor)


@TABLES
def test_the_camera_says_nothing_and_the_dealer_is_asked_after_two_seconds(table: Table) -> None:
    floor = table.floor()
    table.result(floor)
    floor.until(s(38.9))
    assert sources(floor) == []
    floor.until(s(60))
    if not table.confirms:
        assert sources(floor) == []
        floor.press(Key.CONFIRM, s(61))
    assert sources(floor)[0][-1] == "dealer"


@TABLES
def test_the_camera_says_nothing_and_the_sensor_suffices_after_two_seconds(table: Table) -> None:
    floor = table.floor(OnAbstain.SENSOR)
    table.result(floor)
    floor.until(s(37.9))
    assert sources(floor) == []
    floor.until(s(39.1))
    assert len(sources(floor)) == 1 and "camera" not in sources(floor)[0]


@TABLES
def test_a_word_from_before_the_reading_counts_when_it_comes(table: Table) -> None:
    agrees, differs = table.floor(), table.floor()
    for floor, word in ((agrees, table.right), (differs, table.wrong)):
        floor.feed(*table.read[:-1] if table.confirms and not table.others else ())
        floor.feed(saw(35.9, word), saw(35.95, word))
        table.result(floor)
    assert sources(agrees)[0][-1] == "camera"
    assert (holds(differs), sources(differs)) == (DISPUTE, [])


@TABLES
def test_the_later_of_two_words_from_before_the_reading_counts(table: Table) -> None:
    floor = table.floor()
    floor.feed(*table.read[:-1] if table.confirms and not table.others else ())
    floor.feed(saw(35.8, table.wrong), saw(35.9, table.right), saw(35.85, table.wrong))
    table.result(floor)
    assert (holds(floor), sources(floor)[0][-1]) == ([], "camera")


@TABLES
def test_a_word_that_names_the_round_before_decides_nothing(table: Table) -> None:
    floor = table.floor()
    table.result(floor)
    for about in ("t-7-0", "t-6-1"):
        floor.feed(
            replace(saw(38, table.wrong), round_id=about), replace(saw(38, table.right), round_id=about)
        )
    assert (holds(floor), sources(floor)) == ([], [])


def one_vote(word: CameraSaw) -> CameraSaw:
    return replace(word, votes=word.votes[:1])


def two_minds(word: CameraSaw) -> CameraSaw:
    return replace(word, votes=(word.votes[0], CameraVote("index", None, 0.1, 0.0)))


def few_looks(word: CameraSaw) -> CameraSaw:
    return replace(word, looks=4)


def silent(word: CameraSaw) -> CameraSaw:
    return replace(word, value=None, votes=(), reasons=("glare",))


def sure(word: CameraSaw) -> CameraSaw:
    return word


@TABLES
@pytest.mark.parametrize("how", [sure, one_vote, two_minds, few_looks, silent])
def test_where_no_sensor_read_one_person_may_enter_what_the_camera_is_sure_of_else_two(
    table: Table, how: Callable[[CameraSaw], CameraSaw]
) -> None:
    floor = table.floor()
    words = (*table.others, table.right)
    floor.feed(*table.unread, *(how(saw(37 if table.confirms else 36, each)) for each in words))
    assert len(holds(floor)) == 1
    code, _ = enter(floor, 90, *words, second=None)
    assert code == ("ok" if how is sure else "needs_two_people")
    if how is not sure:
        assert (enter(floor, 91, *words)[0], sources(floor)) == ("ok", [("people",)])
    else:
        assert sources(floor) == [("camera", "person")]
    check_promises(floor)


@TABLES
def test_a_released_dispute_is_the_sensors_and_a_person_is_named(table: Table) -> None:
    floor = table.floor(OnAbstain.SENSOR)
    table.result(floor)
    floor.feed(saw(38, table.wrong))
    assert order(floor, OrderName.RELEASE, 40)[0] == "ok"
    if table.confirms:
        floor.press(Key.CONFIRM, s(41))
    assert sources(floor)[0][-1] == "person" and holds(floor) == DISPUTE
    check_promises(floor)
