"""How often somebody may do something: so many a second, and a few at once. Remembers only who did it lately; reads no clock."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class Pace:
    """``each_s``: as many a second in the long run; ``at_once``: so many after a pause."""

    each_s: float
    at_once: int
    _until_ns: dict[int, float] = field(default_factory=dict)

    def allows(self, who: int, now_ns: int) -> bool:
        """Whether it is not too soon; if so it counts (generic cell rate algorithm, ITU-T I.371, annex A)."""
        step_ns = 1e9 / self.each_s
        due_ns = max(self._until_ns.get(who, 0.0), now_ns) + step_ns
        if due_ns - now_ns > self.at_once * step_ns:
            return False
        if len(self._until_ns) >= MOST_REMEMBERED:
            self._forget(now_ns)
        self._until_ns[who] = due_ns
        return True

    def _forget(self, now_ns: int) -> None:
        self._until_ns = {who: until_ns for who, until_ns in self._until_ns.items() if until_ns > now_ns}
