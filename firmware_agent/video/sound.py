"""The table's sound: a capture device or a file in real time, as AAC and Opus on the pictures' clock. A microphone that fails never touches the picture."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from fractions import Fraction
from threading import Event
from typing import cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.container import InputContainer

from firmware_agent.video.sound_clock import SoundClock
from firmware_agent.video.tracks import SOUND_CHANNELS, SOUND_RATE
from firmware_agent.video.vitals import Vitals
from hardware.camera.address import shown
from hardware.camera.video_input import words_of
from hardware.clock import Clock
from schemas.video.record import Track

log = logging.getLogger(__name__)

ALSA = "alsa:"
RETRY_S = 3.0
LAYOUT = {1: "mono", 2: "stereo"}[SOUND_CHANNELS]

Send = Callable[[Track, int, bytes, int], None]
"""Track, monotonic ns of the first sample, one raw packet, its duration in µs."""


class Sound:
    """``address``: alsa:NAME or a file. ``run`` opens it again for ever."""

    def __init__(self, address: str, send: Send, vitals: Vitals, clock: Clock) -> None:
        self._address, self._send, self._vitals, self._clock = address, send, vitals, clock
        self._shown = shown(address)

    def run(self, stop: Event) -> None:
        """Until ``stop``."""
        while not stop.is_set():
            try:
                self._listen(stop)
            except (OSError, ValueError, LookupError, av.FFmpegError) as fault:
                self._tell(f"no sound from {self._shown}: {words_of(fault)}")
                stop.wait(RETRY_S)

    def _listen(self, stop: Event) -> None:
        clock = SoundClock(SOUND_RATE)
        voices = [_Voice(Track.AAC, "aac", 128_000), _Voice(Track.OPUS, "libopus", 96_000)]
        level = av.AudioResampler("s16", LAYOUT, SOUND_RATE)
        began_ns, samples = None, 0
        for heard in self._frames(stop):
            began_ns = began_ns or self._clock.monotonic_ns()
            for frame in level.resample(heard):
                frame.pts, frame.time_base = samples, Fraction(1, SOUND_RATE)
                samples += frame.samples
                clock.heard(samples, self._arrival_ns(began_ns + samples * 1_000_000_000 // SOUND_RATE, stop))
                for voice in voices:
                    self._say(voice, frame, clock)

    def _say(self, voice: _Voice, frame: AudioFrame, clock: SoundClock) -> None:
        for sample, length, payload in voice.encode(frame):
            if clock.is_settled:
                self._send(voice.track, clock.at_ns(sample), payload, length * 1_000_000 // SOUND_RATE)
        self._tell("")

    def _frames(self, stop: Event) -> Iterator[AudioFrame]:
        """A device's for as long as it gives any; a file's again and again."""
        while not stop.is_set():
            heard = False
            with opened(self._address) as container:
                for frame in container.decode(container.streams.audio[0]):
                    heard = True
                    yield frame
                    if stop.is_set():
                        return
            if self._address.startswith(ALSA) or not heard:
                raise OSError("it gives no more" if heard else "it holds no sound")

    def _arrival_ns(self, due_ns: int, stop: Event) -> int:
        """A device's block has just come. A file's comes when it is due, which is waited for."""
        now_ns = self._clock.monotonic_ns()
        if self._address.startswith(ALSA):
            return now_ns
        stop.wait(max(0, due_ns - now_ns) / 1e9)
        return due_ns

    def _tell(self, said: str) -> None:
        if said != self._vitals.sound_said:
            log.log(logging.WARNING if said else logging.INFO, "%s", said or f"sound from {self._shown}")
        self._vitals.sound_said = said


def opened(address: str) -> InputContainer:
    """The device or file, with one track of sound at least.

    Raises:
        OSError: it has none; and whatever the library raises when it can't be opened.
    """
    is_device = address.startswith(ALSA)
    container = av.open(address.removeprefix(ALSA), format="alsa" if is_device else None)
    if not container.streams.audio:
        container.close()
        raise OSError("it has no track of sound")
    return container


class _Voice:
    """One encoder, with the frames cut to its size."""

    def __init__(self, track: Track, codec: str, bits: int) -> None:
        self.track = track
        context = cast(AudioCodecContext, av.CodecContext.create(codec, "w"))
        context.sample_rate, context.layout, context.bit_rate = SOUND_RATE, LAYOUT, bits
        context.format = "fltp" if codec == "aac" else "s16"
        context.time_base = Fraction(1, SOUND_RATE)
        context.open()
        self._context = context
        self._cut = av.AudioResampler(context.format, LAYOUT, SOUND_RATE, frame_size=context.frame_size)

    def encode(self, frame: AudioFrame) -> Iterator[tuple[int, int, bytes]]:
        """First sample, samples, packet. The encoder's own look-ahead is taken off."""
        for piece in self._cut.resample(frame):
            for packet in self._context.encode(piece):
                yield packet.pts or 0, self._context.frame_size, bytes(packet)
