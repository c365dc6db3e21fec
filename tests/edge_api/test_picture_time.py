"""When an event is to be seen in the picture: the sensor's latency earlier, the visible offset later, and nothing gives a result away before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import edge_api
from edge_api.books.messages import Notice
from edge_api.hub import encode
from edge_api.picture_time import OF_GAME, SEEN, SENSED, PictureTimes, Sync
from schemas.facts import FACT_BY_KIND
from schemas.phases import Game

EDGE = Path(edge_api.__file__).parent
UTC_NS = 1_795_382_400_123_456_789
TIMES = PictureTimes({
    "wheel": Sync(Game.ROULETTE, {"wheel": 12, "shoe": 99}, {"gameresult": 200}),
    "shoe": Sync(Game.BACCARAT, {"shoe": 30}, {"card": 700, "player": 50}),
    "named": Sync(Game.DRAGON_TIGER, {}, {"card": 700, "step": 100, "gameresult": 900}),
})  # fmt: skip


def shown(table: str | None, event: str, fact: str = "") -> float:
    return TIMES.of(Notice(table, 1, event, {}, utc_ns=UTC_NS, fact=fact))


@pytest.mark.parametrize(
    ("table", "event", "fact", "shift_ms"),
    [
        ("wheel", "step", "round.step", -12),
        ("wheel", "gameresult", "round.outcome", 188),
        ("wheel", "winners", "round.outcome", 188),
        ("wheel", "statistics", "round.outcome", 188),
        ("wheel", "betsclosed", "round.closed", 0),
        ("wheel", "gameresult", "", 0),
        ("shoe", "card", "round.card", 670),
        ("shoe", "step", "round.step", 670),
        ("shoe", "gameresult", "round.outcome", 670),
        ("shoe", "winners", "round.outcome", 670),
        ("shoe", "player", "round.outcome", 20),
        ("shoe", "betsopen", "round.opened", 0),
        ("named", "step", "round.step", 100),
        ("named", "gameresult", "round.outcome", 900),
        ("named", "roads", "round.outcome", 900),
        ("nowhere", "card", "round.card", 0),
        (None, "player", "", 0),
    ],
)
def test_an_event_is_shifted_by_its_sensor_and_by_what_is_seen_of_it(
    table: str | None, event: str, fact: str, shift_ms: int
) -> None:
    assert shown(table, event, fact) == pytest.approx(1_795_382_400_123.456 + shift_ms, abs=0.001)


def test_every_game_has_a_sensor_and_every_sensed_fact_exists() -> None:
    assert set(OF_GAME) == set(Game)
    assert set(FACT_BY_KIND) >= SENSED


def test_whatever_players_are_told_of_the_table_may_be_given_an_offset() -> None:
    """But for what no board says: a window that is about to end."""
    told = {event for file in EDGE.rglob("*.py") for event in _told(file)}
    assert told - SEEN == {"betsclosingsoon"}
    assert SEEN - told == {"insurance", "turn", "roads", "statistics"}, "these are told under another's name"


def _told(file: Path) -> Iterator[str]:
    """The events that a file names where it tells players."""
    for call in ast.walk(ast.parse(file.read_text())):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "tell":
            yield from (
                word.value
                for word in call.args
                if isinstance(word, ast.Constant) and isinstance(word.value, str)
            )


def test_the_frame_carries_the_time_to_the_microsecond() -> None:
    assert '"t":1795382400123.456' in encode(Notice("wheel", 1, "step", {}), 1_795_382_400_123.456)
