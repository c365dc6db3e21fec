"""Holds what was measured against the targets and prints the table. Measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from tests.bench.video.targets import TARGETS, Target


class Verdict(Enum):
    """How a target came out."""

    MET = "met"
    MISSED = "MISSED"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value for a target. ``skip`` says why it is not judged, ``note`` what else is worth knowing."""

    key: str
    value: float | None
    note: str = ""
    skip: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure that nothing is promised of, such as a raw limit of this machine."""

    name: str
    value: float
    unit: str
    note: str = ""


Finding = Measured | Beside


def skipped(reason: str, *keys: str) -> list[Finding]:
    """Targets that were not measured."""
    return [Measured(key, None, skip=reason) for key in keys]


def busy(findings: Sequence[Finding], reason: str) -> list[Finding]:
    """The findings as a machine gave them that was too busy: timed ones that were missed are not judged."""
    return [_excused(finding, reason) for finding in findings]


def _excused(finding: Finding, reason: str) -> Finding:
    if not isinstance(finding, Measured) or finding.value is None or finding.skip:
        return finding
    target = TARGETS[finding.key]
    if not target.timed or target.met_by(finding.value):
        return finding
    return Measured(finding.key, finding.value, finding.note, reason)


def verdict(found: Measured) -> Verdict:
    """Met, missed or not judged."""
    if found.value is None or found.skip:
        return Verdict.SKIPPED
    return Verdict.MET if TARGETS[found.key].met_by(found.value) else Verdict.MISSED


def verdicts(findings: Sequence[Finding]) -> dict[str, Verdict]:
    """One for every target, measured or not."""
    return {key: verdict(found) for key, found in _by_target(findings).items()}


def table(findings: Sequence[Finding], whole: bool = True) -> str:
    """All targets in their order, or only those that were looked at; then what stands beside them."""
    looked_at = {each.key for each in findings if isinstance(each, Measured)}
    shown = [(key, found) for key, found in _by_target(findings).items() if whole or key in looked_at]
    targets = [_row(TARGETS[key], found) for key, found in shown]
    beside = [
        (each.name, f"{short(each.value)} {each.unit}", "", "", each.note)
        for each in findings
        if isinstance(each, Beside)
    ]
    return _aligned([("measure", "measured", "target", "", "notes"), *targets, *beside])


def summary(findings: Sequence[Finding]) -> str:
    """One line: how many of each."""
    found = list(verdicts(findings).values())
    return f"{len(found)} targets: " + ", ".join(
        f"{found.count(each)} {each.value.lower()}" for each in Verdict
    )


def as_json(findings: Sequence[Finding]) -> Mapping[str, object]:
    """For the one line that machines read."""
    judged = verdicts(findings)
    values = {found.key: found.value for found in findings if isinstance(found, Measured)}
    return {key: {"value": values.get(key), "verdict": judged[key].value.lower()} for key in TARGETS}


def short(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _by_target(findings: Sequence[Finding]) -> dict[str, Measured]:
    found = {each.key: each for each in findings if isinstance(each, Measured)}
    return {key: found.get(key, Measured(key, None, skip="not measured in this run")) for key in TARGETS}


def _row(target: Target, found: Measured) -> tuple[str, ...]:
    value = "" if found.value is None else f"{short(found.value)} {target.unit}"
    notes = "; ".join(filter(None, (found.skip, found.note)))
    return target.name, value, target.aim, verdict(found).value, notes


def _aligned(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
