"""ffmpeg as the last leg to a server that takes SRT, which PyAV's libraries do not speak: frames in by a pipe, the same frames out. Without ffmpeg on
the machine there is no SRT. The address is among ffmpeg's arguments: its pass phrase is no secret from who has an account on this machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from threading import Thread
from typing import IO

NO_FFMPEG = "SRT needs the program ffmpeg, which is not on this machine: install it"
_IN = ["-probesize", "32", "-analyzeduration", "0", "-fflags", "nobuffer", "-f", "nut", "-i", "pipe:0"]
_OUT = [
    "-map",
    "0",
    "-c",
    "copy",
    "-flush_packets",
    "1",
    "-f",
    "mpegts",
    "-muxdelay",
    "0",
    "-muxpreload",
    "0",
]
_SAY = [
    "-hide_banner",
    "-nostdin",
    "-loglevel",
    "error",
    "-nostats",
    "-stats_period",
    "0.2",
    "-progress",
    "pipe:1",
]


class NoRelay(OSError):
    """ffmpeg is missing."""


class RelayProcess:
    """``pipe`` takes NUT. ``on_live`` is called, from a thread, when the first bytes have gone to the server."""

    def __init__(self, url: str, limit_s: float, on_live: Callable[[], None]) -> None:
        program = shutil.which("ffmpeg")
        if program is None:
            raise NoRelay(NO_FFMPEG)
        command = [program, *_SAY, *_IN, *_OUT, with_limit(url, limit_s)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = subprocess.Popen(command, bufsize=0, **pipes)  # type: ignore[call-overload]
        self._on_live = on_live
        Thread(target=self._watch, daemon=True).start()

    @property
    def pipe(self) -> IO[bytes]:
        """Where the frames go."""
        found: IO[bytes] = self._process.stdin
        return found

    def last_words(self) -> str:
        """Why it ended, as it says itself; the address may be quoted in it."""
        words: bytes = self._process.stderr.read()
        lines = words.decode(errors="replace").strip().splitlines()
        return lines[-1].rpartition(": ")[2] if lines else "ffmpeg ended and said nothing"

    def end(self) -> None:
        """Let it go; kill it when it does not."""
        try:
            self._process.stdin.close()
            self._process.wait(1)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()

    def _watch(self) -> None:
        for line in self._process.stdout:
            name, _, value = line.strip().partition(b"=")
            if name == b"total_size" and value.isdigit() and int(value):
                self._on_live()
                break
        self._process.stdout.read()


def with_limit(url: str, limit_s: float) -> str:
    """The address with a limit for the first answer, unless it names one (milliseconds, as ffmpeg's SRT protocol has it)."""
    if "connect_timeout=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}connect_timeout={int(limit_s * 1000)}"
