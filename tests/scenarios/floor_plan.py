"""The tables of the fault tests: as in the demo, but with windows of under a second and devices many times as fast."""

from __future__ import annotations

from dataclasses import replace

from hardware.sim.demo.floor_plan import (
    BACCARAT,
    BLACKJACK,
    CRAPS,
    DRAGON_TIGER,
    MONEY_WHEEL,
    ROULETTE,
    SIC_BO,
    DemoTable,
)

WHEEL_SPEED, SHOE_SPEED, READER_SPEED = 30.0, 15.0, 30.0
RESULT_TIMEOUT_S = 4.0

WHEEL = replace(
    ROULETTE,
    settings=(
        'wheel = "european"\nbetting_s = 0.8\nopen_by = "device"\nconfirm = "sources"\nlaunch_after_s = 0.7\n'
        f"gap_s = 0.3\nresult_timeout_s = {RESULT_TIMEOUT_S}\n"
    ),
)
SHOE = replace(
    BACCARAT,
    settings=(
        'decks = 8\nbetting_s = 0.8\nopen_by = "auto"\nconfirm = "sources"\n'
        f"gap_s = 0.3\nresult_timeout_s = {RESULT_TIMEOUT_S}\n"
    ),
)
TABLES: tuple[DemoTable, ...] = (WHEEL, SHOE)
PIT_BOSS = "paula"

READ_BY_HAND = (
    'betting_s = 0.5\nopen_by = "dealer"\nconfirm = "{confirm}"\ngap_s = 0.1\nresult_timeout_s = 2.5\n'
)
"""A round opens when it is ordered; a line reader that says nothing for so long is told to the supervisor."""
CARDS = replace(DRAGON_TIGER, settings=READ_BY_HAND.format(confirm="sources"))
FELT = replace(CARDS, device="felt")
"""The second reader at ``CARDS``: it reads the same cards once more, where they lie."""
DICE = replace(SIC_BO, settings=READ_BY_HAND.format(confirm="dealer"))
SEGMENTS = replace(
    MONEY_WHEEL,
    settings=READ_BY_HAND.format(confirm="dealer") + 'rules = { wheel = "dream_catcher" }\n',
    simulated=(*MONEY_WHEEL.simulated, "--checked"),
)
_PLAYED_ON = 'betting_s = 1.0\nopen_by = "auto"\nconfirm = "dealer"\ngap_s = 0.2\nresult_timeout_s = 4.0\n'
STAYING = replace(CRAPS, settings=_PLAYED_ON)
SEATS = replace(
    BLACKJACK, settings=_PLAYED_ON + "decision_s = 1.0\ninsurance_s = 1.0\ndecision_grace_s = 1.0\n"
)
MULTIPLIERS = replace(SEGMENTS, settings=_PLAYED_ON + 'rules = { wheel = "dream_catcher" }\n')
PLAYED_ON: tuple[DemoTable, ...] = (STAYING, SEATS, MULTIPLIERS)
"""Tables whose rounds take longer than one event: bets stay, hands are asked, the wheel is spun again."""
SECOND_READERS: dict[str, DemoTable] = {CARDS.id: FELT}
DEVICE_LINES: dict[str, str] = {SEGMENTS.id: "checked = true\n"}
"""What the boards are told of their first device besides its port."""
SPEEDS = {WHEEL.id: WHEEL_SPEED, SHOE.id: SHOE_SPEED}


def with_long_windows(table: DemoTable) -> DemoTable:
    """Bets are open most of the time."""
    settings = table.settings.replace("betting_s = 0.8", "betting_s = 2.0").replace(
        "launch_after_s = 0.7", "launch_after_s = 1.9"
    )
    return replace(table, settings=settings)
