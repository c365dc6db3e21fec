"""``firmware-agent decode``: a device's raw bytes in, its signals as JSON lines out, and an account of what was dropped. Repairs nothing.

Raw bytes carry no time: every signal is stamped 0, so copies of a frame count as copies however late they came.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedIOBase
from typing import TextIO

from hardware.catalog import new_decoder
from hardware.decode.decoder import DecoderCounts
from hardware.signal_json import signal_json

CHUNK = 65536


def decode(kind: str, source: BufferedIOBase, out: TextIO, err: TextIO) -> None:
    """Decode ``source`` to its end, line by line as it comes; the account goes to ``err`` as one line.

    Raises:
        ValueError: there is no such kind of device.
    """
    decoder = new_decoder(kind, kind)
    try:
        for data in _chunks(source):
            for signal in decoder.feed(data, 0):
                out.write(json.dumps(signal_json(signal), separators=(",", ":")) + "\n")
            out.flush()
    finally:
        decoder.finish()
        err.write(account(decoder.counts) + "\n")


def account(counts: DecoderCounts) -> str:
    """``dropped_bytes=N`` and the rest of the account, for people and for scripts."""
    return (
        f"dropped_bytes={counts.dropped_bytes} dropped_runs={counts.dropped_frames}"
        f" fed_bytes={counts.fed_bytes} frames={counts.frames} repeats={counts.repeats}"
    )


def _chunks(source: BufferedIOBase) -> Iterator[bytes]:
    while data := source.read1(CHUNK):
        yield data
