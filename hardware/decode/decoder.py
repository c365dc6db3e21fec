"""What a decoder of a device's bytes is, and the account it keeps of them. Refuses to lose a byte without counting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hardware.signals import Signal


@dataclass(frozen=True, slots=True)
class DecoderCounts:
    """What became of every byte fed: ``fed_bytes == accepted_bytes + dropped_bytes + pending_bytes``.

    ``accepted_bytes`` are those of accepted frames, of their retransmissions (``repeats``) and of line ends, which carry
    nothing. ``dropped_frames`` counts runs of bytes that were given up together. ``frames`` includes repeats.
    """

    fed_bytes: int = 0
    accepted_bytes: int = 0
    dropped_bytes: int = 0
    pending_bytes: int = 0
    frames: int = 0
    dropped_frames: int = 0
    repeats: int = 0


class Decoder(Protocol):
    """Bytes of one device in, signals out; pieces may be cut anywhere."""

    def feed(self, data: bytes, at_ns: int) -> list[Signal]:
        """Signals of the frames that ``data`` completes, stamped ``at_ns`` (monotonic, taken at the read)."""

    def reset(self) -> None:
        """The line was (re)opened: a partial frame is dropped, and nothing that was known of the device holds."""

    def finish(self) -> None:
        """The stream has ended: a partial frame counts as dropped."""

    @property
    def counts(self) -> DecoderCounts:
        """The account so far; it survives ``reset``."""


class ByteAccount:
    """The running account behind ``DecoderCounts``: every byte is accepted, dropped or still pending."""

    def __init__(self) -> None:
        self._fed = self._accepted = self._dropped = 0
        self._frames = self._dropped_frames = self._repeats = 0

    def feed(self, size: int) -> None:
        """``size`` more bytes came in."""
        self._fed += size

    def line_end(self) -> None:
        """One byte that ends lines and says nothing."""
        self._accepted += 1

    def accept(self, size: int, *, repeat: bool = False) -> None:
        """A frame of ``size`` bytes was valid; ``repeat`` if the device had already sent it."""
        self._accepted += size
        self._frames += 1
        self._repeats += repeat

    def drop(self, size: int, *, same_run: bool = False) -> None:
        """``size`` bytes belong to no frame; ``same_run`` if the bytes before them were dropped with them."""
        self._dropped += size
        self._dropped_frames += bool(size) and not same_run

    def counts(self, pending_bytes: int) -> DecoderCounts:
        """The account as a frozen value."""
        return DecoderCounts(
            fed_bytes=self._fed,
            accepted_bytes=self._accepted,
            dropped_bytes=self._dropped,
            pending_bytes=pending_bytes,
            frames=self._frames,
            dropped_frames=self._dropped_frames,
            repeats=self._repeats,
        )
