"""Blackjack's bets and what may be said of each: the seat, the hand, what a bettor behind follows. Refuses what a bet does not take.

A bet at a live table names its seat. A bet on a line of `edge-api settle` names none: it is on the one seat that the line gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from schemas.games.blackjack import MOST_SEATS
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.refusal import bad_selection
from schemas.wrong_value import shown


class BlackjackBet(Enum):
    """Bets of a blackjack table, by their name on the wire. DOUBLE and SPLIT are stakes that a seat adds while it plays."""

    MAIN = "main"
    BET_BEHIND = "bet_behind"
    INSURANCE = "insurance"
    PERFECT_PAIRS = "perfect_pairs"
    TWENTY_ONE_THREE = "21+3"
    DOUBLE = "double"
    SPLIT = "split"


IN_PLAY = frozenset({BlackjackBet.INSURANCE, BlackjackBet.DOUBLE, BlackjackBet.SPLIT})
"""Bets that are taken while the round is played, never before it."""
OF_A_HAND = frozenset({BlackjackBet.DOUBLE, BlackjackBet.SPLIT})
FOLLOWS = frozenset({"follow_double", "follow_split"})
LINE_FIELDS = FOLLOWS | {"main_stake", "even_money"}
"""What a bet on a line says beside its type."""
_SAYS = {BlackjackBet.BET_BEHIND: FOLLOWS, BlackjackBet.DOUBLE: {"hand"}, BlackjackBet.SPLIT: {"hand"}}
_SAYS_ON_A_LINE = {BlackjackBet.MAIN: {"even_money"}, BlackjackBet.INSURANCE: {"main_stake"}}


@dataclass(frozen=True, slots=True)
class Placed:
    """A bet with what is said of it. ``seat`` None: the one seat of a line. ``hand`` from 1 for what is staked on one hand."""

    bet: BlackjackBet
    seat: int | None = None
    hand: int = 1
    follow_double: bool = True
    follow_split: bool = True
    main_stake: int | None = None
    even_money: bool = False

    def sel(self) -> dict[str, object]:
        """The one spelling of the selection at a live table."""
        said: dict[str, object] = {"seat": self.seat}
        if self.bet is BlackjackBet.BET_BEHIND:
            said |= {"follow_double": self.follow_double, "follow_split": self.follow_split}
        return said | ({"hand": self.hand} if self.bet in OF_A_HAND else {})


def parse_bet(rules: BlackjackRules, bet_type: object, sel: object) -> Placed:
    """The bet of a name on the wire and its selection.

    Raises:
        IllegalBet: no such bet, or something is said of it that this table does not have.
    """
    bet = _bet(bet_type)
    said = _said(bet, sel)
    placed = Placed(
        bet,
        seat=_number(bet, said, "seat", MOST_SEATS),
        hand=_number(bet, said, "hand", rules.max_hands) or 1,
        follow_double=_flag(bet, said, "follow_double", unsaid=True),
        follow_split=_flag(bet, said, "follow_split", unsaid=True),
        main_stake=_main_stake(said),
        even_money=_flag(bet, said, "even_money", unsaid=False),
    )
    _check_hand(rules, placed, said)
    return placed


def _bet(bet_type: object) -> BlackjackBet:
    try:
        return BlackjackBet(bet_type)
    except ValueError:
        raise bad_selection(f"blackjack has no bet {bet_type!r:.40}") from None


def _said(bet: BlackjackBet, sel: object) -> Mapping[str, object]:
    said = {} if sel is None else sel
    if not isinstance(said, dict):
        raise bad_selection(f'{bet.value} takes an object, as in {{"seat": 3}}, not {shown(sel)}')
    known = {"seat", *_SAYS.get(bet, ())} | (_SAYS_ON_A_LINE.get(bet, set()) if "seat" not in said else set())
    unknown = sorted(set(said) - known)
    if unknown:
        raise bad_selection(f"{bet.value} takes no {unknown[0]!r:.40}; it takes {', '.join(sorted(known))}")
    return said


def _number(bet: BlackjackBet, said: Mapping[str, object], name: str, most: int) -> int | None:
    number = said.get(name)
    if name not in said or (type(number) is int and 1 <= number <= most):
        return number if type(number) is int else None
    raise bad_selection(f"{bet.value}: {name} is 1 to {most} here, not {shown(number)}")


def _flag(bet: BlackjackBet, said: Mapping[str, object], name: str, *, unsaid: bool) -> bool:
    flag = said.get(name, unsaid)
    if not isinstance(flag, bool):
        raise bad_selection(f"{bet.value}: {name} is true or false, not {shown(flag)}")
    return flag


def _main_stake(said: Mapping[str, object]) -> int | None:
    stake = said.get("main_stake")
    if "main_stake" not in said or (type(stake) is int and stake > 0):
        return stake if type(stake) is int else None
    raise bad_selection(f"main_stake is a whole number of minor units above 0, not {shown(stake)}")


def _check_hand(rules: BlackjackRules, placed: Placed, said: Mapping[str, object]) -> None:
    """A stake of one hand says which, and the table has such stakes."""
    if placed.bet not in OF_A_HAND:
        return
    if not {"seat", "hand"} <= set(said):
        raise bad_selection(f'{placed.bet.value} names its hand, as in {{"seat": 3, "hand": 2}}')
    if placed.bet is BlackjackBet.SPLIT and placed.hand == 1:
        raise bad_selection("split is the stake of the hand that the split made: hand 2 or higher")
    if placed.bet is BlackjackBet.DOUBLE and placed.hand > 1 and not rules.das:
        raise bad_selection("no hand is doubled after a split at this table")
