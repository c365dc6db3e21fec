"""What stands on the demo's floor: names, pins, and how fast it plays. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

SITE, EDGE, OPERATOR, CURRENCY = "demo", "edge-1", "demo-casino", "EUR"
CLOUD_KEY = "cloud#1"
KEYS = {
    "open": "GPIO17",
    "no_more_bets": "GPIO27",
    "confirm": "GPIO22",
    "void": "GPIO23",
    "supervisor": "GPIO24",
    "release": "GPIO25",
}
LAMPS = {"green": "GPIO5", "red": "GPIO6", "yellow": "GPIO13"}
WHEEL_SPEED, SHOE_SPEED = 9.0, 4.0
LEAST_ROUNDS_A_MINUTE = 6


@dataclass(frozen=True, slots=True)
class DemoTable:
    """One table: what the agent's configuration says of its game, and its one device."""

    id: str
    name: str
    game: str
    device: str
    kind: str
    baud: int
    settings: str
    rules: str


ROULETTE = DemoTable(
    id="roulette-01",
    name="Roulette 1",
    game="roulette",
    device="wheel",
    kind="cammegh-ss2",
    baud=9600,
    settings='wheel = "european"\nbetting_s = 3.5\nopen_by = "device"\nconfirm = "sources"\nlaunch_after_s = 3.0\nresult_timeout_s = 15.0\n',
    rules='{ wheel = "european", zero_rule = "none" }',
)
BACCARAT = DemoTable(
    id="baccarat-01",
    name="Baccarat 1",
    game="baccarat",
    device="shoe",
    kind="angel-eye-2ex",
    baud=4800,
    settings='decks = 8\nbetting_s = 3.0\nopen_by = "dealer"\nconfirm = "sources"\nresult_timeout_s = 15.0\n',
    rules="{}",
)
TABLES = (ROULETTE, BACCARAT)
STAFF = {"tess": "technician", "paula": "pit_boss", "ada": "auditor"}
