"""A calibration whose camera is set otherwise than its signed sheet says: nothing is accepted by it any more. What is read remains advice for the technician."""

from __future__ import annotations

from dataclasses import replace

from firmware_agent.sight.looker import Looker
from hardware.decode.sight.reader import Frame, Read, Reason, Seen
from schemas.sight_sheet import SightSheet


def unfit(sheet: SightSheet | None, looker: Looker, picture: str) -> str:
    """Why the looker's calibration does not fit the camera; "" where it does, or nobody signed a sheet that says how the camera was set."""
    if sheet is None or sheet.calibration != looker.calibration or sheet.picture in ("", picture):
        return ""
    return f"the calibration was signed for {sheet.picture}, the camera is set to {picture}: calibrate anew"


class UnfitLooker:
    """A looker every look of which abstains: to its calibration this is another camera."""

    def __init__(self, looker: Looker) -> None:
        self._looker = looker
        self.calibration, self.model = looker.calibration, looker.model

    def look(self, frame: Frame) -> Seen:
        seen = self._looker.look(frame)
        reads = tuple(map(_advice, seen.reads))
        return Seen(reads, (Reason.MOVED_CAMERA, *seen.reasons), seen.rotor)


def _advice(read: Read) -> Read:
    return replace(read, accepted=False, reasons=(*read.reasons, Reason.MOVED_CAMERA))
