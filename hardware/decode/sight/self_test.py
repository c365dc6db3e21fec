"""A new calibration against itself: hundreds of looks at its cards and at what is none set its gates; others, and cards that are taken out of the deck, tell how well it does. No look that set a gate is judged by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hardware.decode.sight.calibration import CardCalibration, SelfTest
from hardware.decode.sight.causes import sharpness
from hardware.decode.sight.flat import HEIGHT, WIDTH
from hardware.decode.sight.gates import INDEX_BETWEEN, WHOLE_BETWEEN, WHOLE_LEAD_BETWEEN, Gates, gate
from hardware.decode.sight.index import CARDS, Net, vote
from hardware.decode.sight.reader import Floats, Vote
from hardware.decode.sight.shot import MARGIN, Shot, look_at
from hardware.decode.sight.whole_card import Deck, compare

TEST_LOOKS, JUDGED_LOOKS = 6, 4


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    """A site's two readers, before they have gates."""

    deck: Deck
    net: Net
    boxes: tuple[tuple[int, int], ...]


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
    own = _Own(deck, net, boxes)
    gates = _gates(*_tries(shots, own, TEST_LOOKS, np.random.default_rng([seed, 1]), softer=False))
    tries, nothing = _tries(shots, own, JUDGED_LOOKS, np.random.default_rng([seed, 2]))
    strange = list(_strangers(shots, own, np.random.default_rng([seed, 4])))
    return CardCalibration(
        deck, net, boxes, gates, base, _figures(tries, nothing, strange, gates, deck), seed=seed
    )


def _tries(
    shots: Sequence[Shot], own: _Own, looks: int, rng: np.random.Generator, softer: bool = True
) -> tuple[list[_Try], list[_Try]]:
    """Each card in so many looks, and what is none. Gates are set by leads over sharp cards: what soft looks gain does not make them stricter for all others."""
    cards = [_try(shot.value, shot.seen(rng, look_at), own, softer) for shot in shots for _ in range(looks)]
    return cards, [_try(None, inked, own, softer) for inked in _impostors(shots, rng)]


def _strangers(shots: Sequence[Shot], own: _Own, rng: np.random.Generator) -> Iterator[_Try]:
    """Each card before the deck without it: the likest of what a deck must not take for its own."""
    for shot in shots:
        yield _try(None, shot.seen(rng, look_at), own, without=shot.value)


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


def _try(
    truth: str | None, inked: Floats, own: _Own, softer: bool = True, without: str | None = None
) -> _Try:
    whole = compare(inked, own.deck, softer, without)
    return _Try(truth, whole, vote(inked, own.net, own.boxes), sharpness(inked))


def _gates(tries: Sequence[_Try], nothing: Sequence[_Try]) -> Gates:
    every = (*tries, *nothing)
    whole = gate(
        [(one.whole, one.whole.value == one.truth) for one in every], WHOLE_BETWEEN, WHOLE_LEAD_BETWEEN
    )
    index = gate([(one.index, one.index.value == one.truth) for one in every], INDEX_BETWEEN)
    read = [one.sharp for one in tries if one.whole.value == one.index.value == one.truth]
    return Gates(whole, index, float(np.quantile(read, 0.01)) if read else 0.0)


def _figures(
    tries: Sequence[_Try], nothing: Sequence[_Try], strange: Sequence[_Try], gates: Gates, deck: Deck
) -> SelfTest:
    passed = [
        one for one in (*tries, *nothing, *strange)
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
