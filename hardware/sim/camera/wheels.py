"""How the pockets of a roulette wheel and the segments of a money wheel lie around it. Pure; angles in turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

POCKETS = tuple(
    str(number)
    for number in (0, 32, 15, 19, 4, 21, 2, 25, 17, 34, 6, 27, 13, 36, 11, 30, 8, 23, 10, 5, 24, 16, 33, 1, 20, 14, 31, 9, 22, 18, 29, 7, 28, 12, 35, 3, 26)
)  # fmt: skip
"""Single zero, clockwise (the order of every European wheel)."""
RED = frozenset(str(number) for number in (1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36))
_GOLDEN = 0.618
"""Spreads what there is only one of."""
TURNS_A_S_OF_DECIRPM = 1 / 600


def pocket_place(pocket: str) -> float:
    """The middle of a pocket on the rotor.

    Raises:
        ValueError: a single-zero wheel has no such pocket.
    """
    return (POCKETS.index(pocket) + 0.5) / len(POCKETS)


def segment_order(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The segments around the wheel: those of each name as far from each other as can be."""
    places = [
        ((turn + rank * _GOLDEN % 1.0) / count, name)
        for rank, (name, count) in enumerate(counts.items())
        for turn in range(count)
    ]
    return tuple(name for _, name in sorted(places))


def segment_angle(order: Sequence[str], name: str, salt: float) -> float:
    """How a wheel must stand (turns) for a segment of that name to be under its pointer; ``salt`` chooses among them, and the spot.

    Raises:
        ValueError: it has none.
    """
    places = [place for place, segment in enumerate(order) if segment == name]
    if not places:
        raise ValueError(f"no segment {name!r} on this wheel")
    chosen = places[int(salt * 10) % len(places)]
    spot = 0.3 + 0.4 * (salt * 7.3 % 1.0)
    return -(chosen + spot) / len(order) % 1.0
