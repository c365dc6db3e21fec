"""Drawn card tables are repeatable, and their truth is what lies clear."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.index import CARDS
from hardware.sim.scenes.cards import A_PICTURE, SCENES
from hardware.sim.scenes.scene import NOTHING_IS_THERE


def test_the_same_seed_condition_and_number_draw_the_same_picture() -> None:
    first, again = (SCENES.site(2).draw("glare", 1) for _ in range(2))
    assert first.truth == again.truth and np.array_equal(first.frame, again.frame)


def test_another_number_is_another_picture() -> None:
    site = SCENES.site(2)
    assert site.draw("plain", 0).truth != site.draw("plain", 1).truth


@pytest.mark.parametrize("condition", SCENES.conditions)
def test_truth_is_of_cards_only_and_never_more_than_were_dealt(condition: str) -> None:
    drawn = SCENES.site(3).draw(condition, 0)
    assert {*drawn.truth, *drawn.also} <= set(CARDS) and len(drawn.truth + drawn.also) <= A_PICTURE
    assert not drawn.truth or condition not in (NOTHING_IS_THERE, "wrong_deck")


def test_a_deck_is_shown_whole_to_be_learned() -> None:
    told = [entry for _, entry in SCENES.site(2).labelled() if isinstance(entry, dict)]
    assert sorted(card["label"] for entry in told for card in entry["cards"]) == sorted(CARDS)


def test_an_unknown_condition_is_refused() -> None:
    with pytest.raises(ValueError):
        SCENES.site(2).draw("fog", 0)
