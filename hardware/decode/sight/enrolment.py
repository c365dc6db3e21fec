"""Learns a site's deck from labelled frames: templates, a last touch to the net, and gates from hundreds of looks at each card. Refuses a deck whose cards it cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hardware.decode.sight import shake
from hardware.decode.sight.calibration import CardCalibration, SelfTest
from hardware.decode.sight.causes import sharpness
from hardware.decode.sight.finder import find_cards
from hardware.decode.sight.flat import HEIGHT, WIDTH, flatten, ink
from hardware.decode.sight.gates import Gates, gate
from hardware.decode.sight.index import BOXES, CARDS, Net, corners, features, label_of, look, vote
from hardware.decode.sight.learning import Course, teach
from hardware.decode.sight.outline import ordered
from hardware.decode.sight.reader import (
    CalibrationError,
    Corners,
    Floats,
    Frame,
    Labelled,
    LabelledFrame,
    Vote,
)
from hardware.decode.sight.whole_card import Deck, compare, ink_map, row

MARGIN = 24
TEACHING_LOOKS, TEST_LOOKS = 14, 6
SLIP = 4.0
TOUCH = Course(passes=6, step=4e-4, pull=2e-3, drop=0.1)


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One enrolled card, flat, with the table around it."""

    value: str
    wide: Frame

    def seen(self, rng: np.random.Generator, shaken: shake.Shake) -> Floats:
        """Ink after one more look at it."""
        looked = shaken(self.wide, rng)[MARGIN:-MARGIN, MARGIN:-MARGIN]
        return ink(looked)


def enrol(frames: Sequence[LabelledFrame], net: Net, base: str, seed: int) -> CardCalibration:
    """Raises CalibrationError when there is no card, or one is not found."""
    shots = [shot for frame in frames for shot in shots_of(frame)]
    if len({shot.value for shot in shots}) < 2:
        raise CalibrationError("a calibration needs at least two different cards")
    rng = np.random.default_rng(seed)
    deck = Deck(
        tuple(shot.value for shot in shots),
        np.stack([row(ink_map(ink(shot.wide[MARGIN:-MARGIN, MARGIN:-MARGIN]))) for shot in shots]),
    )
    boxes = (_best_box(shots, net, rng),)
    own = _touched(shots, net, boxes[0], rng)
    return _tested(shots, deck, own, boxes, base, seed)


def shots_of(labelled: LabelledFrame) -> list[Shot]:
    """Every labelled card of a frame, cut by our own finder so that it is cut the same way later."""
    found = [one.quad for one in find_cards(labelled.frame) if not one.reasons]
    return [
        Shot(thing.value, flatten(labelled.frame, _quad_of(thing, found, labelled), MARGIN))
        for thing in labelled.things
    ]


def _quad_of(thing: Labelled, found: list[Corners], labelled: LabelledFrame) -> Corners:
    if thing.quad is None:
        if len(found) != 1 or len(labelled.things) != 1:
            raise CalibrationError(
                f"{labelled.name}: {len(found)} cards found for {len(labelled.things)} labels without corners; "
                "give the corners, or one card a picture"
            )
        return found[0]
    quad = ordered(np.asarray(thing.quad, dtype=np.float32))
    reach = 0.1 * float(np.linalg.norm(quad[2] - quad[0]))
    near = [one for one in found if float(np.linalg.norm(one.mean(axis=0) - quad.mean(axis=0))) < reach]
    return near[0] if near else quad


def _best_box(shots: Sequence[Shot], net: Net, rng: np.random.Generator) -> tuple[int, int]:
    """The corner size in which the shipped net reads most of this deck."""
    looks = [(shot.value, shot.seen(rng, shake.any_look)) for shot in shots for _ in range(2)]

    def read_right(box: tuple[int, int]) -> float:
        votes = [(value, vote(inked, net, (box,))) for value, inked in looks]
        return sum(seen.score for value, seen in votes if seen.value == value)

    return max(BOXES, key=read_right)


def _touched(shots: Sequence[Shot], net: Net, box: tuple[int, int], rng: np.random.Generator) -> Net:
    """The net, shown this deck's own corners, and this site's own pictures of no index."""
    rows: list[Floats] = []
    labels: list[tuple[int, int]] = []
    for shot in shots:
        for number in range(TEACHING_LOOKS):
            inked = shot.seen(rng, _look_at)
            rows += [features(corner) for corner in corners(inked, box)]
            labels += [label_of(shot.value)] * 2
            if number % 2 == 0:
                rows += [features(corner) for corner in _no_index(inked, box, rng)]
                labels += [label_of(None)] * 2
    return teach(net, np.stack(rows), np.array(labels, dtype=np.int64), TOUCH, rng)


def _no_index(inked: Floats, box: tuple[int, int], rng: np.random.Generator) -> list[Floats]:
    """A corner without an index and a piece of the middle."""
    x, y = int(rng.integers(WIDTH // 4, WIDTH - box[0])), int(rng.integers(HEIGHT // 4, HEIGHT - box[1]))
    middle = inked[y : y + box[1], x : x + box[0]]
    return [look(inked[: box[1], WIDTH - box[0] :]), look(middle)]


def _look_at(frame: Frame, rng: np.random.Generator) -> Frame:
    return shake.any_look(frame, rng, SLIP)


@dataclass(frozen=True, slots=True, eq=False)
class _Try:
    truth: str | None
    whole: Vote
    index: Vote
    sharp: float


def _tested(
    shots: Sequence[Shot], deck: Deck, net: Net, boxes: tuple[tuple[int, int], ...], base: str, seed: int
) -> CardCalibration:
    rng = np.random.default_rng([seed, 1])
    tries = [_try(shot.value, inked, deck, net, boxes) for shot, inked in _test_looks(shots, rng)]
    nothing = [_try(None, inked, deck, net, boxes) for inked in _impostors(shots, rng)]
    gates = _gates(tries, nothing)
    return CardCalibration(deck, net, boxes, gates, base, _figures(tries, nothing, gates, deck), seed=seed)


def _test_looks(shots: Sequence[Shot], rng: np.random.Generator) -> Iterator[tuple[Shot, Floats]]:
    for shot in shots:
        for _ in range(TEST_LOOKS):
            yield shot, shot.seen(rng, _look_at)


def _impostors(shots: Sequence[Shot], rng: np.random.Generator) -> Iterator[Floats]:
    """What is no card of the deck but has this site's light, print and cloth: mirrored and cut apart, blank, inside out."""
    for number in range(2 * len(shots)):
        card = shots[int(rng.integers(len(shots)))].wide
        match number % 3:
            case 0:
                other = np.roll(card[:, ::-1], (HEIGHT // 3, WIDTH // 3), axis=(0, 1))
            case 1:
                other = np.empty_like(card)
                other[:] = np.median(card[MARGIN:-MARGIN, MARGIN:-MARGIN], axis=(0, 1)).astype(np.uint8)
            case _:
                other = 255 - np.roll(card, HEIGHT // 4, axis=0)
        yield Shot("", np.ascontiguousarray(other)).seen(rng, _look_at)


def _try(truth: str | None, inked: Floats, deck: Deck, net: Net, boxes: tuple[tuple[int, int], ...]) -> _Try:
    return _Try(truth, compare(inked, deck), vote(inked, net, boxes), sharpness(inked))


def _gates(tries: Sequence[_Try], nothing: Sequence[_Try]) -> Gates:
    every = (*tries, *nothing)
    whole = gate([(one.whole, one.whole.value == one.truth) for one in every])
    index = gate([(one.index, one.index.value == one.truth) for one in every])
    read = [one.sharp for one in tries if one.whole.value == one.index.value == one.truth]
    return Gates(whole, index, float(np.quantile(read, 0.01)) if read else 0.0)


def _figures(tries: Sequence[_Try], nothing: Sequence[_Try], gates: Gates, deck: Deck) -> SelfTest:
    passed = [
        one for one in (*tries, *nothing)
        if gates.whole.passes(one.whole) and gates.index.passes(one.index) and one.whole.value == one.index.value
    ]  # fmt: skip
    right = [one.whole.score for one in tries if one.whole.value == one.truth]
    return SelfTest(
        cards=len(set(deck.values)),
        looks=len(tries),
        top_1=round(len(right) / max(1, len(tries)), 4),
        accepted=round(sum(one.truth is not None for one in passed) / max(1, len(tries)), 4),
        wrong_accepted=sum(one.truth != one.whole.value for one in passed),
        genuine_low=round(float(np.quantile(right, 0.02)) if right else 0.0, 4),
        impostor_high=round(max((one.whole.score for one in nothing), default=0.0), 4),
        missing=tuple(card for card in CARDS if card not in deck.values),
    )
