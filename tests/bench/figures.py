"""What a benchmark found: a value, the raw limit measured in the same run, and what is aimed at. Judges nothing but its own aim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Aim(Enum):
    """Which side of the limit is the good one, and what is compared with it."""

    RATIO_AT_MOST = "ratio <= "
    RATIO_AT_LEAST = "ratio >= "
    AT_MOST = "<= "
    AT_LEAST = ">= "


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``raw`` is None where there is no raw limit to compare with; ``spread`` says how repetitions differed."""

    key: str
    name: str
    value: float
    unit: str
    raw: float | None = None
    aim: tuple[Aim, float] | None = None
    spread: str = ""

    @property
    def ratio(self) -> float | None:
        """Measured over raw."""
        return self.value / self.raw if self.raw else None

    @property
    def verdict(self) -> str:
        """``met``, ``below``, or nothing where nothing is aimed at."""
        if self.aim is None:
            return ""
        kind, limit = self.aim
        compared = self.ratio if kind in (Aim.RATIO_AT_MOST, Aim.RATIO_AT_LEAST) else self.value
        if compared is None:
            return ""
        good = compared <= limit if kind in (Aim.RATIO_AT_MOST, Aim.AT_MOST) else compared >= limit
        return "met" if good else "below"

    def as_json(self) -> dict[str, float | str | None]:
        """For the one line that machines read."""
        return {
            "value": _rounded(self.value),
            "unit": self.unit,
            "raw": _rounded(self.raw),
            "ratio": _rounded(self.ratio),
        }


def median(values: Sequence[float]) -> float:
    """The middle value. Raises IndexError when there is none."""
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that ``percent`` % of all values do not exceed. Raises IndexError when there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * percent // 100).__trunc__() - 1))]


def spread(values: Sequence[float], unit: str) -> str:
    """Least and most of the repetitions."""
    return f"{len(values)} runs: {_short(min(values))}..{_short(max(values))} {unit}"


def table(figures: Sequence[Figure]) -> str:
    """All figures, aligned."""
    head = ("measure", "measured", "raw limit", "ratio", "aim", "", "repetitions")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _row(figure: Figure) -> tuple[str, ...]:
    raw = "" if figure.raw is None else f"{_short(figure.raw)} {figure.unit}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    aim = "" if figure.aim is None else f"{figure.aim[0].value}{_short(figure.aim[1])}"
    return (
        figure.name,
        f"{_short(figure.value)} {figure.unit}",
        raw,
        ratio,
        aim,
        figure.verdict,
        figure.spread,
    )


def _short(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
