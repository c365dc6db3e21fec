"""Roulette's odds: every bet over every pocket, and a bet in prison over every way out of it. Leaves out what the table does not take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import lcm

from edge_api.odds.multipliers import fates
from edge_api.odds.odds import BetOdds, weigh
from edge_api.settle.profile import Profile, Status
from edge_api.settle.roulette import pieces_of, profile
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_called import CALLED, FINALS, SINGLE_ZERO_ONLY
from schemas.games.roulette_layout import INSIDE_ODDS, RouletteBet, positions
from schemas.games.roulette_rules import RouletteRules
from schemas.games.wheels import Wheel, wheel_order

Lucky = dict[str, int] | None


def roulette_odds(rules: RouletteRules) -> list[BetOdds]:
    """Every bet of the table: one entry for all selections of a bet that have the same odds."""
    return [odds for bet in RouletteBet if _is_taken(rules, bet) for odds in _of_bet(rules, bet)]


def _is_taken(rules: RouletteRules, bet: RouletteBet) -> bool:
    american = rules.wheel is Wheel.AMERICAN
    if bet in INSIDE_ODDS:
        return bool(positions(bet, rules.wheel))
    return bet not in CALLED or (rules.called_bets and not (american and bet in SINGLE_ZERO_ONLY))


def selections(bet: RouletteBet, wheel: Wheel) -> Sequence[object]:
    """The selections of a bet; of neighbours those of zero only, since a turn of the wheel makes all others of them."""
    order = wheel_order(wheel)
    if bet in INSIDE_ODDS:
        places = (sorted(place, key=lambda pocket: (int(pocket), pocket)) for place in positions(bet, wheel))
        return sorted(places, key=lambda place: [(int(pocket), pocket) for pocket in place])
    match bet:
        case RouletteBet.COLUMN | RouletteBet.DOZEN:
            return [1, 2, 3]
        case RouletteBet.TWO_COLUMNS | RouletteBet.TWO_DOZENS:
            return [[1, 2], [2, 3]]
        case RouletteBet.FINAL_PLEIN:
            return list(range(10))
        case RouletteBet.FINAL_CHEVAL:
            return list(FINALS)[wheel is Wheel.AMERICAN :]
        case RouletteBet.COMPLETE_FLAT | RouletteBet.COMPLETE_PROGRESSIVE:
            return sorted(order, key=int)
        case RouletteBet.NEIGHBOURS:
            return [{"centre": "0", "k": k} for k in range(1, (len(order) - 1) // 2 + 1)]
    return [None]


def _of_bet(rules: RouletteRules, bet: RouletteBet) -> list[BetOdds]:
    """Equal odds once, under their first selection."""
    alike: dict[object, list[BetOdds]] = {}
    for sel in selections(bet, rules.wheel):
        found = _of_selection(rules, bet, sel)
        alike.setdefault(found.branches, []).append(found)
    name = bet.value.replace("_", " ")
    return [
        BetOdds(bet.value, group[0].sel, _label(name, group, len(alike)), group[0].branches)
        for group in alike.values()
    ]


def _label(name: str, group: list[BetOdds], groups: int) -> str:
    """The bet's name, and which selections are meant when they are not all alike."""
    if groups == 1:
        return name
    return f"{name} {', '.join(_spelled(odds.sel) for odds in group)}"


def _spelled(sel: object) -> str:
    return f"+-{sel['k']}" if isinstance(sel, dict) else str(sel)


def _of_selection(rules: RouletteRules, bet: RouletteBet, sel: object) -> BetOdds:
    def returns(lucky: Lucky, *spins: str) -> Profile:
        spun = RouletteOutcome(pocket=spins[0]) if len(spins) == 1 else RouletteOutcome(pockets=spins)
        return profile(rules, spun if lucky is None else spun.with_multipliers(lucky), bet.value, sel)

    order = wheel_order(rules.wheel)
    chains = [
        (_decisions(partial(returns, lucky, pocket), order), ways)
        for pocket, lucky, ways in _first_spins(rules, bet, sel)
    ]
    return weigh(bet.value, sel, bet.value, _shared(chains), lambda decided: decided)


def _first_spins(rules: RouletteRules, bet: RouletteBet, sel: object) -> Iterator[tuple[str, Lucky, int]]:
    """Every pocket and, where the bet has a part on its straight, what may be drawn for that; in how many ways."""
    parts = (part.pockets for part in pieces_of(rules, bet, sel))
    straights = {pocket for pockets in parts if len(pockets) == 1 for pocket in pockets}
    for pocket in wheel_order(rules.wheel):
        if rules.lottery is None:
            yield pocket, None, 1
        else:
            key = pocket if pocket in straights else None
            yield from ((pocket, lucky, ways) for lucky, ways in fates(rules.lottery, key))


def _decisions(returns: Callable[..., Profile], order: tuple[str, ...]) -> list[Profile]:
    """What decides a bet after its first spin, as equally likely cases: that spin, or the next when it leaves the bet in prison.

    A second spin that leaves it there as well changes nothing, and the one after it is like it: such spins are left out, and the others
    share their chance. That is the sum of the whole chain, exactly.
    """
    first = returns()
    if first.status is not Status.OPEN:
        return [first]
    return [later for pocket in order if (later := returns(pocket)).status is not Status.OPEN]


def _shared(chains: list[tuple[list[Profile], int]]) -> Iterator[tuple[Profile, int]]:
    """Each decision with its ways; the decisions of one chain share the ways of the chain."""
    cases = lcm(*(len(decided) for decided, _ in chains))
    for decided, ways in chains:
        yield from ((each, ways * cases // len(decided)) for each in decided)
