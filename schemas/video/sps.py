"""Reads a sequence parameter set: size, codec name, and whether frames may come out of order. Source: ITU-T H.264, 7.3.2.1.1 and E.1.1."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.video.nal import SPS, NotH264, kind, unescape

EXTENDED_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
"""profile_idc of those that say their chroma format and depths."""

BASELINE = 66
INTRA_TOO = frozenset({44, 86, 100, 110, 122, 244})
"""profile_idc of those whose constraint_set3_flag says that there are key frames only (E.2.1, max_num_reorder_frames)."""

_CONSTRAINT_SET3 = 0x10
_SAME_ORDER = 2
"""pic_order_cnt_type: frames are shown in the order in which they come (8.2.1.3)."""

MOST_PIXELS = 16384
_EXTENDED_SAR, _MOST_CHROMA, _MOST_BITS = 255, 3, 14


@dataclass(frozen=True, slots=True)
class Sequence:
    """``codec``: as RFC 6381 names it, such as avc1.42c01f. ``reorder``: frames that may be held for reordering; None when not said.

    ``chroma``: chroma_format_idc (1: 4:2:0); ``luma_bits``, ``chroma_bits``: of a sample. ``in_order``: no frame can come out of order, because
    that is said, or because the profile or the way of counting frames leaves no room for it; what does not say so may be held by players.
    """

    width: int
    height: int
    codec: str
    reorder: int | None
    chroma: int = 1
    luma_bits: int = 8
    chroma_bits: int = 8
    in_order: bool = False


def read_sps(unit: bytes) -> Sequence:
    """Read the NAL unit of a sequence parameter set.

    Raises:
        NotH264: it is none, or it is torn.
    """
    if kind(unit) != SPS or len(unit) < 4:
        raise NotH264("not a sequence parameter set")
    try:
        found = _read(_Bits(unescape(unit)[1:]), unit)
    except IndexError:
        raise NotH264("a torn sequence parameter set") from None
    if (
        not (0 < found.width <= MOST_PIXELS and 0 < found.height <= MOST_PIXELS)
        or found.chroma > _MOST_CHROMA
    ):
        raise NotH264("a sequence parameter set of no possible picture")
    if max(found.luma_bits, found.chroma_bits) > _MOST_BITS:
        raise NotH264("a sequence parameter set of no possible depth")
    return found


def _read(bits: _Bits, unit: bytes) -> Sequence:
    profile, constraints = bits.take(8), bits.take(8)
    bits.take(8)
    bits.golomb()
    chroma, luma_bits, chroma_bits = _chroma(bits) if profile in EXTENDED_PROFILES else (1, 8, 8)
    bits.golomb()
    counted = _order_count(bits)
    bits.golomb()
    bits.take(1)
    width, map_height = 16 * (bits.golomb() + 1), bits.golomb() + 1
    fields = 2 - bits.take(1)
    if fields == 2:
        bits.take(1)
    bits.take(1)
    width, height = _cropped(bits, width, 16 * map_height * fields, chroma, fields)
    reorder = _reorder(bits) if bits.take(1) else None
    only_keys = profile in INTRA_TOO and bool(constraints & _CONSTRAINT_SET3)
    in_order = not reorder and (reorder == 0 or profile == BASELINE or counted == _SAME_ORDER or only_keys)
    return Sequence(
        width, height, "avc1." + unit[1:4].hex(), reorder, chroma, luma_bits, chroma_bits, in_order
    )


def _chroma(bits: _Bits) -> tuple[int, int, int]:
    """Chroma format, luma bits and chroma bits; the scaling matrices behind them are skipped."""
    chroma = bits.golomb()
    if chroma == 3:
        bits.take(1)
    luma_bits, chroma_bits = 8 + bits.golomb(), 8 + bits.golomb()
    bits.take(1)
    if bits.take(1):
        for index in range(8 if chroma != 3 else 12):
            if bits.take(1):
                _skip_scaling(bits, 16 if index < 6 else 64)
    return chroma, luma_bits, chroma_bits


def _skip_scaling(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed_golomb()) % 256
        last = following or last


def _order_count(bits: _Bits) -> int:
    """pic_order_cnt_type; what belongs to it is skipped."""
    kind_of_count = bits.golomb()
    if kind_of_count == 0:
        bits.golomb()
    elif kind_of_count == 1:
        bits.take(1)
        bits.golomb()
        bits.golomb()
        for _ in range(bits.golomb()):
            bits.golomb()
    return kind_of_count


def _cropped(bits: _Bits, width: int, height: int, chroma: int, fields: int) -> tuple[int, int]:
    if not bits.take(1):
        return width, height
    left, right, top, bottom = (bits.golomb() for _ in range(4))
    across = 2 if chroma in (1, 2) else 1
    down = (2 if chroma == 1 else 1) * fields
    return width - across * (left + right), height - down * (top + bottom)


def _reorder(bits: _Bits) -> int | None:
    """max_num_reorder_frames of the VUI parameters, if they restrict the bit stream."""
    if bits.take(1) and bits.take(8) == _EXTENDED_SAR:
        bits.take(32)
    if bits.take(1):
        bits.take(1)
    if bits.take(1):
        bits.take(4)
        if bits.take(1):
            bits.take(24)
    if bits.take(1):
        bits.golomb()
        bits.golomb()
    if bits.take(1):
        bits.take(65)
    parameters = 0
    for _ in range(2):
        if bits.take(1):
            parameters += 1
            _skip_hrd(bits)
    if parameters:
        bits.take(1)
    bits.take(1)
    return _restriction(bits) if bits.take(1) else None


def _skip_hrd(bits: _Bits) -> None:
    count = bits.golomb() + 1
    bits.take(8)
    for _ in range(count):
        bits.golomb()
        bits.golomb()
        bits.take(1)
    bits.take(20)


def _restriction(bits: _Bits) -> int:
    bits.take(1)
    for _ in range(4):
        bits.golomb()
    return bits.golomb()


class _Bits:
    """A reader of single bits. Raises IndexError behind the end."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self._data[self._at >> 3] >> (7 - (self._at & 7)) & 1
            self._at += 1
        return value

    def golomb(self) -> int:
        """ue(v), 9.1."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 32:
                raise IndexError
        return (1 << zeros) - 1 + self.take(zeros)

    def signed_golomb(self) -> int:
        """se(v), 9.1.1."""
        code = self.golomb()
        return (code + 1) // 2 if code & 1 else -(code // 2)
