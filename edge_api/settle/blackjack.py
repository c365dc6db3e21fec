"""Blackjack: what each bet returns after a round or for one seat of a line, and at best. Refuses bets that the round does not have.

At a live table every stake is a bet of its own: ``main`` and ``bet_behind`` are the original stake alone, each split and double adds a
bet for its hand. On a line without a seat both are the whole: they grow with the doubles and splits that the hands show. Either way the
same stakes are summed up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from edge_api.settle.blackjack_bets import IN_PLAY, LINE_FIELDS, BlackjackBet, Placed, parse_bet
from edge_api.settle.blackjack_sides import PAIR_ODDS, POKER_ODDS, pair_odds, poker_odds
from edge_api.settle.blackjack_stakes import EVEN_MONEY, ORIGINAL, Played, Result, Stake, result, stakes_on
from edge_api.settle.book import GameBook
from edge_api.settle.profile import PUSHED, Part, Profile
from edge_api.settle.reading import read_model
from schemas.games.blackjack import BlackjackOutcome, BlackjackResult, check_round
from schemas.games.blackjack_hand import TWENTY_ONE, VALUES, BlackjackHand, is_natural, points
from schemas.games.blackjack_rules import BlackjackRules, EnhcLoss
from schemas.games.blackjack_seat import SeatOutcome, check_seat, dealer_given, dealer_of_seat, hands_of_seat
from schemas.games.refusal import IllegalOutcome, bad_selection
from schemas.money import Rounding
from schemas.phases import Game


def profile(rules: BlackjackRules, outcome: BlackjackResult, bet_type: object, sel: object) -> Profile:
    """What the bet returns after this round, or for this seat of a line.

    Raises:
        IllegalBet, IllegalOutcome: the table does not have the bet, or the round can't have been played at it.
    """
    placed = parse_bet(rules, bet_type, sel)
    match outcome:
        case BlackjackOutcome():
            check_round(rules, outcome)
            return _at_table(rules, outcome, placed)
        case SeatOutcome():
            check_seat(rules, outcome)
            return _on_line(rules, outcome, placed)
    raise IllegalOutcome("the outcome is no round of blackjack")


def _at_table(rules: BlackjackRules, outcome: BlackjackOutcome, placed: Placed) -> Profile:
    seat = outcome.seats.get(str(placed.seat))
    if seat is None:
        where = (
            f"seat {placed.seat} was not dealt"
            if placed.seat
            else 'the bet must name its seat, as in {"seat": 3}'
        )
        raise bad_selection(f"{placed.bet.value}: {where}")
    played = Played(rules, seat.hands, outcome.dealer)
    match placed.bet:
        case BlackjackBet.MAIN:
            return _sum(played, [ORIGINAL])
        case BlackjackBet.DOUBLE | BlackjackBet.SPLIT:
            return _sum(played, [_stake_of_hand(seat.hands, placed)])
        case BlackjackBet.BET_BEHIND:
            return _sum(_without_even_money(played), [ORIGINAL])
    return _side(rules, placed, seat.initial, outcome.dealer)


def _stake_of_hand(hands: Sequence[BlackjackHand], placed: Placed) -> Stake:
    there = placed.hand <= len(hands)
    if not there or (placed.bet is BlackjackBet.DOUBLE and not hands[placed.hand - 1].doubled):
        done = "doubled" if placed.bet is BlackjackBet.DOUBLE else "made by a split"
        raise bad_selection(
            f"{placed.bet.value}: seat {placed.seat} has no hand {placed.hand} that was {done}"
        )
    return Stake(placed.hand - 1, added=placed.bet is BlackjackBet.DOUBLE)


def _without_even_money(played: Played) -> Played:
    """Who bets behind a seat does not follow its even money: that was the seat's own choice."""
    return played._replace(hands=[hand.model_copy(update={"even_money": False}) for hand in played.hands])


def _followed(played: Played, placed: Placed) -> Profile:
    """A stake that goes along with the doubles and splits of the seat, as far as the bet follows them."""
    return _sum(
        played, stakes_on(played.hands, follow_double=placed.follow_double, follow_split=placed.follow_split)
    )


def _on_line(rules: BlackjackRules, outcome: SeatOutcome, placed: Placed) -> Profile:
    if placed.seat is not None:
        raise bad_selection("the outcome is of one seat: the bet names none")
    match placed.bet:
        case BlackjackBet.MAIN if placed.even_money:
            return _even_money(rules, outcome)
        case BlackjackBet.MAIN | BlackjackBet.BET_BEHIND:
            return _followed(Played(rules, hands_of_seat(outcome), dealer_of_seat(rules, outcome)), placed)
    return _side(rules, placed, outcome.initial, dealer_given(outcome))


def _even_money(rules: BlackjackRules, outcome: SeatOutcome) -> Profile:
    if not is_natural(outcome.initial) or VALUES[outcome.dealer_up] != 1:
        raise bad_selection("even_money is for a natural against an ace")
    return _paid(rules, EVEN_MONEY)


def _side(rules: BlackjackRules, placed: Placed, initial: Sequence[str], dealer: Sequence[str]) -> Profile:
    match placed.bet:
        case BlackjackBet.PERFECT_PAIRS:
            return _at_odds(rules, pair_odds(rules, initial[0], initial[1]))
        case BlackjackBet.TWENTY_ONE_THREE:
            return _at_odds(rules, poker_odds(rules, [*initial, dealer[0]]))
    return _insurance(rules, placed, dealer)


def _insurance(rules: BlackjackRules, placed: Placed, dealer: Sequence[str]) -> Profile:
    if VALUES[dealer[0]] != 1:
        raise bad_selection(f"insurance is offered against an ace, not against {dealer[0]}")
    if len(dealer) < 2:
        raise IllegalOutcome("dealer_hole is missing: insurance is decided by the dealer's second card")
    settled = _at_odds(rules, rules.insurance_pays if is_natural(dealer[:2]) else None)
    if placed.main_stake is None:
        return settled
    why = f"insurance is at most half of the hand's stake, which is {placed.main_stake}"
    return replace(settled, most_stake=placed.main_stake // 2, most_stake_is=why)


def _sum(played: Played, stakes: Iterable[Stake]) -> Profile:
    results = [result(played, stake) for stake in stakes]
    parts = [part for part in results if part is not None]
    return Profile.of(1, parts, played.rules.rounding, stakes=len(results))


def _paid(rules: BlackjackRules, part: Result) -> Profile:
    return Profile.of(1, () if part is None else (part,), rules.rounding)


def _at_odds(rules: BlackjackRules, odds: Fraction | None) -> Profile:
    return _paid(rules, None if odds is None else Part.won(odds))


def best_profile(rules: BlackjackRules, bet_type: object, sel: object) -> Profile:
    """What the bet returns when everything goes its way; where it grows with doubles and splits, with all of them.

    Raises:
        IllegalBet: no such bet here.
    """
    placed = parse_bet(rules, bet_type, sel)
    match placed.bet:
        case BlackjackBet.MAIN if placed.even_money:
            return _paid(rules, EVEN_MONEY)
        case BlackjackBet.MAIN | BlackjackBet.BET_BEHIND:
            return _best_play(rules, placed)
        case BlackjackBet.DOUBLE | BlackjackBet.SPLIT:
            return _paid(rules, EVEN_MONEY)
        case BlackjackBet.PERFECT_PAIRS:
            return _at_odds(rules, max(PAIR_ODDS[rules.perfect_pairs].values()))
        case BlackjackBet.TWENTY_ONE_THREE:
            return _at_odds(rules, max(POKER_ODDS[rules.twenty_one_three].values()))
        case BlackjackBet.INSURANCE:
            return _at_odds(rules, rules.insurance_pays)


def _best_play(rules: BlackjackRules, placed: Placed) -> Profile:
    """The dearest of every hand won, doubled where the bet follows, of a natural, and at a table of a dealer's natural that is insured.

    At a table the stakes that it grows by and the insurance are bets of their own, and no limit is asked about them any more: so the
    best of the opening bet is that of all which it may become.
    """
    hands = rules.max_hands if placed.follow_split else 1
    unsplit = 2 if placed.follow_double else 1
    stakes = max(unsplit, hands * (unsplit if rules.das else 1))
    won = Profile.of(1, [EVEN_MONEY] * stakes, rules.rounding, stakes=stakes)
    natural = _at_odds(rules, rules.bj_pays)
    insured = () if placed.seat is None else (_insured(rules, stakes),)
    return max(*insured, won, natural, key=lambda best: best.per_unit_exact)


def _insured(rules: BlackjackRules, stakes: int) -> Profile:
    """What a dealer's natural may leave of a bet with its insurance, which is at most half of the bet.

    A natural hand is pushed; without a hole card the rules may spare all stakes but one. Halves of several bets together are rounded
    down once, so that of one is rounded up.
    """
    spared = stakes - 1 if rules.enhc_loss in (EnhcLoss.OBO, EnhcLoss.BB1) else 0
    half = Part(1, False, (1 + rules.insurance_pays) / 2)
    return Profile.of(1, [PUSHED] * max(spared, 1) + [half], Rounding.UP, stakes=stakes)


def canonical(rules: BlackjackRules, bet_type: object, sel: object) -> object:
    """The one spelling of a selection at a live table, where every bet names its seat.

    Raises:
        IllegalBet: it is none.
    """
    placed = parse_bet(rules, bet_type, sel)
    if placed.seat is None:
        raise bad_selection(f'{placed.bet.value} must name its seat, as in {{"seat": 3}}')
    return placed.sel()


def read_outcome(rules: BlackjackRules, outcome: Mapping[str, object]) -> BlackjackResult:
    """One seat: ``{"initial", "dealer_up"}`` and, for what play decides, ``hands``, ``dealer_hole``, ``dealer_draws``; or a live round.

    Raises:
        IllegalOutcome: no play at this table leads to it.
    """
    if "seats" in outcome:
        table = read_model(BlackjackOutcome, outcome)
        check_round(rules, table)
        return table
    line = read_model(SeatOutcome, outcome)
    check_seat(rules, line)
    return line


def label(outcome: BlackjackResult) -> str:
    """What the dealer had."""
    if not isinstance(outcome, BlackjackOutcome):
        return "one seat"
    total = points(outcome.dealer).total
    if is_natural(outcome.dealer):
        return "dealer natural"
    return "dealer bust" if total > TWENTY_ONE else f"dealer {total}"


BLACKJACK = GameBook(
    game=Game.BLACKJACK,
    rules=BlackjackRules,
    outcome=BlackjackResult,
    bet_types=frozenset([bet.value for bet in BlackjackBet]),
    profile=profile,
    best=best_profile,
    canonical=canonical,
    read_outcome=read_outcome,
    label=label,
    bet_fields=LINE_FIELDS,
    in_play=frozenset([bet.value for bet in IN_PLAY]),
)
