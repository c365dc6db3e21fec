"""Writes tests/edge_api/stats/wheel/scipy_values.json: what scipy says of the laws that the wheel statistics work out themselves.

Needs scipy, which nothing else here does: ``pip install scipy``, then ``python -m tests.tools.scipy_values``.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

FILE = Path(__file__).parents[1] / "edge_api" / "stats" / "wheel" / "scipy_values.json"
SEED = 20260726
EACH = 250


def main() -> None:
    """Ask and write."""
    import scipy
    from scipy import stats

    dice = random.Random(SEED)
    chi, noncentral, binomial = [], [], []
    for _ in range(EACH):
        df = dice.choice((1, 2, 7, 15, 36, 37))
        value = df * 10 ** dice.uniform(-1, 0.8)
        chi.append([value, df, float(stats.chi2.cdf(value, df)), float(stats.chi2.sf(value, df))])
        distance = 10 ** dice.uniform(-2, 2.5)
        noncentral.append([value, df, distance, float(stats.ncx2.sf(value, df, distance))])
        trials, share = dice.randint(1, 40_000), dice.choice((1 / 37, 5 / 38, 18 / 37))
        hits = min(trials, max(0, round(trials * share + dice.uniform(-3, 7) * (trials * share) ** 0.5)))
        binomial.append([hits, trials, share, float(stats.binom.sf(hits - 1, trials, share))])
    laws = {"chi_square": chi, "noncentral": noncentral, "binomial": binomial}
    parts = [f' "{name}": [\n{_lines(rows)}\n ]' for name, rows in laws.items()]
    FILE.write_text(
        "{\n" + ",\n".join([f' "by": "scipy {scipy.__version__}"', *parts]) + "\n}\n", encoding="utf-8"
    )


def _lines(rows: list[list[float]]) -> str:
    return ",\n".join(f"  {json.dumps(row)}" for row in rows)


if __name__ == "__main__":
    main()
