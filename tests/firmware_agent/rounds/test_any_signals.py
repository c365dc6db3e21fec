"""Whatever the devices, the dealer and the edge do, and in whatever order: the machines keep their promises."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.machine import Machine
from firmware_agent.rounds.roulette import RouletteMachine
from firmware_agent.rounds.settings import BaccaratSettings, Confirm, NoSpin, OpenBy, RouletteSettings
from hardware.orders import Ordered, OrderName
from hardware.signals import (
    CardRead,
    CardTarget,
    CutCardSeen,
    DeviceDown,
    DeviceUp,
    Direction,
    FramesMissed,
    Key,
    KeyPressed,
    KeyStuck,
    ShoeError,
    ShoeLock,
    ShoeMode,
    ShoeReady,
    ShoeResult,
    Signal,
    StrayCard,
    Tick,
    WheelNumber,
    WheelReply,
    WheelState,
    WheelStatus,
    WheelWarning,
    Winner,
)
from schemas.cards import DECK
from schemas.facts import RoundOutcome
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.roulette import RouletteOutcome
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

POCKETS = st.sampled_from(["0", "7", "28", "36", "00", "000"])
CARDS = st.sampled_from(DECK[:6])
BOOL = st.booleans()

wheel_signals = st.one_of(
    st.builds(
        WheelStatus,
        st.just(0),
        st.just("wheel"),
        st.sampled_from(WheelState),
        st.integers(1, 3),
        st.one_of(st.none(), POCKETS),
        st.sampled_from([0, 0, 0, 0, 1, 2, 4, 8]).map(WheelWarning),
        st.integers(0, 999),
        st.sampled_from(Direction),
    ),
    st.builds(WheelNumber, st.just(0), st.just("wheel"), POCKETS),
    st.builds(WheelReply, st.just(0), st.just("wheel"), st.sampled_from(["*u OK", "*u NO", "*P OK"])),
    st.just(DeviceUp(0, "wheel")),
    st.just(DeviceDown(0, "wheel", "gone")),
)
shoe_signals = st.one_of(
    st.builds(
        CardRead, st.just(0), st.just("shoe"), st.sampled_from(CardTarget), st.integers(1, 3), CARDS, BOOL
    ),
    st.builds(ShoeResult, st.just(0), st.just("shoe"), st.sampled_from(Winner), BOOL, BOOL),
    st.builds(StrayCard, st.just(0), st.just("shoe"), st.sampled_from(ShoeMode), st.one_of(st.none(), CARDS)),
    st.just(CutCardSeen(0, "shoe")),
    st.builds(ShoeError, st.just(0), st.just("shoe"), st.integers(0, 9), BOOL),
    st.builds(ShoeLock, st.just(0), st.just("shoe"), BOOL),
    st.builds(ShoeReady, st.just(0), st.just("shoe"), BOOL),
    st.just(FramesMissed(0, "shoe", 2)),
    st.just(DeviceUp(0, "shoe")),
    st.just(DeviceDown(0, "shoe", "gone")),
)
people = st.one_of(
    st.builds(KeyPressed, st.just(0), st.sampled_from(Key)),
    st.builds(KeyStuck, st.just(0), st.sampled_from(Key), BOOL),
    st.builds(
        Ordered,
        st.just(0),
        st.sampled_from(OrderName),
        st.just("c"),
        st.just("pit-1"),
        st.sampled_from(["", "seen on the camera"]),
        st.sampled_from([None, "t-7-1", "t-7-2"]),
    ),
    st.just(Tick(0)),
)
pauses = st.sampled_from([0, s(0.1), s(0.5), s(3), s(20), s(80)])


def timed(signals: st.SearchStrategy[Signal]) -> st.SearchStrategy[list[tuple[int, Signal]]]:
    """Signals, each a while after the one before."""
    return st.lists(st.tuples(pauses, signals), max_size=60)


def drive(machine: Machine, story: list[tuple[int, Signal]], tick: bool) -> Floor:
    """Feed a story; with ``tick`` as the loop does, without as if every Tick came too late."""
    floor, now_ns = Floor(machine), 0
    for pause_ns, signal in story:
        now_ns += pause_ns
        if tick:
            floor.until(now_ns - s(0.03))
        floor.feed(replace(signal, at_ns=now_ns))
    floor.until(now_ns + s(200))
    return floor


@settings(max_examples=300, deadline=None)
@given(
    timed(st.one_of(wheel_signals, wheel_signals, people)),
    st.sampled_from(OpenBy),
    st.sampled_from(Confirm),
    st.sampled_from(NoSpin),
    BOOL,
)
def test_a_roulette_machine_keeps_its_promises(
    story: list[tuple[int, Signal]], open_by: OpenBy, confirm: Confirm, no_spin: NoSpin, tick: bool
) -> None:
    rules = RouletteSettings(
        table="t", open_by=open_by, confirm=confirm, no_spin=no_spin, launch_after_ns=s(8)
    )
    floor = drive(RouletteMachine(rules), story, tick)
    check_promises(floor)
    for fact in floor.facts:
        if isinstance(fact, RoundOutcome):
            assert isinstance(fact.outcome, RouletteOutcome) and fact.outcome.pocket in {"0", "7", "28", "36"}
            assert len(set(fact.sources)) >= 2


@settings(max_examples=300, deadline=None)
@given(
    timed(st.one_of(shoe_signals, shoe_signals, people)),
    st.sampled_from([OpenBy.AUTO, OpenBy.DEALER]),
    st.sampled_from(Confirm),
    st.integers(1, 8),
    BOOL,
)
def test_a_baccarat_machine_keeps_its_promises(
    story: list[tuple[int, Signal]], open_by: OpenBy, confirm: Confirm, decks: int, tick: bool
) -> None:
    rules = BaccaratSettings(table="t", open_by=open_by, confirm=confirm, decks=decks)
    floor = drive(BaccaratMachine(rules), story, tick)
    check_promises(floor)
    for fact in floor.facts:
        if isinstance(fact, RoundOutcome):
            assert isinstance(fact.outcome, BaccaratOutcome)
            assert len(set(fact.sources)) >= 2


@settings(max_examples=300, deadline=None)
@given(timed(st.one_of(wheel_signals, people)))
def test_whatever_happened_a_roulette_round_ends_or_is_held_when_all_falls_silent(
    story: list[tuple[int, Signal]],
) -> None:
    floor = drive(RouletteMachine(RouletteSettings(table="t", open_by=OpenBy.DEVICE)), story, tick=True)
    assert floor.machine.round_id is None or floor.machine.phase.value == "held"


@settings(max_examples=100, deadline=None)
@given(timed(st.one_of(wheel_signals, people)), st.integers(0, 60))
def test_a_restart_at_any_moment_holds_the_round_that_was_running(
    story: list[tuple[int, Signal]], cut: int
) -> None:
    rules = RouletteSettings(table="t", open_by=OpenBy.DEVICE)
    before = drive(RouletteMachine(rules), story[:cut], tick=True)
    memory = before.machine.memory()
    after = Floor(RouletteMachine(rules, memory))
    assert after.machine.round_id == memory.open_round_id
    assert (after.machine.phase.value == "held") == (memory.open_round_id is not None)
    assert after.machine.memory().next_round_number == memory.next_round_number
