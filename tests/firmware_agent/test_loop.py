"""The thinking thread with a scripted machine: what is recorded when, what is told to whom, and in which order."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware_agent.config_file import ConfigError
from firmware_agent.loop import Loop, Surroundings, recalled
from firmware_agent.outbox import Outbox, OutboxFailed
from firmware_agent.outbox_file import connect
from firmware_agent.rounds.machine import (
    DeviceOrder,
    Memory,
    Output,
    Publish,
    Start,
    TableView,
    Verdict,
    WheelOrder,
)
from hardware.clock import SystemClock
from hardware.orders import Ordered, OrderName
from hardware.sight_signals import CameraNoticed, CameraSaw
from hardware.signals import DeviceDown, Key, KeyPressed, Signal, Tick
from schemas.facts import SupervisorCalled, TablePaused, TableResumed, TableStarted
from schemas.phases import Game, Phase
from tests.firmware_agent import desk
from tests.firmware_agent.far_edge import soon


@dataclass
class Script:
    """A machine that answers every signal with one fact and, for a key, an order to the wheel."""

    deadline_ns: int | None = None
    fed: list[Signal] = field(default_factory=list)
    paused: bool = False
    phase: Phase = Phase.IDLE
    round_id: str | None = None
    next_game_ready: bool = False

    def start(self, start: Start) -> list[Output]:
        return [
            Publish(
                start.at_ns, TableStarted(game=Game.ROULETTE, firmware=start.firmware, config_hash="0" * 64)
            )
        ]

    def feed(self, signal: Signal) -> list[Output]:
        self.fed.append(signal)
        match signal:
            case Tick():
                self.deadline_ns = None
            case Ordered(name=OrderName.PAUSE):
                self.paused = True
                return [Publish(signal.at_ns, TablePaused(by=signal.by, reason=signal.reason))]
            case Ordered(name=OrderName.RESUME):
                self.paused = False
                return [Publish(signal.at_ns, TableResumed(by=signal.by))]
            case KeyPressed(key=Key.OPEN):
                return [
                    DeviceOrder("wheel", WheelOrder.START_GAME),
                    Publish(signal.at_ns, SupervisorCalled(reason="open")),
                ]
            case KeyPressed(key=Key.VOID):
                raise RuntimeError("a bug in the machine")
        return []

    def judge(self, order: Ordered) -> Verdict:
        return Verdict(
            order.name is not OrderName.VOID, "ok" if order.name is not OrderName.VOID else "wrong_phase"
        )

    def view(self) -> TableView:
        return TableView(Game.ROULETTE, self.phase, None, self.paused, None, None, ())

    def memory(self) -> Memory:
        return Memory(next_round_number=1 + len(self.fed), paused=self.paused)


class Bench:
    """A loop in its own thread; ``heard`` is what the rest of the board was told, in order, with the outbox's head then."""

    def __init__(self, folder: Path, board_paused: bool = False, starts: bool = True) -> None:
        self.files: list[sqlite3.Connection] = []
        self.box: Outbox = desk.outbox(folder, open_file=self._open)
        self.machine, self.clock = Script(), SystemClock()
        self.heard: list[tuple[str, int]] = []
        self.reasons: list[str] = []
        self.fault: BaseException | None = None
        around = Surroundings(
            self, lambda: self.reasons, lambda _: self._hear("show"), self._obey, lambda: None
        )
        self.loop = Loop(self.machine, self.box, around, self.clock, 30_000_000, board_paused)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)
        if starts:
            self.thread.start()

    def _open(self, path: Path) -> sqlite3.Connection:
        self.files.append(connect(path))
        return self.files[-1]

    def wake(self) -> None:
        self._hear("wake")

    def reply(self, command_id: str, code: str, message: str) -> None:
        self._hear(f"reply {command_id} {code}")

    def close(self) -> None:
        self.stop.set()
        self.loop.wake()
        self.thread.join(5)
        assert not self.thread.is_alive()
        self.box.close()

    def kinds(self) -> list[str]:
        return [said.split()[0] for said, _ in self.heard]

    def _obey(self, order: DeviceOrder) -> None:
        self._hear(f"order {order.device} {order.order.value}")

    def _hear(self, said: str) -> None:
        self.heard.append((said, self.box.head.seq))

    def _run(self) -> None:
        try:
            self.loop.run(Start(1, self.box.head.epoch, "0", "0" * 64), self.stop)
        except Exception as fault:  # noqa: BLE001
            self.fault = fault


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    assert soon(lambda: bench.loop.started_seq == 1)
    yield bench
    bench.close()


def ordered(bench: Bench, name: OrderName) -> Ordered:
    return Ordered(bench.clock.monotonic_ns(), name, "c1", "ada", "")


def test_facts_are_on_disk_before_anybody_hears_of_them(bench: Bench) -> None:
    bench.heard.clear()
    bench.loop.emit(KeyPressed(5, Key.OPEN))
    assert soon(lambda: len(bench.heard) == 3)
    assert bench.heard == [("wake", 2), ("order wheel start_game", 2), ("show", 2)]
    memory, _ = recalled(bench.box.memory)
    assert memory.next_round_number == 2


@pytest.mark.parametrize("text", ['{"machine":{"shoe_cards":"","mood":1},"board":false}', "{}", "m"])
def test_a_memory_in_the_words_of_another_release_is_not_guessed_at(text: str) -> None:
    with pytest.raises(ConfigError, match="start that release again"):
        recalled(text)


def test_a_deadline_brings_a_tick_with_its_own_time_after_the_grace(bench: Bench) -> None:
    deadline_ns = bench.clock.monotonic_ns() + 20_000_000
    bench.machine.deadline_ns = deadline_ns
    bench.loop.wake()
    assert soon(lambda: bool(bench.machine.fed))
    assert bench.clock.monotonic_ns() >= deadline_ns + 30_000_000
    assert bench.machine.fed == [Tick(deadline_ns)]


def picture(at_ns: int) -> CameraSaw:
    return CameraSaw(at_ns, "camera", "wheel", 1, 1, "17", 5)


def test_a_camera_that_babbles_keeps_no_deadline_waiting(bench: Bench) -> None:
    deadline_ns = bench.machine.deadline_ns = bench.clock.monotonic_ns() - 1_000_000_000
    babble = [picture(number) for number in range(3)]
    for each in babble:
        bench.loop.emit(each)
    assert soon(lambda: len(bench.machine.fed) == 4)
    assert bench.machine.fed == [Tick(deadline_ns), *babble]


def test_keys_and_sensors_are_taken_before_what_the_camera_says(tmp_path: Path) -> None:
    bench = Bench(tmp_path, starts=False)
    said = [
        picture(1),
        CameraNoticed(2, "camera", "card_before_close", "x"),
        DeviceDown(3, "camera", "blind"),
    ]
    sensed = [KeyPressed(5, Key.CONFIRM), DeviceDown(6, "wheel", "gone"), KeyPressed(7, Key.CONFIRM)]
    for each in (*said, *sensed):
        bench.loop.emit(each)
    bench.thread.start()
    assert soon(lambda: len(bench.machine.fed) == 6)
    assert bench.machine.fed == [*sensed, *said]
    bench.close()


def test_a_picture_of_the_future_is_none(bench: Bench) -> None:
    bench.loop.emit(picture(bench.clock.monotonic_ns() + 3_600_000_000_000))
    bench.loop.emit(picture(5))
    assert soon(lambda: bool(bench.machine.fed))
    assert bench.machine.fed == [picture(5)]


def test_what_was_sensed_is_thought_of_before_the_tick(bench: Bench) -> None:
    bench.machine.deadline_ns = bench.clock.monotonic_ns() - 1_000_000_000
    for _ in range(3):
        bench.loop.emit(KeyPressed(5, Key.CONFIRM))
    assert soon(lambda: len(bench.machine.fed) == 4)
    assert [type(signal) for signal in bench.machine.fed].index(Tick) in (0, 3)


def test_an_order_is_answered_after_its_facts_are_recorded(bench: Bench) -> None:
    bench.heard.clear()
    bench.loop.emit(ordered(bench, OrderName.PAUSE))
    assert soon(lambda: "reply" in bench.kinds())
    assert bench.heard == [("wake", 2), ("show", 2), ("reply c1 ok", 2)]


def test_a_rejected_order_is_answered_with_the_machines_code(bench: Bench) -> None:
    bench.loop.emit(ordered(bench, OrderName.VOID))
    assert soon(lambda: ("reply c1 wrong_phase", 1) in bench.heard)


def test_a_reason_of_the_boards_own_pauses_and_its_end_resumes(bench: Bench) -> None:
    bench.reasons.append("the disk is full")
    assert soon(lambda: bench.machine.paused)
    assert soon(lambda: recalled(bench.box.memory)[1])
    bench.loop.emit(ordered(bench, OrderName.RESUME))
    assert soon(lambda: ("reply c1 wrong_phase", 2) in bench.heard)
    assert bench.machine.paused
    bench.reasons.clear()
    assert soon(lambda: not bench.machine.paused)
    assert soon(lambda: not recalled(bench.box.memory)[1])


def test_the_boards_own_pause_ends_after_a_restart(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.reasons.append("the clock")
    assert soon(lambda: bench.machine.paused)
    bench.close()
    box = desk.outbox(tmp_path)
    memory, board_paused = recalled(box.memory)
    box.close()
    assert memory.paused
    assert board_paused
    again = Bench(tmp_path, board_paused=True)
    again.machine.paused = True
    assert soon(lambda: not again.machine.paused)
    again.close()


def test_a_damaged_outbox_pauses_the_table_until_a_person_resumes(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").write_bytes(b"rubbish" * 1000)
    bench = Bench(tmp_path)
    assert soon(lambda: bench.machine.paused)
    [pause] = [signal for signal in bench.machine.fed if isinstance(signal, Ordered)]
    assert "damaged" in pause.reason
    bench.loop.wake()
    threading.Event().wait(0.3)
    assert bench.machine.paused
    bench.loop.emit(ordered(bench, OrderName.RESUME))
    assert soon(lambda: not bench.machine.paused)
    bench.close()


def test_a_fault_of_the_machine_ends_the_loop(bench: Bench) -> None:
    bench.loop.emit(KeyPressed(5, Key.VOID))
    bench.thread.join(5)
    assert isinstance(bench.fault, RuntimeError)


def test_a_failing_disk_ends_the_loop_before_anything_is_told(bench: Bench) -> None:
    bench.heard.clear()
    bench.files[-1].execute("PRAGMA query_only = 1")
    bench.loop.emit(KeyPressed(5, Key.OPEN))
    bench.thread.join(5)
    assert isinstance(bench.fault, OutboxFailed)
    assert bench.heard == []
