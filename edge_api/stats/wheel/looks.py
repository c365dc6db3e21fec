"""Repeated looks at a wheel, corrected: who looks every week at one in a thousand rings for nothing within years. A look uses new spins only.

A wheel is looked at after each block of 100, 500 and 1000 spins a pocket (alarm, report and archive window: three *ladders*, each with
blocks of its own, none used twice in a ladder). What a look may say:

- amber or red by the verdict rule: a *note*, which stops nothing (fair wheels give one in every few dozen looks);
- a red *alarm*, and then only
  - at first sight, when the chance of so strong a sign, all six deciding statistics and all places counted (Bonferroni, exact binomial
    tails), is at most ``spend(number of the look)``; or
  - confirmed: the look before was red, and the one place (or chi-square) that had stood out most stands out again in the next block,
    which had no part in choosing it, with a chance of at most ``spend(number of the confirmation)``.

``spend(n) = SHARE / (n (n + 1))`` adds up to SHARE over all n for ever, so a fair wheel raises a red alarm in its whole life with
probability at most LIFE_ALPHA, however often it is looked at (union bound; no independence is needed).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from edge_api.stats.wheel import binomial, chi_square
from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.evenness import evenness
from edge_api.stats.wheel.examination import DECIDING, Verdict, examine
from edge_api.stats.wheel.finding import Check, Finding
from edge_api.stats.wheel.limits import Limits
from schemas.games.wheels import Wheel

LIFE_ALPHA = 0.01
LADDERS = (100, 500, 1000)
"""Spins a pocket in a block of each ladder: 3 700, 18 500 and 37 000 spins of a single-zero wheel."""

SHARE = LIFE_ALPHA / (2 * len(LADDERS))
"""What one ladder may spend on first sights, and again on confirmations."""


class Alert(Enum):
    """What a look makes known."""

    NONE = "none"
    NOTE = "note"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What stood out most in a red look; ``where`` is empty for chi-square."""

    check: Check
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One look. ``chance`` is that of the strongest sign in this block, or of the suspicion that it confirmed, ``spent`` the most that
    would have made it an alarm; ``suspicion`` is what the next block has to confirm."""

    spins: int
    number: int
    verdict: Verdict
    alert: Alert
    confirmed: bool
    sign: Suspicion
    chance: float
    spent: float
    suspicion: Suspicion | None
    confirmations: int


def spend(number: int) -> float:
    """The chance that the look (or confirmation) with this number, from 1, may use up."""
    return SHARE / (number * (number + 1))


class Ladder:
    """The looks at one wheel in blocks of one size. ``last`` takes up where an earlier run had stopped."""

    def __init__(self, wheel: Wheel, spins_a_pocket: int, limits: Limits, last: Look | None = None) -> None:
        self.last = last
        self._wheel, self._limits = wheel, limits
        self._counts = WheelCounts(wheel)
        self.block = spins_a_pocket * self._counts.pockets

    def add(self, pocket: str) -> Look | None:
        """The next spin; a look when it completes a block."""
        self._counts.add(pocket)
        if self._counts.spins < self.block:
            return None
        self.last = self._look()
        self._counts = WheelCounts(self._wheel)
        return self.last

    def _look(self) -> Look:
        found = examine(self._counts, self._limits)
        number = self.last.number + 1 if self.last else 1
        chances = {each: chance_of(self._counts, each) for each in _signs(found.findings)}
        sign = min(chances, key=chances.__getitem__)
        chance = min(1.0, len(chances) * _among(self._counts, sign) * chances[sign])
        suspicion = sign if found.verdict is Verdict.RED else None
        confirming = self._confirming()
        if confirming is not None and confirming.alert is Alert.ALARM:
            return self._made(number, found.verdict, suspicion, confirming)
        alert = Alert.NOTE if found.verdict in (Verdict.AMBER, Verdict.RED) else Alert.NONE
        alert = Alert.ALARM if chance <= spend(number) else alert
        first = _Weighed(sign, chance, spend(number), alert, False)
        return self._made(number, found.verdict, suspicion, first)

    def _confirming(self) -> _Weighed | None:
        """What the look before had suspected, tested on this block alone."""
        if self.last is None or self.last.suspicion is None:
            return None
        chance = chance_of(self._counts, self.last.suspicion)
        spent = spend(self.last.confirmations + 1)
        alert = Alert.ALARM if chance <= spent else Alert.NONE
        return _Weighed(self.last.suspicion, chance, spent, alert, True)

    def _made(self, number: int, verdict: Verdict, suspicion: Suspicion | None, weighed: _Weighed) -> Look:
        before = self.last.confirmations if self.last else 0
        tried = self.last is not None and self.last.suspicion is not None
        return Look(
            self.block,
            number,
            verdict,
            weighed.alert,
            weighed.confirms,
            weighed.sign,
            weighed.chance,
            weighed.spent,
            suspicion,
            before + tried,
        )


@dataclass(frozen=True, slots=True)
class _Weighed:
    sign: Suspicion
    chance: float
    spent: float
    alert: Alert
    confirms: bool


def chance_of(counts: WheelCounts, sign: Suspicion) -> float:
    """The chance that a fair wheel shows a sign, named before, as strongly as these spins do."""
    if sign.check is Check.CHI_SQUARE:
        return chi_square.upper_tail(evenness(counts.hits), counts.pockets - 1)
    return binomial.at_least(counts.total(sign.where), counts.spins, len(sign.where) / counts.pockets)


def _signs(findings: tuple[Finding, ...]) -> list[Suspicion]:
    return [Suspicion(each.check, each.where) for each in findings if each.check in DECIDING]


def _among(counts: WheelCounts, sign: Suspicion) -> int:
    """Among how many places the sign was chosen."""
    return 1 if sign.check is Check.CHI_SQUARE else counts.pockets
