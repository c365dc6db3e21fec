"""What `firmware-agent check` tries of the camera: a picture through the encoder, a sound, the recording's folder, the edge's door. Records and sends nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from threading import Event, Timer

import av
from pydantic import ValidationError
from websockets.exceptions import WebSocketException

from firmware_agent.camera_config import CameraConfig
from firmware_agent.config import AgentConfig
from firmware_agent.video.coded_stream import CodedStream
from firmware_agent.video.dial import DIAL_S, dial
from firmware_agent.video.encoder import Encoder
from firmware_agent.video.process import usual_source
from firmware_agent.video.sound import opened
from firmware_agent.video.tracks import main_encoding
from hardware.camera.address import shown
from hardware.camera.source import Coded, Picture
from hardware.camera.video_input import words_of
from hardware.driver import DeviceLost
from schemas.video.nal import NotH264
from schemas.video.uplink import Challenge, from_edge

PICTURE_S = 8.0
MIB = 1024 * 1024


def camera_checks(config: AgentConfig) -> list[tuple[str, Callable[[], str]]]:
    """Name and check of each part; none without a camera. A check raises ConfigError, DeviceLost or OSError."""
    camera = config.camera
    if camera is None:
        return []
    checks = [("camera", lambda: _picture(camera))]
    if camera.audio:
        checks.append(("sound", lambda: _sound(camera.audio)))
    checks.append(("recording", lambda: _folder(camera)))
    checks.append((f"video edge {camera.edge}", lambda: _edge(camera)))
    return checks


class _FirstLook:
    """Waits for one frame that could be sent; ``found``: what it was."""

    def __init__(self, camera: CameraConfig) -> None:
        self._stream, self._encoder = CodedStream(), Encoder(main_encoding(camera))
        self.found, self.stop = "", Event()

    def take(self, seen: Picture | Coded) -> None:
        if isinstance(seen, Picture):
            size = len(self._encoder.encode(seen.frame, seen.at_ns // 1000)[0].access_unit)
            self.found = f"a picture of {seen.frame.width}x{seen.frame.height}, encoded in {size} bytes"
        elif self._stream.take(seen.access_unit, seen.at_ns) and (told := self._stream.sequence) is not None:
            self.found = f"its own H.264, {told.width}x{told.height} {told.codec}"
        if self.found:
            self.stop.set()


def _picture(camera: CameraConfig) -> str:
    look = _FirstLook(camera)
    timer = Timer(PICTURE_S, look.stop.set)
    timer.start()
    try:
        usual_source(camera).run(look.take, lambda: None, look.stop)
    except NotH264 as wrong:
        raise DeviceLost(f"what it sends can't be shown: {wrong}") from wrong
    finally:
        timer.cancel()
    if not look.found:
        raise DeviceLost(f"{camera.source} {shown(camera.address)}: no picture within {PICTURE_S:g} s")
    return f"{camera.source} gives {look.found}"


def _sound(address: str) -> str:
    try:
        with opened(address) as container:
            frame = next(container.decode(container.streams.audio[0]), None)
    except (OSError, ValueError, LookupError, av.FFmpegError) as wrong:
        raise DeviceLost(f"no sound from {shown(address)}: {words_of(wrong)}") from None
    if frame is None:
        raise DeviceLost(f"no sound from {shown(address)}: it holds none")
    return f"{shown(address)} gives sound at {frame.sample_rate} Hz (channels: {frame.layout.nb_channels})"


def _folder(camera: CameraConfig) -> str:
    camera.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=camera.folder) as probe:
        probe.write(b"probe")
        os.fsync(probe.fileno())
    free = shutil.disk_usage(camera.folder).free // MIB
    wanted = round(camera.bitrate_kbit * 1000 / 8 * camera.keep_h * 3600 / MIB)
    if free < camera.reserve_mib:
        raise OSError(
            f"{camera.folder} has {free} MiB free and keeps {camera.reserve_mib}: nothing would be recorded"
        )
    short = (
        "" if free - camera.reserve_mib >= wanted else f", less than the {wanted} MiB of {camera.keep_h:g} h"
    )
    return f"{camera.folder} can be written, {free} MiB free{short}"


def _edge(camera: CameraConfig) -> str:
    try:
        with dial(camera.edge, camera.ca) as line:
            greeting = from_edge(line.recv(DIAL_S))
    except (WebSocketException, TimeoutError, ValidationError, AssertionError) as fault:
        raise OSError(f"no video process of an edge answers: {str(fault) or type(fault).__name__}") from fault
    if not isinstance(greeting, Challenge):
        raise OSError(f"it begins with {greeting.op}, not with a challenge")
    return "answers; whether it takes this board's key shows when the agent runs (health: uplink)"
