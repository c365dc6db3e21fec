"""The vision report as a page: a table a kind, what was accepted wrongly by name, and by which code, nets and seeds it was found. No date stands in it: the same tree gives the same figures but for times."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.tools.vision_shards import PROJECT, Counts

TITLES = {"cards": "Cards", "wheel": "Wheel", "dice": "Dice", "segments": "Money wheel"}
HEAD = (
    "| condition | scenes | readable | top-1 % | accepted % | wrong accepted | another deck accepted | beside | ms p50 | ms p95 | most frequent reasons |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A kind's counts by condition; ``code``: by which code, ``folder``: where its calibrations lie."""

    kind: str
    code: str
    folder: Path
    rows: dict[str, Counts]

    @property
    def wrong(self) -> int:
        return sum(row.wrong for row in self.rows.values())

    @property
    def whole(self) -> Counts:
        whole = Counts()
        for row in self.rows.values():
            whole.add(row)
        return whole


def page(found: Sequence[Measured], command: str, photographs: Sequence[str]) -> str:
    """Markdown."""
    parts = [_opening(command), _summary(found)]
    parts += [_kind(one) for one in found]
    parts += [
        "## Private photographs",
        *(photographs or ["None here: the figures of the last run that had them are not repeated."]),
    ]
    parts += ["## Provenance", *_provenance(found)]
    return "\n\n".join(parts) + "\n"


def _opening(command: str) -> str:
    return (
        "# Vision report\n\nWritten by `make vision-report`; do not edit. "
        f"This one: `{command}`.\n\n"
        "Every picture is drawn (`hardware/sim/scenes`) with exact truth, and read as `firmware-agent see` reads it, by a calibration that "
        "`firmware-agent calibrate` made from the site's own pictures. Drawn pictures are no proof for photographs.\n\n"
        "*Readable*: values that lie clear in the picture. *Top-1*: of these, told right, accepted or not. *Accepted*: of these, accepted and "
        "right. *Wrong accepted*: accepted and neither readable nor `beside`. *Another deck accepted*: cards of another maker's deck that were accepted as what is "
        "printed on them: a fault of evidence. *Beside*: accepted and as printed, though half covered or blurred by up to a segment: no error, and "
        "nothing to be counted on. Where several things lie in a picture, a value counts only where it lies. Times are the reading thread's own, while every core is at work."
    )


def _summary(found: Sequence[Measured]) -> str:
    lines = [
        "| kind | scenes | readable | top-1 % | accepted % | wrong accepted | nothing there | of these told a value | ms p50 | ms p95 |"
    ]
    lines.append("|---|---|---|---|---|---|---|---|---|---|")
    for one in found:
        row = one.whole
        lines.append(
            f"| {TITLES[one.kind]} | {row.scenes} | {row.things} | {_part(row.right, row.things)} | {_part(row.accepted, row.things)} | **{row.wrong}** "
            f"| {row.nothings} | {row.told} | {_ms(row, 50)} | {_ms(row, 95)} |"
        )
    return "\n".join(lines)


def _kind(one: Measured) -> str:
    lines = [f"## {TITLES[one.kind]}", "", *HEAD]
    for condition, row in one.rows.items():
        why = ", ".join(f"{reason} {count}" for reason, count in row.reasons.most_common(3))
        lines.append(
            f"| {condition} | {row.scenes} | {row.things} | {_part(row.right, row.things)} | {_part(row.accepted, row.things)} | {row.wrong} "
            f"| {row.strange} | {row.other} | {_ms(row, 50)} | {_ms(row, 95)} | {why} |"
        )
    faults = one.whole.faults
    if faults:
        lines += [
            "",
            "Accepted wrongly: " + "; ".join(faults[:20]) + ("; and more." if len(faults) > 20 else "."),
        ]
    return "\n".join(lines)


def _part(some: int, whole: int) -> str:
    return f"{100 * some / whole:.1f}" if whole else "-"


def _ms(row: Counts, percent: int) -> str:
    return f"{np.percentile(row.ms, percent):.1f}" if row.ms else "-"


def _provenance(found: Sequence[Measured]) -> list[str]:
    nets = [
        f"- net `{path.name}`: {json.loads(path.read_text())['sha256_of_arrays']}"
        for path in sorted((PROJECT / "hardware" / "sight_nets").glob("*.json"))
        if "sha256_of_arrays" in json.loads(path.read_text())
    ]
    told = list(nets)
    for one in found:
        told.append(f"- {TITLES[one.kind]}: code and nets that read and draw it: {one.code}")
        for path in sorted(one.folder.glob(f"{one.kind}-*/told.json")):
            sheet = json.loads(path.read_text())
            told.append(
                f"- {path.parent.name}: calibration {sheet['hash'][:16]}, self-test {json.dumps(sheet['self_test']).replace(f'{path.parent}/', '')}"
            )
    return ["\n".join(told)]
