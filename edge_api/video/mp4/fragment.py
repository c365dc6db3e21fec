"""Fragments: moof and mdat, one frame or many, of one track or several (ISO/IEC 14496-12, 8.8). Refuses times that run backwards."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.video.nal import DELIMITER, PPS, SPS, kind, length_prefixed

_KEY, _NOT_KEY = 0x02000000, 0x01010000
"""Sample flags (8.8.3.1): depends on no other; depends on others and is no sync sample."""

_NOT_IN_SAMPLES = frozenset({SPS, PPS, DELIMITER})
"""An ``avc1`` track has its parameter sets in the init segment, and no delimiters (ISO/IEC 14496-15, 5.4.2)."""

_BASE_IS_MOOF = 0x020000
_RUN_FLAGS = 0x000701
"""Data offset; each sample's duration, size and flags."""

_MOOF_HEAD = struct.Struct(">I4sI4sII")
_TRAF_HEAD = struct.Struct(">I4sI4sIII4sIQI4sIIi")
_ROW = struct.Struct(">III")
_MDAT = struct.Struct(">I4s")
_TFHD_SIZE, _TFDT_SIZE, _RUN_SIZE = 16, 20, 20


@dataclass(frozen=True, slots=True)
class Sample:
    """One frame or audio packet. ``decode_time``, ``duration``: in the track's timescale. ``data``: length-prefixed NAL units, or a raw packet."""

    track_id: int
    decode_time: int
    duration: int
    is_key: bool
    data: bytes


def picture_data(units: Iterable[bytes]) -> bytes:
    """The NAL units of an access unit as a sample's data."""
    return length_prefixed(unit for unit in units if kind(unit) not in _NOT_IN_SAMPLES)


def fragment(sequence_no: int, samples: Sequence[Sample]) -> bytes:
    """The samples, each track's in order, as moof and mdat.

    Each begins at its ``decode_time``; so only the ``duration`` of a track's last one counts.

    Raises:
        ValueError: no samples, a track's samples out of order, or a number that does not fit.
    """
    runs = _by_track(samples)
    head = _MOOF_HEAD.size + sum(_TRAF_HEAD.size + _ROW.size * len(run) for run in runs)
    try:
        parts = [_MOOF_HEAD.pack(head, b"moof", 16, b"mfhd", 0, sequence_no & 0xFFFFFFFF)]
        at = head + _MDAT.size
        for run in runs:
            parts.append(_track_run(run, at))
            at += sum(len(sample.data) for sample in run)
        parts.append(_MDAT.pack(at - head, b"mdat"))
    except struct.error as error:
        raise ValueError(f"a time or size that no fragment can hold: {error}") from None
    parts.extend(sample.data for run in runs for sample in run)
    return b"".join(parts)


def _by_track(samples: Sequence[Sample]) -> list[list[Sample]]:
    if not samples:
        raise ValueError("a fragment of no samples")
    runs: dict[int, list[Sample]] = {}
    for sample in samples:
        runs.setdefault(sample.track_id, []).append(sample)
    return list(runs.values())


def _track_run(run: Sequence[Sample], data_at: int) -> bytes:
    ends = [sample.decode_time for sample in run[1:]] + [run[-1].decode_time + run[-1].duration]
    rows = [
        _ROW.pack(end - sample.decode_time, len(sample.data), _KEY if sample.is_key else _NOT_KEY)
        for end, sample in zip(ends, run, strict=True)
    ]
    run_size = _RUN_SIZE + _ROW.size * len(rows)
    traf = (8 + _TFHD_SIZE + _TFDT_SIZE + run_size, b"traf")
    tfhd = (_TFHD_SIZE, b"tfhd", _BASE_IS_MOOF, run[0].track_id)
    tfdt = (_TFDT_SIZE, b"tfdt", 1 << 24, run[0].decode_time)
    trun = (run_size, b"trun", _RUN_FLAGS, len(rows), data_at)
    return _TRAF_HEAD.pack(*traf, *tfhd, *tfdt, *trun) + b"".join(rows)
