"""One serial line on a pseudo-terminal, under a stable name. Like a real line it loses what nobody listens to, and it can be unplugged.

The agent opens the symbolic link; this side is the device's. A new pseudo-terminal takes the link's place at each plugging-in, as a
USB adapter gets another number under the same stable name.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import tty
from collections.abc import Callable
from pathlib import Path

LOOK_S = 0.02


class PtyLine:
    """The device's end. ``received`` gets the host's bytes; ``opened`` is called when a host opens the line."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._master: int | None = None
        self._look: asyncio.TimerHandle | None = None
        self.received: Callable[[bytes], None] = _ignore
        self.opened: Callable[[], None] = _nothing

    @property
    def plugged(self) -> bool:
        """Whether the adapter is in its socket."""
        return self._master is not None

    def plug(self) -> None:
        """Appear under the link; harmless when already there."""
        if self._master is not None:
            return
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._point_link_at(os.ttyname(slave))
        os.close(slave)
        self._master = master
        self._wait_for_host()

    def unplug(self) -> None:
        """Vanish: an open host reads end-of-file, the link is gone."""
        if self._master is None:
            return
        self._stop_listening(self._master)
        os.close(self._master)
        self._master = None
        self._link.unlink(missing_ok=True)

    def send(self, data: bytes) -> None:
        """Put bytes on the wire; lost when nobody has the line open, or does not read."""
        if self._master is None or not self._host_is_there(self._master):
            return
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._master, data)

    def _point_link_at(self, name: str) -> None:
        fresh = self._link.with_name(self._link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(name)
        fresh.replace(self._link)

    def _wait_for_host(self) -> None:
        """While no host has the line open, a pseudo-terminal only says so; look again soon."""
        if self._master is None:
            return
        if self._host_is_there(self._master):
            asyncio.get_running_loop().add_reader(self._master, self._read)
            self.opened()
        else:
            self._look = asyncio.get_running_loop().call_later(LOOK_S, self._wait_for_host)

    def _read(self) -> None:
        if self._master is None:
            return
        try:
            data = os.read(self._master, 4096)
        except BlockingIOError:
            return
        except OSError:  # EIO: the host has closed its end
            data = b""
        if data:
            self.received(data)
        else:
            self._stop_listening(self._master)
            self._wait_for_host()

    def _stop_listening(self, master: int) -> None:
        asyncio.get_running_loop().remove_reader(master)
        if self._look is not None:
            self._look.cancel()

    @staticmethod
    def _host_is_there(master: int) -> bool:
        poll = select.poll()
        poll.register(master, select.POLLOUT)
        return not any(event & select.POLLHUP for _, event in poll.poll(0))


def _ignore(_data: bytes) -> None:
    """Nobody cares for the host's bytes."""


def _nothing() -> None:
    """Nobody cares who opens the line."""
