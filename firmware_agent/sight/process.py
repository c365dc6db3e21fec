"""The process that looks at one table's picture: wires eyes, attention, desk and the line to the agent. It decides nothing about the table."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread

from firmware_agent.sight.attention import Attention
from firmware_agent.sight.clerk import Clerk
from firmware_agent.sight.desk import Desk, Means
from firmware_agent.sight.eyes import Eyes, Glimpse, coloured
from firmware_agent.sight.freshness import Freshness
from firmware_agent.sight.heart import Heart
from firmware_agent.sight.line import AskSaid, Down, RoundSaid, StillSaid, Up
from firmware_agent.sight.looker import Looker
from firmware_agent.sight.reception import Reception
from firmware_agent.sight.stills import Stills
from firmware_agent.sight.tap import Planes
from firmware_agent.sight.telling import Telling
from hardware.camera.time_base import TimeBase
from hardware.clock import Clock
from hardware.decode.sight.tracking.words import RoundTold

TIDY_EVERY_NS = 60_000_000_000
WAIT_S = 0.2
LOOKS_WANTED, LEAST_WANTED_NS = 2.5, 300_000_000
"""For so many looks, and so long at least, whole pictures are wanted after one that was."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What it is made of. ``desk`` makes the technician's desk from its means; ``sheet``: signed for the looker's calibration; ``doubt``: why that can't be used, or
    doesn't count; ``version``: of the code that reads.
    """

    looker: Looker
    attention: Attention
    eyes: Eyes
    stills: Stills
    desk: Callable[[Means], Desk]
    looks_a_s: float
    repeats: bool
    sheet: str | None = None
    doubt: str = ""
    version: str = ""


class SightProcess:
    """``hear`` may be called from any thread. ``say``: to the agent."""

    def __init__(self, parts: Parts, say: Callable[[Up], None], clock: Clock) -> None:
        self._parts, self._say, self._clock = parts, say, clock
        self._stop, self._utc = Event(), TimeBase(clock)
        self._fresh = Freshness(parts.repeats, clock.monotonic_ns())
        self._heart = Heart(self._fresh, clock, self._about)
        self._clerk = Clerk(parts.stills, lambda still: say(StillSaid(sha256=still)))
        self._telling = Telling(say, self._clerk, parts.looker, parts.sheet, parts.version)
        self._reception = Reception(parts.desk, self._telling.show, say, self._want)
        self._rounds: SimpleQueue[RoundSaid] = SimpleQueue()
        self._want_ns = max(LEAST_WANTED_NS, round(LOOKS_WANTED * 1e9 / parts.looks_a_s))
        self._tidy_ns = 0
        self._faults: list[BaseException] = []

    def stop(self) -> None:
        """End soon; from any thread or a signal handler."""
        self._stop.set()

    def hear(self, said: Down) -> None:
        """What the agent says."""
        match said:
            case RoundSaid():
                self._rounds.put(said)
            case AskSaid():
                self._reception.hear(said)

    def run(self) -> None:
        """Look until stopped.

        Raises:
            BaseException: whatever ended a thread; the process must end too.
        """
        works: dict[str, Callable[[], None]] = {
            "sight-eyes": lambda: self._parts.eyes.run(self._stop),
            "sight-stills": lambda: self._clerk.work(self._stop),
            "sight-heart": lambda: self._heart.beat(self._say, self._stop),
            "sight-desk": lambda: self._reception.sit(self._parts.looker, self._stop),
        }
        for name, work in works.items():
            Thread(target=self._guarded, args=(work,), name=name, daemon=True).start()
        self._guarded(self._look)
        self._clerk.finish()
        if self._faults:
            raise self._faults[0]

    def _look(self) -> None:
        every_ns = round(1e9 / self._parts.looks_a_s)
        while not self._stop.is_set():
            began_ns = self._heart.turned()
            self._hear_rounds()
            glimpse = self._parts.eyes.newest(WAIT_S)
            if glimpse is not None:
                self._take(glimpse)
            self._tidy()
            self._stop.wait(max(0, every_ns - (self._clock.monotonic_ns() - began_ns)) / 1e9)

    def _hear_rounds(self) -> None:
        while True:
            try:
                said = self._rounds.get_nowait()
            except Empty:
                return
            self._telling.round_id = said.round_id or self._telling.round_id
            self._parts.attention.told(round_of(said))

    def _take(self, glimpse: Glimpse) -> None:
        """One moment; what is late, out of order or frozen is not read."""
        now_ns, attention = self._clock.monotonic_ns(), self._parts.attention
        fits = self._fresh.took(glimpse.at_ns, fingerprint(glimpse.small), now_ns)
        self._reception.shown(glimpse, self._parts.eyes.jitter_us, attention.steady.drift_px)
        if not fits:
            return
        found = attention.moment(glimpse.at_ns, coloured(glimpse.small), glimpse.whole)
        if found.read:
            self._heart.looked(now_ns)
        if found.wants:
            self._parts.eyes.want(glimpse.at_ns + self._want_ns)
        self._telling.tell(found)
        utc_ns = self._utc.utc_ns(glimpse.at_ns)
        self._telling.point(glimpse.at_ns, bool(found.words), lambda: attention.anchors(utc_ns))

    def _want(self) -> None:
        self._parts.eyes.want(self._clock.monotonic_ns() + self._want_ns)

    def _tidy(self) -> None:
        now_ns = self._clock.monotonic_ns()
        if now_ns >= self._tidy_ns:
            self._tidy_ns = now_ns + TIDY_EVERY_NS
            self._parts.stills.tidy()

    def _about(self, wrong: str) -> dict[str, object]:
        """What a heartbeat says beside how the picture is; ``wrong``: with the picture."""
        parts, drift = self._parts, self._parts.attention.steady.drift_px
        detail = ": ".join(part for part in (wrong, parts.eyes.why if wrong else "") if part)
        return {
            "calibration": parts.looker.calibration,
            "drift_px": None if drift is None else round(drift, 2),
            "moved_looks": parts.attention.steady.moved_looks,
            "detail": "; ".join(filter(None, (detail, parts.doubt, parts.stills.said)))[:500],
        }

    def _guarded(self, work: Callable[[], None]) -> None:
        """A thread that ends by a fault ends the process."""
        try:
            work()
        except BaseException as fault:  # noqa: BLE001
            self._faults.append(fault)
        finally:
            self._stop.set()


def round_of(said: RoundSaid) -> RoundTold:
    """A round as trackers want it."""
    return RoundTold(said.at_ns, said.round_id, said.phase, said.bets_open, said.throw)


def fingerprint(small: Planes) -> int:
    """A number that differs when a small picture's brightness does anywhere (CRC-32)."""
    return zlib.crc32(small[: small.shape[0] * 2 // 3].data)
