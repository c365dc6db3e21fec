"""Which pictures are wanted of which table, when to ask for them again, and what came before it was named. Pure: holds no file, reads no clock."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field

S = 1_000_000_000
FIRST_ASK_NS = 5 * S
"""A picture comes by itself with its fact: so long it is waited for."""
LONGEST_WAIT_NS = 600 * S
MOST_IN_ASK = 32
MOST_WANTED = 5_000
"""Of one table: who names more loses his oldest, and nobody else's."""
GRACE_NS = 20 * S
"""So long a picture waits here for the fact that names it."""
MOST_EARLY = 32
"""Pictures of one table that wait so."""
MOST_DESK = 64
"""Pictures of one table that answers to a technician name, and that have not come."""
DESK_NS = 120 * S
"""So long a picture is waited for that an answer to a technician names."""

Name = tuple[str, str]
"""(table, SHA-256)."""


@dataclass(slots=True)
class Want:
    """Named since ``utc_ns``; asked for when the monotonic clock says ``ask_ns``."""

    utc_ns: int
    ask_ns: int
    wait_ns: int = FIRST_ASK_NS


@dataclass(frozen=True, slots=True)
class Early:
    """A picture that nobody has named yet."""

    picture: bytes
    mono_ns: int


@dataclass(slots=True)
class Wanted:
    """All tables. ``give_up_ns``: so long after it was named a board has its pictures."""

    give_up_ns: int
    _wants: OrderedDict[Name, Want] = field(default_factory=OrderedDict)
    _early: dict[str, OrderedDict[str, Early]] = field(default_factory=dict)
    _desk: dict[Name, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._wants)

    def name(self, name: Name, utc_ns: int, mono_ns: int) -> bytes | None:
        """A signed fact of the table names it; the picture, if it came before."""
        early = self._early_one(name)
        if early is not None:
            return early.picture
        self._wants.setdefault(name, Want(utc_ns, mono_ns + FIRST_ASK_NS))
        return None

    def expect(self, name: Name, mono_ns: int) -> bytes | None:
        """An answer to a technician names it; the picture, if it came before."""
        early = self._early_one(name)
        if early is None and sum(table == name[0] for table, _ in self._desk) < MOST_DESK:
            self._desk[name] = mono_ns + DESK_NS
        return early.picture if early else None

    def came(self, name: Name, picture: bytes, mono_ns: int) -> str:
        """What becomes of a picture: ``fact`` or ``desk`` (keep it), or ``early``: it waits here, for a short time."""
        if self._wants.pop(name, None) is not None:
            return "fact"
        if self._desk.pop(name, 0) > mono_ns:
            return "desk"
        waiting = self._early.setdefault(name[0], OrderedDict())
        waiting[name[1]] = Early(picture, mono_ns)
        while len(waiting) > MOST_EARLY:
            waiting.popitem(last=False)
        return "early"

    def asks(self, mono_ns: int) -> dict[str, list[str]]:
        """What to ask for now, of each table; it is asked again later and later."""
        due: dict[str, list[str]] = {}
        for (table, sha256), want in self._wants.items():
            asked = due.setdefault(table, [])
            if want.ask_ns <= mono_ns and len(asked) < MOST_IN_ASK:
                want.wait_ns = min(2 * want.wait_ns, LONGEST_WAIT_NS)
                want.ask_ns = mono_ns + want.wait_ns
                asked.append(sha256)
        return {table: asked for table, asked in due.items() if asked}

    def given_up(self, utc_ns: int, mono_ns: int) -> list[Name]:
        """What will not come any more; and what nobody has named is forgotten."""
        over = [name for name, want in self._wants.items() if utc_ns - want.utc_ns > self.give_up_ns]
        over += self._too_many(set(over))
        for name in over:
            del self._wants[name]
        self._forget(mono_ns)
        return over

    def lacks(self, name: Name) -> bool:
        """Its board says that it does not have it any more; whether it was wanted."""
        return self._wants.pop(name, None) is not None

    def _too_many(self, over: set[Name]) -> list[Name]:
        """The oldest of each table that wants more than it may."""
        left = [name for name in self._wants if name not in over]
        spare = Counter(table for table, _ in left)
        spare.subtract(dict.fromkeys(spare, MOST_WANTED))
        found = []
        for name in left:
            if spare[name[0]] > 0:
                spare[name[0]] -= 1
                found.append(name)
        return found

    def _early_one(self, name: Name) -> Early | None:
        waiting = self._early.get(name[0])
        return waiting.pop(name[1], None) if waiting else None

    def _forget(self, mono_ns: int) -> None:
        for waiting in self._early.values():
            for sha256 in [key for key, early in waiting.items() if mono_ns - early.mono_ns > GRACE_NS]:
                del waiting[sha256]
        self._desk = {name: until for name, until in self._desk.items() if until > mono_ns}
