"""How often the camera's notices of one kind are told in a round. Refuses the rest: a camera that babbles must not fill the disk."""

from __future__ import annotations

from collections import Counter

from schemas.sight import Notice

MOST_OF_A_KIND = 5
"""In one round, or between two."""


class Noticing:
    """Counts the notices of the running round."""

    def __init__(self) -> None:
        self._round_id: str | None = None
        self._told: Counter[Notice] = Counter()

    def may_tell(self, round_id: str | None, what: Notice) -> bool:
        """Whether one more is told."""
        if round_id != self._round_id:
            self._round_id = round_id
            self._told.clear()
        self._told[what] += 1
        return self._told[what] <= MOST_OF_A_KIND
