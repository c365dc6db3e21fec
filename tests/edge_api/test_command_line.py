"""Every command of `edge-api` is there, says what it takes, and loads nothing of the others."""

from __future__ import annotations

import subprocess
import sys

import pytest

from edge_api.__main__ import COMMANDS, main
from schemas.phases import Game


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: edge-api {name}" in capsys.readouterr().out


def test_without_a_command_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["sereve"], ["--config", "x", "serve"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = " ".join(capsys.readouterr().out.split())
    assert all(each.about in listed for each in COMMANDS.values())


def test_a_command_loads_nothing_of_the_others() -> None:
    """A restarted edge is back sooner by what it does not load before its books do."""
    asked = "import sys; from edge_api.__main__ import main\ntry: main(['serve', '--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rsplit("\n", 2)[-2].split())
    assert "edge_api.books_link" in loaded
    assert not loaded & {"fastapi", "edge_api.config", "edge_api.app", "edge_api.settle.books"}


@pytest.mark.parametrize("words", [("odds",), ("rules", "show"), ("rules", "list")])
def test_the_help_of_a_command_for_a_game_lists_the_games(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    said = capsys.readouterr().out
    assert all(game.value in said for game in Game)
