"""Whether a clip's manifest owns up to every moment of the time that was asked for and has no picture, and leaves nothing out that a clip has to show. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from edge_api.video.clips.cut import GAP_NS, LEFT_OUT, Span
from edge_api.video.clips.finding import Finding
from edge_api.video.clips.manifest import GapNamed, Manifest
from edge_api.video.clips.steps import LAST_NS, LONGEST_NS
from schemas.times import rfc3339

MOST_NUMBERS = 10


def check_gaps(said: Manifest) -> Iterator[Finding]:
    """Every gap by its times; what is pretended to be left out on purpose; and whether frames and gaps cover the time that was asked for."""
    for gap in said.gaps:
        yield (
            _gap(gap)
            if gap.why != LEFT_OUT or may_leave_out(said, gap)
            else Finding(
                False,
                f"{_times(span_of(gap))} is said to be left out because the round lasted long: it must be shown",
            )
        )
    holes = list(_holes(said))
    yield from (Finding(False, f"{_times(hole)}: no picture, and no gap is named") for hole in holes)
    if not holes:
        named = " but for the gaps that are named" if said.gaps else ""
        whole = _times(Span(int(said.from_utc_ns), int(said.to_utc_ns)))
        yield Finding(True, f"{whole}: shown from beginning to end{named}")


def may_leave_out(said: Manifest, gap: GapNamed) -> bool:
    """Only of a round that lasted long, and nothing of its beginning and its end (``steps.spans_of``)."""
    start_ns, end_ns = int(said.from_utc_ns), int(said.to_utc_ns)
    span = span_of(gap)
    first, last = start_ns + LONGEST_NS - LAST_NS, end_ns - LAST_NS
    return end_ns - start_ns > LONGEST_NS and first <= span.start_ns <= span.end_ns <= last


def span_of(gap: GapNamed) -> Span:
    """Its time."""
    return Span(int(gap.from_utc_ns), int(gap.to_utc_ns))


def _gap(gap: GapNamed) -> Finding:
    numbers = ", ".join(gap.segments[:MOST_NUMBERS]) + (" ..." if len(gap.segments) > MOST_NUMBERS else "")
    lacking = f"; segments {numbers}" if numbers else ""
    span = span_of(gap)
    return Finding(
        True, f"{_times(span)}: no picture: {gap.why}{lacking}", max(0, span.end_ns - span.start_ns)
    )


def _holes(said: Manifest) -> Iterator[Span]:
    """Of the time asked for: what is neither between two frames that follow each other, nor in a gap that is named."""
    start_ns, end_ns = int(said.from_utc_ns), int(said.to_utc_ns)
    at_ns = start_ns
    for span in sorted(_covered(said), key=lambda span: span.start_ns):
        if span.start_ns > at_ns + GAP_NS and at_ns < end_ns:
            yield Span(at_ns, min(span.start_ns, end_ns))
        at_ns = max(at_ns, span.end_ns)
    if end_ns > at_ns + GAP_NS:
        yield Span(at_ns, end_ns)


def _covered(said: Manifest) -> Iterable[Span]:
    origin_ns = int(said.origin_utc_ns)
    captures = sorted(origin_ns + offset_ns for offset_ns in said.frames.offset_ns)
    yield from (Span(one, two) for one, two in pairwise(captures) if two - one <= GAP_NS)
    yield from (Span(one, one) for one in captures)
    yield from map(span_of, said.gaps)


def _times(span: Span) -> str:
    seconds = (span.end_ns - span.start_ns) / 1e9
    return f"{_time(span.start_ns)} to {_time(span.end_ns)} UTC ({seconds:.1f} s)"


def _time(utc_ns: int) -> str:
    return rfc3339(utc_ns)[:23].replace("T", " ")
