"""A machine under test as the loop would drive it, with the promises that every sequence of its facts must keep."""

from __future__ import annotations

from firmware_agent.rounds.machine import DeviceOrder, Machine, Memory, Output, Publish, Start, WheelOrder
from hardware.orders import Ordered, OrderName
from hardware.signals import Key, KeyPressed, Signal, Tick
from schemas.facts import (
    FACT_BY_KIND,
    Fact,
    RoundClosed,
    RoundHeld,
    RoundOpened,
    RoundOutcome,
    RoundReleased,
    RoundVoided,
    TableStarted,
)
from schemas.sight_facts import RoundSeen

SECOND = 1_000_000_000


def s(seconds: float) -> int:
    """Seconds as nanoseconds."""
    return round(seconds * SECOND)


class Floor:
    """Feeds ``machine`` and keeps everything that it said."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.out: list[Output] = []
        self.heard(machine.start(Start(0, 7, "1.0", "0" * 64)))

    def heard(self, outputs: list[Output]) -> list[Fact]:
        """Remember ``outputs``; their facts."""
        self.out += outputs
        return [output.fact for output in outputs if isinstance(output, Publish)]

    def feed(self, *signals: Signal) -> list[Fact]:
        """The facts that follow from ``signals``."""
        return [fact for signal in signals for fact in self.heard(self.machine.feed(signal))]

    @property
    def hold_ns(self) -> int | None:
        """By what the last hold is named; None where nothing was held yet."""
        held = [
            each.at_ns for each in self.out if isinstance(each, Publish) and isinstance(each.fact, RoundHeld)
        ]
        return held[-1] if held else None

    def until(self, at_ns: int) -> list[Fact]:
        """Let all deadlines up to ``at_ns`` pass."""
        facts: list[Fact] = []
        while (due := self.machine.deadline_ns) is not None and due <= at_ns:
            facts += self.feed(Tick(due))
        return facts

    def press(self, key: Key, at_ns: int) -> list[Fact]:
        """A dealer's key."""
        return self.feed(KeyPressed(at_ns, key))

    def order(
        self, name: OrderName, at_ns: int, reason: str = "", round_id: str | None = None
    ) -> tuple[bool, list[Fact]]:
        """An order of the pit boss: whether it is accepted, and what follows."""
        order = Ordered(at_ns, name, "c", "pit-1", reason, round_id)
        return self.machine.judge(order).accepted, self.feed(order)

    @property
    def facts(self) -> list[Fact]:
        """All facts so far."""
        return [output.fact for output in self.out if isinstance(output, Publish)]

    @property
    def orders(self) -> list[WheelOrder]:
        """All device orders so far."""
        return [output.order for output in self.out if isinstance(output, DeviceOrder)]

    @property
    def phase(self) -> str:
        """The phase, as people read it."""
        return self.machine.phase.value

    def last(self, kind: type[Fact]) -> Fact:
        """The latest fact of a kind."""
        return next(fact for fact in reversed(self.facts) if isinstance(fact, kind))


def kinds(facts: list[Fact]) -> list[str]:
    """The kinds of facts, in order."""
    return [fact.kind for fact in facts]


def check_promises(floor: Floor) -> None:
    """Rounds run one after the other; each closes once, before it is held or ends; each ends at most once, and held ones not by themselves."""
    life = _Life()
    for fact in floor.facts:
        again = FACT_BY_KIND[fact.kind].consume(fact.model_dump_json())
        assert again == fact
        life.take(fact)
    memory = floor.machine.memory()
    assert memory.open_round_id == life.running == floor.machine.round_id
    assert memory.bets_open == (life.running is not None and not life.closed)
    assert Memory.from_json(memory.to_json()) == memory
    assert (floor.machine.phase.value == "held") == life.held


class _Life:
    """The legal order of facts, told again from the facts alone."""

    def __init__(self) -> None:
        self.running: str | None = None
        self.closed = self.held = self.inherited = False
        self.seen: set[str] = set()

    def take(self, fact: Fact) -> None:
        match fact:
            case TableStarted():
                self.running = fact.mid_round
                self.closed = self.inherited = fact.mid_round is not None
            case RoundOpened():
                assert self.running is None and fact.round_id not in self.seen
                self.seen.add(fact.round_id)
                self.running, self.closed, self.held = fact.round_id, False, False
            case RoundClosed():
                assert fact.round_id == self.running and (self.inherited or not self.closed)
                self.closed, self.inherited = True, False
            case RoundHeld():
                assert fact.round_id == self.running and self.closed and not self.held
                self.held = True
            case RoundReleased():
                assert fact.round_id == self.running and self.held
                self.held = False
            case RoundOutcome():
                assert fact.round_id == self.running and self.closed and not self.held
                self.running, self.closed = None, False
            case RoundVoided():
                assert fact.round_id == self.running and self.closed
                self.running, self.closed, self.held = None, False, False
            case RoundSeen():
                assert fact.round_id == self.running or fact.round_id in self.seen
            case _ if fact.about_round is not None:
                assert fact.about_round == self.running
