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
LEAST_ROUNDS_A_MINUTE = 5


@dataclass(frozen=True, slots=True)
class DemoTable:
    """One table: what the agent's configuration says of its game, its one device, and the program that simulates it.

    ``opens`` and ``confirms``: the dealer's part; ``rules`` is the edge's rule set (a name, or an inline table).
    """

    id: str
    name: str
    game: str
    device: str
    kind: str
    baud: int
    settings: str
    rules: str
    simulated: tuple[str, ...]
    max_payout: int = 100_000_000
    opens: bool = True
    confirms: bool = True
    declares_shoe: bool = False
    screen: bool = False
    """The dealer reads the edge's screen for whose card is next."""
    wheel_serial: str | None = None
    """Of a roulette wheel: the demo registers it."""
    filmed: bool = False
    """A rendered camera looks at it, for players and for what reads."""
    read_only: bool = False
    """Its camera is for what reads alone: nobody watches it."""
    visible_offset_ms: str = "{}"
    """As the edge's configuration says it: how long after its reading a card lies face up at this table's pace."""

    @property
    def has_camera(self) -> bool:
        """Whether one looks at it, whoever watches."""
        return self.filmed or self.read_only


DEALT = 'betting_s = 3.0\nopen_by = "dealer"\nconfirm = "dealer"\ngap_s = 1.0\nresult_timeout_s = 20.0\n'
READER = "hardware.sim.reader"

ROULETTE = DemoTable(
    id="roulette-01",
    name="Roulette 1",
    game="roulette",
    device="wheel",
    kind="cammegh-ss2",
    baud=9600,
    settings='wheel = "european"\nbetting_s = 3.5\nopen_by = "device"\nconfirm = "sources"\nlaunch_after_s = 3.0\nresult_timeout_s = 15.0\n',
    rules='{ wheel = "european", zero_rule = "none" }',
    simulated=("hardware.sim.wheel", "--speed", "9.0"),
    opens=False,
    confirms=False,
    wheel_serial="CW-1001",
    filmed=True,
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
    simulated=("hardware.sim.shoe", "--speed", "4.0"),
    confirms=False,
    filmed=True,
    visible_offset_ms="{ card = 175 }",
)
DRAGON_TIGER = DemoTable(
    id="dragon-tiger-01",
    name="Dragon Tiger 1",
    game="dragon_tiger",
    device="reader",
    kind="card-line",
    baud=9600,
    settings=DEALT,
    rules='"tie_half_11"',
    simulated=(READER, "--reads", "cards", "--game", "dragon_tiger", "--speed", "4.0"),
    declares_shoe=True,
)
SIC_BO = DemoTable(
    id="sic-bo-01",
    name="Sic Bo 1",
    game="sic_bo",
    device="dice",
    kind="dice-line",
    baud=9600,
    settings=DEALT,
    rules='"macau"',
    simulated=(READER, "--reads", "dice", "--game", "sic_bo", "--speed", "4.0"),
    read_only=True,
)
MONEY_WHEEL = DemoTable(
    id="money-wheel-01",
    name="Money Wheel 1",
    game="money_wheel",
    device="reader",
    kind="segment-line",
    baud=9600,
    settings=DEALT + 'rules = { wheel = "dream_catcher" }\n',
    rules='"dream_catcher_capped"',
    simulated=(READER, "--reads", "segments", "--game", "money_wheel", "--speed", "6.0"),
    max_payout=2_000_000_000,
    read_only=True,
)
ANDAR_BAHAR = DemoTable(
    id="andar-bahar-01",
    name="Andar Bahar 1",
    game="andar_bahar",
    device="reader",
    kind="card-line",
    baud=9600,
    settings=DEALT,
    rules='"andar_first"',
    simulated=(READER, "--reads", "cards", "--game", "andar_bahar", "--speed", "8.0"),
    declares_shoe=True,
)
CRAPS = DemoTable(
    id="craps-01",
    name="Craps 1",
    game="craps",
    device="dice",
    kind="dice-line",
    baud=9600,
    settings=DEALT,
    rules='"standard"',
    simulated=(READER, "--reads", "dice", "--game", "craps", "--speed", "4.0"),
)
BLACKJACK = DemoTable(
    id="blackjack-01",
    name="Blackjack 1",
    game="blackjack",
    device="reader",
    kind="card-line",
    baud=9600,
    settings=DEALT + "decision_s = 2.0\ninsurance_s = 2.0\n",
    rules='"live_8d"',
    simulated=(READER, "--reads", "cards", "--game", "blackjack", "--speed", "8.0"),
    declares_shoe=True,
    screen=True,
)
TABLES = (ROULETTE, BACCARAT, DRAGON_TIGER, SIC_BO, MONEY_WHEEL, ANDAR_BAHAR, CRAPS, BLACKJACK)
DEALER, PIT_BOSS, TECHNICIAN = "dora", "paula", "tess"
STAFF = {DEALER: "dealer", TECHNICIAN: "technician", PIT_BOSS: "pit_boss", "ada": "auditor"}
