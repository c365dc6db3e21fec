"""Whether frames that went through a server are those that the board made: the same capture stamp, the same slices, byte for byte. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.video.nal import NotH264, is_picture, split
from schemas.video.stamp import CaptureStamp, read_stamp

Made = Mapping[CaptureStamp, tuple[bytes, ...]]
"""Frames as the board made them: their slices, by stamp."""


def slices(units: Iterable[bytes]) -> tuple[bytes, ...]:
    """What is left of a frame when all that a server may rightly add or move is taken away."""
    return tuple(unit for unit in units if is_picture(unit))


def key_of(units: Sequence[bytes]) -> CaptureStamp | None:
    """What a frame is known by; None: no stamp arrived."""
    return read_stamp(units)


@dataclass(slots=True)
class Exactness:
    """``made``: the frames as the board made them, by stamp. ``wrong`` says of the first few what was wrong."""

    made: Made
    exact: int = 0
    came: int = 0
    seqs: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def take(self, units: Sequence[bytes]) -> None:
        """One frame at the far end."""
        self.came += 1
        stamp = key_of(units)
        if stamp is None:
            self._complain("a frame without a stamp")
            return
        self.seqs.add(stamp.seq)
        if stamp not in self.made:
            self._complain(f"stamp {stamp.seq} was never made")
        elif self.made[stamp] != slices(units):
            self._complain(f"frame {stamp.seq} has other slices")
        else:
            self.exact += 1

    def take_stream(self, frame: bytes) -> None:
        """One frame as an Annex B byte stream."""
        try:
            self.take(split(frame))
        except NotH264 as torn:
            self.came += 1
            self._complain(str(torn))

    @property
    def lost(self) -> int:
        """Frames that are missing between the first and the last that came."""
        return max(self.seqs) - min(self.seqs) + 1 - len(self.seqs) if self.seqs else 0

    @property
    def percent(self) -> float:
        """Of those that came or should have come."""
        due = self.came + self.lost
        return 100.0 * self.exact / due if due else 0.0

    @property
    def told(self) -> str:
        """For the table."""
        return "; ".join((f"{self.exact} of {self.came} frames, {self.lost} lost between", *self.wrong))

    def _complain(self, what: str) -> None:
        if len(self.wrong) < 3:
            self.wrong.append(what)


def made_of(frames: Iterable[bytes]) -> Made:
    """Of Annex B frames with stamps."""
    found = {}
    for frame in frames:
        units = split(frame)
        stamp = key_of(units)
        if stamp is not None:
            found[stamp] = slices(units)
    return found
