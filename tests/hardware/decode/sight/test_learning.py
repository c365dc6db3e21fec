"""The net learns, the same way each time."""

from __future__ import annotations

import numpy as np

from hardware.decode.sight.descent import Course
from hardware.decode.sight.index import CARDS, label_of
from hardware.decode.sight.learning import accuracy, fresh, teach


def lesson(seed: int) -> tuple[np.typing.NDArray[np.float32], np.typing.NDArray[np.int64]]:
    """Six cards and none, each a point with a little noise."""
    rng = np.random.default_rng(seed)
    known = [None, *CARDS[::9]]
    middles = np.random.default_rng(0).normal(0, 1, (len(known), 30))
    picked = rng.integers(0, len(known), 1200)
    rows = middles[picked] + rng.normal(0, 0.3, (1200, 30))
    return rows.astype(np.float32), np.array([label_of(known[n]) for n in picked], dtype=np.int64)


def test_it_learns_and_reads_what_it_has_not_seen() -> None:
    rows, labels = lesson(1)
    net = teach(
        fresh(rows, np.random.default_rng(2)), rows, labels, Course(10, 2e-3), np.random.default_rng(3)
    )
    assert accuracy(net, *lesson(4)) > 0.98


def test_the_same_seed_gives_the_same_net() -> None:
    rows, labels = lesson(1)
    nets = [
        teach(fresh(rows, np.random.default_rng(2)), rows, labels, Course(2, 1e-3), np.random.default_rng(3))
        for _ in range(2)
    ]
    assert all(
        (one == other).all()
        for one, other in zip((nets[0].into, nets[0].out), (nets[1].into, nets[1].out), strict=True)
    )
