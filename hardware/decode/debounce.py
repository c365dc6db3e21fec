"""One dealer key: raw edges on kernel stamps in, presses out. Pure: it is told the time, and never guesses what a contact did unseen.

A level counts once it has held for the stable time; everything shorter is chatter. A press is stamped at the moment it counts:
its first edge plus the stable time, or plus the hold for a key that must be held. Chatter during a hold does not interrupt it, but
a hold never completes while the contact is open. A key that is down when the line opens is not pressed: it must come up first.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.signals import Key, KeyPressed, KeyStuck, Signal

MS = 1_000_000
SECOND = 1_000 * MS

HELD_KEYS = frozenset({Key.VOID, Key.RELEASE})
"""Keys that destroy or let go of something: they count only after a hold of at least ``SHORTEST_HOLD_NS``."""

SHORTEST_HOLD_NS = 1 * SECOND


@dataclass(frozen=True, slots=True)
class KeyTiming:
    """How long a key's contact must hold to count (ns). ``hold_ns`` 0: the key need not be held.

    Raises:
        ValueError: a time is out of its range.
    """

    stable_ns: int = 30 * MS
    hold_ns: int = 0
    stuck_ns: int = 15 * SECOND

    def __post_init__(self) -> None:
        if not 20 * MS <= self.stable_ns <= 50 * MS:
            raise ValueError(
                f"stable_ns {self.stable_ns}: a contact settles within 20 to 50 ms; 30 ms is usual"
            )
        if self.hold_ns < 0:
            raise ValueError(
                f"hold_ns {self.hold_ns}: it can't be negative; 0 means that the key need not be held"
            )
        if self.stuck_ns <= max(self.stable_ns, self.hold_ns):
            raise ValueError(
                f"stuck_ns {self.stuck_ns}: it must be longer than hold_ns and stable_ns; 15 s is usual"
            )


def usual_timing(key: Key) -> KeyTiming:
    """30 ms stable, stuck after 15 s, and for a key of ``HELD_KEYS`` the shortest hold."""
    return KeyTiming(hold_ns=SHORTEST_HOLD_NS if key in HELD_KEYS else 0)


def check_timing(key: Key, timing: KeyTiming) -> None:
    """A key that destroys or lets go must be held.

    Raises:
        ValueError: it need not be, with this timing.
    """
    if key in HELD_KEYS and timing.hold_ns < SHORTEST_HOLD_NS:
        raise ValueError(f"key {key.value}: hold_ns {timing.hold_ns} is too short; it must be 1 s or more")


class KeyDebouncer:
    """Debounce of ``key``; ``down`` is its level at ``at_ns``, when the line opened.

    Raises:
        ValueError: a key of ``HELD_KEYS`` without its hold.
    """

    def __init__(self, key: Key, timing: KeyTiming, *, down: bool, at_ns: int) -> None:
        if key in HELD_KEYS and timing.hold_ns < SHORTEST_HOLD_NS:
            raise ValueError(
                f"key {key.value}: hold_ns {timing.hold_ns} is too short; it must be 1 s or more"
            )
        self._key, self._timing = key, timing
        self._now_ns = at_ns
        self._raw = self._level = down
        self._raw_since_ns = at_ns
        self._down_since_ns = at_ns
        self._counted = down  # this push has had its press (or may have none)
        self._stuck = False

    def edge(self, down: bool, at_ns: int) -> list[Signal]:
        """The contact went ``down`` or up at ``at_ns``; earlier than what was already told counts as now.

        The same level twice means that the contact moved unseen in between: the stable time starts again.
        """
        signals = self.advance(at_ns)
        self._raw, self._raw_since_ns = down, self._now_ns
        return signals + self._due()

    def advance(self, now_ns: int) -> list[Signal]:
        """It is ``now_ns`` and no edge is outstanding from before."""
        signals: list[Signal] = []
        while (deadline := self.deadline_ns) is not None and deadline <= now_ns:
            self._now_ns = max(self._now_ns, deadline)
            signals += self._due()
        self._now_ns = max(self._now_ns, now_ns)
        return signals

    @property
    def deadline_ns(self) -> int | None:
        """When ``advance`` next has something to say if no edge comes first; None: never."""
        if self._raw != self._level:
            return self._raw_since_ns + self._timing.stable_ns
        if not self._level:
            return None
        if not self._counted:
            return self._press_ns
        return None if self._stuck else self._down_since_ns + self._timing.stuck_ns

    @property
    def _press_ns(self) -> int:
        return self._down_since_ns + max(self._timing.stable_ns, self._timing.hold_ns)

    def _due(self) -> list[Signal]:
        deadline = self.deadline_ns
        if deadline is None or deadline > self._now_ns:
            return []
        if self._raw != self._level:
            return self._settle()
        return self._press() if not self._counted else self._stick()

    def _settle(self) -> list[Signal]:
        self._level = self._raw
        if self._level:
            self._down_since_ns, self._counted = self._raw_since_ns, False
            return self._due()
        was_stuck, self._stuck = self._stuck, False
        return [KeyStuck(self._now_ns, self._key, stuck=False)] if was_stuck else []

    def _press(self) -> list[Signal]:
        self._counted = True
        return [KeyPressed(self._now_ns, self._key)]

    def _stick(self) -> list[Signal]:
        self._stuck = True
        return [KeyStuck(self._now_ns, self._key, stuck=True)]
