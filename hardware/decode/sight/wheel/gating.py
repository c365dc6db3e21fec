"""Sets a wheel's gates from trials: how strongly each reader answers to balls and to the empty rotor, what the ball looks like, how much veil and blur are usual. Refuses a ball that the trials do not tell well, and a ball among the empty pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from hardware.decode.sight.reader import CalibrationError, Floats, Frame, LabelledFrame
from hardware.decode.sight.wheel.atlas import Atlas, Turned, atlas_of, turned
from hardware.decode.sight.wheel.ball import Sought, by_difference, by_neighbours
from hardware.decode.sight.wheel.ball_look import FIGURE_NAMES, Look, Scenery, look_at
from hardware.decode.sight.wheel.calibration import (
    TINTED,
    TONE_AND_SIZE,
    BallLimits,
    Gate,
    WheelCalibration,
    WheelGates,
)
from hardware.decode.sight.wheel.clearness import Clearness, clearness
from hardware.decode.sight.wheel.drawn_ball import tint_of
from hardware.decode.sight.wheel.floor import TRUSTED
from hardware.decode.sight.wheel.pockets import pocket_at
from hardware.decode.sight.wheel.rotor import standing
from hardware.decode.sight.wheel.trials import LIGHTS, Ball, Paints, in_light
from hardware.decode.sight.wheel.unwrap import RING, unrolled

BETWEEN = 0.25
"""Where between the strongest empty answer and the weak true ones a floor stands."""
OVERSTATES, UNDERSTATES = 0.75, 1.6
LEAST_FLOOR, LEAST_LEAD = 0.7, 0.2
LEAD_PART = 0.25
"""Of the lead that trials have: what else leads against a ball is looked at by itself."""
GRAIN = {
    "level": 0.08, "blue": 0.06, "red": 0.06, "size": 0.1, "ragged": 0.1, "soft": 0.06, "uneven": 0.03,
    "around": 0.14, "fade": 0.08,
}  # fmt: skip
"""How finely each figure of a look is measured at all."""
SLACK = 0.2
"""Of the spread of the trials' figures, beyond their own extremes."""
USUAL_WHITE, MIDDLE_TONE = 220.0, 0.88
"""Of a drawn ball: a grey level, and the part of it that its middle shows."""
RAGGED, AROUND, FADE = (FIGURE_NAMES.index(name) for name in ("ragged", "around", "fade"))
ROUND, SEEN_AROUND = 0.25, 0.6
"""The most ragged, and the least of a rim that is seen, of what is round at all, whatever a site's trials say."""
WELL = 0.7
"""Of the height of the best fifth: balls that stand out less are told by other balls' limits."""
ODD = 0.5
"""Of a ball's usual answer: so much in one empty picture, against a rotor learnt from the others, is no empty pocket's."""
USUAL_TINGE = 80
"""Percentile of the trials' tinges: those beyond are compressed."""
VEIL_PART, SHARP_PART = 1.5, 0.85


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    off: Sought
    beside: Sought
    turns: float
    pair: Turned
    clear: Clearness


def gates_of(draft: WheelCalibration, empty: Sequence[LabelledFrame], balls: Sequence[Ball]) -> WheelGates:
    """Raises CalibrationError."""
    frames = [one.frame for one in empty]
    strict, own = list(_empty(draft, frames, strict=True)), list(_empty(draft, frames, strict=False))
    trials = [(ball, _trial(draft, ball.frame)) for ball in balls]
    true = [(ball, trial) for ball, trial in trials if _told_right(draft, ball, trial)]
    _check_empty(draft, empty, strict[:: len(LIGHTS)], true)
    _check(true, balls)
    most = [
        max(OVERSTATES * _strongest(strict, number), UNDERSTATES * _strongest(own, number))
        for number in (0, 1)
    ]
    return replace(
        draft.gates,
        difference=_gate(most[0], [trial.off for _, trial in true]),
        neighbours=_gate(most[1], [trial.beside for _, trial in true]),
        ball=_limits(draft, true),
        veil=LEAST_VEIL + VEIL_PART * max(float(np.percentile(one.clear.veil, 97)) for one in own),
        sharp=SHARP_PART * min(trial.clear.sharp for _, trial in true),
    )


LEAST_VEIL = 6.0
"""Grey levels that no eye would call glare."""


def _check_empty(
    draft: WheelCalibration,
    empty: Sequence[LabelledFrame],
    strict: Sequence[_Trial],
    true: Sequence[tuple[Ball, _Trial]],
) -> None:
    """A ball in a picture that is labelled empty would make the gates too high, and itself a part of the rotor. ``strict``: each picture against the others."""
    if not true:
        return
    usual = float(np.median([trial.off.best.strength for _, trial in true]))
    for one, trial in zip(empty, strict, strict=True):
        look = look_at(Scenery(one.frame, draft.pose, draft.atlas, trial.pair, trial.turns), trial.off.best)
        if look is not None and _may_be_a_ball(look) and trial.off.best.strength >= ODD * usual:
            pocket = _names(draft, trial.off, trial.turns)
            raise CalibrationError(f"{one.name}: it is labelled empty, and what may be a ball lies near {pocket}, in no other empty picture: label the ball's pocket, or take the empty wheel again without it")  # fmt: skip


def _may_be_a_ball(look: Look) -> bool:
    return look.ragged <= ROUND and look.around >= SEEN_AROUND and look.height > 0 and not look.spreads


def _check(true: Sequence[tuple[Ball, _Trial]], balls: Sequence[Ball]) -> None:
    if len(true) < len(balls) // 3:
        raise CalibrationError(f"a ball is told from the empty wheel in {len(true)} of {len(balls)} trials only: too dark, blurred or small")  # fmt: skip
    known, told = (sum(not ball.drawn for ball in some) for some in (balls, [ball for ball, _ in true]))
    if told < known - known // 5:
        raise CalibrationError(f"the ball is told in {told} of {known} pictures that name its pocket: check their labels, the light, and that the camera has not moved")  # fmt: skip


def _trial(draft: WheelCalibration, frame: Frame, atlas: Atlas | None = None) -> _Trial:
    atlas = atlas or draft.atlas
    sheet = unrolled(frame, draft.pose)
    turns = standing(sheet[RING], draft.wheel, atlas.pockets).turns
    pair = turned(atlas, sheet, turns)
    return _Trial(by_difference(pair), by_neighbours(pair, draft.usual), turns, pair, clearness(pair))


def _empty(draft: WheelCalibration, frames: Sequence[Frame], strict: bool) -> Iterator[_Trial]:
    """Each empty picture in several lights; strict: against a rotor learnt from the others."""
    rng = np.random.default_rng(5)
    for number, frame in enumerate(frames):
        others = [one for place, one in enumerate(frames) if place != number]
        atlas = _atlas(others, draft) if strict and len(others) >= 2 else None
        for light in LIGHTS:
            yield _trial(draft, _relit(frame, light, rng), atlas)


def _relit(frame: Frame, light: float, rng: np.random.Generator) -> Frame:
    if light == 1:
        return frame
    return cv2.GaussianBlur(in_light(frame, light, rng), (3, 3), 0).astype(np.uint8)


def _atlas(frames: Sequence[Frame], draft: WheelCalibration) -> Atlas:
    pockets = draft.atlas.pockets
    sheets = [unrolled(frame, draft.pose) for frame in frames]
    return atlas_of(sheets, [standing(sheet[RING], draft.wheel, pockets).turns for sheet in sheets], pockets)


def _told_right(draft: WheelCalibration, ball: Ball, trial: _Trial) -> bool:
    return all(_names(draft, one, trial.turns) == ball.pocket for one in (trial.off, trial.beside))


def _names(calibration: WheelCalibration, sought: Sought, turns: float) -> str:
    spot = sought.best
    off = calibration.shift.at(turns + spot.place, spot.out) * TRUSTED
    return pocket_at(calibration.wheel, spot.place - off / calibration.atlas.pockets)[0]


def _strongest(empty: Sequence[_Trial], reader: int) -> float:
    """The answer to an empty rotor that must be reckoned with: a rotor learnt from fewer pictures overstates it, its own understates it."""
    return max((one.off, one.beside)[reader].best.strength for one in empty)


def _gate(empty: float, true: Sequence[Sought]) -> Gate:
    weak = float(np.percentile([one.best.strength for one in true], 3))
    floor = empty + BETWEEN * (weak - empty) if weak > empty else empty * 1.15
    lead = LEAD_PART * float(np.percentile([one.best.lead for one in true], 5))
    return Gate(max(LEAST_FLOOR, floor), max(LEAST_LEAD, lead))


def paints_of(draft: WheelCalibration, known: Sequence[Ball]) -> Paints:
    """Those of the site's own ball, where photographs show it; white to ivory otherwise."""
    trials = [(ball, _trial(draft, ball.frame)) for ball in known]
    looks = [_look(draft, ball, trial) for ball, trial in trials if _told_right(draft, ball, trial)]
    told = [(look.level, look.blue, look.size) for look in looks if look is not None]
    if not told:
        return Paints()
    level, blue, size = (float(part) for part in np.median(told, axis=0))
    white, ivory = np.clip(255 * level / MIDDLE_TONE, 60, 255), np.clip(blue / tint_of(1.0)[0], 0, 1)
    whites = float(white) * 0.95, min(255.0, float(white) * 1.05)
    return Paints(whites, (float(ivory), float(ivory)), (0.95 * size, 1.05 * size))


def _limits(draft: WheelCalibration, true: Sequence[tuple[Ball, _Trial]]) -> BallLimits:
    """Those that stand out well say how round and sharp a ball is; photographs of it alone, where there are any, of what tone and size."""
    looks = [(ball, _look(draft, ball, trial), trial.clear) for ball, trial in true]
    told = [(ball, look, clear) for ball, look, clear in looks if look is not None]
    if sum(not look.white for _, look, _ in told) < len(true) // 3:
        raise CalibrationError(f"the ball's outline is told in {len(told)} of {len(true)} trials only: too dark, blurred or small")  # fmt: skip
    height = float(np.percentile([look.height for _, look, _ in told], 80))
    well = [one for one in told if one[1].height >= WELL * height and not one[1].white]
    blunt = BallLimits((), (), _softer([(look.soft, clear.sharp) for _, look, clear in well]), 0.0, 0.0)
    figures = [(ball, blunt.told(look, clear.sharp)) for ball, look, clear in well]
    low, high = _between(np.array([one for _, one in figures]), SLACK)
    high[RAGGED], low[AROUND] = min(high[RAGGED], ROUND), max(low[AROUND], SEEN_AROUND)
    low[FADE] = 0.0  # it need not fade where its floor is as bright
    own = np.array([one for ball, one in figures if not ball.drawn])
    if len(own):
        least, most = _between(np.array([_plain(ball, one) for ball, one in figures if ball.drawn]), 0)
        width = (most - least) / 2
        low[:TONE_AND_SIZE] = (own.min(axis=0) - width)[:TONE_AND_SIZE]
        high[:TONE_AND_SIZE] = (own.max(axis=0) + width)[:TONE_AND_SIZE]
    tints = [
        (float(np.abs(_plain(ball, look.figures())[1:TINTED]).max()), clear.tinge)
        for ball, look, clear in well
        if ball.drawn
    ]
    return BallLimits(tuple(map(float, low)), tuple(map(float, high)), blunt.softer, *_tinted(tints))


def _softer(told: Sequence[tuple[float, float]]) -> float:
    """How much softer edges are for each part of a frame's sharpness that is lost; never less soft."""
    soft, lost = np.array([one for one, _ in told]), 1 - np.array([sharp for _, sharp in told])
    off = lost - lost.mean()
    return max(0.0, float((off * soft).sum() / ((off * off).sum() + 1e-3)))


def _tinted(told: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """How far drawn balls' tints are off for each grey level of a frame's tinge beyond the usual, and that."""
    off, tinge = np.array([one for one, _ in told]), np.array([tinge for _, tinge in told])
    usual = float(np.percentile(tinge, USUAL_TINGE)) if len(tinge) else 0.0
    beyond = np.maximum(0, tinge - usual)
    return float((beyond * off).sum() / ((beyond * beyond).sum() + 1.0)), usual


def _plain(ball: Ball, figures: Floats) -> Floats:
    """What light, place and noise do to a drawn ball's figures, its paint taken out."""
    white, blue, red, size = ball.paint or (USUAL_WHITE, 0.0, 0.0, 1.0)
    level = figures[0] * USUAL_WHITE / white
    tone_and_size = level, figures[1] - blue, figures[2] - red, figures[3] / size
    return np.array([*tone_and_size, *figures[TONE_AND_SIZE:]], dtype=np.float32)


def _between(figures: Floats, slack: float) -> tuple[Floats, Floats]:
    least, most = np.percentile(figures, 5, axis=0), np.percentile(figures, 95, axis=0)
    more = slack * (most - least) + np.array([GRAIN[name] for name in FIGURE_NAMES])
    return np.asarray(least - more, dtype=np.float32), np.asarray(most + more, dtype=np.float32)


def _look(draft: WheelCalibration, ball: Ball, trial: _Trial) -> Look | None:
    return look_at(Scenery(ball.frame, draft.pose, draft.atlas, trial.pair, trial.turns), trial.beside.best)
