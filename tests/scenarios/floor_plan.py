"""The two tables of the fault tests: as in the demo, but with windows of under a second and devices many times as fast."""

from __future__ import annotations

from dataclasses import replace

from hardware.sim.demo.floor_plan import BACCARAT, ROULETTE, DemoTable

WHEEL_SPEED, SHOE_SPEED = 30.0, 15.0
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


def with_long_windows(table: DemoTable) -> DemoTable:
    """Bets are open most of the time."""
    settings = table.settings.replace("betting_s = 0.8", "betting_s = 2.0").replace(
        "launch_after_s = 0.7", "launch_after_s = 1.9"
    )
    return replace(table, settings=settings)
