"""The tracks that a file may hold: H.264 and AAC-LC, and how each counts its time. Refuses a config that no player could read."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.video.sps import read_sps

VIDEO_TIMESCALE = 90_000
AAC_LC = 2
AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
"""samplingFrequencyIndex of ISO/IEC 14496-3, table 1.18."""

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


TrackConfig = VideoConfig | AacConfig


def ticks(place_ns: int, timescale: int = VIDEO_TIMESCALE) -> int:
    """Nanoseconds since an origin in ticks of 1/timescale s, rounded to the nearest. Differences of such moments never drift."""
    return (place_ns * timescale + _SECOND_NS // 2) // _SECOND_NS


def _need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BadTrack(otherwise)
