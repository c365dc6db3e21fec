"""Whether each table's camera looks and stands where it stood, by what its board reports: told once when that ends and once when it is well again. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.sight import MOST_DRIFT_PX, SightHealth

DOWN = frozenset({"blind", "frozen", "lost"})
MOST_MOVED_LOOKS = 5
"""One look may be spoilt by a hand or a light: so many in a row are none."""
STILL_PX = 2.0
"""A camera that was moved stands again when its marks are nearer than this."""
_WORDS = {"blind": "no fresh picture comes", "frozen": "the same picture comes again and again", "lost": "it does not answer"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SightAlert:
    """What people should hear; ``severity`` as in ``books.alerts``."""

    code: str
    text: str
    severity: str


@dataclass(slots=True)
class SightWatch:
    """All tables."""

    _down: dict[str, str] = field(default_factory=dict)
    _moved: set[str] = field(default_factory=set)

    def health(self, table: str, health: SightHealth | None) -> list[SightAlert]:
        """What this report makes known."""
        return [] if health is None else [*self._state(table, health), *self._drift(table, health)]

    def _state(self, table: str, health: SightHealth) -> list[SightAlert]:
        was = self._down.get(table)
        if health.state in DOWN and was is None:
            self._down[table] = health.state
            detail = f" ({health.detail})" if health.detail else ""
            text = f"the camera of {table} is {health.state}: {_WORDS[health.state]}{detail}"
            return [SightAlert("sight_down", text, "warning")]
        if health.state == "looking" and was is not None:
            del self._down[table]
            return [SightAlert("sight_up", f"the camera of {table} looks again", "info")]
        return []

    def _drift(self, table: str, health: SightHealth) -> list[SightAlert]:
        why = _moved(health)
        if why is not None and table not in self._moved:
            self._moved.add(table)
            text = f"the camera of {table} {why}; it confirms nothing until it is calibrated or set right"
            return [SightAlert("camera_moved", text, "warning")]
        if why is None and _stands(health):
            self._moved.discard(table)
        return []


def _moved(health: SightHealth) -> str | None:
    """What shows that it does not stand where it stood."""
    drift = health.drift_px
    if drift is not None and drift > MOST_DRIFT_PX:
        return f"has moved: its marks are {drift:.1f} pixels from where they were"
    if health.moved_looks >= MOST_MOVED_LOOKS:
        return "has moved, or what it knows its place by is hidden"
    return None


def _stands(health: SightHealth) -> bool:
    known = health.state == "looking" and health.moved_looks == 0
    return known and (health.drift_px is None or health.drift_px < STILL_PX)
