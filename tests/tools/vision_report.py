"""``make vision-report``: how well cards, wheels, dice and money wheels are read on drawn photographs, by condition, written to docs/vision-report.md. Can be interrupted and goes on where it was; proves nothing about photographs."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2

from schemas.sight import SightKind
from tests.tools.depends import fingerprint
from tests.tools.private_photographs import photographs_told
from tests.tools.vision_page import Measured, page
from tests.tools.vision_shards import PROJECT, Counts, Shard, done, scenes_of

KINDS = tuple(kind.value for kind in SightKind)
FIRST_SEEDS = {SightKind.WHEEL: 330}
FIRST_SEED = 300
"""No site of the tests, and none on which a threshold was chosen. Wheels begin later: their sites 300 to 304 were looked at."""


def main() -> None:
    chosen = _arguments()
    found = [_measured(kind, chosen) for kind in chosen.kinds]
    told = page(found, _command(chosen), photographs_told())
    chosen.out.write_text(told, encoding="utf-8")
    print(f"{chosen.out} written", file=sys.stderr)
    sys.exit(1 if any(one.wrong for one in found) else 0)


def _measured(kind: str, chosen: argparse.Namespace) -> Measured:
    """Shards of the same code are taken from where they are; those of other code stay beside them."""
    code = fingerprint(kind, PROJECT)
    folder = chosen.folder / f"{kind}-{code}"
    folder.mkdir(parents=True, exist_ok=True)
    shards = list(shards_of(kind, chosen))
    print(f"{kind}: {len(shards)} shards in {folder}", file=sys.stderr, flush=True)
    return Measured(kind, code, folder, _together(kind, shards, folder, chosen.workers))


def shards_of(kind: str, chosen: argparse.Namespace) -> Iterator[Shard]:
    """As many pictures of each condition of each site as make ``scenes`` in all, or just more."""
    conditions = scenes_of(kind, chosen.unseen).conditions
    each = max(1, -(-chosen.scenes // (chosen.sites * len(conditions))))
    first = FIRST_SEEDS.get(SightKind(kind), FIRST_SEED)
    for seed in range(first, first + chosen.sites):
        for condition in conditions:
            yield Shard(kind, seed, condition, each, chosen.unseen)


def _together(kind: str, shards: Sequence[Shard], folder: Path, workers: int) -> dict[str, Counts]:
    """A site's shards follow one another in one process: its calibration is made once."""
    seeds = sorted({one.seed for one in shards})
    sites = [[shard for shard in shards if shard.seed == seed] for seed in seeds]
    rows: dict[str, Counts] = {shard.condition: Counts() for shard in shards}
    began = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(workers, cv2.setNumThreads, (1,)) as pool:
        jobs = [(site, folder) for site in sites]
        for number, site in enumerate(pool.imap_unordered(_site_done, jobs), start=1):
            for condition, counts in site:
                rows[condition].add(counts)
            print(
                f"{kind}: site {number} of {len(sites)}, {time.monotonic() - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    return rows


def _site_done(job: tuple[list[Shard], Path]) -> list[tuple[str, Counts]]:
    shards, folder = job
    return [(shard.condition, done(shard, folder)) for shard in shards]


def _command(chosen: argparse.Namespace) -> str:
    words = f"VISION_SCENES={chosen.scenes} VISION_SITES={chosen.sites} make vision-report"
    if tuple(chosen.kinds) != KINDS:
        words += f" (these kinds alone: --kinds {' '.join(chosen.kinds)})"
    return words if chosen.unseen else words + " (with typefaces that the net knows: --plain)"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.tools.vision_report", description=__doc__)
    told = os.environ
    parser.add_argument(
        "--scenes", type=int, default=int(told.get("VISION_SCENES", "10000")), help="of each kind"
    )
    parser.add_argument("--sites", type=int, default=int(told.get("VISION_SITES", "5")), help="of each kind")
    parser.add_argument("--workers", type=int, default=int(told.get("VISION_WORKERS", "2")))
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument(
        "--plain",
        dest="unseen",
        action="store_false",
        help="cards with typefaces that need nothing installed",
    )
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "studio-floor-vision")
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "vision-report.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
