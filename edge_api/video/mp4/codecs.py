"""Sample entries: what a decoder must know before the first frame. Sources: ISO/IEC 14496-15, 5.3.3 (avcC); 14496-1, 7.2.6 and 14496-3, 1.6.2 (esds)."""

from __future__ import annotations

from edge_api.video.mp4.boxes import box, full_box, u16, u32
from edge_api.video.mp4.tracks import AAC_LC, AAC_RATES, AacConfig, TrackConfig, VideoConfig
from schemas.video.sps import EXTENDED_PROFILES, read_sps

_ESCAPED_RATE = 15


def sample_entry(track: TrackConfig) -> bytes:
    """The one entry of the track's ``stsd``."""
    match track:
        case VideoConfig():
            return _avc1(track)
        case AacConfig():
            return _audio(b"mp4a", track.channels, track.rate, _esds(track))


def audio_specific_config(track: AacConfig) -> bytes:
    """AAC-LC in two bytes, or in five for a rate that has no index."""
    channels = 7 if track.channels == 8 else track.channels
    if track.rate in AAC_RATES:
        return u16(AAC_LC << 11 | AAC_RATES.index(track.rate) << 7 | channels << 3)
    return (AAC_LC << 35 | _ESCAPED_RATE << 31 | track.rate << 7 | channels << 3).to_bytes(5, "big")


def _avc1(track: VideoConfig) -> bytes:
    resolution = u32(0x480000, 0x480000)
    head = bytes(6) + u16(1) + bytes(16) + u16(track.width, track.height) + resolution + bytes(4)
    return box(b"avc1", head, u16(1), bytes(32), u16(0x18, 0xFFFF), _avcc(track))


def _avcc(track: VideoConfig) -> bytes:
    sets = b"\xe1" + u16(len(track.sps)) + track.sps + b"\x01" + u16(len(track.pps)) + track.pps
    return box(b"avcC", b"\x01", track.sps[1:4], b"\xff", sets, _extension(track.sps))


def _extension(sps: bytes) -> bytes:
    """What the High profiles add: chroma format and depths."""
    if sps[1] not in EXTENDED_PROFILES:
        return b""
    said = read_sps(sps)
    return bytes((0xFC | said.chroma, 0xF8 | said.luma_bits - 8, 0xF8 | said.chroma_bits - 8, 0))


def _audio(name: bytes, channels: int, rate: int, config: bytes) -> bytes:
    shown_rate = rate if rate < 65536 else 0
    return box(name, bytes(6), u16(1), bytes(8), u16(channels, 16, 0, 0), u32(shown_rate << 16), config)


def _esds(track: AacConfig) -> bytes:
    config = _descriptor(5, audio_specific_config(track))
    decoder = _descriptor(4, b"\x40\x15" + bytes(3) + u32(0, 0) + config)
    return full_box(b"esds", 0, 0, _descriptor(3, bytes(3) + decoder + _descriptor(6, b"\x02")))


def _descriptor(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content
