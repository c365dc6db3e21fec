"""From the configuration to a machine: a table that can't be played with its devices is refused at the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.rounds.machine import Memory, Publish, Start
from firmware_agent.tables import new_machine
from schemas.sight import SightKind, SightMode
from schemas.sight_facts import SightChanged

CONFIG = """
[table]
site = "demo"
id = "table-01"
game = "{game}"
{game_part}
[[device]]
name = "first"
kind = "{kind}"
port = "/dev/studio/first"
[broker]
host = "127.0.0.1"
[edge]
public_keys = {{ "edge-1#1" = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }}
[store]
folder = "/nonexistent"
"""


@pytest.mark.parametrize(
    ("game", "game_part", "kind", "missing"),
    [
        ("roulette", 'wheel = "european"', "angel-eye-2ex", "a wheel"),
        ("baccarat", "decks = 8", "cammegh-ss2", "a shoe or a reader of cards"),
        ("dragon_tiger", "", "dice-line", "a reader of cards"),
        ("sic_bo", "", "card-line", "a reader of dice"),
        ("money_wheel", "", "cammegh-ss2", "a reader of a money wheel"),
    ],
)
def test_a_table_whose_first_device_reads_something_else_is_refused(
    tmp_path: Path, game: str, game_part: str, kind: str, missing: str
) -> None:
    file = tmp_path / "board.toml"
    file.write_text(CONFIG.format(game=game, game_part=game_part, kind=kind), encoding="utf-8")
    with pytest.raises(ConfigError, match=f"is played with {missing}; put it first"):
        new_machine(load_config(file), Memory())


def test_what_the_camera_counts_comes_from_the_section_sight(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    shoe = CONFIG.format(game="baccarat", game_part="decks = 8", kind="angel-eye-2ex")
    file.write_text(shoe + '[sight]\nsource = "file"\naddress = "/nonexistent"\n', encoding="utf-8")
    config = load_config(file)
    told = new_machine(config, Memory()).start(Start(0, 1, "1.0", "0" * 64))
    (changed,) = [
        each.fact for each in told if isinstance(each, Publish) and isinstance(each.fact, SightChanged)
    ]
    assert (changed.sees, changed.wanted, changed.needed) == (SightKind.CARDS, SightMode.SHADOW, 30_000)
