"""Craps paid by hand, roll by roll: chips that stand somewhere on the layout and move, are paid or are taken. Slow, in whole money, and written
from the printed rules without a look at the settlement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LINE_WAYS = {"pass": "right", "come": "right", "dont_pass": "wrong", "dont_come": "wrong"}
TRUE = {4: (2, 1), 5: (3, 2), 6: (6, 5), 8: (6, 5), 9: (3, 2), 10: (2, 1)}
PLACE = {4: (9, 5), 5: (7, 5), 6: (7, 6), 8: (7, 6), 9: (7, 5), 10: (9, 5)}
UNITS = {"horn": ("two", "three", "eleven", "twelve"), "c_and_e": ("any_craps", "eleven"),
         "world": ("two", "three", "eleven", "twelve", "any_seven")}  # fmt: skip
NEXT_ROLL = {
    "any_seven": ([7], 4), "any_craps": ([2, 3, 12], 7), "two": ([2], 30), "twelve": ([12], 30), "three": ([3], 15),
    "eleven": ([11], 15),
}  # fmt: skip

Answer = tuple[str, int, int]
"""Status, staked, returned."""


@dataclass
class Table:
    """The rules that matter to money."""

    field_2: int = 2
    field_12: int = 2
    dont_bar: int = 12
    vig: str = "on_win"
    rounding: str = "down"

    def share(self, stake: int, odds: tuple[int, int]) -> int:
        """Winnings at odds such as (7, 6)."""
        whole, rest = divmod(stake * odds[0], odds[1])
        if self.rounding == "up":
            return whole + (rest > 0)
        if self.rounding == "half_up":
            return whole + (2 * rest >= odds[1])
        if self.rounding == "half_even":
            return whole + (2 * rest > odds[1] or (2 * rest == odds[1] and whole % 2 == 1))
        return whole


def settle(
    table: Table, point: int | None, rolls: Sequence[Sequence[int]], bet: str, sel: Any, stake: int
) -> Answer:
    """What the croupier does with a legal bet."""
    if bet in UNITS:
        unit = stake // len(UNITS[bet])
        backs = [_next(table, rolls[0], part, None, unit) for part in UNITS[bet]]
        return "settled", stake, sum(backs)
    if bet in NEXT_ROLL or bet in ("field", "hop"):
        return "settled", stake, _next(table, rolls[0], bet, sel, stake)
    if bet in LINE_WAYS:
        return _line(table, point if bet.endswith("pass") else None, rolls, LINE_WAYS[bet], stake)
    return _number(table, point, rolls, bet, sel, stake)


def _next(table: Table, roll: Sequence[int], bet: str, sel: Any, stake: int) -> int:
    shows = roll[0] + roll[1]
    if bet == "hop":
        pays = 30 if sel[0] == sel[1] else 15
        return stake * (1 + pays) if list(roll) in (list(sel), [sel[1], sel[0]]) else 0
    if bet == "field":
        pays = {2: table.field_2, 12: table.field_12, 3: 1, 4: 1, 9: 1, 10: 1, 11: 1}.get(shows, -1)
        return stake * (1 + pays)
    totals, pays = NEXT_ROLL[bet]
    return stake * (1 + pays) if shows in totals else 0


def _line(table: Table, on: int | None, rolls: Sequence[Sequence[int]], way: str, stake: int) -> Answer:
    for a, b in rolls:
        shows = a + b
        if on is None and 4 <= shows <= 10 and shows != 7:
            on = shows
            continue
        if on is None and way == "wrong" and shows == table.dont_bar:
            return "settled", stake, stake
        right = shows in (7, 11) if on is None else shows == on
        wrong = shows in (2, 3, 12) if on is None else shows == 7
        if right or wrong:
            return "settled", stake, 2 * stake if (way == "right") == right else 0
    return "open", stake, 0


def _number(
    table: Table, point: int | None, rolls: Sequence[Sequence[int]], bet: str, sel: Any, stake: int
) -> Answer:
    number = {"big6": 6, "big8": 8, "pass_odds": point, "dont_pass_odds": point}.get(bet, sel)
    assert number is not None
    win, fee = _pays(table, bet, number, stake)
    before = -(-fee // 20) if table.vig == "up_front" else 0
    after = -(-fee // 20) if table.vig == "on_win" else 0
    for a, b in rolls:
        if (a + b) not in (7, number):
            continue
        lays = bet in ("lay", "dont_pass_odds")
        good = (a + b == 7) if lays else (a + b == number and not (bet == "hardway" and a != b))
        return "settled", stake + before, stake + win - after if good else 0
    return "open", stake + before, 0


def _pays(table: Table, bet: str, number: int, stake: int) -> tuple[int, Any]:
    """Winnings, and twenty times the commission."""
    there, back = TRUE[number]
    match bet:
        case "place":
            return table.share(stake, PLACE[number]), 0
        case "pass_odds":
            return table.share(stake, (there, back)), 0
        case "dont_pass_odds":
            return table.share(stake, (back, there)), 0
        case "buy":
            return table.share(stake, (there, back)), stake
        case "lay":
            return table.share(stake, (back, there)), -(-stake * back // there)
        case "hardway":
            return stake * (7 if number in (4, 10) else 9), 0
    return stake, 0
