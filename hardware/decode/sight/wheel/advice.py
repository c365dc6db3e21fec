"""A wheel that nobody has calibrated: found anew in each picture, its rotor told, and perhaps the whitest pocket. All of it advice, none accepted."""

from __future__ import annotations

import numpy as np

from hardware.decode.sight.reader import Frame, Read, Reason, Seen, Vote
from hardware.decode.sight.wheel.atlas import atlas_of, turned
from hardware.decode.sight.wheel.ball import by_neighbours, usual_strangeness
from hardware.decode.sight.wheel.fitting import found, somewhere
from hardware.decode.sight.wheel.pockets import pocket_at
from hardware.decode.sight.wheel.rotor import standing
from hardware.decode.sight.wheel.unwrap import RING, unrolled
from schemas.games.wheels import Wheel, wheel_order

DARK = 22
LEAST_STRENGTH, LEAST_LEAD = 1.5, 0.3


def advised(frame: Frame, wheel: Wheel) -> Seen:
    """What can be said without a calibration."""
    if float(np.percentile(frame[::4, ::4].max(axis=2), 99)) < DARK:
        return Seen((), (Reason.DARK,))
    fit = found(frame, wheel) if somewhere(frame, wheel) else None
    if fit is None:
        return Seen((), (Reason.NO_WHEEL,))
    pockets = len(wheel_order(wheel))
    sheet = unrolled(frame, fit.pose)
    stands = standing(sheet[RING], wheel, pockets)
    pair = turned(atlas_of([sheet], [stands.turns], pockets), sheet, stands.turns)
    spot = by_neighbours(pair, usual_strangeness([pair])).best
    rotor = fit.pose.rotor(stands.turns)
    if spot.strength < LEAST_STRENGTH or spot.lead < LEAST_LEAD:
        return Seen((), (Reason.NOT_ENROLLED, Reason.NO_BALL), rotor)
    value = pocket_at(wheel, spot.place)[0]
    around = np.stack(fit.pose.pixels(stands.turns + spot.place + np.zeros(4), np.full(4, spot.out)), axis=1)
    vote = Vote("neighbours", value, min(1.0, spot.strength / 8), spot.lead)
    read = Read(
        value, vote.score, False, (Reason.NOT_ENROLLED,), around.astype(np.float32), (vote,), spot.place
    )
    return Seen((read,), (), rotor)
