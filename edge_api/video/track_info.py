"""What must be known of a track before its frames mean anything: its codec, size, parameter sets. Read from its key frames and from what the board says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edge_api.video.frames import Track
from edge_api.video.mp4 import AAC_LC, AAC_RATES
from schemas.video.nal import PPS, SPS, NotH264, kind
from schemas.video.sps import read_sps
from schemas.video.uplink import TrackSaid

MOST_PIXELS = 8192


@dataclass(frozen=True, slots=True)
class TrackInfo:
    """``codec``: as RFC 6381 names it. ``rate``: frames or samples a second."""

    track: Track
    codec: str
    width: int = 0
    height: int = 0
    sps: bytes = b""
    pps: bytes = b""
    rate: float = 0.0
    channels: int = 0


def of_picture(track: Track, units: Sequence[bytes], rate: float) -> TrackInfo:
    """As a key frame's units state it.

    Raises:
        NotH264: they hold no parameter sets, or torn ones.
    """
    sps = next((unit for unit in units if kind(unit) == SPS), None)
    pps = next((unit for unit in units if kind(unit) == PPS), None)
    if sps is None or pps is None:
        raise NotH264("a key frame without its parameter sets: nobody could begin with it")
    found = read_sps(sps)
    if not (0 < found.width <= MOST_PIXELS and 0 < found.height <= MOST_PIXELS):
        raise NotH264(f"a picture of {found.width} by {found.height} pixels")
    return TrackInfo(track, found.codec, found.width, found.height, sps, pps, rate)


def of_sound(said: TrackSaid) -> TrackInfo:
    """As the board states it.

    Raises:
        ValueError: no sound that can be handed on.
    """
    track, rate, channels = Track(said.track), int(said.rate), said.channels
    if track is Track.OPUS and said.codec == "opus" and 1 <= channels <= 2:
        return TrackInfo(track, "opus", rate=said.rate, channels=channels)
    if track is not Track.AAC or said.codec != "aac" or rate not in AAC_RATES or not 1 <= channels <= 6:
        raise ValueError(
            f"{said.codec} of {said.rate:g} Hz with {channels} channels on track {said.track} is no sound of ours"
        )
    return TrackInfo(track, f"mp4a.40.{AAC_LC}", rate=said.rate, channels=channels)
