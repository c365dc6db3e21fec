"""An examination as JSON values and as a table for people. Prints; judges nothing anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edge_api.stats.wheel.examination import Examination
from edge_api.stats.wheel.finding import Check, Finding

DIGITS = 6
NAMES = {
    Check.CHI_SQUARE: "chi-square",
    Check.POCKET: "best pocket z",
    Check.SECTOR_5: "best 5-sector z",
    Check.SECTOR_9: "best 9-sector z",
    Check.SECTOR_12: "best 12-sector z",
    Check.SECTOR_18: "best 18-sector z",
    Check.TOO_REGULAR: "too regular (low)",
    Check.TILT_1: "tilt, one wave",
    Check.TILT_2: "tilt, two waves",
    Check.RED_BLACK: "red, black",
    Check.ODD_EVEN: "odd, even",
    Check.LOW_HIGH: "low, high",
    Check.DOZENS: "dozens",
    Check.COLUMNS: "columns",
    Check.ZERO: "zeros z",
    Check.STEPS: "steps",
    Check.REPEATS: "repeats z",
}
_ROW = "{:<18} {:>9} {:>8} {:>8} {:>8} {:>9}  {:<8} {:>11}  {}"


def to_json(found: Examination) -> dict[str, Any]:
    """``{spins, expected, verdict, bias_percent, statistics, pockets, gains}``; see docs/wheel-fairness.md."""
    return {
        "spins": found.spins,
        "expected": round(found.expected, DIGITS),
        "verdict": found.verdict.value,
        "bias_percent": round(100 * found.lift, DIGITS),
        "statistics": [_statistic(each) for each in found.findings],
        "pockets": [
            {"pocket": each.pocket, "hits": each.hits, "z": round(each.z, 4)} for each in found.pockets
        ],
        "gains": [
            {"pockets": list(each.pockets), "hits": each.hits, "gain": round(each.gain, DIGITS)}
            for each in found.gains
        ],
    }


def _statistic(found: Finding) -> dict[str, Any]:
    return {
        "name": found.check.value,
        "value": round(found.value, DIGITS),
        "df": found.df,
        "p": found.p,
        "limits": {
            level: round(limit, DIGITS)
            for level, limit in zip(("95", "99", "99.9"), found.limits, strict=True)
        },
        "level": found.level.value,
        "where": list(found.where),
        "spins_to_see": found.spins_to_see,
    }


def to_lines(found: Examination) -> Iterator[str]:
    """The table, line by line."""
    yield f"{found.spins} spins, {found.expected:.1f} a pocket: {found.verdict.value.upper()}"
    yield ""
    shows = f"+{100 * found.lift:g} % after"
    yield _ROW.format("", "value", "95 %", "99 %", "99.9 %", "p", "level", shows, "where").rstrip()
    for each in found.findings:
        yield _row(each)
    yield ""
    for gain in found.gains:
        yield f"a player on {' '.join(gain.pockets)}: {gain.hits} hits, {100 * gain.gain:+.2f} % of the stakes"


def _row(found: Finding) -> str:
    limits = [f"{limit:.2f}" for limit in found.limits]
    p = "" if found.p is None else f"{found.p:.2g}"
    spins = "" if found.spins_to_see is None else str(found.spins_to_see)
    level, where = found.level.value.replace("_", " "), " ".join(found.where)
    return _ROW.format(NAMES[found.check], f"{found.value:.2f}", *limits, p, level, spins, where).rstrip()
