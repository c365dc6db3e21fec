"""A demo does what its environment asks, and says which word it does not understand."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.sim.demo.wishes import Wishes, wishes


def test_nothing_asked_is_a_demo_until_it_is_interrupted() -> None:
    empty = {"DEMO_SECONDS": "", "STUDIO_DEMO_DIR": "", "DEMO_SEED": "", "DEMO_KEEP": "0"}
    assert wishes({}) == wishes(empty) == Wishes(None, None, keep=False, faults=False, seed=1)


def test_everything_may_be_asked() -> None:
    asked = {
        "DEMO_SECONDS": "2.5",
        "STUDIO_DEMO_DIR": "/d",
        "DEMO_KEEP": "1",
        "DEMO_FAULTS": "1",
        "DEMO_SEED": "7",
        "DEMO_VIDEO": "0",
    }
    assert wishes(asked) == Wishes(2.5, Path("/d"), keep=True, faults=True, seed=7, video=False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("DEMO_SECONDS", text) for text in ("abc", "0", "-5", "nan", "inf", "5 s")),
        ("DEMO_KEEP", "yes"),
        ("DEMO_FAULTS", "true"),
        ("DEMO_SEED", "x"),
        ("DEMO_VIDEO", "on"),
        ("SABOTAGE", "1"),
    ],
)
def test_a_word_that_is_not_understood_is_named(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be .* not '{text}'"):
        wishes({name: text})


def test_cameras_lie_when_asked_and_only_where_there_are_any() -> None:
    assert wishes({"SABOTAGE": "camera"}).sabotage
    assert not wishes({"SABOTAGE": ""}).sabotage
    with pytest.raises(ValueError, match="there is no camera to lie"):
        wishes({"SABOTAGE": "camera", "DEMO_VIDEO": "0"})
