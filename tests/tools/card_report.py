"""``python -m tests.tools.card_report``: how well cards are read, by condition, on drawn tables with decks and typefaces the net has never seen. Prints a table in Markdown; proves nothing about photographs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from hardware.clock import SystemClock
from hardware.decode.sight import shake
from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.index import CARDS
from hardware.decode.sight.reader import Frame, Labelled, LabelledFrame, Read
from hardware.decode.sight.store import card_reader
from hardware.sim.faces.lettering import held_out, plain
from hardware.sim.faces.style import DeckStyle, any_style
from hardware.sim.faces.table_scene import OTHERS, Laid, TableScene, scene

Rng = np.random.Generator
SPECIAL = ("glare", "shade", "motion", "tilt 0.25", "tilt 0.45", "small", "with hand", "others", "empty felt")


@dataclass
class Row:
    """Counts of one condition."""

    cards: int = 0
    right: int = 0
    accepted: int = 0
    wrong_accepted: int = 0
    not_found: int = 0
    other_things: int = 0
    other_told: int = 0
    ms: list[float] = field(default_factory=list)


def main() -> None:
    chosen = _arguments()
    cv2.setNumThreads(1)
    reader, rows = card_reader(), {name: Row() for name in (*shake.CONDITIONS, *SPECIAL)}
    unseen = Row()
    each = max(1, chosen.scenes // (chosen.decks * len(rows)))
    for number in range(chosen.decks):
        rng = np.random.default_rng([chosen.seed, number])
        style = any_style(rng, plain() if chosen.plain else held_out())
        site = reader.calibrate(list(enrolment(rng, style)))
        print(f"deck {number}: {style.lettering.name} {site.self_test}", file=sys.stderr, flush=True)
        for name, row in rows.items():
            for _ in range(each):
                _measure(row, look(name, rng, style), reader, site)
        for _ in range(each):
            _measure(unseen, look("plain", rng, style), reader, None)
    _print(rows, unseen)


def enrolment(rng: Rng, style: DeckStyle) -> Iterator[LabelledFrame]:
    """The deck dealt once, four cards a picture, in fair light."""
    for start in range(0, len(CARDS), 4):
        shown = scene(rng, style, CARDS[start : start + 4], wide=150)
        things = tuple(Labelled(laid.what, laid.quad) for laid in shown.laid)
        yield LabelledFrame(f"deal {start}", shake.noisy(shown.picture, rng, 1.5), things)


def look(name: str, rng: Rng, style: DeckStyle) -> TableScene:
    """A table in one of the conditions."""
    cards = [CARDS[int(place)] for place in rng.choice(len(CARDS), 5, replace=False)]
    if name in shake.CONDITIONS:
        shown = scene(rng, style, cards)
        wide = float(np.linalg.norm(shown.laid[0].quad[1] - shown.laid[0].quad[0]))
        return TableScene(shake.condition(name, shown.picture, rng, wide), shown.laid)
    shown, after = _special(name, rng, style, cards)
    return TableScene(after(shown.picture), shown.laid)


def _special(
    name: str, rng: Rng, style: DeckStyle, cards: list[str]
) -> tuple[TableScene, Callable[[Frame], Frame]]:
    def plain_look(picture: Frame) -> Frame:
        return shake.noisy(picture, rng, 2)

    match name:
        case "glare":
            return scene(rng, style, cards), lambda picture: shake.glared(picture, rng, 0.5)
        case "shade":
            return scene(rng, style, cards), lambda picture: shake.shaded(picture, rng, 0.7)
        case "motion":
            return scene(rng, style, cards), lambda picture: shake.moved(picture, 4, float(rng.uniform(0, 3)))
        case "small":
            return scene(rng, style, cards, wide=58), plain_look
        case "with hand":
            return scene(rng, style, cards, hand=True), plain_look
        case "others":
            return scene(rng, style, [*OTHERS, *cards[:2]], hand=bool(rng.random() < 0.3)), plain_look
        case "empty felt":
            return scene(rng, style, [], hand=bool(rng.random() < 0.5)), plain_look
        case _:
            return scene(rng, style, cards[:4], tilt=float(name.split()[1])), plain_look


def _measure(row: Row, shown: TableScene, reader: CardReader, site: CardCalibration | None) -> None:
    clock = SystemClock()
    start_ns = clock.monotonic_ns()
    reads = reader.read(shown.picture, site)
    row.ms.append((clock.monotonic_ns() - start_ns) / 1e6)
    left = list(reads)
    for laid in shown.laid:
        mine = [read for read in left if _same_place(read, laid)]
        left = [read for read in left if not _same_place(read, laid)]
        _count(row, laid, mine[0] if mine else None)
    row.other_told += sum(read.value is not None for read in left)
    row.wrong_accepted += sum(read.accepted for read in left)


def _count(row: Row, laid: Laid, read: Read | None) -> None:
    if not laid.is_card:
        row.other_things += 1
        row.other_told += read is not None and read.value is not None
        row.wrong_accepted += read is not None and read.accepted
        return
    row.wrong_accepted += read is not None and read.accepted and read.value != laid.what
    if laid.clear:
        row.cards += 1
        row.not_found += read is None
        row.right += read is not None and read.value == laid.what
        row.accepted += read is not None and read.accepted and read.value == laid.what


def _same_place(read: Read, laid: Laid) -> bool:
    size = float(np.linalg.norm(laid.quad[2] - laid.quad[0]))
    return float(np.linalg.norm(read.quad.mean(axis=0) - laid.quad.mean(axis=0))) < 0.2 * size


def _print(rows: dict[str, Row], unseen: Row) -> None:
    print(
        "| condition | cards | top-1 % | accepted % | wrong accepted | not found | other things | told a value | ms |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, row in {**rows, "plain, not enrolled": unseen}.items():
        cards = max(1, row.cards)
        print(
            f"| {name} | {row.cards} | {100 * row.right / cards:.1f} | {100 * row.accepted / cards:.1f} | {row.wrong_accepted} "
            f"| {row.not_found} | {row.other_things} | {row.other_told} | {np.median(row.ms):.0f} |"
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.tools.card_report", description=__doc__)
    parser.add_argument("--scenes", type=int, default=2000)
    parser.add_argument("--decks", type=int, default=5)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--plain", action="store_true", help="only typefaces that need nothing installed")
    return parser.parse_args()


if __name__ == "__main__":
    main()
