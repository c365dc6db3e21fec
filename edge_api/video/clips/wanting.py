"""Which segments a round's clip needs, and that the recorder keeps or fetches them as long as they are needed. Cuts nothing."""

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
class Wanting:
    """What is asked of the recording, round by round."""

    recording: Recording
    _pinned: dict[str, tuple[str, frozenset[int]]] = field(default_factory=dict)

    def found(self, table: str, spans: Sequence[Span]) -> Found:
        """What there is over these spans."""
        parts = [
            tuple(self.recording.between(table, span.start_ns - MARGIN_NS, span.end_ns)) for span in spans
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

    def keeps(self, of: RoundRow) -> bool:
        """Whether something is kept for that round."""
        return of.round_id in self._pinned

    def let_go(self, but: Collection[str]) -> None:
        """Nothing is needed any more, except for these rounds."""
        for round_id in self._pinned.keys() - set(but):
            self.recording.unpin(*self._pinned.pop(round_id))


def _is_whole(kept: Sequence[Kept], span: Span) -> bool:
    if not kept or lost_between(kept) or any(each.path is None for each in kept):
        return False
    return kept[0].start_ns <= span.start_ns and kept[-1].end_ns >= span.end_ns - EDGE_NS
