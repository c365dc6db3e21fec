"""One opened device, stream or file by PyAV: its pictures, or its coded frames where they can be shown as they are. Knows nothing of time on our clocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from hardware.camera.address import shown
from hardware.camera.parameter_sets import AVCC, told_sequence
from hardware.camera.source import CameraWish
from hardware.camera.whole_jpeg import STRICT
from hardware.driver import DeviceLost
from schemas.video.nal import SPS, NotH264, kind, split

MOST_BAD = 50
"""So many frames in a row that can't be decoded: the stream is torn for good."""
NOT_FILMED = frozenset({"tty"})
"""Formats in which the library would show plain text as moving pictures."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame: its time on the stream's own clock in ns, if it has one, and a picture or an access unit; both where the wish has a ``look``.

    ``torn``: the picture builds on one that was torn.
    """

    stream_ns: int | None
    picture: av.VideoFrame | None = None
    access_unit: bytes = b""
    is_key: bool = False
    torn: bool = False


class VideoInput:
    """Open while in its ``with`` block. What fits the wish and can't have frames out of order is handed on coded; all else is decoded and scaled.

    Raises:
        DeviceLost: it can't be opened, holds no picture, or ends or breaks later; the message says which.
    """

    def __init__(
        self,
        wish: CameraWish,
        address: str,
        open_as: str | None,
        options: Mapping[str, str],
        timeout_s: tuple[float, float] | None,
    ) -> None:
        self._wish, self._what, self._bad, self._torn = wish, shown(address), 0, False
        try:
            self._container: InputContainer = av.open(
                address, "r", format=open_as, options=dict(options), timeout=timeout_s
            )
        except (av.FFmpegError, OSError) as wrong:
            raise DeviceLost(f"{self._what} can't be opened: {words_of(wrong)}") from None
        self._choose()

    def _choose(self) -> None:
        if not self._container.streams.video or self._container.format.name in NOT_FILMED:
            self._container.close()
            raise DeviceLost(f"{self._what} holds no picture")
        self._stream = self._container.streams.video[0]
        context = self._stream.codec_context
        self._stream.thread_type = "SLICE"
        if context.name == "mjpeg":
            context.options = dict(STRICT)
        self._scale = VideoReformatter()
        self._extra = bytes(context.extradata or b"")
        self.coded = context.name == "h264" and not context.has_b_frames and self._fits()
        packed = self.coded and self._extra.startswith(AVCC)
        self._unpack = BitStreamFilterContext("h264_mp4toannexb", self._stream) if packed else None

    def _fits(self) -> bool:
        """As wished, and players can show each frame at once. A stream that does not say so is decoded, even if it never reorders."""
        context, told = self._stream.codec_context, told_sequence(self._extra)
        is_as_wished = (context.width, context.height) == (self._wish.width, self._wish.height)
        return is_as_wished and told is not None and told.in_order

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()

    def frames(self) -> Iterator[Seen]:
        """Until the end of the stream."""
        try:
            for packet in self._container.demux(self._stream):
                if packet.size:
                    yield from self._handed_on(packet) if self.coded else self._decoded(packet)
        except (av.FFmpegError, OSError) as wrong:
            raise DeviceLost(f"{self._what} broke off: {words_of(wrong)}") from None

    def rewind(self) -> None:
        """To the beginning; files only."""
        try:
            self._container.seek(0)
        except (av.FFmpegError, OSError) as wrong:
            raise DeviceLost(f"{self._what} can't be played again: {words_of(wrong)}") from None
        self._stream.codec_context.flush_buffers()

    def _handed_on(self, packet: av.Packet[VideoStream]) -> Iterator[Seen]:
        # first of all: the filter takes the packet's insides with it
        stream_ns, is_key = _ns(packet.pts, packet), packet.is_keyframe
        pictures = list(self._decoded(packet)) if self._wish.look is not None else []
        picture = pictures[-1].picture if pictures and not pictures[-1].torn else None
        if self._unpack is None:
            unit = bytes(packet)
            yield Seen(stream_ns, picture, self._with_sets(unit) if is_key else unit, is_key)
            return
        for whole in self._unpack.filter(packet):
            yield Seen(stream_ns, picture, bytes(whole), is_key)

    def _with_sets(self, unit: bytes) -> bytes:
        """Streams that tell their parameter sets beside the picture (RTSP) lack them in it."""
        try:
            told = any(kind(part) == SPS for part in split(unit))
        except NotH264:
            return unit
        return unit if told else self._extra + unit

    def _decoded(self, packet: av.Packet[VideoStream]) -> Iterator[Seen]:
        """What is corrupt is not shown; what builds on it, up to the next key frame, is torn."""
        self._torn = self._torn and not packet.is_keyframe
        for frame in self._pictures_of(packet):
            self._torn = self._torn or frame.is_corrupt
            if not frame.is_corrupt:
                yield Seen(_ns(frame.pts, packet), picture=self._fitting(frame), torn=self._torn)

    def _pictures_of(self, packet: av.Packet[VideoStream]) -> list[av.VideoFrame]:
        try:
            found = [frame for frame in packet.decode() if isinstance(frame, av.VideoFrame)]
        except av.InvalidDataError as wrong:
            self._bad, self._torn = self._bad + 1, True
            if self._bad > MOST_BAD:
                raise DeviceLost(f"{self._what} can't be decoded: {words_of(wrong)}") from None
            return []
        self._bad = 0
        return found

    def _fitting(self, frame: av.VideoFrame) -> av.VideoFrame:
        wish = self._wish
        if (frame.width, frame.height, frame.format.name) != (wish.width, wish.height, "yuv420p"):
            frame = self._scale.reformat(frame, wish.width, wish.height, "yuv420p", dst_color_range="MPEG")
        frame.pict_type = 0  # the encoder must not copy where this stream had its key frames
        return frame


def _ns(pts: int | None, packet: av.Packet[VideoStream]) -> int | None:
    if pts is None or packet.time_base is None:
        return None
    return round(pts * packet.time_base * 1_000_000_000)


def words_of(wrong: Exception) -> str:
    """The library's sentence without its numbers, and without the address, which may hold a password."""
    if isinstance(wrong, av.ExitError):
        return "nothing came in time"
    return getattr(wrong, "strerror", None) or str(wrong) or type(wrong).__name__
