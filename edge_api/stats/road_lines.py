"""`edge-api roads`: one shoe a line in, its roads as one JSON object a line out, order kept. A line that is no shoe gets its error; nothing stops it.

The one error code is ``bad_results``; beside it ``line`` and ``column``, from 1, and a ``message`` for people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from edge_api.stats.results_line import BadResults, read_shoe
from edge_api.stats.roads import Roads


def draw_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answer each line; neither side needs the line end."""
    for number, line in enumerate(lines, start=1):
        try:
            yield json.dumps(_draw(line.rstrip("\r\n")), separators=(",", ":"))
        except BadResults as wrong:
            where = {"line": number, "column": wrong.column}
            message = f"line {number}, column {wrong.column}: {wrong.message}"
            yield json.dumps({"error": wrong.code, "message": message, **where}, separators=(",", ":"))


def _draw(line: str) -> dict[str, object]:
    roads = Roads()
    for hand in read_shoe(line):
        roads.append(hand)
    return roads.to_json()
