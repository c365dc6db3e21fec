"""Encodes pictures as H.264 that any player can show at once: no frame is held back, each second begins anew. Refuses to reorder.

What the pictures say of their colours goes into the stream, so that players need not guess. Settings: constrained baseline, no B frames, closed groups of one second with SPS and PPS before each key frame, one thread (frame
threads hold frames back), bit rate bounded over half a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorRange

from hardware.camera.colours import FULL, LIMITED, UNSAID_RANGE, Colours, colours_of

KEY_EVERY_US = 1_000_000
_MICROSECOND = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a track is encoded as."""

    width: int
    height: int
    fps: float
    kbit: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """One access unit (Annex B)."""

    access_unit: bytes
    is_key: bool


class Encoder:
    """One track. ``held``: pictures that went in and have not come out. Pictures of other colours than those before begin a new stream."""

    def __init__(self, wanted: Encoding) -> None:
        self._wanted = wanted
        self._colours = Colours()
        self._context = _context(wanted, self._colours)
        self._last_us = self._key_us = -KEY_EVERY_US
        self._half_frame_us = round(500_000 / wanted.fps)
        self.held = 0

    def encode(self, frame: av.VideoFrame, at_us: int, force_key: bool = False) -> list[Encoded]:
        """Encode a picture seen at ``at_us``; a key frame when one is due. A picture of another size or format is brought to ours."""
        anew = self._follow(colours_of(frame))
        due = anew or force_key or at_us - self._key_us >= KEY_EVERY_US - self._half_frame_us
        at_us = max(at_us, self._last_us + 1)  # a camera that was opened again may repeat itself
        fitted = self._fitted(frame)
        fitted.pts, fitted.time_base = at_us, _MICROSECOND
        fitted.pict_type = PictureType.I if due else PictureType.NONE
        self._last_us = at_us
        self._key_us = at_us if due else self._key_us
        packets = self._context.encode(fitted)
        self.held += 1 - len(packets)
        return [Encoded(bytes(packet), packet.is_keyframe) for packet in packets]

    def _follow(self, colours: Colours) -> bool:
        """Whether a new stream begins. None is held back, so none is lost."""
        if colours == self._colours:
            return False
        self._context, self._colours = _context(self._wanted, colours), colours
        return True

    def _fitted(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Always of limited range. Not SWS_FAST_BILINEAR: it writes code at run time, which the unit forbids."""
        wanted, is_full = self._wanted, frame.color_range == FULL
        fits = (frame.width, frame.height, frame.format.name) == (wanted.width, wanted.height, "yuv420p")
        if fits and not is_full:
            return frame
        return frame.reformat(
            wanted.width,
            wanted.height,
            "yuv420p",
            interpolation="AREA",
            src_color_range=ColorRange.JPEG if is_full else ColorRange.MPEG,
            dst_color_range=ColorRange.MPEG,
        )


def _context(wanted: Encoding, colours: Colours) -> VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = wanted.width, wanted.height, "yuv420p"
    context.time_base = _MICROSECOND
    context.framerate = Fraction(wanted.fps).limit_denominator(1001)
    context.bit_rate = wanted.kbit * 1000
    context.thread_count = 1
    context.colorspace, context.color_trc = colours.matrix, colours.transfer
    context.color_primaries = colours.primaries
    context.color_range = LIMITED if colours.span != UNSAID_RANGE else UNSAID_RANGE
    context.options = _options(wanted)
    return context


def _options(wanted: Encoding) -> dict[str, str]:
    parameters = {
        "keyint": 4 * max(1, round(wanted.fps)),  # keys come by time, see encode
        "min-keyint": 1,
        "scenecut": 0,
        "bframes": 0,
        "threads": 1,
        "repeat-headers": 1,
        "vbv-maxrate": wanted.kbit,
        "vbv-bufsize": max(1, wanted.kbit // 2),
    }
    return {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "forced-idr": "1",
        "x264-params": ":".join(f"{name}={value}" for name, value in parameters.items()),
    }
