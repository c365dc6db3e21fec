"""Corners of cards for teaching the index net, each with its truth; a third of them show no index: backs, jokers, wrong corners, felt, hands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight import shake
from hardware.decode.sight.flat import HEIGHT, WIDTH, ink
from hardware.decode.sight.index import BOXES, CARDS, Labels, corners, features, label_of, look
from hardware.decode.sight.reader import Floats, Frame
from hardware.sim.faces import courts
from hardware.sim.faces.faces import face, index_reach
from hardware.sim.faces.lettering import Lettering
from hardware.sim.faces.style import DeckStyle, any_style

MARGIN = 24
NONE_A_LOOK = 16
FELTS = (
    (60, 110, 20),
    (40, 70, 10),
    (120, 60, 20),
    (40, 30, 120),
    (60, 60, 60),
    (110, 130, 150),
    (20, 20, 20),
)
ROOM = 0.95
"""An index may fill at most this part of the corner that is looked at, and at least 0.4 of it."""


def lessons(
    rng: np.random.Generator, letterings: Sequence[Lettering], decks: int, looks: int
) -> tuple[NDArray[np.float16], Labels]:
    """Rows and labels from that many decks, each card looked at that many times."""
    rows: list[NDArray[np.float16]] = []
    labels: list[tuple[int, int]] = []
    for _ in range(decks):
        style = any_style(rng, letterings)
        shown = [*_of_deck(rng, style, looks), *_of_none(rng, style, NONE_A_LOOK * looks)]
        rows.append(np.stack([row for row, _ in shown]).astype(np.float16))
        labels += [label_of(card) for _, card in shown]
    return np.concatenate(rows), np.array(labels, dtype=np.int64)


def on_table(rng: np.random.Generator, card: Frame) -> Frame:
    """A flat card with the table around it, MARGIN pixels on each side; its corners are round."""
    flat = cv2.resize(card, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    table = np.empty((HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN, 3), dtype=np.uint8)
    table[:] = np.clip(np.array(FELTS[int(rng.integers(len(FELTS)))]) * rng.uniform(0.5, 1.4), 0, 255)
    mask = np.zeros(table.shape[:2], dtype=np.uint8)
    end, soft = int(rng.integers(6, 14)), cv2.LINE_AA
    cv2.rectangle(mask, (MARGIN + end, MARGIN), (MARGIN + WIDTH - 1 - end, MARGIN + HEIGHT - 1), (255,), -1)
    cv2.rectangle(mask, (MARGIN, MARGIN + end), (MARGIN + WIDTH - 1, MARGIN + HEIGHT - 1 - end), (255,), -1)
    for x in (MARGIN + end, MARGIN + WIDTH - 1 - end):
        for y in (MARGIN + end, MARGIN + HEIGHT - 1 - end):
            cv2.circle(mask, (x, y), end, (255,), -1, soft)
    inside = table[MARGIN:-MARGIN, MARGIN:-MARGIN]
    np.copyto(inside, flat, where=mask[MARGIN:-MARGIN, MARGIN:-MARGIN, None] > 127)
    return table


def seen(rng: np.random.Generator, table: Frame) -> Frame:
    """The card cut out again after any look at it, its quad a little off."""
    looked = shake.any_look(table, rng, 4.5)
    return looked[MARGIN:-MARGIN, MARGIN:-MARGIN]


def boxes_for(style: DeckStyle) -> list[tuple[int, int]]:
    """The corners in which this deck's index is neither cut nor tiny."""
    right, down = (part * WIDTH for part in index_reach(style))
    down *= HEIGHT / WIDTH / (340 / 240)
    fit = [box for box in BOXES if right < ROOM * box[0] and down < ROOM * box[1] and down > 0.4 * box[1]]
    return fit or [BOXES[-1] if down > BOXES[0][1] or right > BOXES[0][0] else BOXES[0]]


def _of_deck(rng: np.random.Generator, style: DeckStyle, looks: int) -> Iterator[tuple[Floats, str | None]]:
    boxes = boxes_for(style)
    for card in CARDS:
        picture = face(style, card)
        for _ in range(looks):
            inked = ink(seen(rng, on_table(rng, picture)))
            for box in boxes:
                yield from ((features(corner), card) for corner in corners(inked, box))


def _of_none(rng: np.random.Generator, style: DeckStyle, count: int) -> Iterator[tuple[Floats, str | None]]:
    for number in range(count):
        inked = ink(seen(rng, on_table(rng, _without_index(rng, style, number % 6))))
        for box in BOXES:
            for corner in _elsewhere(rng, inked, box) if number % 6 == 5 else corners(inked, box):
                yield features(corner), None


def _without_index(rng: np.random.Generator, style: DeckStyle, kind: int) -> Frame:
    """A picture whose index corners show none; for the last kind a card, to be looked at elsewhere."""
    seed, card = int(rng.integers(1 << 30)), face(style, CARDS[int(rng.integers(len(CARDS)))])
    match kind:
        case 0:
            return courts.back(seed, WIDTH, HEIGHT)
        case 1:
            return courts.joker(seed, WIDTH, HEIGHT)
        case 2:
            return shake.covered(courts.cut_card(seed, WIDTH, HEIGHT), rng)
        case 3:  # lying across: its index corners lie where a card has none
            return cast(Frame, cv2.rotate(card, cv2.ROTATE_90_CLOCKWISE))
        case 4:
            return _clutter(rng)
        case _:
            return card


def _elsewhere(rng: np.random.Generator, inked: Floats, box: tuple[int, int]) -> list[Floats]:
    """The corner without an index, and a piece of the middle where pips and coats are."""
    x, y = int(rng.integers(WIDTH // 4, WIDTH - box[0])), int(rng.integers(HEIGHT // 4, HEIGHT - box[1]))
    middle = inked[y : y + box[1], x : x + box[0]]
    return [look(inked[: box[1], WIDTH - box[0] :]), look(middle)]


def _clutter(rng: np.random.Generator) -> Frame:
    """Felt with a line, a hand, chips: what a wrong quad cuts out."""
    sheet = np.empty((HEIGHT, WIDTH, 3), dtype=np.uint8)
    sheet[:] = np.clip(np.array(FELTS[int(rng.integers(len(FELTS)))]) * rng.uniform(0.5, 2.2), 0, 255)
    for _ in range(int(rng.integers(1, 9))):
        colour = [float(part) for part in rng.integers(0, 256, 3)]
        place, size = [int(part) for part in rng.integers(0, HEIGHT, 2)], int(rng.integers(4, 70))
        if rng.random() < 0.5:
            cv2.circle(sheet, place, size, colour, int(rng.choice((-1, 3))), cv2.LINE_AA)
        else:
            end = [int(part) for part in rng.integers(0, HEIGHT, 2)]
            cv2.line(sheet, place, end, colour, size // 4 + 1, cv2.LINE_AA)
    return sheet
