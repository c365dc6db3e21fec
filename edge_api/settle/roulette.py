"""Roulette: what each bet returns for a spin, and at best. Refuses positions, calls and pockets that the table does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from edge_api.settle.book import GameBook, Stays
from edge_api.settle.profile import HALVED, PUSHED, Part, Profile, Status
from edge_api.settle.reading import read_model
from schemas.games.lucky import lucky_in
from schemas.games.refusal import bad_selection
from schemas.games.roulette import RouletteOutcome, canonical_sel, check_outcome, coverage, parse_bet
from schemas.games.roulette_called import CALLED
from schemas.games.roulette_layout import EVEN_CHANCES, Piece, Pockets, RouletteBet
from schemas.games.roulette_rules import RouletteRules, SecondZero, ZeroRule
from schemas.games.wheels import ZEROS, wheel_order
from schemas.phases import Game

Straights = Callable[[str], Fraction | None]
"""Odds of a pocket's straight where a law of multipliers concerns it."""


def pieces_of(rules: RouletteRules, bet_type: object, sel: object) -> tuple[Piece, ...]:
    """The elementary bets of a bet at this table.

    Raises:
        IllegalBet: no such bet or selection here.
    """
    bet = parse_bet(bet_type)
    if bet in CALLED and not rules.called_bets:
        raise bad_selection(f"this table takes no called bets, so no {bet.value}")
    return coverage(bet, sel, rules.wheel)


def profile(rules: RouletteRules, outcome: RouletteOutcome, bet_type: object, sel: object) -> Profile:
    """What the bet returns after these spins. Spins after the one that decides it play no part.

    Raises:
        IllegalBet, IllegalOutcome: the table does not have it.
    """
    pieces = pieces_of(rules, bet_type, sel)
    check_outcome(outcome, rules.wheel)
    straights = _straights(rules, outcome)
    first, *later = outcome.spins
    if first in ZEROS and parse_bet(bet_type) in EVEN_CHANCES:
        return _on_zero(rules, pieces[0].pockets, later)
    return _hit(rules, pieces, first, straights)


def _straights(rules: RouletteRules, outcome: RouletteOutcome) -> Straights:
    lottery, lucky = rules.lottery, lucky_in(rules, outcome)
    return lambda pocket: None if lottery is None else lottery.odds(pocket, lucky)


def _luckiest(rules: RouletteRules) -> Straights:
    lottery = rules.lottery
    return lambda pocket: None if lottery is None else lottery.best(pocket)


def _hit(rules: RouletteRules, pieces: Sequence[Piece], pocket: str, straights: Straights) -> Profile:
    won = [
        Part.won(_odds(piece, pocket, straights), piece.units) for piece in pieces if pocket in piece.pockets
    ]
    return Profile.of(sum(piece.units for piece in pieces), won, rules.rounding)


def _odds(piece: Piece, pocket: str, straights: Straights) -> Fraction:
    """A straight has the price that multipliers give it, within a called bet as well."""
    drawn = straights(pocket) if len(piece.pockets) == 1 else None
    return piece.odds if drawn is None else drawn


def _on_zero(rules: RouletteRules, pockets: Pockets, later: Sequence[str]) -> Profile:
    match rules.zero_rule:
        case ZeroRule.NONE:
            return Profile.of(1, (), rules.rounding)
        case ZeroRule.LA_PARTAGE | ZeroRule.SURRENDER:
            return Profile.of(1, (HALVED,), rules.rounding)
        case ZeroRule.EN_PRISON:
            return _in_prison(rules, pockets, later)


def _in_prison(rules: RouletteRules, pockets: Pockets, later: Sequence[str]) -> Profile:
    """The next spin that is not a zero frees the stake or takes it."""
    for pocket in later:
        if pocket not in ZEROS:
            return Profile.of(1, (PUSHED,) if pocket in pockets else (), rules.rounding)
        match rules.prison_second_zero:
            case SecondZero.LOSE:
                return Profile.of(1, (), rules.rounding)
            case SecondZero.HALF:
                return Profile.of(1, (HALVED,), rules.rounding)
            case SecondZero.STAY:
                continue
    return Profile.of(1, (), rules.rounding, Status.OPEN)


def best_profile(rules: RouletteRules, bet_type: object, sel: object) -> Profile:
    """What the bet returns on its best pocket, as lucky as it can be.

    Raises:
        IllegalBet: no such bet or selection here.
    """
    pieces = pieces_of(rules, bet_type, sel)
    hits = (_hit(rules, pieces, pocket, _luckiest(rules)) for pocket in wheel_order(rules.wheel))
    return max(hits, key=lambda hit: hit.per_unit_exact)


def canonical(rules: RouletteRules, bet_type: object, sel: object) -> object:
    """The one spelling of a legal selection.

    Raises:
        IllegalBet: it is none.
    """
    return canonical_sel(parse_bet(bet_type), sel, rules.wheel)


def read_outcome(rules: RouletteRules, outcome: Mapping[str, object]) -> RouletteOutcome:
    """``{"pocket": "17"}``, or ``{"pockets": [...]}`` for a bet that waits in prison; with ``multipliers`` where they are drawn.

    Raises:
        IllegalOutcome: neither of these, or not on this wheel.
    """
    spun = read_model(RouletteOutcome, outcome)
    check_outcome(spun, rules.wheel)
    lucky_in(rules, spun)
    return spun


def combine(outcomes: Sequence[RouletteOutcome]) -> RouletteOutcome:
    """The spins of several rounds in a row as one result; what else was drawn is the first round's."""
    spins = tuple(spin for outcome in outcomes for spin in outcome.spins)
    return outcomes[0].model_copy(update={"pocket": None, "pockets": spins})


IN_PRISON: Stays[RouletteRules, RouletteOutcome] = Stays(
    under=lambda rules: rules.zero_rule is ZeroRule.EN_PRISON,
    combine=combine,
    removable=frozenset(),
    moved=frozenset(bet.value for bet in EVEN_CHANCES),
)
"""A bet in prison waits beside its position, which is free for a new bet."""

ROULETTE = GameBook(
    game=Game.ROULETTE,
    rules=RouletteRules,
    outcome=RouletteOutcome,
    bet_types=frozenset([bet.value for bet in RouletteBet]),
    profile=profile,
    best=best_profile,
    canonical=canonical,
    read_outcome=read_outcome,
    label=lambda outcome: outcome.spins[-1],
    stays=IN_PRISON,
)
