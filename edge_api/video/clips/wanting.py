"""Which segments a round's clip needs, that the recorder keeps or fetches them as long as they are needed, and whether any came that would make it better.

Cuts nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from edge_api.video.clips.cut import Span
from edge_api.video.clips.policy import RoundRow
from edge_api.video.clips.recording import Kept, Recording, lost_between

MARGIN_NS = 2 * 10**9
"""So much earlier segments are looked for: the last key frame before the start may be in the one before."""

EDGE_NS = 100_000_000
"""A segment that ends this close to the clip's end is its last one."""


@dataclass(frozen=True, slots=True)
class Found:
    """``lost``: numbers that must exist and were never heard of. ``whole``: nothing lacks."""

    kept: tuple[Kept, ...]
    lost: tuple[int, ...]
    whole: bool

    @property
    def here(self) -> int:
        """How many can be read."""
        return sum(each.path is not None for each in self.kept)


@dataclass(slots=True)
class Watch:
    """Over what comes for a round's clip. ``rest`` it once the clip has all that is here."""

    table: str
    spans: Sequence[Span]
    has_ended: bool
    has_news: bool = False
    is_resting: bool = False

    @property
    def is_idle(self) -> bool:
        """Nothing has come that the clip does not have."""
        return self.is_resting and not self.has_news

    def rest(self) -> None:
        """Until something comes, or has come since this watch began."""
        self.is_resting = True

    def overlaps(self, start_ns: int, end_ns: int) -> bool:
        """Whether a segment of that span belongs to it."""
        return any(end_ns > span.start_ns - MARGIN_NS and start_ns < span.end_ns for span in self.spans)


@dataclass(slots=True)
class Wanting:
    """What is asked of the recording, round by round."""

    recording: Recording
    _pinned: dict[str, tuple[str, frozenset[int]]] = field(default_factory=dict)
    _watches: dict[str, Watch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.recording.listen(self._heard)

    async def found(self, table: str, spans: Sequence[Span]) -> Found:
        """What there is over these spans."""
        parts = [
            tuple(await self.recording.between(table, span.start_ns - MARGIN_NS, span.end_ns))
            for span in spans
        ]
        by_number = {each.number: each for part in parts for each in part}
        return Found(
            tuple(by_number[number] for number in sorted(by_number)),
            tuple(number for part in parts for number in lost_between(part)),
            all(_is_whole(part, span) for part, span in zip(parts, spans, strict=True)),
        )

    def keep(self, of: RoundRow, found: Found) -> None:
        """Have the recorder keep these, and fetch those that are not here."""
        numbers = frozenset((*(each.number for each in found.kept), *found.lost))
        _, known = self._pinned.get(of.round_id, (of.table, frozenset()))
        if numbers - known:
            self._pinned[of.round_id] = of.table, numbers | known
            self.recording.pin(of.table, numbers - known)

    def let_go(self, but: Collection[str]) -> None:
        """Nothing is needed any more, except for these rounds."""
        for round_id in self._pinned.keys() - set(but):
            self.recording.unpin(*self._pinned.pop(round_id))

    def watch(self, of: RoundRow, spans: Sequence[Span]) -> Watch:
        """From now on every segment that comes is looked at."""
        made = Watch(of.table, spans, of.standing.ended_ns is not None)
        self._watches[of.round_id] = made
        return made

    def idle(self, among: Collection[str]) -> set[str]:
        """Rounds of these that have ended, and for whose clip nothing has come. The watches of those that are not among them end."""
        self._watches = {name: watch for name, watch in self._watches.items() if name in among}
        return {name for name, watch in self._watches.items() if watch.is_idle and watch.has_ended}

    def is_idle(self, round_id: str) -> bool:
        """Whether nothing has come since its clip was made."""
        watch = self._watches.get(round_id)
        return watch is not None and watch.is_idle

    def _heard(self, table: str, start_ns: int, end_ns: int) -> None:
        for watch in self._watches.values():
            if watch.table == table and watch.overlaps(start_ns, end_ns):
                watch.has_news = True


def _is_whole(kept: Sequence[Kept], span: Span) -> bool:
    if not kept or lost_between(kept) or any(each.path is None for each in kept):
        return False
    return kept[0].start_ns <= span.start_ns and kept[-1].end_ns >= span.end_ns - EDGE_NS
