"""Coups dealt by the rules beside a camera that errs: whatever people press meanwhile, no result is told while a difference is undecided."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.rounds.settings import OnAbstain
from hardware.orders import Ordered, OrderName
from hardware.signals import CardRead, Key, KeyPressed, Signal
from schemas.cards import DECK
from schemas.causes import HoldCause
from schemas.facts import RoundHeld, RoundOutcome, RoundReleased
from schemas.sight import Compared, SightKind
from schemas.sight_facts import RoundSeen
from tests.firmware_agent.rounds.eyes import eyes, saw, shoe_table
from tests.firmware_agent.rounds.floor import Floor, check_promises, s
from tests.firmware_agent.rounds.test_any_coup import events

SAYS = st.sampled_from(["right", "right", "wrong", "wrong, then hidden", "nothing"])
LATER_MS = st.integers(-400, 4000)
PEOPLE: list[Signal] = [
    KeyPressed(0, Key.CONFIRM),
    KeyPressed(0, Key.RELEASE),
    *(Ordered(0, name, "c", "pit-1", "seen", None) for name in (OrderName.RELEASE, OrderName.PAUSE)),
]
MEANWHILE = st.lists(st.tuples(st.integers(11_500, 26_000), st.sampled_from(PEOPLE)), max_size=3)


def words(read: CardRead, says: str, later_ms: int) -> list[Signal]:
    """What the camera says of one card, and when."""
    at, place = read.at_ns / 1e9 + later_ms / 1000, f"{read.target.value[0].upper()}{read.index}"
    other = DECK[(DECK.index(read.card) + 1) % len(DECK)]
    match says:
        case "nothing":
            return []
        case "wrong, then hidden":
            return [saw(at, f"{place} {other}"), saw(at + 0.3, f"{place} -hand")]
    return [saw(at, f"{place} {read.card if says == 'right' else other}")]


def coup(seed: int, said: list[tuple[str, int]], meanwhile: list[tuple[int, Signal]]) -> list[Signal]:
    """Shoe, camera and people of one coup, by time."""
    cards = list(DECK) * 8
    Random(seed).shuffle(cards)
    dealt, _ = events(cards, 12)
    reads = [each for each in dealt if isinstance(each, CardRead)]
    seen = [
        word for read, (says, later) in zip(reads, said, strict=False) for word in words(read, says, later)
    ]
    keys = [replace(signal, at_ns=s(at / 1000)) for at, signal in meanwhile]
    return sorted([*dealt, *seen, *keys], key=lambda each: each.at_ns)


def assert_decided(floor: Floor) -> None:
    """Told from the facts alone; a word after the result can't hold it any more."""
    undecided: set[tuple[str, int]] = set()
    cause, over = None, False
    for fact in floor.facts:
        match fact:
            case RoundSeen() if not over:
                for each in fact.positions:
                    spot, differs = (each.place, each.index), each.verdict is Compared.DISPUTE
                    undecided = undecided | {spot} if differs else undecided - {spot}
            case RoundHeld():
                cause = fact.cause
            case RoundReleased() if cause is HoldCause.CAMERA_DISPUTE:
                undecided = set()
            case RoundOutcome():
                assert not undecided
                over = True


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 2**32),
    st.lists(st.tuples(SAYS, LATER_MS), min_size=6, max_size=6),
    MEANWHILE,
    st.sampled_from(OnAbstain),
)
def test_no_coup_has_a_result_while_a_difference_is_undecided(
    seed: int, said: list[tuple[str, int]], meanwhile: list[tuple[int, Signal]], on_abstain: OnAbstain
) -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS, on_abstain=on_abstain))
    for signal in coup(seed, said, meanwhile):
        floor.until(signal.at_ns - 1)
        floor.feed(signal)
    floor.until(s(300))
    assert_decided(floor)
    check_promises(floor)
    assert floor.machine.round_id is None or floor.phase in ("held", "dealing", "bets_closed")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(OnAbstain))
def test_such_a_coup_has_its_result_where_the_camera_is_right(seed: int, on_abstain: OnAbstain) -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS, on_abstain=on_abstain))
    floor.feed(*coup(seed, [("right", 200)] * 6, []))
    told = floor.last(RoundOutcome)
    assert isinstance(told, RoundOutcome) and told.sources == ("shoe.cards", "shoe.result", "camera")
