"""The one thread that thinks: signals in, the machine's outputs recorded, then told to the edge, the devices and the lamps, in that order.

Refuses to act on anything that is not yet on disk. It catches nothing: a fault here ends the program, and the next start holds the round.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event
from typing import Protocol

from firmware_agent.config_file import ConfigError
from firmware_agent.gate import BOARD, Gate, pause_for_good
from firmware_agent.outbox import Outbox
from firmware_agent.rounds.machine import DeviceOrder, Machine, Memory, Output, Publish, Start, TableView
from firmware_agent.rounds.sighted_life import of_camera
from hardware.clock import Clock
from hardware.orders import Ordered
from hardware.signals import Signal, Tick

LONGEST_WAIT_S = 0.25
BABBLE_NS = 250_000_000
"""So much longer a passed deadline waits while only the camera speaks."""


class Edge(Protocol):
    """What the loop tells the uplink."""

    def wake(self) -> None:
        """Facts are on disk."""

    def reply(self, command_id: str, code: str, message: str) -> None:
        """The verdict on a command."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the loop needs of the rest of the board.

    ``reasons`` why no round may open now; ``show`` the table to people; ``obey`` sends a device's order; ``beat`` is called every turn.
    """

    edge: Edge
    reasons: Callable[[], Sequence[str]]
    show: Callable[[TableView], None]
    obey: Callable[[DeviceOrder], None]
    beat: Callable[[], None]


class Loop:
    """``emit`` may be called from any thread and any signal handler; ``run`` thinks in the thread that calls it."""

    def __init__(
        self,
        machine: Machine,
        outbox: Outbox,
        around: Surroundings,
        clock: Clock,
        grace_ns: int,
        board_paused: bool,
    ) -> None:
        self._machine, self._outbox, self._around, self._clock, self._grace_ns = (
            machine,
            outbox,
            around,
            clock,
            grace_ns,
        )
        self._gate = Gate(board_paused)
        self._queue: SimpleQueue[Signal | None] = SimpleQueue()
        self._pictures: SimpleQueue[Signal] = SimpleQueue()
        self.started_seq = 0

    def emit(self, signal: Signal) -> None:
        """Hand in what was sensed; what the camera says waits until nothing else does."""
        if not of_camera(signal):
            self._queue.put(signal)
            return
        self._pictures.put(signal)
        if self._queue.empty():
            self.wake()

    def wake(self) -> None:
        """Look at ``stop`` now."""
        self._queue.put(None)

    def run(self, start: Start, stop: Event) -> None:
        """Think until ``stop``."""
        self._act(self._machine.start(start))
        self.started_seq = self._outbox.head.seq
        if self._outbox.damaged is not None:
            why = f"the outbox was damaged and is kept as {self._outbox.damaged.name}: look at the round that was running, then resume"
            self._act(self._machine.feed(pause_for_good(why, self._clock.monotonic_ns())))
        while not stop.is_set():
            self._turn()

    def _turn(self) -> None:
        sensed = list(self._next())
        self._mind_the_gate()
        for signal in sensed:
            self._think(signal)
        self._around.beat()

    def _mind_the_gate(self) -> None:
        """Before every step, so that no deadline opens a round that the board's own state forbids."""
        order = self._gate.order(
            self._around.reasons(), self._machine.view().paused, self._clock.monotonic_ns()
        )
        if order is not None:
            self._act(self._machine.feed(order))

    def _next(self) -> Iterator[Signal]:
        """The next signal; a Tick when the deadline and its grace have passed and nothing that was sensed still waits."""
        try:
            signal = self._queue.get(timeout=self._patience_s())
        except Empty:
            yield from self._unhurried()
            return
        if signal is not None:
            yield signal

    def _unhurried(self) -> Iterator[Signal]:
        """Nothing that keys, orders and sensors say waits."""
        try:
            picture = self._pictures.get_nowait()
        except Empty:
            yield from self._overdue(self._grace_ns)
            return
        yield from self._pictured(picture)

    def _pictured(self, signal: Signal) -> Iterator[Signal]:
        """The camera moves no deadline, so that one which babbles must not keep it waiting either. Of the future nothing is known."""
        yield from self._overdue(self._grace_ns + BABBLE_NS)
        if signal.at_ns <= self._clock.monotonic_ns():
            yield signal

    def _overdue(self, grace_ns: int) -> Iterator[Signal]:
        deadline_ns = self._machine.deadline_ns
        if deadline_ns is not None and self._clock.monotonic_ns() >= deadline_ns + grace_ns:
            yield Tick(deadline_ns)

    def _patience_s(self) -> float:
        if not self._pictures.empty():
            return 0.0
        deadline_ns = self._machine.deadline_ns
        if deadline_ns is None:
            return LONGEST_WAIT_S
        return min(
            max((deadline_ns + self._grace_ns - self._clock.monotonic_ns()) / 1e9, 0.0), LONGEST_WAIT_S
        )

    def _think(self, signal: Signal) -> None:
        if not isinstance(signal, Ordered):
            self._act(self._machine.feed(signal))
            return
        verdict = self._gate.judge(signal, self._around.reasons())
        if verdict is None:
            verdict = self._machine.judge(signal)
            self._act(self._machine.feed(signal))
        self._around.edge.reply(signal.command_id, verdict.code, verdict.message)

    def _act(self, outputs: Sequence[Output]) -> None:
        facts = [output for output in outputs if isinstance(output, Publish)]
        if self._outbox.append(facts, remembered(self._machine.memory(), self._gate.holds)):
            self._around.edge.wake()
        for output in outputs:
            if isinstance(output, DeviceOrder):
                self._around.obey(output)
        self._around.show(self._machine.view())


def remembered(memory: Memory, board_paused: bool) -> str:
    """What the outbox keeps beside the facts: the machine's memory, and whose pause it is."""
    return f'{{"machine":{memory.to_json()},"{BOARD}":{json.dumps(board_paused)}}}'


def recalled(text: str | None) -> tuple[Memory, bool]:
    """What ``remembered`` wrote; a fresh memory for a fresh outbox.

    Raises:
        ConfigError: another release wrote it, in words that this one does not know.
    """
    if text is None:
        return Memory(), False
    try:
        stored = json.loads(text)
        return Memory.from_json(json.dumps(stored["machine"])), bool(stored[BOARD])
    except (ValueError, TypeError, KeyError) as fault:
        raise ConfigError(
            f"the outbox remembers the table in the words of another release ({fault}): start that release again"
        ) from fault
