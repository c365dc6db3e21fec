"""What each game is played with: no game is left out."""

from __future__ import annotations

from schemas.phases import Game
from schemas.sight_games import PLAYED_WITH


def test_every_game_is_played_with_something_that_a_camera_reads() -> None:
    assert PLAYED_WITH.keys() == set(Game)
