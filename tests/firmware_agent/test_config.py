"""The configuration file: what is taken, and how what is wrong is explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_agent.config_docs import PAGE, document
from firmware_agent.config_file import ConfigError, load_config
from hardware.signals import Key
from schemas.phases import Game

ROOT = Path(__file__).parents[2]

GOOD = """
[table]
site = "demo"
id = "roulette-01"
game = "roulette"
wheel = "european"
betting_s = 15

[[device]]
name = "wheel"
kind = "cammegh-ss2"
port = "/dev/studio/wheel"
poll_s = 0.5

[console]
keys = { open = "GPIO17", void = "GPIO23" }
lamps = { green = "GPIO5" }

[broker]
host = "10.0.0.1"
also = [{ host = "10.0.0.2", port = 1884 }]

[edge]
public_keys = { "edge-1#1" = "AAAA" }

[store]
folder = "/var/lib/studio-floor/roulette-01"
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "agent.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_taken_with_its_defaults(tmp_path: Path) -> None:
    config = load_config(file(tmp_path, GOOD))
    assert config.table.game is Game.ROULETTE
    assert (config.table.betting_s, config.table.open_by, config.clock.require_sync) == (15.0, "auto", True)
    assert config.console.keys == {Key.OPEN: "GPIO17", Key.VOID: "GPIO23"}
    assert [(also.host, also.port) for also in config.broker.also] == [("10.0.0.2", 1884)]
    assert config.store.folder == Path("/var/lib/studio-floor/roulette-01")


def test_the_hash_follows_the_settings_not_the_spelling(tmp_path: Path) -> None:
    first = load_config(file(tmp_path, GOOD)).config_hash
    assert load_config(file(tmp_path, GOOD.replace("15", "15.0"))).config_hash == first
    assert load_config(file(tmp_path, GOOD.replace("15", "16"))).config_hash != first


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("betting_s = 15", "beting_s = 15", "table.beting_s: unknown key; did you mean betting_s?"),
        (
            "betting_s = 15",
            'betting_s = "15"',
            "table.betting_s: Input should be a valid number, not '15' (How long bets",
        ),
        ("betting_s = 15", "betting_s = -1", "table.betting_s: Input should be greater than 0"),
        (
            'game = "roulette"',
            'game = "poker"',
            "table.game: Input should be 'roulette', 'baccarat', 'dragon_tiger'",
        ),
        ('game = "roulette"', 'game = "baccarat"', "table: a baccarat table needs decks"),
        ('wheel = "european"', "decks = 8", "table: a roulette table needs wheel"),
        ('id = "roulette-01"', 'id = "Roulette 1"', "table.id: String should match pattern"),
        ('id = "roulette-01"', "", "table.id: is missing; add it (Name of the table"),
        ("poll_s = 0.5", "poll = 0.5", "device.0.poll: unknown key; did you mean poll_s?"),
        ("poll_s = 0.5", "poll_s = 0.01", "device.0.poll_s: Input should be greater than or equal to 0.1"),
        ("open = ", "opne = ", "console.keys.opne"),
        ("green = ", "blue = ", "console.lamps.blue"),
        ("port = 1884", "port = 188400", "broker.also.0.port: Input should be less than or equal to 65535"),
        ("[broker]", '[broker]\npassword_file = "/p"', "broker: password_file without username"),
        (
            "[broker]",
            '[broker]\ntls = { ca = "/c", crt = "/d" }',
            "broker.tls.crt: unknown key; did you mean cert?",
        ),
        ("edge-1#1", "edge-1", "edge.public_keys: 'edge-1' is not a key id"),
        ("betting_s = 15", 'open_by = "dealer"\nconfirm = "dealer"', "the dealer is to use the confirm key"),
        (
            "[console]",
            '[[device]]\nname = "wheel"\nkind = "x"\nport = "/dev/studio/x"\n[console]',
            "two devices are called wheel",
        ),
        ("[store]", "[stores]", "stores: unknown key; did you mean store?"),
        ("[table]", "[table", "not valid TOML"),
        (
            "[[device]]",
            "[device]",
            "device: may be repeated, so it is written in double brackets: [[device]]",
        ),
    ],
)
def test_a_fault_says_where_what_and_what_to_do(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = file(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ConfigError) as fault:
        load_config(path)
    assert said in str(fault.value)
    assert all(line.startswith(f"{path}: ") for line in str(fault.value).splitlines())


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as fault:
        load_config(file(tmp_path, GOOD.replace("betting_s", "betting").replace("poll_s", "poll")))
    assert len(str(fault.value).splitlines()) == 2


def test_a_name_with_a_zero_character_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    sight = '\n[sight]\nsource = "pictures"\naddress = "a\\u0000b"\ncalibration = "c\\u0000d"\n'
    with pytest.raises(ConfigError) as refused:
        load_config(file(tmp_path, GOOD.replace("studio", "studio\\u0000") + sight))
    told = str(refused.value)
    assert told.count("holds a zero character") == 4 and "port" in told
    assert "sight.address" in told and "sight.calibration" in told and "store.folder" in told


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.toml: can't be read .*--config"):
        load_config(tmp_path / "nothing.toml")


def test_bytes_that_are_no_text_are_explained(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_config(path)


def test_the_page_about_the_configuration_is_up_to_date() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == document(), (
        "run: python -c 'from firmware_agent.config_docs import write; write()'"
    )


WATCHED = """
[sight]
source = "v4l2"
address = "/dev/video0"
calibration = "/var/lib/studio-floor/roulette-01/site.json"
watch = [{}]
"""


def test_a_file_that_asks_for_what_its_game_s_camera_never_notices_is_refused(tmp_path: Path) -> None:
    assert load_config(file(tmp_path, GOOD + WATCHED.format('"ball_touched", "camera_moved"'))).sight
    with pytest.raises(ConfigError) as wrong:
        load_config(
            file(tmp_path, GOOD + WATCHED.format('"slow_dealing", "ball_touched", "card_before_close"'))
        )
    assert str(wrong.value).endswith(
        "agent.toml: sight.watch: slow_dealing and card_before_close can't be noticed where the camera reads wheel;"
        " possible are ball_touched, camera_covered, camera_moved"
    )
    of_dice = GOOD.replace('"roulette"\nwheel = "european"', '"sic_bo"')
    with pytest.raises(
        ConfigError, match=r"sight\.watch: ball_touched can't be noticed where the camera reads dice"
    ):
        load_config(file(tmp_path, of_dice + WATCHED.format('"ball_touched"')))
