"""What the parts of the video process know of themselves, gathered for ``VideoHealth``. Counts and measures; decides nothing but the state's word."""

from __future__ import annotations

from collections import deque
from threading import Lock

from hardware.clock import Clock
from schemas.video.uplink import MOST_DETAIL, MOST_SOURCE, VideoHealth

STALL_NS = 1_000_000_000
FPS_WINDOW_NS = 2_000_000_000
MOST_TIMES = 300


class Vitals:
    """Written by every thread, read by those who tell. The plain attributes are set by one part each; ``lost`` says why there is no camera.

    A frame is first ``captured``, then ``passed_on`` to edge and recording, unless it can't be used: only the latter makes a picture.
    """

    def __init__(self, source: str, clock: Clock) -> None:
        self._source, self._clock = source, clock
        self._lock = Lock()
        self._seen_ns: deque[int] = deque()
        self._encode_ns: deque[int] = deque(maxlen=MOST_TIMES)
        self._captured_ns: int | None = None
        self._passed_ns: int | None = None
        self.lost: str | None = None
        self.refused: str | None = None
        self.stalls = 0
        self.frozen = False
        self.encoder_held = 0
        self.dropped_frames = 0
        self.dropped_uplink = 0
        self.clock_error_us: int | None = None
        self.uplink, self.uplink_said = "down", ""
        self.disk, self.disk_said = "ok", ""
        self.sound_said = ""
        self.ring_s = 0
        self.restarts = 0

    def captured(self, at_ns: int) -> None:
        """The camera gives frames."""
        self._captured_ns = at_ns

    def passed_on(self, at_ns: int) -> None:
        """A frame of the main track, seen then, has gone on."""
        with self._lock:
            self._passed_ns = at_ns
            self._seen_ns.append(at_ns)
            self._forget(at_ns)

    def encoded(self, took_ns: int, held: int) -> None:
        with self._lock:
            self._encode_ns.append(took_ns)
            self.encoder_held = held

    def silence_ns(self) -> int | None:
        """Since the camera's last frame, of use or not; None before the first."""
        return self._since_ns(self._captured_ns)

    def age_ns(self) -> int | None:
        """Since the capture of the last frame that went on; None before the first."""
        return self._since_ns(self._passed_ns)

    def _since_ns(self, last_ns: int | None) -> int | None:
        return None if last_ns is None else max(0, self._clock.monotonic_ns() - last_ns)

    @property
    def state(self) -> str:
        """The word of ``VideoHealth.state``."""
        age_ns = self.age_ns()
        if self.lost is not None or self.refused is not None:
            return "lost"
        if age_ns is None:
            return "stalled" if self.stalls else "starting"
        if age_ns > STALL_NS:
            return "stalled"
        return "frozen" if self.frozen else "live"

    def report(self) -> VideoHealth:
        age_ns = self.age_ns()
        with self._lock:
            self._forget(self._clock.monotonic_ns())
            fps = len(self._seen_ns) / (FPS_WINDOW_NS / 1e9)
            times = sorted(self._encode_ns)
        return VideoHealth(
            state=self.state,
            source=self._source[:MOST_SOURCE],
            age_ms=None if age_ns is None else age_ns // 1_000_000,
            fps=round(fps, 1),
            encode_p95_ms=round(times[len(times) * 95 // 100] / 1e6, 2) if times else None,
            encoder_held=self.encoder_held,
            dropped_frames=self.dropped_frames,
            dropped_uplink=self.dropped_uplink,
            clock_error_us=self.clock_error_us,
            uplink=self.uplink,
            disk=self.disk,
            ring_s=self.ring_s,
            restarts=self.restarts,
            detail=self._detail(),
        )

    def _detail(self) -> str:
        said = (self.refused, self.lost, self._frozen(), self.disk_said, self.uplink_said, self.sound_said)
        return "; ".join(part for part in said if part)[:MOST_DETAIL]

    def _frozen(self) -> str:
        return "the camera gives the very same picture again and again" if self.state == "frozen" else ""

    def _forget(self, now_ns: int) -> None:
        while self._seen_ns and now_ns - self._seen_ns[0] > FPS_WINDOW_NS:
            self._seen_ns.popleft()
