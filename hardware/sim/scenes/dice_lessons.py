"""Lessons for the nets of dice: places that the pip reader proposes in drawn photographs, each with what truly lies there. No photograph is among them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight import shake
from hardware.decode.sight.dice.constellations import Lie, lies
from hardware.decode.sight.dice.face_net import VALUES, features
from hardware.decode.sight.dice.lean import in_picture
from hardware.decode.sight.dice.learning import Labels
from hardware.decode.sight.dice.pips import dots, working
from hardware.decode.sight.reader import Floats, Frame
from hardware.sim.scenes.dice import DiceScene, LaidDie, mixed_site

NONE = len(VALUES)
NEAR, FAR = 0.16, 0.3
"""In sides: nearer to a face's middle is that face, between them is no lesson."""
TIPPED, SLANTED = 0.4, 0.7
"""Part of the pictures in which all dice lean; from so much on, as a sine, a face looks too far away to be read."""
TAUGHT = (
    "plain", "dark", "blur", "white_balance", "jpeg", "overexposed", "coarse", "glare", "shade", "hand", "cocked",
    "touching", "touching", "touching",
)  # fmt: skip
"""Conditions of the lessons: dice that touch look at first as if they leaned."""
LIT = 0.995
"""Lessons are stretched harder than what is read: of some the light is burnt out."""
Place = tuple[Lie, int, Floats | None]
"""Where pips lie as on a face, what lies there (-1: hard to say), and where its face looks, across and down the picture."""
AWAY: Final = (-1, 1)
"""What a mirror does to where a face looks."""
CUT_OFF, END = 0.12, (0.42, 0.9)
"""Part of the places beside which the picture ends, and so many sides from their middles."""
COARSER = (0.3, 0.7)
"""Part of its pixels along a side that a coarse camera has."""
KEPT = 0.5
"""Part of the places with a side as if pips lay in the corners that are lessons; twos among them, which ``throw.places_in`` passes over."""
MOST_NONE = 12
"""Places of none that a scene gives."""


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """``rows``: what is seen of each place, in half precision as there are many; ``labels``: its class, -1 where that is no lesson; ``leans``: where the face looks, across and down itself, not a number where none does."""

    rows: NDArray[np.float16]
    labels: Labels
    leans: Floats


def lessons(seed: int, sites: int, looks: int, workers: int = 1) -> Lessons:
    """From so many sites, ``looks`` pictures each; as many processes draw them as there are ``workers``, and the lessons are the same."""
    jobs = [(seed * 1_000_000 + number, looks) for number in range(sites)]
    if workers == 1:
        found = [one for job in jobs for one in _of_site(job)]
    else:
        with multiprocessing.get_context("spawn").Pool(workers, cv2.setNumThreads, (1,)) as pool:
            found = [one for of_one in pool.imap(_of_site, jobs, 20) for one in of_one]
    return Lessons(
        np.concatenate([rows for rows, _, _ in found]),
        np.concatenate([labels for _, labels, _ in found]),
        np.concatenate([leans for _, _, leans in found]),
    )


def _of_site(job: tuple[int, int]) -> list[tuple[NDArray[np.float16], Labels, Floats]]:
    return list(_pictures(*job))


def _pictures(seed: int, looks: int) -> Iterator[tuple[NDArray[np.float16], Labels, Floats]]:
    site, rng = mixed_site(seed), np.random.default_rng([seed, 8])
    for look in range(looks):
        tipped = replace(site, tipped=bool(rng.random() < TIPPED))
        shown = tipped.scene(TAUGHT[int(rng.integers(len(TAUGHT)))], look)
        grey, scale = working(_seen(shown.frame, rng), LIT)
        proposed = [lie for lie in lies(dots(grey), 18.0, 330.0) if not lie.cornered or rng.random() < KEPT]
        told = [(lie, *_truth(lie, shown, scale)) for lie in proposed]
        picked = _picked([one for one in told if one[1] >= 0 or one[2] is not None], rng)
        faces = [one for one in picked if one[2] is not None]
        for shown_grey, places in ((grey, picked), (grey, faces), *_mirrored(grey, faces)):
            if places:
                yield _rows(shown_grey, places, rng)


def _rows(
    grey: Frame, places: Sequence[Place], rng: np.random.Generator
) -> tuple[NDArray[np.float16], Labels, Floats]:
    """Each place once, a little beside itself and turned by any quarter."""
    slipped = [_slipped(lie, rng) for lie, _, _ in places]
    rows = features(grey, slipped)
    for number in np.flatnonzero(rng.random(len(places)) < CUT_OFF):
        rows[number] = _cut_off(grey, slipped[number], rng)
    leans = [_on_face(lean, lie.turn) for lie, (_, _, lean) in zip(slipped, places, strict=True)]
    labels = np.array([label for _, label, _ in places], dtype=np.int64)
    return rows.astype(np.float16), labels, np.stack(leans)


def _cut_off(grey: Frame, lie: Lie, rng: np.random.Generator) -> Floats:
    """What is seen of a place where the picture ends beside it; its pips are in the picture."""
    right = int(lie.at[0] + float(rng.uniform(*END)) * lie.side)
    return cast(Floats, features(np.ascontiguousarray(grey[:, : max(2, right)]), [lie])[0])


def _mirrored(grey: Frame, faces: Sequence[Place]) -> Iterator[tuple[Frame, list[Place]]]:
    """Twice the same, as a mirror shows it: pips lie as on some face there too."""
    mirror = np.ascontiguousarray(grey[:, ::-1])
    there: list[Place] = [
        (
            replace(lie, at=(grey.shape[1] - 1 - lie.at[0], lie.at[1]), turn=-lie.turn),
            label,
            cast(Floats, lean * AWAY),
        )
        for lie, label, lean in faces
        if lean is not None
    ]
    for _ in range(2):
        yield mirror, there


def _on_face(lean: Floats | None, turn: float) -> Floats:
    return np.full(2, np.nan, dtype=np.float32) if lean is None else in_picture(lean, -turn)


def _seen(frame: Frame, rng: np.random.Generator) -> Frame:
    """Some cameras see no colour, some little contrast, some are not sharp."""
    if rng.random() < 0.35:
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        frame = np.stack((grey, grey, grey), axis=2)
    if rng.random() < 0.3:
        frame = shake.lit(frame, float(rng.uniform(0.3, 0.8)), float(rng.uniform(0, 90)))
    if rng.random() < 0.2:
        frame = shake.shaded(frame, rng, float(rng.uniform(0.2, 0.6)))
    if rng.random() < 0.45:
        frame = shake.defocused(frame, float(rng.uniform(0.6, 3.5)))
    return _coarser(frame, float(rng.uniform(*COARSER))) if rng.random() < 0.25 else frame


def _coarser(frame: Frame, part: float) -> Frame:
    """As a camera of fewer pixels sees it, made large again."""
    small = cv2.resize(frame, None, fx=part, fy=part, interpolation=cv2.INTER_AREA)
    return cast(Frame, cv2.resize(small, frame.shape[1::-1], interpolation=cv2.INTER_CUBIC))


def _truth(lie: Lie, shown: DiceScene, scale: float) -> tuple[int, Floats | None]:
    """The class of what lies there, and where its face looks; -1 and None where that is hard to say."""
    for die in shown.dice:
        off = float(np.hypot(*(die.top.mean(axis=0) / scale - np.array(lie.at))))
        side = float(np.sqrt(cv2.contourArea(die.top))) / scale
        if off > FAR * side or not die.value:
            continue
        near = 0.62 < lie.side / side < 1.7 and off < NEAR * side
        if die.clear or not die.flat:
            return _of_die(die, near)
        return NONE, None
    return NONE, None


def _of_die(die: LaidDie, near: bool) -> tuple[int, Floats | None]:
    """A leaning die may look as a flat one does before another camera: no lesson for the face."""
    if not near:
        return -1 if die.flat else NONE, None
    if die.flat:
        return int(die.value) - 1, die.lean
    return NONE if float(np.hypot(*die.lean)) > SLANTED else -1, die.lean


def _picked(told: list[Place], rng: np.random.Generator) -> list[Place]:
    faces = [one for one in told if one[1] != NONE or one[2] is not None]
    others = [one for one in told if one[1] == NONE and one[2] is None]
    order = rng.permutation(len(others))[:MOST_NONE]
    return [*faces, *(others[int(number)] for number in order)]


def _slipped(lie: Lie, rng: np.random.Generator) -> Lie:
    """Not quite where it is: pips are found a little beside themselves."""
    off = rng.normal(0, 0.015, 2) * lie.side
    return replace(
        lie,
        at=(lie.at[0] + float(off[0]), lie.at[1] + float(off[1])),
        side=lie.side * float(rng.uniform(0.93, 1.07)),
        turn=lie.turn + float(rng.normal(0, 0.05)) + int(rng.integers(4)) * np.pi / 2,
    )
