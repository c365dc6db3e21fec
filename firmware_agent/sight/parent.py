"""Keeps the process that looks going, beside the table: passes its words to the machine, its pictures and answers to the edge, and says when it sees nothing.

Loads no picture library: what looking costs, and what goes wrong with it, stays in the child. The table never waits for it.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock

from firmware_agent.child import Child, Ears, Wanted
from firmware_agent.rounds.machine import TableView
from firmware_agent.sight.line import (
    DEVICE,
    AnchorsSaid,
    AnswerSaid,
    AskSaid,
    HealthSaid,
    NoticeSaid,
    RoundSaid,
    StillSaid,
    Up,
    WordSaid,
    up,
)
from firmware_agent.sight.still_file import is_kept, read_still
from hardware.clock import Clock
from hardware.signals import DeviceDown, DeviceUp, Signal
from schemas.sight import Anchors, SightAnswer, SightAsk, SightHealth, SightStep

log = logging.getLogger(__name__)

SILENCE_NS = 2_000_000_000
UNHEARD_MS = 1300
TURN_S = 0.1
MOST_WANTED = 64
STILLS_A_TURN = 2
UP_DWELL_NS = 1_000_000_000
"""So long it must have looked again before its return is told; its going is told at once."""
TELL_GAP_NS = 500_000_000
"""Its state is told to people no more often than that."""
MOST_A_SECOND = 200
"""Of anything but its health; what it says beyond that is passed on, and counts against it like bad lines."""
SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where it all goes; none of them may block. ``still``: a picture's bytes; ``changed``: the health's word is another one."""

    emit: Callable[[Signal], None]
    still: Callable[[bytes], None]
    anchors: Callable[[Anchors], None]
    answer: Callable[[SightAnswer], None]
    changed: Callable[[], None]


class SightChild(Ears):
    """``report``, ``told``, ``ask`` and ``want_stills`` may be called from any thread."""

    name = "sight"

    def __init__(
        self, command: list[str], fds: tuple[int, ...], folder: Path, outlets: Outlets, clock: Clock
    ) -> None:
        self._child = Child(Wanted(self.name, command, SILENCE_NS, TURN_S, fds), self, clock)
        self._folder, self._outlets, self._clock = folder, outlets, clock
        self._health: SightHealth | None = None
        self._why = ""
        self._unread = 0
        self._state = ""
        self._told_ns = clock.monotonic_ns() - TELL_GAP_NS
        self._is_up: bool | None = None
        self._looks_since_ns: int | None = None
        self._said_in_ns, self._said = 0, 0
        self._round: RoundSaid | None = None
        self._untold = False
        self._wanted: deque[str] = deque(maxlen=MOST_WANTED)
        self._pending: dict[str, SightStep] = {}
        self._asking = Lock()

    def run(self, stop: Event) -> None:
        """Until ``stop``; the child has ended then."""
        self._child.run(stop)

    def report(self) -> SightHealth:
        """What the child said last, with its age; lost, when there is no child."""
        silent_ms = self._child.silent_ms
        last, restarts = self._health, self._child.restarts
        if last is None:
            return SightHealth(state="lost" if self._why else "starting", restarts=restarts, detail=self._why)
        fresh: dict[str, object] = {
            "age_ms": None if last.age_ms is None else last.age_ms + silent_ms,
            "restarts": restarts,
        }
        if self._why or silent_ms > UNHEARD_MS:
            fresh |= {"state": "lost", "detail": self._why or "the process that looks says nothing"}
        return last.model_copy(update=fresh)

    def told(self, view: TableView) -> None:
        """The table as the machine sees it; only what changed goes to the child."""
        said = RoundSaid(
            at_ns=self._clock.monotonic_ns(),
            round_id=view.round_id,
            phase=view.phase.value,
            bets_open=view.closes_ns is not None,
            throw=view.throw,
        )
        last = self._round
        if last is None or said.model_copy(update={"at_ns": last.at_ns}) != last:
            self._round = said
            self._untold = not self._child.say(said.model_dump(mode="json"))

    def ask(self, command_id: str, ask: SightAsk) -> str | None:
        """Hand on a technician's question; why not, if it can't be."""
        said = AskSaid(command_id=command_id, ask=ask)
        with self._asking:
            if not self._child.say(said.model_dump(mode="json")):
                return "the process that looks is not there; try again in a few seconds"
            self._pending[command_id] = ask.step
        return None

    def want_stills(self, names: Iterable[str]) -> tuple[str, ...]:
        """Send these once more; those that are not kept, and never will be again."""
        kept = {name: is_kept(self._folder, name) for name in names}
        self._wanted.extend(name for name, there in kept.items() if there)
        return tuple(name for name, there in kept.items() if not there)

    # --- the child's ears, all on the thread of run ------------------------------------------------------------------

    def begun(self) -> None:
        self._health = None
        self._tell_round()

    def take(self, line: bytes) -> bool:
        try:
            said = up(line)
            self._obey(said)
        except ValueError as wrong:
            self._not_read(wrong)
            return False
        self._child.good()
        return isinstance(said, HealthSaid) or not self._babbles()

    def turn(self) -> None:
        if self._untold:
            self._tell_round()
        for _ in range(min(STILLS_A_TURN, len(self._wanted))):
            self._send(self._wanted.popleft())
        self._judge()

    def ended(self, why: str) -> None:
        self._why = why
        if self._unread > 1:
            log.warning("the process that looks said %d lines that can't be read", self._unread)
        self._unread = 0
        with self._asking:
            pending, self._pending = self._pending, {}
        for command_id, step in pending.items():
            self._outlets.answer(SightAnswer(command_id=command_id, step=step, ok=False, said=why))
        self._judge()

    def _babbles(self) -> bool:
        """One more word: whether that is more than a camera has to say in a second."""
        now_ns = self._clock.monotonic_ns()
        if now_ns - self._said_in_ns >= SECOND_NS:
            self._said_in_ns, self._said = now_ns, 0
        self._said += 1
        return self._said > MOST_A_SECOND

    def _not_read(self, wrong: ValueError) -> None:
        """The first is told, of the others their number."""
        if not self._unread:
            log.warning("the process that looks says what can't be read: %s", wrong)
        self._unread += 1

    def _obey(self, said: Up) -> None:
        match said:
            case HealthSaid():
                self._health, self._why = said.health, ""
            case WordSaid() | NoticeSaid():
                self._outlets.emit(said.signal())
            case StillSaid():
                self._send(said.sha256)
            case AnchorsSaid():
                self._outlets.anchors(said.anchors)
            case AnswerSaid():
                with self._asking:
                    self._pending.pop(said.answer.command_id, None)
                self._outlets.answer(said.answer)

    def _tell_round(self) -> None:
        if self._round is not None:
            self._untold = not self._child.say(self._round.model_dump(mode="json"))

    def _send(self, name: str) -> None:
        picture = read_still(self._folder, name)
        if picture is not None:
            self._outlets.still(picture)

    def _judge(self) -> None:
        """To the machine when it goes and when it returns, to people when its word changes."""
        now = self.report()
        if now.state != "starting":
            self._emit(now)
        now_ns = self._clock.monotonic_ns()
        if now.state != self._state and now_ns - self._told_ns >= TELL_GAP_NS:
            self._state, self._told_ns = now.state, now_ns
            self._outlets.changed()

    def _emit(self, now: SightHealth) -> None:
        at_ns = self._clock.monotonic_ns()
        is_up = self._looks_for_good(now.state == "looking", at_ns)
        if is_up == self._is_up:
            return
        self._is_up = is_up
        if is_up:
            log.info("the camera's word can be had")
            self._outlets.emit(DeviceUp(at_ns, DEVICE))
        else:
            log.warning("the camera says nothing: %s: %s", now.state, now.detail)
            self._outlets.emit(DeviceDown(at_ns, DEVICE, f"{now.state}: {now.detail}"))

    def _looks_for_good(self, looks: bool, at_ns: int) -> bool:
        """It looks, and after having been down has done so for a while."""
        if not looks:
            self._looks_since_ns = None
            return False
        if self._looks_since_ns is None:
            self._looks_since_ns = at_ns
        return self._is_up is not False or at_ns - self._looks_since_ns >= UP_DWELL_NS


def sight_command(config: Path, tap_fd: int | None) -> list[str]:
    """How the child is started."""
    tapped = [] if tap_fd is None else ["--tap-fd", str(tap_fd)]
    return [sys.executable, "-m", "firmware_agent", "sight", "--config", str(config), *tapped]
