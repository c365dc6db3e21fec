"""The most that a blackjack player's bets of one round may return is counted when they are placed: with every split, double and insurance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from edge_api.books.settings import Limits, Range, TableSetup
from schemas.games.blackjack_rules import BlackjackRules
from schemas.phases import Game
from tests.edge_api.books.felt import FELT, Felt, one_seat, refused
from tests.edge_api.books.long_tables import accepted
from tests.edge_api.books.studio import Studio

MOST = 16_000
ALONE = {"seat": 1, "follow_double": False, "follow_split": False}


def a_studio(folder: Path, most: int = MOST, **rules: Any) -> Studio:
    limits = Limits(Range(100, 100_000), 500_000, most)
    return Studio(
        folder,
        tables={FELT: TableSetup(FELT, "Felt", Game.BLACKJACK, "EUR", BlackjackRules(**rules), limits)},
    )


@pytest.mark.parametrize(
    ("rules", "times"),
    [({"das": True, "max_hands": 4}, 16), ({"max_hands": 4}, 8), ({"das": True}, 8), ({"max_hands": 1}, 4)],
)
def test_a_main_bet_counts_as_all_that_it_may_grow_to(
    folder: Path, rules: dict[str, Any], times: int
) -> None:
    studio = a_studio(folder, **rules)
    player, felt = studio.player(), Felt(studio)
    over = studio.bet(player, felt.round_id, ("main", {"seat": 1}, MOST // times + 1))
    assert refused(over) == "above_maximum"
    accepted(studio.bet(player, felt.round_id, ("main", {"seat": 1}, MOST // times)))
    assert refused(studio.bet(player, felt.round_id, ("21+3", {"seat": 1}, 100))) == "above_maximum"


def test_a_bet_behind_counts_as_what_it_goes_along_with(folder: Path) -> None:
    studio = a_studio(folder, das=True, max_hands=4)
    felt, behind = Felt(studio), studio.player("p-2")
    accepted(studio.bet(studio.player(), felt.round_id, ("main", {"seat": 1}, 100)))
    for sel, most in (({"seat": 1}, 1_000), ({**ALONE, "follow_double": True}, 4_000), (ALONE, 6_400)):
        assert refused(studio.bet(behind, felt.round_id, ("bet_behind", sel, most + 1))) == "above_maximum"
        bet_id = accepted(studio.bet(behind, felt.round_id, ("bet_behind", sel, most)))
        studio.cancel(behind, bet_id)


def test_what_is_split_and_doubled_later_may_return_all_of_it_and_no_more(folder: Path) -> None:
    studio = a_studio(folder, 8_000, das=True)
    felt, player = one_seat(studio, "8S 6D 8D TC 3S TS 3C TD TH", stake=1_000)
    felt.play(player, 3, "split")
    felt.play(player, 3, "double", hand=1)
    felt.play(player, 3, "double", hand=2)
    assert felt.outcome() == "settled"
    assert sorted(line[0] for line in felt.lines(player)) == ["double", "double", "main", "split"]
    assert sum(line[3] or 0 for line in felt.lines(player)) == 8_000
