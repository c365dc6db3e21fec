"""``python -m hardware.sim.faces``: teaches the index net from drawn cards and writes its weights with their data sheet. The same seed gives the same lessons."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from hardware.decode.sight.descent import Course
from hardware.decode.sight.learning import accuracy, fresh, teach
from hardware.decode.sight.net_file import net_arrays, net_from
from hardware.sim.faces.layouts import write_layouts
from hardware.sim.faces.lessons import lessons
from hardware.sim.faces.lettering import held_out, taught
from hardware.sim.net_sheet import write_net

HOME = Path(__file__).parents[2] / "sight_nets"


def main() -> None:
    """Lessons, course, weights, sheet."""
    chosen = _arguments()
    cv2.setNumThreads(1)
    write_layouts(chosen.out, chosen.seed)
    rows, labels = lessons(np.random.default_rng([chosen.seed, 1]), taught(), chosen.decks, chosen.looks)
    print(f"{len(rows)} corners from {chosen.decks} decks", flush=True)
    rng = np.random.default_rng([chosen.seed, 2])
    start = fresh(rows[:: max(1, len(rows) // 8000)].astype(np.float32), rng)
    net = net_from(
        net_arrays(teach(start, rows, labels, Course(chosen.passes, 1e-3, pull=3e-3, drop=0.25), rng))
    )
    exam, answers = lessons(
        np.random.default_rng([chosen.seed, 3]), held_out(), max(2, chosen.decks // 10), 2
    )
    write_net(chosen.out / "index.npz", net_arrays(net), _told(chosen), {
        "corners_taught": len(rows),
        "accuracy_taught": round(accuracy(net, rows[:20000], labels[:20000]), 4),
        "corners_of_unseen_typefaces": len(exam),
        "accuracy_unseen_typefaces": round(accuracy(net, exam, answers), 4),
    })  # fmt: skip


def _told(chosen: argparse.Namespace) -> dict[str, object]:
    return {
        "what": "reads rank and suit in the corner of a playing card; classes A23456789TJQK and CDHS, each with none",
        "made_by": f"python -m hardware.sim.faces --seed {chosen.seed} --decks {chosen.decks} --looks {chosen.looks} --passes {chosen.passes}",
        "taught_with": "our own drawings only: hardware/sim/faces; no photograph, nobody's card art",
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hardware.sim.faces", description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--decks", type=int, default=300)
    parser.add_argument("--looks", type=int, default=2)
    parser.add_argument("--passes", type=int, default=18)
    parser.add_argument("--out", type=Path, default=HOME)
    return parser.parse_args()


if __name__ == "__main__":
    main()
