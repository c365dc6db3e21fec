"""Judges what a camera with its own encoder sends, and completes it: parameter sets before each key frame. Refuses what players can't show at once.

Source: ITU-T H.264, 7.3.3 (slice header) and 7.4.3 (slice_type).
"""

from __future__ import annotations

from schemas.video.nal import IDR, PPS, SPS, NotH264, is_picture, join, kind, split
from schemas.video.sps import Sequence, read_sps

MOST_BETWEEN_KEYS_NS = 10_000_000_000
_B = 1


class CodedStream:
    """One stream of access units, from its first on. ``sequence``: what its parameter set says, None before the first key frame."""

    def __init__(self) -> None:
        self.sequence: Sequence | None = None
        self._sets: dict[int, bytes] = {}
        self._key_ns: int | None = None

    def take(self, access_unit: bytes, at_ns: int) -> tuple[bytes, bool] | None:
        """The unit as it may go on, and whether it is a key frame; None before the first key frame.

        Raises:
            NotH264: torn, not H.264, with frames out of order, or without key frames; a sentence says which.
        """
        units = split(access_unit)
        pictures = [unit for unit in units if is_picture(unit)]
        if any(slice_type(unit) == _B for unit in pictures):
            raise NotH264("the stream has B frames: switch them off in the camera (baseline profile)")
        self._sets |= {kind(unit): unit for unit in units if kind(unit) in (SPS, PPS)}
        is_key = any(kind(unit) == IDR for unit in pictures)
        self._count(is_key, at_ns)
        if is_key:
            units = self._complete(units)
        return (join(units), is_key) if pictures and self.sequence is not None else None

    def _count(self, is_key: bool, at_ns: int) -> None:
        if is_key or self._key_ns is None:
            self._key_ns = at_ns
        elif at_ns - self._key_ns > MOST_BETWEEN_KEYS_NS:
            wait_s = MOST_BETWEEN_KEYS_NS // 1_000_000_000
            raise NotH264(f"no key frame for {wait_s} s: set the camera's key frame interval to 1 s")

    def _complete(self, units: list[bytes]) -> list[bytes]:
        if self._sets.keys() != {SPS, PPS}:
            raise NotH264("a key frame without SPS and PPS, and none came before")
        self.sequence = read_sps(self._sets[SPS])
        if self.sequence.reorder:
            raise NotH264(
                f"the stream holds {self.sequence.reorder} frames back for reordering: use the baseline profile"
            )
        if not self.sequence.in_order:
            raise NotH264(
                "the stream does not say that its frames keep their order, so players hold some back: use the baseline profile"
            )
        have = {kind(unit) for unit in units}
        missing = [self._sets[wanted] for wanted in (SPS, PPS) if wanted not in have]
        at = next(place for place, unit in enumerate(units) if is_picture(unit))
        return [*units[:at], *missing, *units[at:]]


def slice_type(unit: bytes) -> int:
    """slice_type modulo 5: 0 P, 1 B, 2 I. Raises NotH264: the header is torn."""
    bits = "".join(f"{byte:08b}" for byte in unit[1:9])
    at = 0
    value = 0
    for _ in range(2):  # first_mb_in_slice, slice_type
        one = bits.find("1", at)
        end = 2 * one - at + 1
        if one < 0 or end > len(bits):
            raise NotH264("a torn slice header")
        value = int(bits[one:end], 2) - 1
        at = end
    return value % 5
