"""The configuration files of the demo's edge and boards, as an installer would write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hardware.sim.demo.eyes import sight_section
from hardware.sim.demo.film import camera_section, table_video, video_section
from hardware.sim.demo.floor_plan import CLOUD_KEY, CURRENCY, EDGE, KEYS, LAMPS, SITE, TABLES, DemoTable
from hardware.sim.demo.folder import DemoFolder


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the broker, the front door and the video process listen, on loopback; ``video`` None: no table has a camera. ``cameras_lie``: on purpose."""

    broker: int
    http: int
    video: int | None = None
    cameras_lie: bool = False


def _quoted(pairs: dict[str, str]) -> str:
    return "{ " + ", ".join(f'"{name}" = "{value}"' for name, value in pairs.items()) + " }"


def _broker(folder: DemoFolder, ports: Ports, user: str, password: str) -> str:
    path = folder.password_file(user, password)
    return f'host = "127.0.0.1"\nport = {ports.broker}\nusername = "{user}"\npassword_file = "{path}"\n'


def edge_toml(
    folder: DemoFolder,
    ports: Ports,
    password: str,
    cloud_key: str,
    tables: Sequence[DemoTable] = TABLES,
) -> str:
    """The edge's file. Clocks need not be synchronised: everything runs on one machine. Boards come late: their cameras are calibrated first."""
    broker = _broker(folder, ports, EDGE, password)
    return f"""[site]
id = "{SITE}"
edge = "{EDGE}"

[store]
folder = "{folder.edge_store}"

[broker]
{broker}
[relay]
{broker}cloud_keys = {_quoted({CLOUD_KEY: cloud_key})}

[http]
host = "127.0.0.1"
port = {ports.http}
secure_cookies = false

[clock]
require_sync = false

[rounds]
closing_soon_s = 1.5
unheard_s = 300

{video_section(ports.video)}{"".join(_edge_table(table, ports) for table in tables)}"""


def _edge_table(table: DemoTable, ports: Ports) -> str:
    return f"""[[table]]
id = "{table.id}"
name = "{table.name}"
game = "{table.game}"
currency = "{CURRENCY}"
rules = {table.rules}
limits = {{ min = 100, max = 1000000, max_table = 5000000, max_payout = {table.max_payout} }}
{table_video(table, ports.video)}
"""


def agent_toml(
    folder: DemoFolder, ports: Ports, table: DemoTable, password: str, edge_keys: dict[str, str]
) -> str:
    """One board's file."""
    silence = "silence_s = 5.0\n" if table.device == "wheel" else ""
    return f"""[table]
site = "{SITE}"
id = "{table.id}"
game = "{table.game}"
{table.settings}
[[device]]
name = "{table.device}"
kind = "{table.kind}"
port = "{folder.line(table)}"
baud = {table.baud}
allow_unstable_port = true
{silence}
[console]
keys = {_quoted(KEYS)}
lamps = {_quoted(LAMPS)}

[broker]
{_broker(folder, ports, table.id, password)}
[edge]
public_keys = {_quoted(edge_keys)}

[store]
folder = "{folder.outbox(table)}"

[clock]
require_sync = false
{_camera(folder, table, ports)}"""


def _camera(folder: DemoFolder, table: DemoTable, ports: Ports) -> str:
    if ports.video is None or not table.has_camera:
        return ""
    section = camera_section(folder, table, ports.video, ports.cameras_lie)
    return section + sight_section(folder, table, ports.cameras_lie)
