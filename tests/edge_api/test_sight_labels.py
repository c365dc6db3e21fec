"""What a technician may say lies before a camera, held against the table's game."""

from __future__ import annotations

from typing import Any

import pytest

from edge_api.sight_labels import refuse_unknown
from schemas.games.rules import parse_rules
from schemas.phases import Game

Table = tuple[Game, dict[str, str]]
EUROPEAN: Table = (Game.ROULETTE, {})
AMERICAN = Game.ROULETTE, {"wheel": "american"}
DREAM: Table = (Game.MONEY_WHEEL, {})
BIG_SIX = Game.MONEY_WHEEL, {"wheel": "big_six_nevada"}
SIC_BO: Table = (Game.SIC_BO, {})
CRAPS: Table = (Game.CRAPS, {})
CARDS: Table = (Game.BACCARAT, {})


def refusal(table: Table, label: dict[str, Any], whole: bool = True) -> str | None:
    try:
        refuse_unknown(parse_rules(*table), label, whole)
    except ValueError as wrong:
        return str(wrong)
    return None


@pytest.mark.parametrize(
    ("table", "label"),
    [
        (EUROPEAN, {"result": "0"}),
        (EUROPEAN, {"result": "36"}),
        (EUROPEAN, {"result": None}),
        (AMERICAN, {"result": "00"}),
        (DREAM, {"segment": "2x"}),
        (BIG_SIX, {"segment": "joker"}),
        (SIC_BO, {"faces": [1, 6, 6]}),
        (CRAPS, {"faces": [3, 5]}),
        (CARDS, {"cards": [{"label": "99"}]}),
    ],
)
def test_what_the_game_has_goes_on_and_cards_are_the_boards_to_read(
    table: Any, label: dict[str, Any]
) -> None:
    assert refusal(table, label) is None


@pytest.mark.parametrize(
    ("table", "label", "said"),
    [
        (EUROPEAN, {"result": "ABC"}, '"ABC" is no pocket of this wheel: it has 0 to 36;'),
        (EUROPEAN, {"result": "99"}, '"99" is no pocket'),
        (EUROPEAN, {"result": "00"}, "it has 0 to 36;"),
        (EUROPEAN, {"result": ""}, "a dash says that it is empty"),
        (EUROPEAN, {"result": 17}, "17 is no pocket"),
        (EUROPEAN, {"faces": [1, 3]}, 'say the pocket, as in {"result": "17"}; null says'),
        (AMERICAN, {"result": "37"}, "it has 0, 00 and 1 to 36;"),
        (DREAM, {"segment": "joker"}, '"joker" is no segment of this wheel: it has 1, 2, 5, 10, 20, 40, 2x, 7x.'),
        (BIG_SIX, {"segment": "3"}, "it has 1, 2, 5, 10, 20, joker, logo."),
        (SIC_BO, {"faces": [1, 7, 3]}, "7 is no face of a die: each is 1 to 6."),
        (SIC_BO, {"faces": ["ABC"]}, '"ABC" is no face of a die'),
        (SIC_BO, {"faces": [1, 3]}, "Sic bo is played with three dice: say 3 faces, as in 1 3 6; 2 said."),
        (CRAPS, {"faces": [1, 3, 6]}, "Craps is played with two dice"),
    ],
)  # fmt: skip
def test_what_the_game_has_not_is_refused_with_what_it_has(
    table: Any, label: dict[str, Any], said: str
) -> None:
    assert said in (refusal(table, label) or "")


def test_a_picture_to_learn_from_may_show_fewer_dice_but_no_other_faces() -> None:
    assert refusal(SIC_BO, {"faces": [4]}, whole=False) is None
    assert refusal(SIC_BO, {"faces": [0]}, whole=False) is not None
