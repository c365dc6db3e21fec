"""The front's line to the video process: starts it, gives it the key of tickets, hears how it is, and starts it again when it ends. Its death is nobody else's."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import socket
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from edge_api.clock import Clock

log = logging.getLogger(__name__)

RETRY_S = (0.5, 1.0, 2.0, 5.0, 10.0)
SETTLED_NS = 30 * 10**9
"""A process that lived so long failed for a new reason."""

START_LIMIT_S = 60.0
SILENCE_LIMIT_S = 5.0
FRESH_NS = 2 * 10**9
STOP_LIMIT_S = 5.0
MOST_LINE = 4 * 1024 * 1024
HISTORY_EVERY_NS = 5 * 10**9
MOST_HISTORY = 120
KEY_BYTES = 32


@dataclass(slots=True)
class VideoRoom:
    """What the front knows of the video: the latest status, and the key by which tickets are made."""

    clock: Clock
    key: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES))
    _heard_ns: int | None = None
    _tables: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    _history: dict[str, deque[dict[str, Any]]] = field(default_factory=dict)
    _noted_ns: int | None = None

    @property
    def is_up(self) -> bool:
        """The video process has said within two seconds how it is."""
        return self._heard_ns is not None and self.clock.monotonic_ns() - self._heard_ns < FRESH_NS

    def table(self, table: str) -> dict[str, Any] | None:
        """What the video process said of it last (docs/video.md); None when it has said nothing, and dark while it is down."""
        said = self._tables.get(table)
        if said is None or self.is_up:
            return said
        return {
            **said,
            "state": "dark",
            "age_ms": None,
            "board": None,
            "alarms": [DOWN],
            "viewers": {},
            "sinks": [],
        }

    def history(self, table: str) -> list[dict[str, Any]]:
        """How picture and events have gone together in the last ten minutes: a row every five seconds, the oldest first."""
        return list(self._history.get(table, ()))

    def heard(self, status: dict[str, Any]) -> None:
        """The video process says how it is."""
        now = self.clock.now()
        self._heard_ns, self._tables = now.mono_ns, status["tables"]
        if self._noted_ns is None or now.mono_ns - self._noted_ns >= HISTORY_EVERY_NS:
            self._noted_ns = now.mono_ns
            for table, said in self._tables.items():
                rows = self._history.setdefault(table, deque(maxlen=MOST_HISTORY))
                rows.append(_row(said["sync"], now.utc_ns // 1_000_000))

    def fell_silent(self) -> None:
        """There is no video process."""
        self._heard_ns = None


DOWN = {
    "code": "video_down",
    "detail": "the video process is down; it is started again",
    "since_ms": None,
    "count": 1,
}


def _row(sync: Mapping[str, Any], at_ms: int) -> dict[str, Any]:
    return {
        "at_ms": at_ms,
        "lag_p50_ms": sync["lag_p50_ms"],
        "lag_p99_ms": sync["lag_p99_ms"],
        "event_off_p50_ms": sync["event_off_p50_ms"],
        "event_off_p99_ms": sync["event_off_p99_ms"],
        "released_late": sync["released_late_per_min"],
        "stalls": sync["stalls_per_min"],
    }


class VideoLink:
    """One per front whose configuration has video."""

    def __init__(self, config_file: str, room: VideoRoom) -> None:
        self.room = room
        self._config_file = config_file
        self._child: subprocess.Popen[bytes] | None = None
        self._is_said_down = False

    @property
    def pid(self) -> int | None:
        """Process id of the video process; None while there is none."""
        return self._child.pid if self._child else None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The video process runs while this lasts; who waits for nothing here waits for nothing of it."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        attempt = 0
        while True:
            began_ns = self.room.clock.monotonic_ns()
            try:
                why = await self._once()
            except OSError as failed:
                why = f"can't be started: {failed}"
            lived_ns = self.room.clock.monotonic_ns() - began_ns
            attempt = 0 if lived_ns > SETTLED_NS else min(attempt + 1, len(RETRY_S) - 1)
            self._down(why)
            await asyncio.sleep(RETRY_S[attempt])

    async def _once(self) -> str:
        """From a start to an end; why it ended."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._child = child = self._spawn(theirs)
        try:
            with contextlib.suppress(
                OSError
            ):  # it may have died already: then there is nothing to read, either
                ours.sendall(json.dumps({"key": self.room.key.hex()}).encode() + b"\n")
            why = await self._listen(ours)
            return why or await self._exit_of(child)
        finally:
            ours.close()
            await asyncio.shield(asyncio.to_thread(_end, child))
            self._child = None

    def _spawn(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        command = ("-m", "edge_api.video", "--config", self._config_file, "--fd", str(theirs.fileno()))
        return subprocess.Popen(
            [sys.executable, *command], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )

    async def _listen(self, ours: socket.socket) -> str:
        """Until it ends (empty), or says nothing for too long."""
        ours.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=ours, limit=MOST_LINE)
        patience_s = START_LIMIT_S
        try:
            while True:
                async with asyncio.timeout(patience_s):
                    line = await _line(reader)
                if not line:
                    return ""
                self._hear(line)
                patience_s = SILENCE_LIMIT_S
        except TimeoutError:
            self._kill()
            return f"said nothing for {patience_s:.0f} s"
        except (OSError, ValueError, KeyError) as bad:
            return f"speaks another language: {bad!r}"
        finally:
            writer.close()

    def _hear(self, line: bytes) -> None:
        self.room.heard(json.loads(line))
        if self._is_said_down:
            self._is_said_down = False
            log.info("video: the video process serves again")

    def _down(self, why: str) -> None:
        """Said once until it is up again."""
        self.room.fell_silent()
        if not self._is_said_down:
            self._is_said_down = True
            log.error("video: the video process %s; it is started again, bets go on", why)

    def _kill(self) -> None:
        """It is stuck: it would not hear that it should end."""
        if self._child is not None:
            self._child.kill()

    async def _exit_of(self, child: subprocess.Popen[bytes]) -> str:
        code = await asyncio.to_thread(_waited, child)
        return f"has ended with {code}" if code is not None else "hung up"


async def _line(reader: asyncio.StreamReader) -> bytes:
    """The next line; one that is too long is passed over, with what follows of it."""
    is_torn = False
    while True:
        try:
            line = await reader.readline()
        except ValueError:  # it has let go of what it had
            if not is_torn:
                log.error("video: a status of more than %d bytes is not read", MOST_LINE)
            is_torn = True
            continue
        if not is_torn or not line:
            return line
        is_torn = False


def _waited(child: subprocess.Popen[bytes]) -> int | None:
    try:
        return child.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        return None


def _end(child: subprocess.Popen[bytes]) -> None:
    """Its line is closed, so it ends; if not, it is ended."""
    if _waited(child) is None:
        child.kill()
        child.wait()
