"""A clip's ``events.vtt``: what happened, as cues that any player can show. Pure. Source: WebVTT, W3C."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from edge_api.video.clips.manifest import Bets, Frames, Moment
from schemas.times import rfc3339

LEAST_MS = 1
BET_MS = 1_000


def cues(frames: Frames, moments: Sequence[Moment], bets: Bets, timescale: int) -> str:
    """A cue for each fact, until the next one, and one for the bets that were accepted at a frame."""
    ms = [pts * 1000 // timescale for pts in frames.pts]
    end_ms = ms[-1] + LEAST_MS
    listed = sorted([*_facts(moments, ms, end_ms), *_bets(bets, ms, end_ms)])
    return "WEBVTT\n" + "".join(
        f"\n{_clock(start)} --> {_clock(max(end, start + LEAST_MS))}\n{text}\n" for start, end, text in listed
    )


def _facts(moments: Sequence[Moment], ms: Sequence[int], end_ms: int) -> Iterator[tuple[int, int, str]]:
    starts = [ms[moment.frame] for moment in moments]
    for moment, start, end in zip(moments, starts, (*starts[1:], end_ms), strict=False):
        yield start, end, f"{rfc3339(int(moment.shown_utc_ns))[11:23]} {_escaped(moment.text)}"


def _bets(bets: Bets, ms: Sequence[int], end_ms: int) -> Iterator[tuple[int, int, str]]:
    for frame, same in groupby(zip(bets.frame, bets.number, bets.utc_ns, strict=True), key=itemgetter(0)):
        placed = list(same)
        numbers = ", ".join(str(number) for _, number, _ in placed[:8]) + (" ..." if len(placed) > 8 else "")
        word = "bet" if len(placed) == 1 else "bets"
        yield (
            ms[frame],
            min(ms[frame] + BET_MS, end_ms),
            f"{rfc3339(int(placed[0][2]))[11:23]} {word} accepted: {numbers}",
        )


def _clock(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
