"""A new calibration against itself: hundreds of looks at its cards and at what is none set its gates, and tell how well it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hardware.decode.sight.calibration import CardCalibration, SelfTest
from hardware.decode.sight.causes import sharpness
from hardware.decode.sight.flat import HEIGHT, WIDTH
from hardware.decode.sight.gates import INDEX_BETWEEN, WHOLE_BETWEEN, Gates, gate
from hardware.decode.sight.index import CARDS, Net, vote
from hardware.decode.sight.reader import Floats, Vote
from hardware.decode.sight.shot import MARGIN, Shot, look_at
from hardware.decode.sight.whole_card import Deck, compare

TEST_LOOKS = 6


@dataclass(frozen=True, slots=True, eq=False)
class _Try:
    truth: str | None
    whole: Vote
    index: Vote
    sharp: float


def self_tested(
    shots: Sequence[Shot], deck: Deck, net: Net, boxes: tuple[tuple[int, int], ...], base: str, seed: int
) -> CardCalibration:
    """The calibration with the gates that its own looks give."""
    rng = np.random.default_rng([seed, 1])
    tries = [_try(shot.value, inked, deck, net, boxes) for shot, inked in _test_looks(shots, rng)]
    nothing = [_try(None, inked, deck, net, boxes) for inked in _impostors(shots, rng)]
    gates = _gates(tries, nothing)
    return CardCalibration(deck, net, boxes, gates, base, _figures(tries, nothing, gates, deck), seed=seed)


def _test_looks(shots: Sequence[Shot], rng: np.random.Generator) -> Iterator[tuple[Shot, Floats]]:
    for shot in shots:
        for _ in range(TEST_LOOKS):
            yield shot, shot.seen(rng, look_at)


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
        yield Shot("", np.ascontiguousarray(other)).seen(rng, look_at)


def _try(truth: str | None, inked: Floats, deck: Deck, net: Net, boxes: tuple[tuple[int, int], ...]) -> _Try:
    return _Try(truth, compare(inked, deck), vote(inked, net, boxes), sharpness(inked))


def _gates(tries: Sequence[_Try], nothing: Sequence[_Try]) -> Gates:
    every = (*tries, *nothing)
    whole = gate([(one.whole, one.whole.value == one.truth) for one in every], WHOLE_BETWEEN)
    index = gate([(one.index, one.index.value == one.truth) for one in every], INDEX_BETWEEN)
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
