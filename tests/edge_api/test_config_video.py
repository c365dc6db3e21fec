"""The sections about video are read whole or refused with the place of each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_api.config import ConfigError, parse
from edge_api.config_video import TableSync
from edge_api.picture_time import OF_GAME, SEEN
from tests.edge_api.test_config import GOOD

VIDEO = f"""{GOOD}
video = {{ sinks = [{{ kind = "srt", url = "srt://cdn.example.org:9000?passphrase=x", track = "lobby" }}] }}
sync = {{ latency_ms = {{ wheel = 12 }}, visible_offset_ms = {{ card = 700, gameresult = 0 }} }}
[video]
port = 9000
public_url = "https://video.example.org"
"""


def test_a_table_with_a_picture_is_read() -> None:
    config = parse(VIDEO, "edge.toml")
    table = config.tables["roulette-01"]
    assert table.video is not None and [sink.track for sink in table.video.sinks] == ["lobby"]
    assert table.sync.visible_offset_ms == {"card": 700, "gameresult": 0}
    assert config.video is not None and config.video.keep_live_h == 2
    assert config.video_folder == Path("/tmp/nowhere/video")


def test_without_a_section_there_is_no_video() -> None:
    config = parse(GOOD, "edge.toml")
    assert config.video is None and config.tables["roulette-01"].video is None


def test_the_names_that_count_are_said_where_the_keys_are_explained() -> None:
    latency, offset = (
        TableSync.model_fields[name].description for name in ("latency_ms", "visible_offset_ms")
    )
    assert latency is not None and all(f"'{device}'" in latency for device in OF_GAME.values())
    assert offset is not None and all(event in offset for event in SEEN)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            '[video]\nport = 9000\npublic_url = "https://video.example.org"\n',
            "",
            "there is no [video] section",
        ),
        ("port = 9000", "port = 0", "video.port"),
        ("port = 9000", 'port = 9000\nclips = "some"', "video.clips"),
        ("port = 9000", "port = 9000\nkeep_live_h = 0", "video.keep_live_h"),
        ("https://video.example.org", "video.example.org", "no address for browsers"),
        ("https://video.example.org", "https://video.example.org/", "no address for browsers"),
        ("srt://cdn", "rtmp://cdn", "a sink of kind srt goes to srt://"),
        ('kind = "srt"', 'kind = "smoke"', "kind"),
        ('track = "lobby"', 'track = "side"', "track"),
        ("wheel = 12", "wheel = -1", "latency_ms.wheel"),
        ("card = 700", '"Card!" = 700', "visible_offset_ms"),
        ("card = 700", "card = 700.5", "visible_offset_ms.card"),
        (
            "card = 700",
            "crad = 700",
            "no event 'crad' is seen in a picture; there are betsclosed, betsopen, card,",
        ),
        ("wheel = 12", "shoe = 12", "'shoe' counts for nothing: a roulette table senses by its 'wheel'"),
        ("wheel = 12", "console = 12", "'console' counts for nothing"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, complaint: str) -> None:
    assert old in VIDEO
    with pytest.raises(ConfigError) as refused:
        parse(VIDEO.replace(old, new, 1), "edge.toml")
    assert complaint in str(refused.value)
