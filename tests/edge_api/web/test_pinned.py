"""Graphics pinned to the picture, in a real browser: a card's value lies at its place, the winning sector turns with the rotor, nothing is drawn without anchors."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pytest

from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER

ORDER = ["0", "32", "15", "19"]
ROTOR: dict[str, Any] = {
    "middle": [0.4, 0.3],
    "axes": [0.2, 0.1],
    "lean": 0.0,
    "turns": 0.25,
    "turns_a_s": 0.5,
    "order": ORDER,
}
SLOT = {"name": "player:1", "quad": [[0.2, 0.4], [0.3, 0.4], [0.3, 0.6], [0.2, 0.6]]}
ANCHORS = {
    "ev": "anchors",
    "utc_ns": "1000000000000",
    "slots": [SLOT],
    "seen": [],
    "rotor": ROTOR,
    "to_table": None,
}
CARD = {"ev": "card", "seat": "player", "index": 1, "hand": 1, "card": "TD"}


def drawn(page: Tab, *frames: dict[str, Any], then: str) -> Any:
    """What stands on a sheet of its own over a picture of 640 x 360 after these frames; the screen shows the anchors' own moment."""
    return page.value(
        f"""import('/static/pinned.js').then(({{ Pinned }}) => {{
          const box = document.createElement('div'), video = document.createElement('video');
          Object.defineProperties(video, {{ videoWidth: {{ value: 640 }}, videoHeight: {{ value: 360 }} }});
          document.body.append(box); box.append(video);
          const pinned = new Pinned(box, video, () => 1000000);
          video.dispatchEvent(new Event('resize'));
          for (const frame of {json.dumps(frames)}) pinned.seen(frame);
          const found = {then};
          pinned.remove(); box.remove();
          return found;
        }})"""
    )


def sector(page: Tab, value: str, after_s: float) -> Sequence[Sequence[float]]:
    asked = f"sector({json.dumps(ROTOR)}, {json.dumps(value)}, {after_s})"
    found: Sequence[Sequence[float]] = page.value(
        f"import('/static/pinned.js').then(({{ sector }}) => {asked})"
    )
    return found


def test_a_card_is_named_where_it_lies(page: Tab) -> None:
    said = drawn(
        page,
        ANCHORS,
        CARD,
        then="[box.querySelector('text').textContent, box.querySelector('.frame').getAttribute('points')]",
    )
    assert said[0] == "10♦"
    assert said[1].split(" ")[0] == "0.2,0.225"


def test_where_a_card_really_lies_counts_more_than_its_slot(page: Tab) -> None:
    lies = {"name": "player:1", "quad": [[0.5, 0.8], [0.6, 0.8], [0.6, 0.9], [0.5, 0.9]]}
    said = drawn(
        page, {**ANCHORS, "seen": [lies]}, CARD, then="box.querySelector('.frame').getAttribute('points')"
    )
    assert said.startswith("0.5,0.45")


@pytest.mark.parametrize("other", [{**CARD, "index": 2}, {**CARD, "card": None}, {**CARD, "hand": 2}])
def test_nothing_is_drawn_where_nothing_is_known(page: Tab, other: dict[str, Any]) -> None:
    assert drawn(page, ANCHORS, other, then="box.querySelectorAll('polygon').length") == 0
    assert drawn(page, CARD, then="box.querySelectorAll('polygon').length") == 0


def test_the_next_round_clears_the_picture(page: Tab) -> None:
    assert drawn(page, ANCHORS, CARD, {"ev": "betsopen"}, then="box.querySelectorAll('polygon').length") == 0


def test_the_winning_sector_is_drawn_on_the_rotor_and_a_stranger_is_not(page: Tab) -> None:
    result = {"ev": "gameresult", "result": "32"}
    assert drawn(page, ANCHORS, result, then="box.querySelectorAll('.sector').length") == 1
    assert (
        drawn(page, ANCHORS, {**result, "result": "banker"}, then="box.querySelectorAll('.sector').length")
        == 0
    )


def test_the_winning_sector_stays_while_the_next_bets_are_taken(page: Tab) -> None:
    stays: list[dict[str, Any]] = [ANCHORS, {"ev": "gameresult", "result": "32"}, {"ev": "betsopen"}]
    assert drawn(page, *stays, then="box.querySelectorAll('.sector').length") == 1
    assert drawn(page, *stays, {"ev": "void"}, then="box.querySelectorAll('.sector').length") == 0


TWICE: dict[str, Any] = {**ANCHORS, "rotor": {**ROTOR, "order": ["1", "2x", "1", "10"]}}
STOPPED = {"name": "wheel:2", "quad": [[0.4, 0.1], [0.5, 0.1], [0.5, 0.2], [0.4, 0.2]]}


@pytest.mark.parametrize("stops", [["2x", "1"], ["2x", "10"]])
def test_on_a_wheel_with_names_twice_the_sector_is_where_the_last_stop_was_seen(
    page: Tab, stops: list[str]
) -> None:
    result = {"ev": "gameresult", "result": " ".join(stops), "outcome": {"stops": stops}}
    seen = {**TWICE, "seen": [{**STOPPED, "name": "wheel:1", "quad": SLOT["quad"]}, STOPPED]}
    points = "box.querySelector('.sector').getAttribute('points')"
    assert drawn(page, seen, result, {"ev": "betsopen"}, then=points).startswith("0.4,0.05625 0.5,0.05625 ")


@pytest.mark.parametrize("stops", [["1"], ["10"], ["2x", "1"]])
def test_on_a_wheel_with_names_twice_a_stop_that_was_not_seen_is_drawn_nowhere(
    page: Tab, stops: list[str]
) -> None:
    result = {"ev": "gameresult", "result": " ".join(stops), "outcome": {"stops": stops}}
    seen = TWICE if len(stops) > 1 else {**TWICE, "seen": [STOPPED]}
    assert drawn(page, seen, result, then="box.querySelectorAll('polygon').length") == 0


def test_a_stop_that_is_seen_after_the_result_is_drawn_then(page: Tab) -> None:
    result = {"ev": "gameresult", "result": "2x 1", "outcome": {"stops": ["2x", "1"]}}
    seen = {**TWICE, "seen": [STOPPED]}
    late = [
        TWICE,
        {"ev": "gameresult", "result": "1", "outcome": {"stops": ["1"]}},
        result,
        {"ev": "betsopen"},
        TWICE,
        seen,
    ]
    points = "box.querySelector('.sector').getAttribute('points')"
    assert drawn(page, *late, then=points).startswith("0.4,0.05625 ")
    gone = [TWICE, result, {"ev": "void"}, seen]
    assert drawn(page, *gone, then="box.querySelectorAll('polygon').length") == 0


def test_an_ellipse_that_is_told_the_other_way_round_is_the_same(page: Tab) -> None:
    def middles(rotor: dict[str, Any]) -> Any:
        asked = f"sector({json.dumps(rotor)}, '15', 0)"
        return page.value(f"import('/static/pinned.js').then(({{ sector }}) => {asked})")

    for point, same in zip(middles(ROTOR), middles({**ROTOR, "lean": 0.5}), strict=True):
        assert point == pytest.approx(same)
    across = {**ROTOR, "lean": 0.25, "axes": ROTOR["axes"][::-1]}
    for point, same in zip(middles(ROTOR), middles(across), strict=True):
        assert point == pytest.approx(same)


@pytest.mark.parametrize("after_s", [0.0, 0.5, -1.0])
@pytest.mark.parametrize("value", ORDER)
def test_the_sector_turns_with_the_rotor(page: Tab, value: str, after_s: float) -> None:
    points = sector(page, value, after_s)
    at = 0.25 + 0.5 * after_s + ORDER.index(value) / len(ORDER)
    outer = points[len(points) // 4]
    assert outer[0] == pytest.approx(0.4 + 0.2 * 1.02 * math.cos(2 * math.pi * at))
    assert outer[1] == pytest.approx(0.3 + 0.1 * 1.02 * math.sin(2 * math.pi * at))
