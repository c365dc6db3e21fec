"""The init segment: ftyp and moov, with the tracks and no frames (ISO/IEC 14496-12, 8.2 to 8.8)."""

from __future__ import annotations

from collections.abc import Sequence

from edge_api.video.mp4.boxes import UNITY, box, full_box, u16, u32
from edge_api.video.mp4.codecs import sample_entry
from edge_api.video.mp4.tracks import BadTrack, TrackConfig, VideoConfig

_UNDETERMINED = u16(0x55C4, 0)
_TRACK_SHOWN = 3
_SELF_CONTAINED = 1


def init_segment(tracks: Sequence[TrackConfig]) -> bytes:
    """What a player needs before the fragments of these tracks.

    Raises:
        BadTrack: no track, or two of one id.
        NotH264: an SPS that can't be read.
    """
    ids = [track.track_id for track in tracks]
    if not ids or len(set(ids)) < len(ids):
        raise BadTrack("an init segment needs tracks, each with an id of its own")
    file_type = box(b"ftyp", b"iso6", u32(0), b"iso6iso5avc1mp41")
    extends = box(b"mvex", *(full_box(b"trex", 0, 0, u32(number, 1, 0, 0, 0)) for number in ids))
    return file_type + box(b"moov", _movie(max(ids) + 1), *map(_track, tracks), extends)


def _movie(next_id: int) -> bytes:
    times = u32(0, 0, 1000, 0)
    return full_box(
        b"mvhd", 0, 0, times, u32(0x10000), u16(0x100, 0), bytes(8), UNITY, bytes(24), u32(next_id)
    )


def _track(track: TrackConfig) -> bytes:
    is_video = isinstance(track, VideoConfig)
    size = u32(track.width << 16, track.height << 16) if isinstance(track, VideoConfig) else bytes(8)
    volume = u16(0 if is_video else 0x100, 0)
    times = u32(0, 0, track.track_id, 0, 0)
    head = full_box(b"tkhd", 0, _TRACK_SHOWN, times, bytes(8), u16(0, 0), volume, UNITY, size)
    return box(b"trak", head, _media(track, is_video))


def _media(track: TrackConfig, is_video: bool) -> bytes:
    head = full_box(b"mdhd", 0, 0, u32(0, 0, track.timescale, 0), _UNDETERMINED)
    what, named = (b"vide", b"video\0") if is_video else (b"soun", b"sound\0")
    handler = full_box(b"hdlr", 0, 0, bytes(4), what, bytes(12), named)
    kind_head = full_box(b"vmhd", 0, 1, bytes(8)) if is_video else full_box(b"smhd", 0, 0, bytes(4))
    return box(b"mdia", head, handler, box(b"minf", kind_head, _here(), _table(track)))


def _here() -> bytes:
    """The data is in this same file."""
    return box(b"dinf", full_box(b"dref", 0, 0, u32(1), full_box(b"url ", 0, _SELF_CONTAINED)))


def _table(track: TrackConfig) -> bytes:
    empty = [full_box(name, 0, 0, u32(0)) for name in (b"stts", b"stsc", b"stco")]
    sizes = full_box(b"stsz", 0, 0, u32(0, 0))
    return box(b"stbl", full_box(b"stsd", 0, 0, u32(1), sample_entry(track)), *empty, sizes)
