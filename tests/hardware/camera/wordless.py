"""Sequence parameter sets that leave out what they need not say, as those of many cameras do."""

from __future__ import annotations

from schemas.video.nal import SPS, escape, kind, unescape


def without_vui(unit: bytes) -> bytes:
    """A sequence parameter set of x264 (baseline or main) without its VUI parameters, and so without a word on order; other units as they are."""
    if kind(unit) != SPS:
        return unit
    bits = "".join(f"{byte:08b}" for byte in unescape(unit))
    at = _golomb(bits, _golomb(bits, 32)[1])[1]  # id, frame numbers
    count, at = _golomb(bits, at)
    if count == 0:
        at = _golomb(bits, at)[1]
    at = _golomb(bits, at)[1] + 1  # reference frames, gaps
    at = _golomb(bits, _golomb(bits, at)[1])[1] + 2  # width, height, whole frames, direct inference
    is_cropped, at = bits[at] == "1", at + 1
    for _ in range(4 if is_cropped else 0):
        at = _golomb(bits, at)[1]
    kept = bits[:at] + "01"
    kept = kept.ljust(-(-len(kept) // 8) * 8, "0")
    return bytes((unit[0],)) + escape(int(kept, 2).to_bytes(len(kept) // 8, "big")[1:])


def _golomb(bits: str, at: int) -> tuple[int, int]:
    """The value, and where the next one begins."""
    zeros = bits.index("1", at) - at
    end = at + 2 * zeros + 1
    return int(bits[at + zeros : end], 2) - 1, end
