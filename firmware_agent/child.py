"""Keeps one process beside the table going: starts it, hears its lines, kills it when it says nothing, starts it again. Knows nothing of what it is for.

The line is a socket pair whose end goes to the process as ``--fd``; both sides speak lines of JSON, and when one side ends, so does the other.
"""

from __future__ import annotations

import json
import logging
import select
import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event, Lock

from hardware.clock import Clock

log = logging.getLogger(__name__)

START_NS = 20_000_000_000
"""A child that has said nothing yet may be loading its libraries."""

END_S = 3.0
RETRY_S = (0.2, 1.0, 2.0, 5.0)
GOOD_NS = 30_000_000_000
EX_CONFIG = 78
CONFIG_RETRY_S = 30.0
READ_BYTES = 65_536
MOST_BYTES = 1_000_000
"""Of one line: what goes on for longer is no line."""
MOST_BAD = 100
"""So many more bad lines than good ones, and the child is not worth listening to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A child. ``fds``: further descriptors that it inherits. ``silence_ns``: so long it may say nothing; ``turn_s``: how often it is looked after."""

    name: str
    command: Sequence[str]
    silence_ns: int
    turn_s: float
    fds: tuple[int, ...] = ()


class Ears(ABC):
    """What the child's owner does with what it hears. Called on the thread of ``Child.run``."""

    @abstractmethod
    def begun(self) -> None:
        """Another child was started."""

    @abstractmethod
    def take(self, line: bytes) -> bool:
        """One line; whether it was good. A child whose bad lines outnumber the good ones is killed."""

    @abstractmethod
    def turn(self) -> None:
        """While a child runs, several times a second."""

    @abstractmethod
    def ended(self, why: str) -> None:
        """The child ended, or was killed; the next one comes."""


class Child:
    """One process at a time. ``say`` may be called from any thread. ``restarts`` counts; ``heard_ns``: when it last said something good."""

    def __init__(self, wanted: Wanted, ears: Ears, clock: Clock) -> None:
        self._wanted, self._ears, self._clock = wanted, ears, clock
        self._line: socket.socket | None = None
        self._saying = Lock()
        self._down = False
        self._bad = 0
        self.restarts = 0
        self.heard_ns = clock.monotonic_ns()

    def say(self, said: object) -> bool:
        """Never waits. False: nobody hears it, or the child does not read."""
        with self._saying:
            return self._line is not None and _send(self._line, said)

    @property
    def silent_ms(self) -> int:
        """How long it has said nothing good."""
        return (self._clock.monotonic_ns() - self.heard_ns) // 1_000_000

    def good(self) -> None:
        """All is well with it again: the next end is logged."""
        if self._down:
            log.info("the %s process is back", self._wanted.name)
        self._down = False

    def run(self, stop: Event) -> None:
        """Until ``stop``; the child has ended then."""
        attempt = 0
        while not stop.is_set():
            began_ns = self._clock.monotonic_ns()
            code = self._one_child(stop)
            if stop.wait(self._wanted.turn_s):  # a signal to the whole group reaches the child first
                return
            attempt = 0 if self._clock.monotonic_ns() - began_ns > GOOD_NS else attempt + 1
            self.restarts += 1
            self._lose(code)
            stop.wait(CONFIG_RETRY_S if code == EX_CONFIG else RETRY_S[min(attempt, len(RETRY_S) - 1)])

    def _lose(self, code: int) -> None:
        config = "its configuration is wrong: `firmware-agent check` says where"
        why = (
            f"the {self._wanted.name} process ended ({config if code == EX_CONFIG else f'exit code {code}'})"
        )
        if not self._down:
            log.error("%s", why)
        self._down = True
        self._ears.ended(why)

    def _one_child(self, stop: Event) -> int:
        """How it ended."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                child = subprocess.Popen(
                    [*self._wanted.command, "--fd", str(theirs.fileno())],
                    pass_fds=[theirs.fileno(), *self._wanted.fds],
                    stdin=subprocess.DEVNULL,
                )
            hangs = True
            try:
                self._line = ours
                self._ears.begun()
                hangs = self._listen(ours, stop)
            finally:
                self._hang_up(ours)
                code = _end(child, 0 if hangs else END_S)
        return code

    def _hang_up(self, line: socket.socket) -> None:
        with self._saying:
            self._line = None
            line.close()

    def _listen(self, line: socket.socket, stop: Event) -> bool:
        """Until the child closes its end, or ``stop``. True: it says nothing any more, or nothing that is good."""
        heard, limit_ns, self._bad = b"", START_NS, 0
        spoke_ns = self._clock.monotonic_ns()
        while not stop.is_set():
            if self._clock.monotonic_ns() - spoke_ns > limit_ns:
                limit_s = limit_ns / 1e9
                log.error("the %s process has said nothing for %g s: killed", self._wanted.name, limit_s)
                return True
            if select.select([line], [], [], self._wanted.turn_s)[0]:
                part = _receive(line)
                if not part:
                    return False
                *lines, heard = (heard + part).split(b"\n")
                heard = heard if len(heard) <= MOST_BYTES else b""
                if self._take(lines, stop):
                    limit_ns, spoke_ns = self._wanted.silence_ns, self.heard_ns
                if self._bad > MOST_BAD:
                    log.error("the %s process says too much that is not good: killed", self._wanted.name)
                    return True
            self._ears.turn()
        return False

    def _take(self, lines: list[bytes], stop: Event) -> bool:
        """Whether one of them was good. What follows too many bad ones, or ``stop``, is not looked at."""
        any_good = False
        for line in lines:
            if stop.is_set() or self._bad > MOST_BAD:
                break
            good = self._ears.take(line)
            any_good |= good
            self._bad = max(self._bad - 1, 0) if good else self._bad + 1
        if any_good:
            self.heard_ns = self._clock.monotonic_ns()
        return any_good


def _send(line: socket.socket, said: object) -> bool:
    data = json.dumps(said).encode() + b"\n"
    try:
        return line.send(data, socket.MSG_DONTWAIT) == len(data)
    except OSError:
        return False


def _receive(line: socket.socket) -> bytes:
    try:
        return line.recv(READ_BYTES)
    except OSError:
        return b""


def _end(child: subprocess.Popen[bytes], patience_s: float) -> int:
    """Its line is closed, so it ends by itself, or is made to."""
    try:
        return child.wait(patience_s)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
