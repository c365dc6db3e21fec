"""Whether the camera and the pointer still stand as they stood at calibration: by what stands around the wheel, by the pointer, and by whether the wheel still turns about the same axle. What is not seen there does not pass for standing still. Never moves anything back."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Frame, Reason
from hardware.decode.sight.segments import pointer, turn
from hardware.decode.sight.segments.calibration import SegmentCalibration
from hardware.decode.sight.segments.disc import ANGLES, BESIDE_INNER, BESIDE_OUTER, INNER, OUTER
from hardware.decode.sight.segments.look import Look, Ready, ready
from hardware.decode.sight.table import DRIFT, unsteady

SECTORS, REACH, EVERY = 12, 10, 4
NEAR = 0.02


def camera_moved(frame: Frame, look: Look, site: SegmentCalibration) -> bool:
    """More than DRIFT pixels, as far as can be told; marks that are known and not seen say so too."""
    if site.table is not None and unsteady(frame, site.table):
        return True
    return shifted_px(look, ready(site), site) > DRIFT


def not_standing(frame: Frame, site: SegmentCalibration) -> tuple[Reason, ...]:
    """What has turned or is not seen of what stands still: around the wheel, and the pointer."""
    return (*_around(frame, site), *_post(frame, site))


def around(frame: Frame, site: SegmentCalibration) -> tuple[float, float, float]:
    """How alike what stands around the wheel is where it stood; how alike anywhere else of the whole turn; and how many pixels it has turned."""
    known = ready(site)
    alike = turn.likeness(turn.pattern(turn.tidy(turn.logs(known.beside.of(frame)))), known.beside_print)
    reach = round(NEAR * ANGLES)
    ordered = np.roll(alike, reach)
    near = ordered[: 2 * reach + 1]
    turned = abs(int(near.argmax()) - reach) / ANGLES * np.pi * (BESIDE_INNER + BESIDE_OUTER)
    return float(near.max()), float(ordered[2 * reach + 1 :].max()), turned * site.disc.size


def post_angles(site: SegmentCalibration) -> int:
    """How far from its place the pointer may be seen."""
    return site.gates.lean + pointer.angles_of(DRIFT, site.disc)


def _around(frame: Frame, site: SegmentCalibration) -> tuple[Reason, ...]:
    if not site.steady:
        return ()
    near, far, turned_px = around(frame, site)
    if far > near or (near >= site.gates.around and turned_px > DRIFT):
        return (Reason.MOVED_CAMERA,)
    return () if near >= site.gates.around else (Reason.COVERED,)


def _post(frame: Frame, site: SegmentCalibration) -> tuple[Reason, ...]:
    if site.gates.post == 0:
        return ()
    alike = pointer.found(frame, site.disc, site.pointer, site.post)
    there = pointer.shown(frame, site.disc, site.pointer, site.post, post_angles(site))
    if float(alike.max()) < site.gates.post or there < site.gates.shown:
        return (Reason.COVERED,)
    return () if abs(pointer.where(alike)) <= post_angles(site) else (Reason.MOVED_CAMERA,)


def shifted_px(look: Look, known: Ready, site: SegmentCalibration) -> float:
    """How far the axle is from where it was: then one side of the wheel seems to be ahead and the other behind."""
    there = np.roll(known.tidied[::EVERY], round(look.turned.turns * ANGLES), axis=1)
    ahead = _ahead(look.tidied[::EVERY], there)
    middle = (np.arange(SECTORS) + 0.5) / SECTORS * 2 * np.pi
    ways = np.stack((-np.sin(middle), np.cos(middle), np.ones(SECTORS)), axis=1)
    found, *_ = np.linalg.lstsq(ways, ahead.astype(np.float64), rcond=None)
    off = np.abs(ways @ found - ahead)
    kept = off <= np.sort(off)[SECTORS * 2 // 3]
    found, *_ = np.linalg.lstsq(ways[kept], ahead[kept].astype(np.float64), rcond=None)
    return float(np.hypot(found[0], found[1])) / ANGLES * np.pi * (INNER + OUTER) * site.disc.size


def _ahead(here: Floats, there: Floats) -> NDArray[np.int64]:
    """By how many angles each sector is ahead of where it should be."""
    rings = len(here)
    wide = np.concatenate((there[:, -REACH:], there, there[:, :REACH]), axis=1)
    parts = here.reshape(rings, SECTORS, -1)
    alike = [
        np.einsum("rsk,rsk->s", parts, wide[:, REACH - by : REACH - by + ANGLES].reshape(rings, SECTORS, -1))
        for by in range(-REACH, REACH + 1)
    ]
    return cast(NDArray[np.int64], np.stack(alike).argmax(axis=0) - REACH)
