"""``python -m hardware.sim.scenes.train_dice``: teaches the nets that recognise dice faces and where they look, from drawn dice; writes weights and data sheet. Only one thread (OPENBLAS_NUM_THREADS=1) adds up the same weights again."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import cv2
import numpy as np

from hardware.decode.sight.descent import Course
from hardware.decode.sight.dice.face_net import FaceNet, net_arrays, net_from
from hardware.decode.sight.dice.lean import OUTPUTS
from hardware.decode.sight.dice.learning import fresh, joined, teach
from hardware.sim.net_sheet import write_net
from hardware.sim.scenes.dice_lessons import Lessons, lessons

HOME = Path(__file__).parents[3] / "sight_nets"
FACES = 2
"""Nets of faces, from other weights to begin with, that become one."""
OF_SO_MANY = 4
EXAM = 900
"""Sites from this seed on are for the exam only."""


def main() -> None:
    """Lessons, course, weights, sheet."""
    chosen = _arguments()
    cv2.setNumThreads(1)
    taught = lessons(chosen.seed, chosen.sites, chosen.looks, chosen.workers)
    print(f"{len(taught.rows)} places from {chosen.sites} sites", flush=True)
    face, lean = _face(taught, chosen), _lean(taught, chosen)
    exam = lessons(EXAM + chosen.seed, max(4, chosen.sites // 40), chosen.looks, chosen.workers)
    arrays = {**net_arrays(face), **{f"lean_{name}": part for name, part in net_arrays(lean).items()}}
    write_net(chosen.out / "dice.npz", arrays, _told(chosen), {
        "places_taught": len(taught.rows),
        "right_taught": _right(face, taught),
        "places_of_unseen_sites": len(exam.rows),
        "right_unseen_sites": _right(face, exam),
        "lean_off_unseen_sites": _off(lean, exam),
    })  # fmt: skip


def _face(taught: Lessons, chosen: argparse.Namespace) -> FaceNet:
    """FACES nets in one; each is rounded as it would be shipped alone, so that it can be made again and compared alone."""
    known = taught.labels >= 0
    rows, course = taught.rows[known], Course(chosen.passes, 1e-3, pull=5e-3, drop=0.3)
    nets = []
    for number in range(1, 1 + FACES):
        rng = np.random.default_rng([chosen.seed, 2, number])
        net = teach(fresh(rows, rng), rows, taught.labels[known], course, rng)
        nets.append(net_from(net_arrays(net)))
    return net_from(net_arrays(joined(nets)))


def _lean(taught: Lessons, chosen: argparse.Namespace) -> FaceNet:
    rng, known = np.random.default_rng([chosen.seed, 3]), np.isfinite(taught.leans[:, 0])
    rows, course = taught.rows[known], Course(chosen.passes, 1e-3, pull=1e-3, drop=0.1)
    net = teach(fresh(rows, rng, OUTPUTS), rows, taught.leans[known], course, rng)
    return net_from(net_arrays(net), OUTPUTS)


def _right(net: FaceNet, seen: Lessons) -> float:
    """Of one place in OF_SO_MANY."""
    known = np.flatnonzero(seen.labels >= 0)[::OF_SO_MANY]
    told = net.probabilities(seen.rows[known].astype(np.float32)).argmax(axis=1)
    return round(float((told == seen.labels[known]).mean()), 4)


def _off(net: FaceNet, seen: Lessons) -> float:
    """The root of the mean square by which a face looks elsewhere than told, as a sine."""
    known = np.isfinite(seen.leans[:, 0])
    off = net.scores(seen.rows[known].astype(np.float32)) - seen.leans[known]
    return round(float(np.sqrt((off**2).sum(axis=1).mean())), 4)


def _told(chosen: argparse.Namespace) -> dict[str, object]:
    return {
        "what": "recognises the top face of a die (classes 1 to 6, and none), and where it looks",
        "made_by": f"OPENBLAS_NUM_THREADS=1 python -m hardware.sim.scenes.train_dice --seed {chosen.seed} --sites {chosen.sites} --looks {chosen.looks} --passes {chosen.passes}",
        "taught_with": "our own drawings only: hardware/sim/scenes; no photograph",
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hardware.sim.scenes.train_dice", description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--sites", type=int, default=10000)
    parser.add_argument("--looks", type=int, default=3)
    parser.add_argument("--passes", type=int, default=15)
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes that draw; the nets are the same"
    )
    parser.add_argument("--out", type=Path, default=HOME)
    return parser.parse_args()


if __name__ == "__main__":
    main()
