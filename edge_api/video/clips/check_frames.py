"""Proves a clip's pictures: each frame's own capture stamp against the manifest, and the frames against what the board signed. Decodes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from edge_api.video.clips.check import Finding, Stated, check_copy, check_files, check_segments, read_manifest
from edge_api.video.clips.cut import expected_pts
from edge_api.video.clips.manifest import CLIP, Manifest
from edge_api.video.clips.mp4 import NotAClip, audio_samples, video_samples
from schemas.envelope import Check
from schemas.video.nal import NotH264, join
from schemas.video.record import Record, Track, framed
from schemas.video.stamp import read_stamp

MOST_SHOWN = 5


def check_clip(folder: Path, check: Check) -> list[Finding]:
    """Everything that can be proved of a clip's folder. Never raises for what is in it."""
    said, first = read_manifest(folder, check)
    if said is None:
        return [first]
    stated, segments = check_segments(said, check)
    files = [*check_files(folder, said), *check_copy(folder, said, check)]
    try:
        frames = [*check_frames(folder / CLIP, said), *check_records(folder / CLIP, said, stated)]
    except (NotAClip, NotH264, OSError, ValueError, IndexError) as bad:
        frames = [Finding(False, f"{CLIP}: its frames can't be read: {bad}")]
    return [first, *files, *segments, *frames]


def check_frames(path: Path, said: Manifest) -> Iterator[Finding]:
    """Each frame bears the capture time that the manifest gives, and is shown at that time to the tick."""
    captures = [int(said.origin_utc_ns) + offset_ns for offset_ns in said.frames.offset_ns]
    found = [(pts, _stamp(units)) for pts, units in video_samples(path)]
    listed = list(zip(said.frames.pts, captures, strict=True))
    wrong = [
        f"frame {place}" for place, pair in enumerate(zip(found, listed, strict=False)) if pair[0] != pair[1]
    ]
    if len(found) != len(listed):
        wrong.append(f"{len(found)} frames instead of {len(listed)}")
    times = list(expected_pts(int(said.origin_utc_ns), captures)) == list(said.frames.pts)
    shown = ", ".join(wrong[:MOST_SHOWN]) + (" ..." if len(wrong) > MOST_SHOWN else "")
    yield Finding(
        not wrong,
        f"{len(found)} frames: {f'other capture times in {shown}' if wrong else 'each bears its capture time'}",
    )
    yield Finding(times, f"{len(listed)} frames: {'' if times else 'not '}shown when they were taken")


def check_records(path: Path, said: Manifest, stated: Sequence[Stated]) -> Iterator[Finding]:
    """Segments that are in the clip whole are, byte for byte, those that the board signed."""
    if len(stated) != len(said.segments):
        return
    pictures, sound = _pictures(path, said), _sound(path, said)
    proved = 0
    for used, each in zip(said.segments, stated, strict=True):
        own = {True: pictures.get(each.number, []), False: sound.get(each.number, [])}
        if used.whole:
            if _digest(used.order, own, each.number) != each.said.digest:
                yield Finding(
                    False, f"segment {each.number}: the clip's frames are not those that the board signed"
                )
                continue
            proved += len(own[True])
    yield Finding(True, f"{proved} of {len(said.frames.pts)} frames: byte for byte what the board signed")


Parts = dict[int, list[tuple[Track, int, int, int, bytes]]]
"""Segment number -> (track, seq, capture, duration, payload) of its records in the clip."""


def _pictures(path: Path, said: Manifest) -> Parts:
    frames, origin_ns = said.frames, int(said.origin_utc_ns)
    durations = frames.duration_us or (0,) * len(frames.pts)
    parts: Parts = {}
    rows = zip(frames.segment, frames.seq, frames.offset_ns, durations, video_samples(path), strict=False)
    for number, seq, offset_ns, duration_us, (_, units) in rows:
        parts.setdefault(number, []).append(
            (Track.MAIN, seq, origin_ns + offset_ns, duration_us, join(units))
        )
    return parts


def _sound(path: Path, said: Manifest) -> Parts:
    sound, origin_ns = said.sound, int(said.origin_utc_ns)
    parts: Parts = {}
    if sound is None:
        return parts
    rows = zip(
        sound.segment, sound.seq, sound.offset_ns, sound.duration_us, audio_samples(path), strict=False
    )
    for number, seq, offset_ns, duration_us, payload in rows:
        parts.setdefault(number, []).append((Track.AAC, seq, origin_ns + offset_ns, duration_us, payload))
    return parts


def _digest(order: str, own: dict[bool, list[tuple[Track, int, int, int, bytes]]], number: int) -> str:
    """Of the segment's file, written again."""
    queues, digest = {is_video: iter(parts) for is_video, parts in own.items()}, hashlib.sha256()
    for letter in order:
        found = next(queues[letter in "Vv"], None)
        if found is None:
            return ""
        track, seq, capture_ns, duration_us, payload = found
        record = Record(track, seq, letter.isupper(), number, capture_ns, duration_us, payload)
        digest.update(framed(record.encode()))
    return digest.hexdigest()


def _stamp(units: list[bytes]) -> int | None:
    stamp = read_stamp(unit for unit in units if unit)
    return None if stamp is None else stamp.capture_utc_ns
