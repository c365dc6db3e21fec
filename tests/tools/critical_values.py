"""Writes edge_api/stats/wheel/critical.json: limits of the largest pocket and sector z of fair wheels, by simulation.

Needs numpy, which nothing else here does: ``pip install numpy``, then ``python -m tests.tools.critical_values`` (some minutes). The same
seed, numpy release and number of histories give the same file; another release of numpy may draw other histories, and then the limits
differ by about a hundredth (99.9 %: two hundredths).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "edge_api" / "stats" / "wheel" / "critical.json"
SEED = 20260726
HISTORIES = 1_000_000
AT_ONCE = 20_000
EXPECTED = (5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000)
WIDTHS = (1, 5, 9, 12, 18)
LEVELS = (0.95, 0.99, 0.999)
ABOUT = (
    "Family-wise limits: in 95, 99 and 99.9 of a hundred fair histories no place of the wheel has a z above these."
    " Made by tests/tools/critical_values.py; not to be edited."
)


def main() -> None:
    """Simulate and write the file."""
    import numpy

    dice = numpy.random.Generator(numpy.random.PCG64(SEED))
    rows = [
        row for pockets in (37, 38) for expected in EXPECTED for row in _rows(numpy, dice, pockets, expected)
    ]
    head = {
        "about": ABOUT,
        "seed": SEED,
        "histories": HISTORIES,
        "generator": f"numpy {numpy.__version__} PCG64, multinomial",
        "columns": ["pockets", "width", "expected", *(f"z{level}" for level in LEVELS)],
    }
    lines = ",\n".join(f"    {json.dumps(row)}" for row in rows)
    text = json.dumps(head, indent=2)[:-2] + f',\n  "limits": [\n{lines}\n  ]\n}}\n'
    FILE.write_text(text, encoding="utf-8")


def _rows(numpy: Any, dice: Any, pockets: int, expected: int) -> Iterator[list[float]]:
    spins = pockets * expected
    largest: dict[int, list[Any]] = {width: [] for width in WIDTHS}
    for _ in range(HISTORIES // AT_ONCE):
        hits = dice.multinomial(spins, [1 / pockets] * pockets, size=AT_ONCE)
        for width in WIDTHS:
            largest[width].append(_sectors(numpy, hits, width).max(axis=1))
    for width, found in largest.items():
        share = width / pockets
        counts = numpy.sort(numpy.concatenate(found))
        z = (counts - spins * share) / (spins * share * (1 - share)) ** 0.5
        yield [pockets, width, expected, *(round(float(_limit(z, level)), 4) for level in LEVELS)]
    print(pockets, expected, file=sys.stderr)


def _sectors(numpy: Any, hits: Any, width: int) -> Any:
    """Hits of each sector of this width, by its first place."""
    around = numpy.concatenate([numpy.zeros((len(hits), 1), int), hits, hits[:, :width]], axis=1).cumsum(
        axis=1
    )
    return around[:, width : width + hits.shape[1]] - around[:, : hits.shape[1]]


def _limit(ordered: Any, level: float) -> Any:
    """The smallest value that at most 1 - level of the histories exceed."""
    return ordered[-int(len(ordered) * (1 - level)) - 1]


if __name__ == "__main__":
    main()
