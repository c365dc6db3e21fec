"""Makes an evidence copy of a clip: decodes it, writes time, round and facts below every picture, encodes it again. The copy appears as one file, or not at all."""

from __future__ import annotations

import os
from bisect import bisect_right
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from edge_api.video.clips.caption import Caption, Grey, below
from edge_api.video.clips.manifest import CLIP, COPY, Manifest
from schemas.times import rfc3339

NICENESS = 15
"""With the video process' own it is as much as there is."""

OPTIONS = {"preset": "veryfast", "crf": "23", "threads": "1"}


def burn(folder: Path, said: Manifest, into: Path) -> None:
    """Write the copy to ``into``. Raises av.FFmpegError and OSError."""
    with (
        av.open(str(folder / CLIP)) as clip,
        av.open(str(into), "w", format="mp4", options=_muxing(said)) as out,
    ):
        out.metadata["title"] = f"Copy of round {said.round_id} at {said.table}"
        out.metadata["comment"] = marked(said)
        _copy(clip, out, said)


def marked(said: Manifest) -> str:
    """What says that it is a copy, in the picture and in the file."""
    return f"COPY of {CLIP}, SHA-256 of the original {said.digest}"


def _muxing(said: Manifest) -> dict[str, str]:
    return {"movflags": "+faststart", "video_track_timescale": str(said.timescale)}


def _copy(clip: InputContainer, out: OutputContainer, said: Manifest) -> None:
    source = clip.streams.video[0]
    burner = _Burner(out, source, said)
    sound = [(track, out.add_stream_from_template(track)) for track in clip.streams.audio]
    for packet in clip.demux(source, *(track for track, _ in sound)):
        if packet.stream is source:
            for picture in source.decode(packet):
                burner.burn(picture)
        elif packet.size:
            packet.stream = sound[0][1]
            out.mux(packet)
    burner.end()


class _Burner:
    """Writes below pictures, one after another, and encodes them at their own times."""

    def __init__(self, out: OutputContainer, source: VideoStream, said: Manifest) -> None:
        self._out, self._source, self._happened = out, source, Happened(said)
        self._caption = Caption(source.width, source.height, marked(said))
        self._target = out.add_stream("libx264", rate=30, options=OPTIONS)
        self._target.width, self._target.height = source.width, source.height + self._caption.height
        self._target.pix_fmt = "yuv420p"
        self._target.time_base = self._target.codec_context.time_base = Fraction(1, said.timescale)
        self._place = 0

    def burn(self, picture: av.VideoFrame) -> None:
        planes = cast(Grey, picture.to_ndarray(format="yuv420p"))
        strip = self._caption.strip(*self._happened.at(self._place))
        shown = av.VideoFrame.from_ndarray(below(planes, self._source.height, strip), format="yuv420p")
        shown.pts, shown.time_base = picture.pts, picture.time_base
        self._out.mux(self._target.encode(shown))
        self._place += 1

    def end(self) -> None:
        """Write what the encoder still holds."""
        self._out.mux(self._target.encode())


class Happened:
    """What the lines say at each frame."""

    def __init__(self, said: Manifest) -> None:
        self._said = said
        self._starts = [moment.frame for moment in said.moments]

    def at(self, place: int) -> tuple[str, str]:
        """(when and where, the last facts so far)."""
        said, offsets = self._said, self._said.frames.offset_ns
        utc_ns = int(said.origin_utc_ns) + offsets[min(place, len(offsets) - 1)]
        so_far = said.moments[: bisect_right(self._starts, place)]
        when = f"{rfc3339(utc_ns)[:23].replace('T', ' ')} UTC  {said.table}  {said.round_id}"
        return when, "  ·  ".join(moment.text for moment in reversed(so_far[-2:]))


def make_copy(folder: Path, payload: Path) -> None:
    """Make the copy of the clip in that folder; ``payload`` is a file with what its manifest says; its suffix tells the draft from any other's."""
    with suppress(OSError):  # a unit may forbid it
        os.nice(NICENESS)
    said, draft = Manifest.consume(payload.read_bytes()), folder / f".{COPY}{payload.suffix}"
    burn(folder, said, draft)
    draft.rename(folder / COPY)
