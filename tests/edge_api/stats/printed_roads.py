"""The roads a second time, from the whole shoe at once and by other rules: cells compared with cells, columns looked for one by one."""

from __future__ import annotations

from collections.abc import Sequence


def columns(shoe: str) -> list[str]:
    """Streaks of a shoe of P, B and T."""
    streaks: list[str] = []
    for winner in shoe.replace("T", ""):
        if streaks and streaks[-1][0] == winner:
            streaks[-1] += winner
        else:
            streaks.append(winner)
    return streaks


def drawn(streaks: Sequence[str]) -> list[tuple[int, int, str]]:
    """(column, row, side) of each entry, by looking for room as a dealer with a pen does."""
    taken: dict[tuple[int, int], str] = {}
    start = 0
    for streak in streaks:
        start += 1
        while (start, 1) in taken:
            start += 1
        column, row, right = start, 1, False
        taken[column, row] = streak[0]
        for side in streak[1:]:
            right = right or row == 6 or (column, row + 1) in taken
            column, row = (column + 1, row) if right else (column, row + 1)
            assert (column, row) not in taken
            taken[column, row] = side
    return [(column, row, side) for (column, row), side in taken.items()]


def marks(streaks: Sequence[str], back: int) -> str:
    """A derived road's marks by the cell rule (k = ``back``)."""
    made = ""
    for n in range(back + 1, len(streaks) + 1):
        for m in range(1, len(streaks[n - 1]) + 1):
            if m > 1:
                made += _compare(streaks, n - back, m)
            elif n > back + 1:
                previous = n - 1
                made += _reversed(_compare(streaks, previous - back, len(streaks[previous - 1]) + 1))
    return made


def _compare(streaks: Sequence[str], column: int, row: int) -> str:
    """Both cells filled or both empty: red; only the upper one filled: blue."""
    filled = [len(streaks[column - 1]) >= each for each in (row - 1, row)]
    return "R" if filled[0] == filled[1] else "B"


def _reversed(mark: str) -> str:
    return "B" if mark == "R" else "R"
