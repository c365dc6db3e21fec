"""Wires the video process: the only file that puts its parts together. It decides nothing while the picture runs."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Thread

from firmware_agent.camera_config import CameraConfig
from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.signing import BoardKey, board_key
from firmware_agent.video.camera_watch import CameraWatch
from firmware_agent.video.cutter import Closed, Cutter
from firmware_agent.video.fills import Fills
from firmware_agent.video.parent_line import ParentLine, watch_own_clock
from firmware_agent.video.pipeline import Outlets, Pipeline
from firmware_agent.video.ring import Keeping, Ring
from firmware_agent.video.sound import Sound
from firmware_agent.video.tap_feed import TapFeed, TappedTaker
from firmware_agent.video.uplink import Caller, VideoUplink
from firmware_agent.video.vitals import Vitals
from hardware.camera.catalog import new_source
from hardware.camera.source import CameraWish, FrameSource, Look
from hardware.clock import Clock, SystemClock
from hardware.clock_quality import clock_quality
from hardware.host_health import run_program

log = logging.getLogger(__name__)

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MOST_SEGMENTS_WAITING = 8
TELL_EVERY_TICKS = 5
LOOK_AT_DISK_S = 0.5
JOIN_S = 2.0
OWN_CLOCK_EVERY_S = 5.0

NewSource = Callable[[CameraConfig], FrameSource]


def usual_source(camera: CameraConfig, look: Look | None = None) -> FrameSource:
    """The one that the configuration names; ``look`` as in CameraWish. Raises ConfigError."""
    wish = CameraWish(
        address=camera.address,
        width=camera.width,
        height=camera.height,
        fps=camera.fps,
        bitrate_kbit=camera.bitrate_kbit,
        burn_time=camera.burn_time,
        settings=camera.settings,
        look=look,
    )
    try:
        return new_source(camera.source, wish, SystemClock())
    except ValueError as fault:
        raise ConfigError(f"[camera]: {fault}") from fault


class VideoProcess:
    """One run. ``line``: to the agent that started it, if one did. ``clock``: the system's. ``tap_fd``: for who looks. Raises ConfigError when it can't be put together."""

    def __init__(
        self,
        config: AgentConfig,
        line: socket.socket | None,
        source: NewSource | None = None,
        clock: Clock | None = None,
        tap_fd: int | None = None,
    ) -> None:
        if config.camera is None:
            raise ConfigError("there is no section [camera]: this board has no picture to send")
        self._camera, self._clock, self._stop = config.camera, clock or SystemClock(), Event()
        self._faults: list[BaseException] = []
        self._all_cut = Event()
        self._ticks = 0
        self._said = "", "", ""
        self._vitals = Vitals(config.camera.source, self._clock)
        key = board_key(config.store.folder, config.table.id)
        self._ring = self._new_ring(config.table.id, key)
        self._segments: Queue[Closed | None] = Queue(MOST_SEGMENTS_WAITING)
        self._fills = Fills(self._ring.read, lambda: self._ring.last_number)
        self._uplink = VideoUplink(self._caller(config), key, self._fills, self._vitals, self._clock)
        outlets = Outlets(self._uplink.offer, self._record, self._uplink.say_tracks)
        cutter = Cutter(self._ring.next_number)
        self._pipeline = Pipeline(config.camera, self._vitals, self._clock, cutter, outlets)
        feed = TapFeed(tap_fd, config.sight.looks_a_s) if tap_fd is not None and config.sight else None
        seen = source(config.camera) if source else usual_source(config.camera, feed.look if feed else None)
        taker = self._pipeline if feed is None else TappedTaker(self._pipeline, feed)
        self._watch = CameraWatch(seen, taker, self._vitals, self._clock, self._tick)
        self._line = line
        self._parent: ParentLine | None = None

    def _new_ring(self, table: str, key: BoardKey) -> Ring:
        keeping = Keeping(self._camera.keep_h, self._camera.reserve_mib)
        return Ring(self._camera.folder, table, key, keeping, self._clock.utc_ns())

    def stop(self) -> None:
        """End soon; from any thread or a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Until stopped.

        Raises:
            BaseException: whatever ended a thread; the process must end too.
        """
        with ExitStack() as parts:
            self._parent = ParentLine(self._line, self._vitals, self.stop) if self._line else None
            if self._line is not None:
                parts.callback(self._line.close)
            threads = [self._thread(name, work) for name, work in self._works()]
            encoding = self._thread("video-encoder", lambda: self._pipeline.run(self._stop))
            self._guarded(lambda: self._watch.run(self._stop))
            encoding.join(JOIN_S)
            self._all_cut.set()
            self._fills.end()
            with suppress(Full):
                self._segments.put_nowait(None)  # so that nobody waits
            for thread in threads:
                thread.join(JOIN_S)
        if self._faults:
            raise self._faults[0]

    def _works(self) -> list[tuple[str, Callable[[], None]]]:
        works: list[tuple[str, Callable[[], None]]] = [
            ("video-recording", self._keep),
            ("video-fills", lambda: self._fills.run(self._stop)),
            ("video-uplink", lambda: self._uplink.run(self._stop)),
        ]
        if self._camera.audio:
            sound = Sound(self._camera.audio, self._pipeline.sound, self._vitals, self._clock)
            works.append(("video-sound", lambda: sound.run(self._stop)))
        if self._line is None:
            works.append(("video-clock", self._watch_clock))
        return works

    def _watch_clock(self) -> None:
        read = lambda: clock_quality(run_program).error_us  # noqa: E731
        watch_own_clock(read, self._vitals, OWN_CLOCK_EVERY_S, self._stop)

    def _caller(self, config: AgentConfig) -> Caller:
        boot_id = BOOT_ID.read_text(encoding="ascii").strip()
        return Caller(config.table.id, boot_id, self._clock.utc_ns(), self._camera.edge, self._camera.ca)

    def _record(self, closed: Closed) -> None:
        """To the recording's thread; a disk that hangs costs whole segments, not the picture."""
        try:
            self._segments.put_nowait(closed)
        except Full:
            self._vitals.disk, self._vitals.disk_said = "failed", "the disk does not answer"

    def _keep(self) -> None:
        """The recording's thread. When all ends it still takes the last segment. A disk that is full meanwhile is not waited out."""
        while not (self._all_cut.is_set() and self._segments.empty()):
            try:
                closed = self._segments.get(timeout=LOOK_AT_DISK_S)
            except Empty:
                self._ring.look()
            else:
                self._store(closed)
            self._tell_disk()

    def _store(self, closed: Closed | None) -> None:
        if closed is not None:
            self._uplink.announce(self._ring.store(closed))

    def _tell_disk(self) -> None:
        ring, vitals = self._ring, self._vitals
        vitals.disk, vitals.disk_said, vitals.ring_s = ring.disk, ring.said, ring.ring_s

    def _tick(self) -> None:
        """Twice a second, and at once when a word changes."""
        self._ticks += 1
        self._uplink.look()
        words = self._vitals.state, self._vitals.uplink, self._vitals.disk
        if words[0] != self._said[0] and self._parent is None:
            log.info("picture: %s", words[0])
        if self._parent is not None and (self._ticks % TELL_EVERY_TICKS == 0 or words != self._said):
            self._parent.tell()
        self._said = words

    def _thread(self, name: str, work: Callable[[], None]) -> Thread:
        thread = Thread(target=self._guarded, args=(work,), name=name, daemon=True)
        thread.start()
        return thread

    def _guarded(self, work: Callable[[], None]) -> None:
        """A thread that ends by a fault ends the process."""
        try:
            work()
        except BaseException as fault:  # noqa: BLE001
            self._faults.append(fault)
            self.stop()
