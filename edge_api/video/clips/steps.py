"""What is to be done next about a round's clip. Pure: from what the books say, what the index says, and the time."""

from __future__ import annotations

from enum import Enum

from edge_api.video.clips.cut import Span
from edge_api.video.clips.entry import ClipRow, State
from edge_api.video.clips.policy import Clips, RoundRow, wanted

LEAD_NS = 2 * 10**9
TAIL_NS = 3 * 10**9
PATIENCE_NS = 20 * 10**9
"""So long a clip waits for segments that lack; then it is made without them, and again when they come."""

LONGEST_NS = 20 * 60 * 10**9
LAST_NS = 5 * 60 * 10**9
"""A round that is held for hours: its clip shows so much in all, and so much of that before the end."""

NO_PICTURE = "no picture of it was recorded"


class Step(Enum):
    """REMAKE: there is a clip already, which more of the picture, or the round's end, would make better."""

    NOTHING = "nothing"
    ENTER = "enter"
    MAKE = "make"
    REMAKE = "remake"


def spans_of(of: RoundRow, held_ns: int) -> tuple[Span, ...]:
    """What the clip is to show: the round, or of one that lasted long its beginning and its end. ``held_ns``: the end of one that has not ended."""
    end_ns = held_ns if of.standing.ended_ns is None else of.standing.ended_ns + TAIL_NS
    whole = Span(of.opened_ns - LEAD_NS, end_ns)
    if whole.end_ns - whole.start_ns <= LONGEST_NS:
        return (whole,)
    first, last = whole.start_ns + LONGEST_NS - LAST_NS, whole.end_ns - LAST_NS
    return Span(whole.start_ns, first), Span(last, whole.end_ns)


def beginning_of(of: RoundRow, now_ns: int) -> Span:
    """What is recorded of it by now of that which its clip will show from its opening on, however long it lasts."""
    start_ns = of.opened_ns - LEAD_NS
    end_ns = now_ns if of.standing.ended_ns is None else of.standing.ended_ns + TAIL_NS
    return Span(start_ns, min(end_ns, start_ns + LONGEST_NS - LAST_NS))


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
