"""What holds for every decoder of bytes, whatever the protocol."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from hardware.decode.decoder import Decoder
from hardware.signals import Signal

AT_NS = 1_000


def decode(decoder: Decoder, *pieces: bytes) -> list[Signal]:
    """The signals of ``pieces`` in order, all read at one moment."""
    return [signal for piece in pieces for signal in decoder.feed(piece, AT_NS)]


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    """``data`` in pieces; ``places`` may lie anywhere."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


def assert_cuts_do_not_matter(new: Callable[[], Decoder], data: bytes, places: Sequence[int]) -> None:
    whole, pieces = new(), new()
    assert decode(whole, data) == decode(pieces, *cut(data, places))
    assert whole.counts == pieces.counts


def assert_accounted(decoder: Decoder, streams: Sequence[bytes]) -> None:
    """Every byte was accepted, dropped or is pending; the port is opened anew after each of ``streams``, and then none is pending."""
    for stream in streams:
        decode(decoder, stream)
        counts = decoder.counts
        assert counts.fed_bytes == counts.accepted_bytes + counts.dropped_bytes + counts.pending_bytes
        decoder.reset()
    counts = decoder.counts
    assert counts.pending_bytes == 0
    assert counts.fed_bytes == sum(map(len, streams)) == counts.accepted_bytes + counts.dropped_bytes
