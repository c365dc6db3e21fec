"""A camera that needs none: draws what the simulated devices tell its scene socket, frame by frame, as a FrameSource. Never part of a real table.

``address`` is the socket's path, with ``?name=...&game=...&green=GPIO5&yellow=...&red=...&led=...``: the plate, the table until a device tells
it, and the pins that light what. ``lies=N`` shows every N-th outcome wrong, and notes each lie in the file ``lies_in``.
"""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from threading import Event
from urllib.parse import parse_qsl

import av

from hardware.camera.settings import refuse
from hardware.camera.source import CameraWish, Coded, Emit, Picture
from hardware.camera.time_base import TimeBase
from hardware.clock import Clock
from hardware.driver import DeviceLost
from hardware.sim.camera.common import Plate
from hardware.sim.camera.faults import CameraFault
from hardware.sim.camera.hearing import Hearing
from hardware.sim.camera.renderer import Renderer
from hardware.sim.camera.sabotage import Liar
from hardware.sim.camera.scene import Happening, Scene, after

READOUT_NS = 4_000_000
"""A picture is drawn that much after its moment, so that all that happened before it has been heard."""
LATE_NS = 250_000_000
PINS = {"green": "GPIO5", "red": "GPIO6", "yellow": "GPIO13", "led": "GPIO16"}
TORN = b"\x00\x00\x00\x01\x65\x88\x84\x00\x33\xff\xfe\xf6\xf0\xfe\x05\x36\x56\x04\x50\x96\x7b\x3f\x53\xe1"
MOST_DATAGRAM = 256 * 1024


class RenderedSource:
    """Draws for a wish's size and pace. Keeps its scene when it is run again."""

    def __init__(self, wish: CameraWish, clock: Clock) -> None:
        refuse(wish.settings, frozenset(), "rendered")
        path, _, words = wish.address.partition("?")
        told = dict(parse_qsl(words))
        self.name = wish.name
        self._path = Path(path) if path else None
        self._clock, self._base = clock, TimeBase(clock)
        self._period_ns = round(1e9 / wish.fps)
        self._burn = wish.burn_time
        plate = Plate(told.get("name", ""), {lamp: told.get(lamp, pin) for lamp, pin in PINS.items()})
        self._renderer = Renderer(wish.width, wish.height, plate)
        self._hearing, self._scene = Hearing(), Scene(game=told.get("game", ""))
        self._waiting: list[Happening] = []
        self._liar = Liar(int(told["lies"])) if "lies" in told else None
        self._lies_in = Path(told["lies_in"]) if "lies_in" in told else None
        self._last: av.VideoFrame | None = None

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """As FrameSource; DeviceLost while the camera is told to have vanished."""
        ear = self._listen()
        try:
            self._check_it_is_there(self._clock.monotonic_ns())
            self._renderer.picture(self._scene, 0.0)  # its ground is drawn now, and holds up no frame later
            opened()
            self._film(ear, emit, stop)
        finally:
            if ear is not None:
                ear.close()

    def _listen(self) -> socket.socket | None:
        if self._path is None:
            return None
        if self._path.is_socket():  # an earlier camera's; anything else there is not ours
            self._path.unlink(missing_ok=True)
        ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MOST_DATAGRAM * 4)
        ear.setblocking(False)
        try:
            ear.bind(str(self._path))
        except OSError as wrong:
            ear.close()
            raise DeviceLost(f"the scene socket {self._path} can't be made: {wrong}") from None
        return ear

    def _film(self, ear: socket.socket | None, emit: Emit, stop: Event) -> None:
        next_ns = self._clock.monotonic_ns()
        while not stop.wait(max(0, next_ns + READOUT_NS - self._clock.monotonic_ns()) / 1e9):
            self._hear(ear, next_ns)
            self._check_it_is_there(next_ns)
            self._emit_one(emit, next_ns)
            next_ns += self._period_ns
            if self._clock.monotonic_ns() - next_ns > LATE_NS:
                next_ns = self._clock.monotonic_ns()

    def _hear(self, ear: socket.socket | None, until_ns: int) -> None:
        """What happened up to this picture's moment is in the picture, no more."""
        if ear is not None:
            with contextlib.suppress(BlockingIOError):
                while True:
                    self._waiting += self._hearing.new_in(ear.recv(MOST_DATAGRAM))
        later = []
        for happening in self._waiting:
            if int(happening.get("at_ns", 0)) <= until_ns:
                self._scene = after(self._scene, self._retold(happening))
            else:
                later.append(happening)
        self._waiting = later

    def _retold(self, happening: Happening) -> Happening:
        if self._liar is None:
            return happening
        shown, lie = self._liar.retold(happening)
        if lie is not None and self._lies_in is not None:
            with self._lies_in.open("a", encoding="utf-8") as notes:
                notes.write(json.dumps(asdict(lie)) + "\n")
        return shown

    def _fault(self, at_ns: int) -> CameraFault | None:
        fault = self._scene.fault
        return fault.what if fault is not None and at_ns / 1e9 < fault.until_s else None

    def _check_it_is_there(self, at_ns: int) -> None:
        if self._fault(at_ns) is CameraFault.VANISH:
            raise DeviceLost("the rendered camera was told to vanish")

    def _emit_one(self, emit: Emit, at_ns: int) -> None:
        match self._fault(at_ns):
            case CameraFault.STALL:
                return
            case CameraFault.TORN:
                emit(Coded(at_ns, TORN, is_key=True))
                return
            case CameraFault.FREEZE if self._last is not None:
                frame = self._last
            case _:
                burn_ns = self._base.utc_ns(at_ns) if self._burn else None
                frame = self._last = self._renderer.picture(self._scene, at_ns / 1e9, burn_ns)
        emit(Picture(at_ns, frame))
