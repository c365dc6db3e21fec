"""Console pins without a board: gpiozero's mock factory, with fingers and eyes behind a unix socket. The agent itself is unchanged.

Named ``studio_sim`` among gpiozero's pin factories; listens at $STUDIO_SIM_PINS. One JSON object a line:
``{"pin": "GPIO17", "low_ms": 80}`` presses, ``{"pin": ..., "low_ms": 80, "chatter_ms": 8}`` presses with a bouncing contact,
``{"pin": ..., "state": 0}`` holds down for ever (a stuck key), ``{"read": "GPIO5"}`` looks at a lamp. If $STUDIO_SIM_SCENE names the
socket of a rendered camera, it sees each output as it changes.
"""

from __future__ import annotations

import json
import os
import socketserver
import threading
import time
from pathlib import Path
from typing import Any, cast

from gpiozero.pins.mock import MockFactory, MockPin

from hardware.clock import SystemClock
from hardware.sim.camera.feed import SceneFeed, Show, nobody_watches
from hardware.sim.control import Order, answer_line

SOCKET_VARIABLE, SCENE_VARIABLE = "STUDIO_SIM_PINS", "STUDIO_SIM_SCENE"
BOUNCE_S = 0.001
KEPT_STATES = 16


class FingerPin(MockPin):  # type: ignore[misc]
    """A mock pin that a finger may hold low; opening it with its pull-up does not lift the finger."""

    held = False

    def press(self) -> None:
        """Pull to ground."""
        self.held = True
        self.drive_low()

    def lift(self) -> None:
        """Let the pull-up win."""
        self.held = False
        self.drive_high()

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        if self.held:
            self.drive_low()

    def _change_state(self, value: bool) -> bool:
        changed: bool = super()._change_state(value)
        del self.states[:-KEPT_STATES]
        if changed and self.function == "output":
            self.factory.stage("pin", key=self.info.name, pin=self.info.name, state=int(value))
        return changed


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        factory = cast(_Server, self.server).factory
        for line in self.rfile:
            self.wfile.write(answer_bytes(line, factory))


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    factory: SocketPinFactory

    def service_actions(self) -> None:
        """Twice a second: a camera that came late sees the lamps too."""
        if self.factory.feed is not None:
            self.factory.feed.tell_again()


def answer_bytes(line: bytes, factory: SocketPinFactory) -> bytes:
    """One order's answer as a line."""
    return json.dumps(answer_line(line, factory.obey)).encode() + b"\n"


def _feed() -> SceneFeed | None:
    scene = os.environ.get(SCENE_VARIABLE)
    return SceneFeed(Path(scene), "pins", SystemClock()) if scene else None


def _listening(path: Path) -> _Server:
    """It has its name only once it listens: who finds the socket may dial it."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    server = _Server(str(fresh), _Conversation)
    fresh.replace(path)
    return server


class SocketPinFactory(MockFactory):  # type: ignore[misc]
    """Mock pins of a Pi 4 with a socket at ``path`` (default $STUDIO_SIM_PINS).

    Raises:
        ValueError: no path is given.
    """

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(revision="c03111", pin_class=FingerPin)
        name = str(path) if path else os.environ.get(SOCKET_VARIABLE)
        if not name:
            raise ValueError(f"{SOCKET_VARIABLE} must name the socket of the simulated pins")
        self.feed = _feed()
        self.stage: Show = self.feed.show if self.feed else nobody_watches
        self._path = Path(name)
        self._touch = threading.Lock()
        self._server = _listening(self._path)
        self._server.factory = self
        threading.Thread(target=self._server.serve_forever, name="simulated pins", daemon=True).start()

    def close(self) -> None:
        """Stop listening and forget the pins."""
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)
        super().close()
        if self.feed is not None:
            self.feed.close()

    def obey(self, order: Order) -> Order:
        """One order of a finger or an eye; a press is answered when the finger is up again.

        Raises:
            KeyError, ValueError: not an order, or the pin is an output.
        """
        if "read" in order:
            return {"state": int(self.pin(order["read"]).state)}
        pin = self.pin(order["pin"])
        if pin.function != "input":
            raise ValueError(f"{order['pin']} is an output: a finger can't press a lamp")
        if "state" in order:
            self._hold(pin, down=order["state"] == 0)
        else:
            self._press(pin, order)
        return {"ok": True}

    def _hold(self, pin: Any, down: bool) -> None:
        with self._touch:
            pin.press() if down else pin.lift()

    def _press(self, pin: Any, order: Order) -> None:
        self._chatter(pin, order)
        self._hold(pin, down=True)
        time.sleep(float(order["low_ms"]) / 1000)
        self._hold(pin, down=False)
        self._chatter(pin, order)
        self._hold(pin, down=False)

    def _chatter(self, pin: Any, order: Order) -> None:
        """A contact makes and breaks a few times before it settles."""
        for _ in range(int(float(order.get("chatter_ms", 0)) / 1000 / BOUNCE_S / 2)):
            for down in (True, False):
                self._hold(pin, down=down)
                time.sleep(BOUNCE_S)
