"""The sequence parameter set that a container or a stream's description tells beside the pictures. Refuses nothing: what can't be read is not told.

Source: ISO/IEC 14496-15, 5.3.3.1 (AVCDecoderConfigurationRecord); ITU-T H.264, Annex B.
"""

from __future__ import annotations

from schemas.video.nal import SPS, NotH264, kind, split
from schemas.video.sps import Sequence, read_sps

AVCC = b"\x01"
_COUNT_AT, _FIRST_AT, _COUNT_BITS = 5, 6, 0x1F


def told_sequence(extra: bytes) -> Sequence | None:
    """What the first set in a library's ``extradata`` says, in either form; None when there is none."""
    try:
        return read_sps(_first_set(extra))
    except (NotH264, IndexError):
        return None


def _first_set(extra: bytes) -> bytes:
    """Raises NotH264 or IndexError: there is none."""
    if not extra.startswith(AVCC):
        return next((unit for unit in split(extra) if kind(unit) == SPS), b"")
    if not extra[_COUNT_AT] & _COUNT_BITS:
        return b""
    begin = _FIRST_AT + 2
    return extra[begin : begin + int.from_bytes(extra[_FIRST_AT:begin], "big")]
