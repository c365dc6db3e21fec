"""Teaches the index net by plain gradient steps (Adam) in numpy: the weights that are shipped, and a site's own last touch. The same seed and rows give the same net."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.descent import Course, fresh_weights, move
from hardware.decode.sight.index import CLASSES, RANK_CLASSES, Labels, Net, softmax
from hardware.decode.sight.reader import Floats

HIDDEN = 128
BATCH = 256
Rows = NDArray[np.float16] | Floats
"""Features, a row a corner; in half precision they take half the room."""


def fresh(rows: Floats, rng: np.random.Generator) -> Net:
    """A net that knows nothing yet, scaled to these rows."""
    spread = rows.std(axis=0).astype(np.float32)
    inputs = rows.shape[1]
    return Net(
        rows.mean(axis=0).astype(np.float32),
        (1 / np.maximum(spread, 0.02)).astype(np.float32),
        fresh_weights(rng, inputs, HIDDEN),
        np.zeros(HIDDEN, dtype=np.float32),
        fresh_weights(rng, HIDDEN, CLASSES),
        np.zeros(CLASSES, dtype=np.float32),
    )


def teach(net: Net, rows: Rows, labels: Labels, course: Course, rng: np.random.Generator) -> Net:
    """A net that has seen all rows ``passes`` times."""
    weights = [net.into.copy(), net.into_bias.copy(), net.out.copy(), net.out_bias.copy()]
    moments = [np.zeros_like(part) for part in weights for _ in range(2)]
    steps, done = course.passes * max(1, len(rows) // BATCH), 0
    for _ in range(course.passes):
        order = rng.permutation(len(rows))
        for start in range(0, max(1, len(rows) // BATCH) * BATCH, BATCH):
            picked = order[start : start + BATCH]
            slopes = _slopes(net, weights, rows[picked], labels[picked], course, rng)
            done += 1
            rate = course.step * 0.5 * (1 + np.cos(np.pi * done / (steps + 1)))
            move(weights, slopes, moments, rate, done, course.pull)
    return replace(net, into=weights[0], into_bias=weights[1], out=weights[2], out_bias=weights[3])


def accuracy(net: Net, rows: Rows, labels: Labels) -> float:
    """Part of the rows whose rank and suit are both right."""
    right = 0
    for start in range(0, len(rows), 4096):
        ranks, suits = net.probabilities(rows[start : start + 4096].astype(np.float32))
        truth = labels[start : start + 4096]
        right += int(((ranks.argmax(axis=1) == truth[:, 0]) & (suits.argmax(axis=1) == truth[:, 1])).sum())
    return right / max(1, len(rows))


def _slopes(
    net: Net, weights: list[Floats], rows: Rows, labels: Labels, course: Course, rng: np.random.Generator
) -> list[Floats]:
    seen = (rows.astype(np.float32) - net.mean) * net.scale
    before = seen @ weights[0] + weights[1]
    open_ = (before > 0) & (rng.random(before.shape, dtype=np.float32) > course.drop)
    hidden = before * open_ / np.float32(1 - course.drop)
    wrong = _wrongness((hidden @ weights[2] + weights[3]).astype(np.float32), labels, course.smooth) / len(
        rows
    )
    back = (wrong @ weights[2].T) * open_ / np.float32(1 - course.drop)
    return [seen.T @ back, back.sum(axis=0), hidden.T @ wrong, wrong.sum(axis=0)]


def _wrongness(raw: Floats, labels: Labels, smooth: float) -> Floats:
    """Probability less truth, for ranks and suits side by side."""
    parts = []
    for part, truth in ((raw[:, :RANK_CLASSES], labels[:, 0]), (raw[:, RANK_CLASSES:], labels[:, 1])):
        told = softmax(part) - smooth / part.shape[1]
        told[np.arange(len(truth)), truth] -= 1 - smooth
        parts.append(told)
    return cast(Floats, np.concatenate(parts, axis=1).astype(np.float32))
