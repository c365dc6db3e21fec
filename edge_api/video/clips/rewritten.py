"""Puts the board's segments together again, byte for byte, from a clip's files: what the clip shows of them, and what lies beside it. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from edge_api.video.clips.clip_files import ClipFiles
from edge_api.video.clips.cut import BESIDE
from edge_api.video.clips.manifest import CLIP, ENDS, Manifest
from edge_api.video.clips.mp4 import audio_samples, video_samples
from schemas.video.nal import join
from schemas.video.record import Record, Track, framed, records


@dataclass(frozen=True, slots=True)
class Rewritten:
    """``content``: of the segment's file; empty when something of it lacks. ``pictures``, ``sound``: what the clip shows of it."""

    number: int
    content: bytes
    pictures: Sequence[Record]
    sound: Sequence[Record]


def rewritten(folder: ClipFiles, said: Manifest, orders: Mapping[int, str]) -> Iterator[Rewritten]:
    """Each segment of which the clip shows something, as it comes. ``orders``: of the records, by the segment's number.

    Raises:
        NotAClip, OSError, ValueError: the files can't be read.
    """
    sound, ends = _grouped(_sound(folder, said)), _grouped(records((folder / ENDS).read_bytes()))
    for number, group in groupby(_pictures(folder, said), key=lambda record: record.segment):
        pictures, heard = [*group], sound.get(number, [])
        content = _content(orders.get(number, ""), pictures, heard, ends.get(number, []))
        yield Rewritten(number, content, pictures, heard)


def _content(
    order: str, pictures: Iterable[Record], sound: Iterable[Record], ends: Iterable[Record]
) -> bytes:
    shown, heard, beside = iter(pictures), iter(sound), iter(ends)
    content = bytearray()
    for letter in order:
        record = next(beside if letter == BESIDE else shown if letter in "Vv" else heard, None)
        if record is None:
            return b""
        known = record if letter == BESIDE else _with_key(record, letter.isupper())
        content += framed(known.encode())
    return bytes(content)


def _with_key(record: Record, is_key: bool) -> Record:
    return Record(
        record.track, record.seq, is_key, record.segment, record.capture_utc_ns, record.duration_us, record.payload
    )  # fmt: skip


def _pictures(folder: ClipFiles, said: Manifest) -> Iterator[Record]:
    frames, origin_ns = said.frames, int(said.origin_utc_ns)
    keys, durations = frozenset(frames.keys), frames.duration_us or (0,) * len(frames.pts)
    rows = zip(
        frames.segment, frames.seq, frames.offset_ns, durations, video_samples(folder / CLIP), strict=True
    )
    for place, (number, seq, offset_ns, duration_us, (_, units)) in enumerate(rows):
        payload = join(units)
        yield Record(Track.MAIN, seq, place in keys, number, origin_ns + offset_ns, duration_us, payload)


def _sound(folder: ClipFiles, said: Manifest) -> Iterator[Record]:
    sound, origin_ns = said.sound, int(said.origin_utc_ns)
    if sound is None:
        return
    rows = zip(
        sound.segment,
        sound.seq,
        sound.offset_ns,
        sound.duration_us,
        audio_samples(folder / CLIP),
        strict=True,
    )
    for number, seq, offset_ns, duration_us, payload in rows:
        yield Record(Track.AAC, seq, True, number, origin_ns + offset_ns, duration_us, payload)


def _grouped(found: Iterable[Record]) -> dict[int, list[Record]]:
    groups: dict[int, list[Record]] = {}
    for record in found:
        groups.setdefault(record.segment, []).append(record)
    return groups
