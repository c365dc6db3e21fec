"""Which state of a table counts most, and the figures beside it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.tiles import HOUR_NS, Figures, devices, pace, shown, tile
from tests.edge_api.web.stage import HEALTH, roulette

NOTHING = Figures(None, 0, 0, (), ())
HOLD = {"cause": "wrong_card", "by": "edge"}


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"phase": "spinning"}, "spinning"),
        ({"phase": "held", "hold": HOLD}, "held"),
        ({"phase": "idle", "hold": HOLD, "round_id": None}, "held"),
        ({"phase": "held", "hold": HOLD, "status": "frozen"}, "frozen"),
        ({"phase": "held", "hold": HOLD, "board": {"online": False}}, "held"),
        ({"phase": "spinning", "board": {"online": False}}, "lost"),
        ({"phase": "bets_open", "board": {"online": False}}, "bets_open"),
        ({"phase": "spinning", "status": "paused"}, "spinning"),
        ({"phase": "settled", "status": "paused"}, "paused"),
        ({"phase": "settled"}, "settled"),
    ],
)
def test_what_needs_a_human_is_shown_before_the_phase(changed: dict[str, Any], state: str) -> None:
    assert shown(roulette(**changed)) == state


def test_a_board_counts_as_heard_once_its_health_is_known() -> None:
    assert tile(roulette(), NOTHING, 0)["online"] is True
    assert tile(roulette(health=None), NOTHING, 0)["online"] is None
    assert tile(roulette(board={"online": False}), NOTHING, 0)["online"] is False


def test_an_outcome_is_shown_only_with_its_own_round() -> None:
    settled = roulette(phase="settled")
    assert tile(settled, NOTHING, 0)["outcome"] == {"pocket": "17"}
    assert tile({**settled, "round_id": "another"}, NOTHING, 0)["outcome"] is None
    assert tile(roulette(phase="spinning"), NOTHING, 0)["outcome"] is None


def test_trouble_that_the_table_asserts_overrules_what_the_board_reports() -> None:
    found = devices(HEALTH["devices"], {"wheel": {"condition": "fault", "detail": "sensor 3"}})
    assert [(each["name"], each["condition"]) for each in found] == [("console", "up"), ("wheel", "fault")]
    assert found[1]["dropped_bytes"] == 3


def test_a_device_that_is_down_now_is_down_although_it_was_once_up() -> None:
    found = devices([{"name": "wheel", "up": False}], {"wheel": {"condition": "cleared", "detail": ""}})
    assert found[0]["condition"] == "down"


def test_a_clock_is_unknown_until_its_board_speaks() -> None:
    assert tile(roulette(health=None), NOTHING, 0)["clock_quality"] == "unknown"
    assert tile(roulette(), NOTHING, 0)["clock_quality"] == "good"
    assert tile(roulette(clock={"quality": "refuse", "error_us": 9}), NOTHING, 0)["clock_quality"] == "refuse"


def test_one_round_has_no_pace() -> None:
    assert pace([5], 10) is None
    assert pace([], 10) is None


@given(st.integers(2, 50), st.integers(20, 600))
def test_rounds_at_equal_distance_have_that_pace(count: int, seconds: int) -> None:
    now = 10**18
    openings = [now - index * seconds * 10**9 for index in range(count)]
    within = [opened for opened in openings if now - opened < HOUR_NS]
    expected = round(3600 / seconds) if len(within) > 1 else None
    assert pace(openings, now) == expected
