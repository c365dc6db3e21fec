"""A camera that lies: only as often as it was told to, never so that nobody could tell."""

from __future__ import annotations

import pytest

from hardware.sim.camera.sabotage import Liar
from hardware.sim.camera.scene import Happening
from schemas.cards import DECK


def card(name: str) -> Happening:
    return {"what": "card", "card": name, "place": "player", "index": 0, "at_ns": 7}


def test_every_third_card_is_shown_as_another_and_the_lie_is_told() -> None:
    liar = Liar(3)
    shown = [liar.retold(card("TD")) for _ in range(6)]
    assert [lie is not None for _, lie in shown] == [False, False, True, False, False, True]
    happening, lie = shown[2]
    assert lie is not None
    assert (lie.at_ns, lie.reported, lie.shown) == (7, "TD", happening["card"])
    assert happening["card"] != "TD"


@pytest.mark.parametrize("name", DECK)
def test_a_lie_shows_a_card_of_another_rank(name: str) -> None:
    happening, _ = Liar(1).retold(card(name))
    assert happening["card"] in DECK
    assert happening["card"][0] != name[0]


def test_the_wheel_lies_with_the_ball_and_not_with_the_dolly() -> None:
    liar = Liar(1)
    ball = {"what": "ball", "how": "falls", "pocket": "17", "rests_in_s": 1.0, "at_ns": 1}
    assert liar.retold(ball)[0]["pocket"] != "17"
    for untouched in ({"what": "number", "pocket": "17", "at_ns": 1}, {"what": "ball", "how": "launched"}):
        assert liar.retold(untouched) == (untouched, None)


def test_dice_and_segments_lie_too() -> None:
    liar = Liar(1)
    assert liar.retold({"what": "dice", "faces": "346", "at_ns": 1})[0]["faces"] == "451"
    liar.retold({"what": "table", "game": "money_wheel", "segments": {"1": 24, "2": 15, "10": 4}})
    assert liar.retold({"what": "spinning", "segment": "2", "at_ns": 1})[0]["segment"] in ("1", "10")


def test_without_another_segment_there_is_no_lie() -> None:
    happening, lie = Liar(1).retold({"what": "spinning", "segment": "2", "at_ns": 1})
    assert (happening["segment"], lie) == ("2", None)
