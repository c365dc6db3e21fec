"""`python -m tests.mutation` after `mutmut run`: the score of each file, and every survivor that is not explained. Ends with 1 when there is one."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutation.found import Change, Fate, Mutant, change_of, mutants, show

FOLDER = Path("mutants/edge_api/settle")
KNOWN = Path(__file__).with_name("survivors.tsv")
LEAST_PERCENT = 95
HEAD = ("function", "removed", "added", "why")


def main() -> int:
    """Print the report; the exit code."""
    every = list(mutants(FOLDER))
    if not every:
        print(f"{FOLDER}: no mutants: run `mutmut run` first (`make mutate` does)", file=sys.stderr)
        return 1
    for line in scores(every):
        print(line)
    alive = [mutant for mutant in every if mutant.fate in (Fate.SURVIVED, Fate.UNSEEN)]
    changes = {change_of(mutant, show(mutant.name)): mutant for mutant in alive}
    explained = known()
    strange = [change for change in changes if change not in explained]
    for change in strange:
        print(f"\nnot explained: {changes[change].name}\n- {change.removed}\n+ {change.added}")
    for change in explained.keys() - changes.keys():
        print(f"\nno longer survives: {change.function}\n- {change.removed}\n+ {change.added}")
    return 1 if strange or percent(every) < LEAST_PERCENT or unchecked(every) else 0


def known() -> dict[Change, str]:
    """The survivors that are explained, with the reason (docs/mutation.md)."""
    with KNOWN.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, delimiter="\t")
    assert tuple(head) == HEAD
    return {Change(function, removed, added): why for function, removed, added, why in rows}


def scores(every: Sequence[Mutant]) -> Iterable[str]:
    """A line a file, and one for all."""
    yield f"{'file':<22}{'mutants':>8}{'killed':>8}{'survived':>9}{'no test':>8}{'unchecked':>10}{'killed %':>9}"
    files = sorted({mutant.file for mutant in every})
    for name in files:
        yield _score(name, [mutant for mutant in every if mutant.file == name])
    yield _score("all", every)


def _score(name: str, group: Sequence[Mutant]) -> str:
    fates = Counter(mutant.fate for mutant in group)
    counts = (len(group), fates[Fate.KILLED], fates[Fate.SURVIVED], fates[Fate.UNSEEN], fates[Fate.UNCHECKED])
    return (
        f"{name:<22}"
        + "".join(f"{n:>{w}}" for n, w in zip(counts, (8, 8, 9, 8, 10), strict=True))
        + f"{percent(group):>9.1f}"
    )


def percent(group: Sequence[Mutant]) -> float:
    """Killed ones among those that were checked."""
    checked = [mutant for mutant in group if mutant.fate is not Fate.UNCHECKED]
    killed = sum(mutant.fate is Fate.KILLED for mutant in checked)
    return 100 * killed / len(checked) if checked else 0.0


def unchecked(every: Iterable[Mutant]) -> bool:
    """Whether the run has not come to its end."""
    return any(mutant.fate is Fate.UNCHECKED for mutant in every)


if __name__ == "__main__":
    sys.exit(main())
