"""What is to be done next about a round's clip. Pure: from what the books say, what the index says, and the time."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from edge_api.video.clips.cut import Span
from edge_api.video.clips.index import ClipRow, State
from edge_api.video.clips.policy import Clips, wanted
from edge_api.video.clips.recording import Kept, lost_between
from edge_api.video.clips.rounds import RoundRow

LEAD_NS = 2 * 10**9
TAIL_NS = 3 * 10**9
MARGIN_NS = 2 * 10**9
"""So much earlier segments are looked for: the last key frame before the start may be in the one before."""

PATIENCE_NS = 20 * 10**9
"""So long a clip waits for segments that lack; then it is made without them, and again when they come."""

EDGE_NS = 100_000_000
"""A segment that ends this close to the clip's end is its last one."""

NO_PICTURE = "no picture of it was recorded"


class Step(Enum):
    """REMAKE: there is a clip already, which more of the picture, or the round's end, would make better."""

    NOTHING = "nothing"
    ENTER = "enter"
    MAKE = "make"
    REMAKE = "remake"


def span_of(of: RoundRow, now_ns: int) -> Span:
    """What the clip is to show; of a round that is held and has not ended: what there was so far."""
    end_ns = of.standing.ended_ns
    return Span(of.opened_ns - LEAD_NS, (now_ns if end_ns is None else end_ns) + TAIL_NS)


def next_step(of: RoundRow, row: ClipRow | None, clips: Clips, now_ns: int, window_ns: int) -> Step:
    """``window_ns``: how long segments are kept."""
    if row is None:
        return Step.ENTER if wanted(clips, of.standing) else Step.NOTHING
    if row.state is State.BEING_MADE:
        return Step.MAKE if now_ns >= row.to_utc_ns else Step.NOTHING
    ended_ns = of.standing.ended_ns
    if not row.ended and ended_ns is not None:
        return Step.REMAKE if now_ns >= ended_ns + TAIL_NS else Step.NOTHING
    lacking = row.state is State.PARTIAL or (row.state is State.GONE and row.why == NO_PICTURE)
    return Step.REMAKE if lacking and now_ns < row.to_utc_ns + window_ns else Step.NOTHING


def is_whole(kept: Sequence[Kept], span: Span) -> bool:
    """Whether everything that the span needs has been stated and is here."""
    if not kept or lost_between(kept) or any(each.path is None for each in kept):
        return False
    return kept[0].start_ns <= span.start_ns and kept[-1].end_ns >= span.end_ns - EDGE_NS
