"""Teaches the face net by plain gradient steps (Adam) in numpy: what is shipped, and a site's own last touch. The same seed and rows give the same net."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.descent import Course, fresh_weights, move
from hardware.decode.sight.dice.face_net import CLASSES, FaceNet, near_length
from hardware.decode.sight.index import softmax
from hardware.decode.sight.reader import Floats

HIDDEN, BATCH = 256, 128
SCALED_BY = 40_000
"""Of more rows than these, every so many are measured."""
Labels = NDArray[np.int64]
Rows = Floats | NDArray[np.float16]
Answers = Labels | Floats
"""Classes, or what shall come out itself, a row each."""


def fresh(rows: Rows, rng: np.random.Generator, outputs: int = CLASSES, hidden: int = HIDDEN) -> FaceNet:
    """A net that knows nothing yet, scaled to these rows; of classes it is told by the near field alone."""
    inputs = near_length() if outputs == CLASSES else rows.shape[1]
    some = rows[:: 1 + len(rows) // SCALED_BY, :inputs]
    return FaceNet(
        some.mean(axis=0, dtype=np.float32),
        (1 / np.maximum(some.std(axis=0, dtype=np.float32), 0.03)).astype(np.float32),
        fresh_weights(rng, inputs, hidden),
        np.zeros(hidden, dtype=np.float32),
        fresh_weights(rng, hidden, outputs),
        np.zeros(outputs, dtype=np.float32),
    )


def teach(net: FaceNet, rows: Rows, labels: Answers, course: Course, rng: np.random.Generator) -> FaceNet:
    """A net that has seen all rows ``passes`` times."""
    weights = [net.into.copy(), net.into_bias.copy(), net.out.copy(), net.out_bias.copy()]
    moments = [np.zeros_like(part) for part in weights for _ in range(2)]
    batches = max(1, len(rows) // BATCH)
    for done in range(course.passes * batches):
        if done % batches == 0:
            order = rng.permutation(len(rows))
        picked = order[done % batches * BATCH :][:BATCH]
        slopes = _slopes(net, weights, rows[picked].astype(np.float32), labels[picked], course, rng)
        rate = course.step * 0.5 * (1 + np.cos(np.pi * done / (course.passes * batches + 1)))
        move(weights, slopes, moments, rate, done + 1, course.pull)
    return replace(net, into=weights[0], into_bias=weights[1], out=weights[2], out_bias=weights[3])


def joined(nets: Sequence[FaceNet]) -> FaceNet:
    """One net whose scores are the mean of theirs, which are scaled alike: what one of them learned by chance weighs less."""
    return replace(
        nets[0],
        into=np.concatenate([net.into for net in nets], axis=1),
        into_bias=np.concatenate([net.into_bias for net in nets]),
        out=cast(Floats, np.concatenate([net.out / np.float32(len(nets)) for net in nets])),
        out_bias=cast(Floats, np.mean([net.out_bias for net in nets], axis=0)),
    )


def _slopes(
    net: FaceNet,
    weights: list[Floats],
    rows: Floats,
    labels: Answers,
    course: Course,
    rng: np.random.Generator,
) -> list[Floats]:
    seen = net.seen(rows)
    before = seen @ weights[0] + weights[1]
    open_ = (before > 0) & (rng.random(before.shape, dtype=np.float32) > course.drop)
    hidden = before * open_ / np.float32(1 - course.drop)
    wrong = _wrong((hidden @ weights[2] + weights[3]).astype(np.float32), labels, course) / len(rows)
    back = (wrong @ weights[2].T) * open_ / np.float32(1 - course.drop)
    return [seen.T @ back, back.sum(axis=0), hidden.T @ wrong, wrong.sum(axis=0)]


def _wrong(scores: Floats, labels: Answers, course: Course) -> Floats:
    """How far what comes out lies from what should."""
    if labels.ndim == 2:
        return np.asarray(scores - labels, dtype=np.float32)
    wrong = softmax(scores) - course.smooth / CLASSES
    wrong[np.arange(len(labels)), labels.astype(np.int64)] -= 1 - course.smooth
    return wrong
