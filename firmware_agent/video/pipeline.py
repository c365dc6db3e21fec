"""From frames to records: encodes or checks, stamps with UTC, numbers by segment, hands on to the edge and the recording. The camera never waits for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock

from firmware_agent.camera_config import LOBBY_FPS, CameraConfig
from firmware_agent.video.camera_watch import Stuck
from firmware_agent.video.coded_stream import CodedStream
from firmware_agent.video.cutter import Closed, Cutter
from firmware_agent.video.encoder import Encoder
from firmware_agent.video.freeze import FreezeWatch, KeyLook, fingerprint
from firmware_agent.video.slot import Slot
from firmware_agent.video.tracks import lobby_encoding, main_encoding, tracks_said
from firmware_agent.video.vitals import Vitals
from hardware.camera.source import Coded, Picture
from hardware.camera.time_base import TimeBase
from hardware.clock import Clock
from schemas.video.nal import NotH264
from schemas.video.record import Record, Track
from schemas.video.stamp import CaptureStamp, stamped
from schemas.video.uplink import TrackSaid

WAIT_S = 0.2
_LOBBY_EVERY_NS = 1_000_000_000 // LOBBY_FPS
LONGEST_FRAME_NS = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where it all goes; none of them may block. ``tracks``: those of the picture."""

    record: Callable[[Record], None]
    segment: Callable[[Closed], None]
    tracks: Callable[[tuple[TrackSaid, ...]], None]


class Pipeline:
    """``take`` and ``begin`` are for the camera, ``sound`` for the microphone, ``run`` is the encoding thread."""

    def __init__(
        self, config: CameraConfig, vitals: Vitals, clock: Clock, cutter: Cutter, outlets: Outlets
    ) -> None:
        self._config, self._vitals, self._clock, self._outlets = config, vitals, clock, outlets
        self._utc = TimeBase(clock)
        self._cutter, self._cutting = cutter, Lock()
        self._slot = Slot()
        self._coded = CodedStream()
        self._way: type[Picture | Coded] | None = None
        self._freeze, self._keys = self._new_freeze(), KeyLook()
        self._main = Encoder(main_encoding(config))
        self._lobby = Encoder(lobby_encoding(config)) if config.lobby else None
        self._lobby_ns = 0
        self._seqs: Counter[Track] = Counter()
        self._latency_ns = round(config.latency_ms * 1e6)
        self._anew = Event()
        self._trouble: str | None = None
        self._busy_ns: int | None = None
        outlets.tracks(tracks_said(config))

    def begin(self) -> None:
        """The next frame is the first of a camera that was opened, perhaps again."""
        self._trouble = None
        self._anew.set()

    def take(self, seen: Picture | Coded) -> None:
        self._slot.put(seen)
        self._vitals.dropped_frames = self._slot.dropped

    def trouble(self) -> str | None:
        """Why the camera's frames can't be used.

        Raises:
            Stuck: a frame has been in the encoder for seconds.
        """
        busy_ns = self._busy_ns
        if busy_ns is not None and self._clock.monotonic_ns() - busy_ns > LONGEST_FRAME_NS:
            raise Stuck("the encoder hangs")
        return self._trouble

    def sound(self, track: Track, at_ns: int, payload: bytes, duration_us: int) -> None:
        """One packet of sound, on the pictures' clock."""
        self._send(track, True, self._utc.utc_ns(at_ns), payload, duration_us)

    def run(self, stop: Event) -> None:
        """Encode until ``stop``; then end the open segment."""
        while not stop.is_set():
            seen = self._slot.get(WAIT_S)
            if seen is not None and self._trouble is None:
                self._busy_ns = self._clock.monotonic_ns()
                self._handle(seen)
                self._busy_ns = None
            elif self._vitals.state == "stalled":
                self._flush()
        self._flush()

    def _new_freeze(self) -> FreezeWatch:
        return FreezeWatch(round(self._config.frozen_after_s * 1e9))

    def _handle(self, seen: Picture | Coded) -> None:
        anew = self._anew.is_set() or type(seen) is not self._way
        self._anew.clear()
        if anew:
            self._begin(type(seen))
        match seen:
            case Picture():
                self._encode(seen, anew)
            case Coded():
                self._pass_on(seen)

    def _begin(self, way: type[Picture | Coded]) -> None:
        """Nothing of what comes now builds on what came before."""
        self._flush()
        self._coded, self._way = CodedStream(), way
        self._freeze, self._keys = self._new_freeze(), KeyLook()
        self._vitals.frozen = False
        if way is Picture:
            self._outlets.tracks(tracks_said(self._config))

    def _encode(self, seen: Picture, anew: bool) -> None:
        self._vitals.refused = None
        self._vitals.frozen = self._freeze.frozen(fingerprint(seen.frame), seen.at_ns)
        began_ns = self._clock.monotonic_ns()
        for coded in self._main.encode(seen.frame, seen.at_ns // 1000, anew):
            self._picture(Track.MAIN, coded.is_key, seen.at_ns, coded.access_unit)
        self._vitals.encoded(self._clock.monotonic_ns() - began_ns, self._main.held)
        if self._lobby is not None and (anew or seen.at_ns >= self._lobby_ns):
            self._lobby_ns = max(self._lobby_ns + _LOBBY_EVERY_NS, seen.at_ns + _LOBBY_EVERY_NS // 2)
            for coded in self._lobby.encode(seen.frame, seen.at_ns // 1000, anew):
                self._picture(Track.LOBBY, coded.is_key, seen.at_ns, coded.access_unit)

    def _pass_on(self, seen: Coded) -> None:
        """The camera's own coding, if players can show it."""
        before = self._coded.sequence
        try:
            found = self._coded.take(seen.access_unit, seen.at_ns)
        except NotH264 as wrong:
            self._trouble = self._vitals.refused = str(wrong)
            return
        if self._coded.sequence != before and self._coded.sequence is not None:
            size = self._coded.sequence.width, self._coded.sequence.height
            self._outlets.tracks(tracks_said(self._config, size))
        if found is not None:
            self._vitals.refused = None
            self._picture(Track.MAIN, found[1], seen.at_ns, found[0])
            if found[1] and self._freeze.is_on:
                self._look(seen.at_ns, found[0])

    def _look(self, at_ns: int, key_frame: bytes) -> None:
        mark = self._keys.mark(key_frame, at_ns)
        if mark is not None:
            self._vitals.frozen = self._freeze.frozen(mark, at_ns)

    def _picture(self, track: Track, is_key: bool, at_ns: int, access_unit: bytes) -> None:
        utc_ns = self._utc.utc_ns(at_ns - self._latency_ns)
        stamp = CaptureStamp(utc_ns, self._seqs[track], self._error_us())
        self._send(track, is_key, utc_ns, stamped(access_unit, stamp))
        if track is Track.MAIN:
            self._vitals.passed_on(at_ns)

    def _send(self, track: Track, is_key: bool, utc_ns: int, payload: bytes, duration_us: int = 0) -> None:
        with self._cutting:
            seq = self._seqs[track]
            self._seqs[track] += 1
            record, closed = self._cutter.add(track, seq, is_key, utc_ns, payload, duration_us)
            if closed is not None:
                self._outlets.segment(closed)
            self._outlets.record(record)

    def _flush(self) -> None:
        with self._cutting:
            closed = self._cutter.flush()
            if closed is not None:
                self._outlets.segment(closed)

    def _error_us(self) -> int | None:
        known_us = self._vitals.clock_error_us
        return None if known_us is None else known_us + self._utc.error_ns // 1000
