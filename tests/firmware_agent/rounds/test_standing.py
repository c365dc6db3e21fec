"""Shadow first: agreement is counted and changes nothing; enough of it switches the camera on, an unexplained difference never does."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.machine import Memory, Publish, SightMemory
from firmware_agent.rounds.settings import BaccaratSettings, OnAbstain, OpenBy
from hardware.orders import OrderName
from hardware.signals import DeviceUp, Key, ShoeResult, Signal, Winner
from schemas.causes import HoldCause
from schemas.facts import Fact, RoundOutcome
from schemas.sight import SightKind, SightMode
from schemas.sight_facts import SightChanged
from tests.firmware_agent.rounds.eyes import (
    DECK_A,
    MODEL,
    NATURAL,
    card,
    eyes,
    holds,
    order,
    saw,
    shoe_table,
    sources,
)
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

OLD_MEMORY = (
    '{"next_round_number":5,"open_round_id":null,"bets_open":false,"paused":false,"shoe_number":3,'
    '"shoe_cards":"1000000000000000000000000200000000000000000000000000","coups_left":4,"carried":null}'
)
SHADOW = eyes(SightKind.CARDS, needed=8)


def play(floor: Floor, at: float, *seen: str) -> list[Fact]:
    """One coup whose window has closed, the camera's words among its cards."""
    before = len(floor.facts)
    for number, text in enumerate(NATURAL):
        floor.feed(
            card(at + number, text), *(saw(at + number + 0.2, word) for word in seen if word[:2] == text[:2])
        )
    floor.feed(ShoeResult(s(at + 4), "shoe", Winner.PLAYER, False, False))
    return floor.facts[before:]


def again(floor: Floor, at: float) -> Floor:
    """The next round, its window closed at ``at``."""
    floor.press(Key.OPEN, s(at - 10))
    floor.until(s(at))
    return floor


def changes(floor: Floor) -> list[tuple[SightMode, int, int]]:
    return [
        (fact.mode, fact.compared, fact.differed) for fact in floor.facts if isinstance(fact, SightChanged)
    ]


def test_enough_agreement_switches_the_camera_on_from_the_next_round() -> None:
    floor = shoe_table(sight=SHADOW)
    play(floor, 12, *NATURAL)
    assert sources(floor) == [("shoe.cards", "shoe.result")]
    play(again(floor, 40), 41, *NATURAL)
    assert changes(floor) == [(SightMode.SHADOW, 0, 0), (SightMode.ON, 8, 0)]
    play(again(floor, 70), 71, *NATURAL)
    assert sources(floor)[-1][-1] == "camera"


def test_an_unexplained_difference_keeps_it_off_until_somebody_explains_it() -> None:
    floor = shoe_table(sight=SHADOW)
    play(floor, 12, "P1 9S", *NATURAL[1:])
    play(again(floor, 40), 41, *NATURAL)
    play(again(floor, 70), 71, *NATURAL)
    assert holds(floor) == []
    assert changes(floor)[-1][0] is SightMode.SHADOW
    assert order(floor, OrderName.EXPLAIN, 80, "")[0] == "wrong_phase"
    code, facts = order(floor, OrderName.EXPLAIN, 81, "a hand lay over it")
    assert code == "ok"
    told = facts[0]
    assert isinstance(told, SightChanged)
    assert (told.by, told.reason, told.mode, told.differed) == (
        "pit-1",
        "a hand lay over it",
        SightMode.ON,
        0,
    )
    assert order(floor, OrderName.EXPLAIN, 82)[0] == "wrong_phase"


def test_a_table_without_a_camera_has_nothing_to_explain() -> None:
    assert order(shoe_table(), OrderName.EXPLAIN, 12) == ("wrong_phase", [])


def test_another_calibration_begins_again() -> None:
    known = Memory(sight=SightMemory(DECK_A, MODEL, 50, 0))
    floor = shoe_table(memory=known, sight=SHADOW)
    floor.feed(card(12, "P1 8S"), saw(12.5, "P1 8S", calibration="deck-b"))
    assert changes(floor) == [(SightMode.ON, 50, 0), (SightMode.SHADOW, 0, 0)]
    assert floor.machine.memory().sight.calibration == "deck-b"


def test_a_calibration_that_nobody_signed_decides_nothing_whatever_needed_says() -> None:
    unsigned = eyes(SightKind.CARDS, needed=0, signed=None)
    floor = shoe_table(memory=Memory(sight=SightMemory(DECK_A, MODEL, 50_000, 0)), sight=unsigned)
    play(floor, 12, "P1 9S", *NATURAL[1:])
    assert (holds(floor), sources(floor)) == ([], [("shoe.cards", "shoe.result")])
    assert {mode for mode, _, _ in changes(floor)} == {SightMode.SHADOW}


def test_a_signature_for_another_calibration_switches_no_camera_on() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS, needed=0, signed=("deck-b", "5" * 64)))
    play(floor, 12, *NATURAL)
    play(again(floor, 40), 41, *NATURAL)
    assert {mode for mode, _, _ in changes(floor)} == {SightMode.SHADOW}
    assert all("camera" not in each for each in sources(floor))


def test_a_dispute_that_a_person_decided_does_not_switch_the_camera_off() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"))
    order(floor, OrderName.VOID, 14)
    assert floor.machine.memory().sight == SightMemory(DECK_A, MODEL, 1, 0)


def test_the_first_fact_after_the_start_says_how_the_camera_counts() -> None:
    floor = shoe_table(memory=Memory(sight=SightMemory(DECK_A, MODEL, 7, 2)), sight=SHADOW)
    told = floor.facts[1]
    assert isinstance(told, SightChanged)
    assert (told.compared, told.differed, told.needed, told.wanted) == (7, 2, 8, SightMode.ON)


def test_counts_survive_a_restart_and_the_round_that_ran_is_held() -> None:
    floor = shoe_table(sight=SHADOW)
    play(floor, 12, *NATURAL)
    again(floor, 40)
    memory = Memory.from_json(floor.machine.memory().to_json())
    assert memory.sight == SightMemory(DECK_A, MODEL, 4, 0)
    after = Floor(BaccaratMachine(BaccaratSettings(table="t", open_by=OpenBy.DEALER, sight=SHADOW), memory))
    assert holds(after) == [HoldCause.AGENT_DIED_MID_ROUND]
    assert after.feed(saw(50, "P1 8S")) == []


def test_the_memory_of_an_earlier_release_is_read_and_written_as_it_was() -> None:
    memory = Memory.from_json(OLD_MEMORY)
    assert (memory.next_round_number, memory.sight) == (5, SightMemory())
    assert (memory.shoe_cards, memory.coups_left) == ((("AS", 1), ("KH", 2)), 4)
    assert memory.to_json() == OLD_MEMORY


def test_a_table_whose_camera_was_taken_away_keeps_its_counts() -> None:
    floor = shoe_table(memory=Memory(sight=SightMemory(DECK_A, MODEL, 7, 2)))
    assert floor.machine.memory().sight == SightMemory(DECK_A, MODEL, 7, 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5000)), max_size=8), st.sampled_from(OnAbstain))
def test_no_result_comes_before_the_camera_spoke_everywhere_or_the_wait_is_over(
    spoken: list[tuple[int, int]], on_abstain: OnAbstain
) -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS, on_abstain=on_abstain))
    said: list[Signal] = [
        replace(saw(0, NATURAL[which]), at_ns=s(12) + s(after / 1000)) for which, after in spoken
    ]
    dealt: list[Signal] = [card(12 + n / 10, text) for n, text in enumerate(NATURAL)]
    for signal in sorted(
        [*said, *dealt, ShoeResult(s(12.5), "shoe", Winner.PLAYER, False, False)], key=lambda each: each.at_ns
    ):
        floor.until(signal.at_ns - 1)
        floor.feed(signal)
    heard = {place for place, _ in spoken}
    outcomes = [
        out.at_ns for out in floor.out if isinstance(out, Publish) and isinstance(out.fact, RoundOutcome)
    ]
    if heard != set(range(4)) and outcomes:
        last_missing = max(place for place in set(range(4)) - heard)
        assert on_abstain is OnAbstain.SENSOR
        assert outcomes[0] >= s(12 + last_missing / 10 + 2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*NATURAL, "P1 9S", "B1 6C", "P2 -hand"]), max_size=6),
    st.sampled_from(OnAbstain),
    st.booleans(),
)
def test_a_whole_coup_with_a_difference_in_it_never_has_a_result(
    seen: list[str], on_abstain: OnAbstain, key: bool
) -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS, on_abstain=on_abstain))
    floor.feed(*(saw(11.5 + n / 100, text) for n, text in enumerate(seen)))
    floor.feed(*(card(12 + n / 10, text) for n, text in enumerate(NATURAL)))
    floor.feed(ShoeResult(s(12.5), "shoe", Winner.PLAYER, False, False))
    floor.until(s(15))
    if key:
        floor.press(Key.CONFIRM, s(16))
    last = {text[:2]: text for text in seen}
    differing = last.get("P1") == "P1 9S" or last.get("B1") == "B1 6C"
    assert (holds(floor) == [HoldCause.CAMERA_DISPUTE]) == differing
    assert not (differing and sources(floor))
    check_promises(floor)


def without_eyes(looking: bool) -> Floor:
    """A table that has just begun: nobody looks yet, or the process that looks is there."""
    rules = BaccaratSettings(table="t", open_by=OpenBy.DEALER, betting_ns=s(10), sight=eyes(SightKind.CARDS))
    floor = Floor(BaccaratMachine(rules, Memory(sight=SightMemory(DECK_A, MODEL))))
    floor.feed(DeviceUp(0, "shoe"), *([DeviceUp(0, "camera")] if looking else []))
    floor.press(Key.OPEN, s(1))
    floor.until(s(11))
    play(floor, 12)
    return floor


def test_a_camera_that_has_not_come_yet_is_not_waited_for_and_one_that_has_is() -> None:
    said = without_eyes(looking=False).machine.view().guidance
    assert "stale_frame" in said and said.endswith(": compare and confirm")
    assert without_eyes(looking=True).machine.view().guidance.endswith(": wait")


def test_a_device_that_comes_back_is_looked_at_again() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(DeviceUp(s(11.5), "camera"))
    play(floor, 12)
    assert floor.machine.view().guidance.endswith(": wait")
