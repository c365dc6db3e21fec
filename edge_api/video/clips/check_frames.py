"""Proves a clip's pictures: each frame's own capture stamp against the manifest, and the frames against what the board signed. Decodes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from edge_api.video.clips.check import Stated, check_copy, check_files, check_segments, read_manifest
from edge_api.video.clips.check_gaps import check_gaps
from edge_api.video.clips.clip_files import ClipFiles
from edge_api.video.clips.cut import expected_pts
from edge_api.video.clips.finding import Finding
from edge_api.video.clips.keys import ClipKeys
from edge_api.video.clips.manifest import CLIP, Manifest
from edge_api.video.clips.mp4 import NotAClip, video_samples
from edge_api.video.clips.rewritten import Rewritten, rewritten
from schemas.video.nal import NotH264, split
from schemas.video.record import BadRecord, Record, records
from schemas.video.segment import digest_of
from schemas.video.stamp import read_stamp

MOST_SHOWN = 5


def check_clip(folder: ClipFiles, keys: ClipKeys) -> list[Finding]:
    """Everything that can be proved of a clip's folder. Never raises for what is in it."""
    said, first = read_manifest(folder, keys)
    if said is None:
        return [first]
    stated, segments = check_segments(said, keys)
    files = [*check_files(folder, said), *check_copy(folder, said, keys)]
    try:
        frames = [*check_frames(folder / CLIP, said), *check_records(folder, said, stated)]
    except (NotAClip, NotH264, BadRecord, OSError, ValueError, IndexError) as bad:
        frames = [Finding(False, f"{CLIP}: its frames can't be read: {bad}")]
    return [first, *files, *segments, *frames, *check_gaps(said)]


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


def check_records(folder: ClipFiles, said: Manifest, stated: Sequence[Stated]) -> Iterator[Finding]:
    """Every picture and packet of sound is one that the board signed: its segment, put together again, has the digest that was stated."""
    by_number = {each.number: each for each in stated}
    proved = 0
    for segment in rewritten(folder, said, {number: each.order for number, each in by_number.items()}):
        known = by_number.get(segment.number)
        if known is None:
            continue  # check_segments has said so
        if digest_of(segment.content) == known.said.digest and _are_in(segment):
            proved += len(segment.pictures)
        else:
            yield Finding(
                False, f"segment {segment.number}: the clip's frames are not those that the board signed"
            )
    frames = len(said.frames.pts)
    yield Finding(0 < proved == frames, f"{proved} of {frames} frames: byte for byte what the board signed")


def _are_in(segment: Rewritten) -> bool:
    """Whether all that is shown of it is in it."""
    signed = {(record.track, record.seq): record for record in records(segment.content)}
    shown = (*segment.pictures, *segment.sound)
    return all(_is_same(signed.get((record.track, record.seq)), record) for record in shown)


def _is_same(signed: Record | None, shown: Record) -> bool:
    """MP4 keeps a picture's units, not the start codes between them."""
    if signed is None or signed.capture_utc_ns != shown.capture_utc_ns:
        return False
    is_equal = signed.payload == shown.payload
    return is_equal or (shown.track.is_video and split(signed.payload) == split(shown.payload))


def _stamp(units: list[bytes]) -> int | None:
    stamp = read_stamp(unit for unit in units if unit)
    return None if stamp is None else stamp.capture_utc_ns
