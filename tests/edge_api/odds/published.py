"""The published odds, row by row: checked-in data (published.tsv), and the page that they were copied from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

TSV = Path(__file__).with_name("published.tsv")
HEAD = ("game", "variant", "bet", "outcomes", "edge", "percent", "published", "line")


class Row(NamedTuple):
    """One bet of one variant. ``published`` is the figure of public tables, '' where none was found; ``line`` is where the page has it."""

    game: str
    variant: str
    bet: str
    outcomes: str
    edge: str
    percent: str
    published: str
    line: str

    @property
    def branches(self) -> dict[Fraction, Fraction]:
        """Net -> probability; outcomes that net the same are one branch."""
        chances: dict[Fraction, Fraction] = {}
        for outcome in self.outcomes.split("; "):
            won, chance = outcome.rsplit(": ", 1)[1].split(" x ")
            chances[Fraction(won)] = chances.get(Fraction(won), Fraction(0)) + Fraction(chance)
        return chances


def rows() -> list[Row]:
    """The checked-in rows."""
    with TSV.open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file, delimiter="\t")
    assert tuple(head) == HEAD
    return [Row(*line) for line in lines]


def of_page(page: str) -> Iterator[Row]:
    """The rows of a page of tables, one table a game under a heading with its name."""
    game = ""
    for number, line in enumerate(page.splitlines(), start=1):
        if line.startswith("### "):
            game = line.removeprefix("### ").strip()
        elif line.startswith("| ") and not line.startswith("| variant |"):
            yield Row._make(
                [game, *(cell.strip() for cell in line.strip().strip("|").split("|")), str(number)]
            )
