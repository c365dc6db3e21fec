"""The tracks that a file may hold: H.264, AAC-LC and Opus, and how each counts its time. Refuses a config that no player could read."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.video.sps import read_sps

VIDEO_TIMESCALE = 90_000
OPUS_RATE = 48_000
_SECOND_NS = 1_000_000_000


class BadTrack(ValueError):
    """A track that can't be described; the message says why."""


@dataclass(frozen=True, slots=True)
class VideoConfig:
    """H.264. ``sps``, ``pps``: the NAL units, without start code. Sizes in pixels, as shown."""

    track_id: int
    width: int
    height: int
    sps: bytes
    pps: bytes

    def __post_init__(self) -> None:
        _need(len(self.sps) >= 4 and bool(self.pps), "without SPS and PPS nobody can decode the picture")
        _need(0 < self.width < 65536 and 0 < self.height < 65536, "a picture of no size, or too large")

    @classmethod
    def read(cls, track_id: int, sps: bytes, pps: bytes) -> VideoConfig:
        """With the sizes that the SPS says. Raises NotH264."""
        said = read_sps(sps)
        return cls(track_id, said.width, said.height, sps, pps)

    @property
    def timescale(self) -> int:
        """Ticks a second."""
        return VIDEO_TIMESCALE


@dataclass(frozen=True, slots=True)
class AacConfig:
    """AAC-LC, raw packets of 1024 samples (no ADTS). ``rate``: samples a second; it is the timescale too."""

    track_id: int
    rate: int
    channels: int

    def __post_init__(self) -> None:
        _need(0 < self.rate < 1 << 24, "no such sample rate")
        _need(self.channels in (1, 2, 3, 4, 5, 6, 8), "AAC has 1 to 6 or 8 channels")

    @property
    def timescale(self) -> int:
        """Ticks a second."""
        return self.rate


@dataclass(frozen=True, slots=True)
class OpusConfig:
    """Opus; its clock is always 48,000 a second. ``pre_skip``: samples to drop at the start: none, where a viewer joins in the middle."""

    track_id: int
    channels: int = 2
    pre_skip: int = 0

    def __post_init__(self) -> None:
        _need(self.channels in (1, 2), "only mono and stereo Opus")

    @property
    def timescale(self) -> int:
        """Ticks a second."""
        return OPUS_RATE


TrackConfig = VideoConfig | AacConfig | OpusConfig


def ticks(utc_ns: int, origin_ns: int, timescale: int) -> int:
    """A moment in a track's ticks since the origin, rounded to the nearest. Differences of such moments never drift."""
    return ((utc_ns - origin_ns) * timescale + _SECOND_NS // 2) // _SECOND_NS


def _need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BadTrack(otherwise)
