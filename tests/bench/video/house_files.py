"""What the bench's house is configured as, and the board's key, which the bench shares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.edge_api.reference import EDGE, SITE, TABLE

WIDTH, HEIGHT, FPS = 1280, 720, 30.0


def with_video(text: str, port: int, origins: Sequence[str], sinks: Sequence[dict[str, str]]) -> str:
    """An edge\'s configuration with a video process and a picture of its table."""
    tables = ", ".join(
        "{" + ", ".join(f'{name} = "{value}"' for name, value in sink.items()) + "}" for sink in sinks
    )
    allowed = f"secure_cookies = false\nallowed_origins = {json.dumps(list(origins))}\n"
    picture = (
        f"video = {{ sinks = [{tables}] }}\n[video]\nport = {port}\nviewers_each = 2000\nwhep_each = 20\n"
    )
    return text.replace("secure_cookies = false\n", allowed) + picture


def agent_toml(folder: Path, broker_port: int, video_port: int) -> str:
    """A board whose wheel nobody opens: only its video process is started."""
    return f"""[table]
site = "{SITE}"
id = "{TABLE}"
game = "roulette"
wheel = "european"
betting_s = 10.0
[[device]]
name = "wheel"
kind = "cammegh-ss2"
port = "/dev/studio/wheel"
[console]
keys = {{ open = "GPIO17", void = "GPIO23" }}
[broker]
host = "127.0.0.1"
port = {broker_port}
[edge]
public_keys = {{ "{EDGE}#1" = "{"A" * 43}" }}
[store]
folder = "{folder / "board"}"
[clock]
require_sync = false
[camera]
source = "rendered"
address = "{folder / "scene.sock"}"
width = {WIDTH}
height = {HEIGHT}
fps = {FPS}
burn_time = true
edge = "ws://127.0.0.1:{video_port}"
folder = "{folder / "ring"}"
"""


def board_key(path: Path) -> Ed25519PrivateKey:
    """As the agent has made it."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key
