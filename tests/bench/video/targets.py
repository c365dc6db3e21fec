"""What is promised of the video, one line a promise. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """``limit`` is the worst value that still meets it; ``timed``: a busy machine makes it worse, so that it is then not judged."""

    name: str
    unit: str
    limit: float
    at_least: bool = False
    timed: bool = False

    def met_by(self, value: float) -> bool:
        """Whether that is good enough."""
        return value >= self.limit if self.at_least else value <= self.limit

    @property
    def aim(self) -> str:
        """As it stands in the table."""
        return f"{'>=' if self.at_least else '<='} {self.limit:,g} {self.unit}"


def _exact(path: str) -> Target:
    return Target(f"capture stamps and slices exact through {path}", "%", 100.0, at_least=True)


def _clock(path: str) -> Target:
    return Target(f"media clock against the picture, {path}, p99", "ms", 2.0, timed=True)


TARGETS = {
    "encoder_held": Target("frames that the encoder holds", "frames", 0),
    "encode_p95": Target("encoding a frame, p95", "ms", 33, timed=True),
    "exact_fmp4": _exact("fMP4"),
    "exact_mp4": _exact("MP4 (a clip)"),
    "exact_rtmp": _exact("RTMP"),
    "exact_rtsp": _exact("RTSP"),
    "exact_webrtc": _exact("WebRTC"),
    "fmp4_p50": Target("capture -> canvas, fMP4 over WebSocket, p50", "ms", 150, timed=True),
    "fmp4_p95": Target("capture -> canvas, fMP4 over WebSocket, p95", "ms", 250, timed=True),
    "fmp4_first": Target("first picture, fMP4 over WebSocket", "ms", 1000, timed=True),
    "whep_p50": Target("capture -> canvas, WHEP, p50", "ms", 100, timed=True),
    "whep_p95": Target("capture -> canvas, WHEP, p95", "ms", 200, timed=True),
    "hls_p50": Target("capture -> canvas, LL-HLS, p50", "ms", 2000, timed=True),
    "hls_fatal": Target("fatal errors of the LL-HLS player", "errors", 0),
    "clock_fmp4": _clock("fMP4"),
    "clock_whep": _clock("WHEP"),
    "clock_hls": _clock("LL-HLS"),
    "events_early": Target("events shown before their picture", "events", 0),
    "events_same": Target("events shown on the frame of their picture", "%", 95, at_least=True, timed=True),
    "events_off": Target("events behind their picture, p99", "frames", 1, timed=True),
    "viewers_fmp4": Target("fMP4 viewers a core", "viewers", 300, at_least=True),
    "viewers_whep": Target("WHEP viewers a core", "viewers", 20, at_least=True),
    "slow_memory": Target("memory that a viewer who does not read costs", "MB", 8),
    "slow_back": Target("such a viewer reads again: live after", "ms", 2000, timed=True),
    "slow_others": Target("frames that others lost meanwhile", "frames", 0),
    "stall_seen": Target("a camera that stalls is seen after", "ms", 1000, timed=True),
    "step_followed": Target("a clock step of 50 ms is followed after", "ms", 2000, timed=True),
    "clip_time": Target("a clip is cut, a minute of picture", "ms", 500, timed=True),
    "clip_events": Target("events of a clip beside their frame, most", "frames", 1),
    "clip_hashes": Target("clips whose hashes and signatures hold", "%", 100, at_least=True),
    "rss_slope": Target("memory of the video processes grows", "MB/h", 1.0),
}
"""In the order of the table."""
