"""How long a Cammegh SS2 dwells in each state, as captured on a speed-roulette table (161 games an hour). Seconds."""

from __future__ import annotations

from dataclasses import dataclass

MIN_STATUS_S = 0.1


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; ``place_bets_s`` counts only when the wheel starts by itself."""

    status_s: float = 0.5
    power_up_s: float = 1.0
    place_bets_s: float = 9.0
    reply_s: float = 0.022
    launch_s: float = 6.4
    in_rim_s: float = 4.0
    no_more_bets_s: float = 26.5
    number_lead_s: float = 0.27
    winning_number_s: float = 5.5
    gives_up_s: float = 75.0

    def faster(self, factor: float) -> Timing:
        """The same wheel, ``factor`` times as fast; status lines not closer than 0.1 s, the reply unscaled.

        Raises:
            ValueError: the factor is not above zero.
        """
        if factor <= 0:
            raise ValueError(f"the speed factor must be above zero, not {factor}")
        return Timing(
            status_s=max(MIN_STATUS_S, self.status_s / factor),
            power_up_s=self.power_up_s / factor,
            place_bets_s=self.place_bets_s / factor,
            reply_s=self.reply_s,
            launch_s=self.launch_s / factor,
            in_rim_s=self.in_rim_s / factor,
            no_more_bets_s=self.no_more_bets_s / factor,
            number_lead_s=self.number_lead_s / factor,
            winning_number_s=self.winning_number_s / factor,
            gives_up_s=self.gives_up_s / factor,
        )
