"""Random evenings at a table that draws multipliers: every straight is paid as drawn, each round is drawn at most once, and never while bets are open."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from edge_api.rounds.seeds import draw_of
from tests.edge_api.books.lightning import drawn, tables
from tests.edge_api.books.studio import Studio
from tests.edge_api.books.test_books_at_random import Bet, Evening


class LightningEvening(Evening):
    """The same evening under a law of multipliers: 29 to one, or what was drawn (for one)."""

    def new_studio(self) -> Studio:
        self.first_seen: dict[str, dict[str, int]] = {}
        return Studio(self.folder, tables=tables())

    def returns(self, bet: Bet, pocket: str) -> int:
        if bet.kind != "straight" or self.round is None:
            return bet.returns(pocket)
        times = drawn(self.studio, self.round.round_id).get(pocket, 30)
        return times * bet.stake if pocket == bet.number else 0

    @invariant()
    def an_open_round_is_not_drawn_and_a_drawn_one_stays_so(self) -> None:
        if not hasattr(self, "first_seen") or self.round is None:
            return
        draw = draw_of(self.studio.conn, self.round.round_id)
        assert draw is not None
        is_open = self.studio.round(self.round.round_id)["phase"] in ("bets_open", "bets_closing_soon")
        assert (draw.lucky is None) == is_open
        if draw.lucky is not None:
            assert self.first_seen.setdefault(self.round.round_id, draw.lucky) == draw.lucky
        told = [body["round_id"] for body in self.studio.told("multipliers")]
        assert len(told) == len(set(told))


TestRandomLightning = LightningEvening.TestCase
TestRandomLightning.settings = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
