"""How fast a dealer works at a line reader. Seconds; our own estimates of an unhurried live table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two cards, from shaking to dice at rest, from the push to a wheel at rest, to a reading that is one too many, and from a card's reading to face up."""

    card_s: float = 1.2
    shake_s: float = 3.5
    spin_s: float = 9.0
    extra_s: float = 0.4
    turn_s: float = 0.7

    def faster(self, factor: float) -> Pace:
        """The same hand, ``factor`` times as fast.

        Raises:
            ValueError: the factor is not above zero.
        """
        if factor <= 0:
            raise ValueError(f"the speed factor must be above zero, not {factor}")
        return Pace(
            self.card_s / factor,
            self.shake_s / factor,
            self.spin_s / factor,
            self.extra_s / factor,
            self.turn_s / factor,
        )
