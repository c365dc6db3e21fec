"""Relates samples to monotonic time. A sound card has its own crystal and hands over in lumps: the earliest arrivals tell the truth."""

from __future__ import annotations

RISE_NS = 50_000
"""How much later a block may make the clock at once; slower cards drift by less."""

GAP_NS = 500_000_000
SETTLED_BLOCKS = 16


class SoundClock:
    """``heard`` each block as it arrives; ``at_ns`` says when a sample was at the microphone."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._zero_ns: int | None = None
        self._blocks = 0

    @property
    def is_settled(self) -> bool:
        """The first blocks of a device that was just opened come late."""
        return self._blocks >= SETTLED_BLOCKS

    def heard(self, end_sample: int, now_ns: int) -> None:
        """A block that ends before sample ``end_sample`` has just come."""
        self._blocks += 1
        zero_ns = now_ns - self._length_ns(end_sample)
        if self._zero_ns is None or abs(zero_ns - self._zero_ns) > GAP_NS:
            self._zero_ns = zero_ns
        else:
            self._zero_ns = min(zero_ns, self._zero_ns + RISE_NS)

    def at_ns(self, sample: int) -> int:
        """Monotonic; 0 samples before the first block counts from that block."""
        return (self._zero_ns or 0) + self._length_ns(sample)

    def _length_ns(self, samples: int) -> int:
        return samples * 1_000_000_000 // self._rate
