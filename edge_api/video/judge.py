"""Judges every record of a board before it is handed on: is it H.264, is anything missing, can its time be true? Reads no clock, and never fails.

A record whose capture time is more than MOST_OFF_NS away from the edge's clock is not handed on to viewers, whose players would stumble over it, but it
is recorded: what a board signed is evidence, whatever its clock said. A smaller step of the board's clock is followed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from edge_api.video.clock_offset import ClockOffset
from edge_api.video.frames import VIDEO, Record, Track
from edge_api.video.track_info import TrackInfo, of_picture, of_sound
from schemas.video.nal import NotH264, is_picture, split
from schemas.video.stamp import read_stamp
from schemas.video.uplink import TrackSaid

MOST_OFF_NS = 10 * 10**9
_COUNT = 1 << 32


class Pass(Enum):
    """``SHOW``: hand it on and record it. ``KEEP``: only record it. ``DROP``: neither."""

    SHOW = "show"
    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``fault``: code and sentence of an alarm; ``lost``: numbers that were skipped before this one; ``info``: the track is now this.

    ``clock``: what is wrong with the board's clock, empty when nothing is; None: as it was.
    """

    goes: Pass
    lost: int = 0
    fault: tuple[str, str] | None = None
    info: TrackInfo | None = None
    clock: str | None = None


@dataclass(slots=True)
class Judge:
    """One for each line of a board. ``said``: its tracks, as its hello states them."""

    said: Mapping[Track, TrackSaid]
    _seq: dict[Track, int] = field(default_factory=dict)
    _broken: set[Track] = field(default_factory=lambda: set(VIDEO))
    _infos: dict[Track, TrackInfo] = field(default_factory=dict)
    _clock: ClockOffset = field(default_factory=ClockOffset)

    def judge(self, record: Record, now_utc_ns: int) -> Verdict:
        """What becomes of it."""
        if record.track not in self.said:
            return _refused("unknown_track", f"it never said that it would send track {record.track.name}")
        lost = self._missing(record)
        if lost < 0:
            return _refused("repeated", f"frame {record.seq} of {record.track.name} came again, or too late")
        if lost:
            self._broken.update(VIDEO & {record.track})
        try:
            info = self._read_picture(record) if record.track in VIDEO else self._read_sound(record)
        except ValueError as bad:
            self._broken.update(VIDEO & {record.track})
            return Verdict(Pass.DROP, lost, ("not_h264" if record.track in VIDEO else "no_sound", str(bad)))
        return self._in_time(record, now_utc_ns, lost, info)

    def _in_time(self, record: Record, now_utc_ns: int, lost: int, info: TrackInfo | None) -> Verdict:
        off_ns = record.capture_utc_ns - now_utc_ns
        has_news = record.track is Track.MAIN and self._clock.take(record.capture_utc_ns, now_utc_ns)
        if abs(off_ns) > MOST_OFF_NS:
            self._broken.update(VIDEO & {record.track})
            where = "ahead of" if off_ns > 0 else "behind"
            said = (
                f"the capture time is {abs(off_ns) / 1e9:.1f} s {where} the edge's clock: check both clocks"
            )
            return Verdict(Pass.KEEP, lost, ("capture_time", said))
        if record.track in VIDEO and not self._can_be_decoded(record):
            return Verdict(Pass.KEEP, lost)
        clock = self._clock.said if has_news or not self._clock.said else None
        return Verdict(Pass.SHOW, lost, info=info, clock=clock)

    def _missing(self, record: Record) -> int:
        """How many numbers were skipped; negative for one that is not new."""
        before = self._seq.get(record.track)
        if before is None:
            self._seq[record.track] = record.seq
            return 0
        ahead = (record.seq - before) % _COUNT
        if ahead == 0 or ahead > _COUNT // 2:
            return -1
        self._seq[record.track] = record.seq
        return ahead - 1

    def _can_be_decoded(self, record: Record) -> bool:
        """After a gap only from the next key frame on."""
        if record.is_key:
            self._broken.discard(record.track)
        return record.track not in self._broken

    def _read_picture(self, record: Record) -> TrackInfo | None:
        units = split(record.payload)
        if not any(map(is_picture, units)):
            raise NotH264("an access unit without a picture")
        stamp = read_stamp(units)
        if stamp is None or stamp.capture_utc_ns != record.capture_utc_ns:
            raise NotH264("the stamp in the picture and the time beside it differ, or there is none")
        return self._changed(record.track, units) if record.is_key else None

    def _changed(self, track: Track, units: Sequence[bytes]) -> TrackInfo | None:
        return self._if_new(of_picture(track, units, self.said[track].rate))

    def _read_sound(self, record: Record) -> TrackInfo | None:
        return self._if_new(of_sound(self.said[record.track]))

    def _if_new(self, info: TrackInfo) -> TrackInfo | None:
        if self._infos.get(info.track) == info:
            return None
        self._infos[info.track] = info
        return info


def _refused(code: str, message: str) -> Verdict:
    return Verdict(Pass.DROP, fault=(code, message))
