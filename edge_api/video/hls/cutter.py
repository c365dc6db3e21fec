"""Cuts frames into parts of real durations and says where segments begin. A frame lasts until the next is captured, so a part comes one frame late.

Where time is missing or runs backwards it waits for the next key frame; it holds no more than one part.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_api.video.hls.part import PART_TARGET_NS, Part
from edge_api.video.mp4 import Sample, fragment, ticks

SEGMENT_LEAST_NS = 1_750_000_000
"""A segment ends at the first key frame after that: with key frames each second at 2 s, though they jitter."""

SEGMENT_MOST_NS = 10_000_000_000
"""A picture without a key frame for so long is not shown until one comes."""

VIDEO_ID, AUDIO_ID = 1, 2
_FIRST_GUESS_NS = 33_333_333
_AUDIO_JITTER_S = 0.02


@dataclass(frozen=True, slots=True)
class _Frame:
    capture_utc_ns: int
    is_key: bool
    data: bytes


class Cutter:
    """One track of video (VIDEO_ID), and audio (AUDIO_ID, of ``audio_rate`` ticks a second) beside it if there is some."""

    def __init__(self, origin_ns: int, audio_rate: int = 0) -> None:
        self._origin_ns, self._audio_rate = origin_ns, audio_rate
        self._frames: list[_Frame] = []
        self._audio: list[tuple[int, Sample]] = []
        self._audio_end = 0
        self._step_ns = _FIRST_GUESS_NS
        self._segment_ns = 0
        self._starts_segment = self._after_gap = False
        self._sequence_no = 0

    def video(self, capture_utc_ns: int, is_key: bool, data: bytes) -> list[Part]:
        """Take the next frame (length-prefixed units); the parts that it completes: mostly none, seldom two."""
        frame = _Frame(capture_utc_ns, is_key, data)
        if not self._frames:
            return self._begin(frame, after_gap=False)
        step_ns = capture_utc_ns - self._frames[-1].capture_utc_ns
        too_long = not is_key and capture_utc_ns - self._segment_ns >= SEGMENT_MOST_NS
        if not 0 < step_ns <= PART_TARGET_NS or too_long:
            end_ns = self._frames[-1].capture_utc_ns + self._step_ns
            return [*self._complete(end_ns), *self._begin(frame, after_gap=True)]
        self._step_ns = step_ns
        return self._go_on(frame)

    def audio(self, capture_utc_ns: int, duration: int, data: bytes) -> None:
        """Take the next audio packet; ``duration`` in its own ticks. What comes while no picture does is dropped."""
        if self._frames and capture_utc_ns <= self._frames[-1].capture_utc_ns + 2 * PART_TARGET_NS:
            at = ticks(capture_utc_ns - self._origin_ns, self._audio_rate)
            if abs(at - self._audio_end) <= self._audio_rate * _AUDIO_JITTER_S:
                at = self._audio_end
            if at >= max(self._audio_end, 0):
                self._audio.append((capture_utc_ns, Sample(AUDIO_ID, at, duration, True, data)))
                self._audio_end = at + duration

    def _begin(self, frame: _Frame, after_gap: bool) -> list[Part]:
        self._after_gap = self._after_gap or after_gap
        self._audio, self._audio_end = [], 0
        self._origin_ns = min(
            self._origin_ns, frame.capture_utc_ns
        )  # a clock set back: MP4 has no negative times
        if frame.is_key:
            self._frames, self._segment_ns, self._starts_segment = [frame], frame.capture_utc_ns, True
        return []

    def _go_on(self, frame: _Frame) -> list[Part]:
        """``frame`` says how long the one before it lasts. One that lasts so long that the part would be too long gets a part of its own."""
        now_ns, parts = frame.capture_utc_ns, []
        if now_ns - self._start_ns > PART_TARGET_NS:
            last = self._frames.pop()
            parts = self._complete(last.capture_utc_ns)
            self._frames = [last]
        if self._ends_before(frame):
            parts += self._complete(now_ns)
        if frame.is_key and now_ns - self._segment_ns >= SEGMENT_LEAST_NS:
            self._segment_ns, self._starts_segment = now_ns, True
        self._frames.append(frame)
        return parts

    @property
    def _start_ns(self) -> int:
        return self._frames[0].capture_utc_ns

    def _ends_before(self, frame: _Frame) -> bool:
        """A part ends where a segment does, where one frame more would be too much, and at a key frame if it is long enough for a part."""
        so_far_ns = frame.capture_utc_ns - self._start_ns
        if frame.is_key and frame.capture_utc_ns - self._segment_ns >= SEGMENT_LEAST_NS:
            return True
        return so_far_ns + self._step_ns > PART_TARGET_NS or (
            frame.is_key and so_far_ns >= 0.85 * PART_TARGET_NS
        )

    def _complete(self, end_ns: int) -> list[Part]:
        """The part of the frames so far, of which the last ends at ``end_ns``."""
        start_ns, is_key = self._start_ns, self._frames[0].is_key
        self._sequence_no += 1
        data = fragment(self._sequence_no, [*self._pictures(end_ns), *self._sound(end_ns)])
        part = Part(data, is_key, start_ns, end_ns - start_ns, self._starts_segment, self._after_gap)
        self._frames, self._starts_segment, self._after_gap = [], False, False
        return [part]

    def _pictures(self, end_ns: int) -> list[Sample]:
        times = [ticks(frame.capture_utc_ns - self._origin_ns) for frame in self._frames]
        ends = [*times[1:], ticks(end_ns - self._origin_ns)]
        return [
            Sample(VIDEO_ID, at, end - at, frame.is_key, frame.data)
            for at, end, frame in zip(times, ends, self._frames, strict=True)
        ]

    def _sound(self, end_ns: int) -> list[Sample]:
        taken = [sample for utc_ns, sample in self._audio if utc_ns < end_ns]
        self._audio = self._audio[len(taken) :]
        return taken
