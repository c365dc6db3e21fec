"""What a vote must reach to count: floor and lead for each reader, set between what a site's own cards reach and what other things reach. Holds no number of its own but how far between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.decode.sight.reader import Vote

GENUINE_LOST, LEAD_LOST = 0.04, 0.02
"""Part of the calibration's hard looks at genuine cards that may fall below a floor, and below a lead: two likely cards of one deck are told apart by the other reader too."""
WRONG_PASS = 0.01
"""Part of all looks in which one reader may be wrong above its gate. Both must be, and in the same way, for a wrong read."""
WHOLE_BETWEEN, WHOLE_LEAD_BETWEEN, INDEX_BETWEEN = 0.9, 0.85, 0.9
"""How far from the wrong votes towards the right ones a gate lies. Near the right ones: that keeps out the cards of other decks, of which a calibration knows nothing."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Of one reader."""

    floor: float
    lead: float

    def passes(self, vote: Vote) -> bool:
        return vote.value is not None and vote.score >= self.floor and vote.lead >= self.lead


@dataclass(frozen=True, slots=True)
class Gates:
    """Of both readers, and the least sharpness at which the calibration's cards were still read."""

    whole: Gate
    index: Gate
    sharpness: float


def gate(tries: Sequence[tuple[Vote, bool]], part: float, lead_part: float | None = None) -> Gate:
    """From votes, each with whether it was right; a vote on what is no enrolled card is always wrong. ``lead_part``: of the lead, where it is another one."""
    of_lead = part if lead_part is None else lead_part
    return Gate(
        between([(vote.score, right) for vote, right in tries if vote.value], part),
        between([(vote.lead, right) for vote, right in tries if vote.value], of_lead, LEAD_LOST),
    )


def between(tries: Sequence[tuple[float, bool]], part: float, lost: float = GENUINE_LOST) -> float:
    """A ``part`` of the way to what nearly all right votes reach from what nearly no look gives a wrong one; above these where they overlap."""
    right = [level for level, is_right in tries if is_right]
    wrong = [0.0 if is_right else level for level, is_right in tries]
    low = float(np.quantile(right, lost)) if right else 1.0
    high = max(0.0, float(np.quantile(wrong, 1 - WRONG_PASS))) if wrong else 1.0
    return high + part * (low - high) if high < low else high
