"""What a placement may do at a table with seats: whose main bet, whose side bets, who bets behind, how much insurance. Refuses the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from edge_api.books.refused import NotDone
from edge_api.rounds.question import Asked, Window
from edge_api.rounds.round import Round
from edge_api.rounds.seating import BEHIND, INSURANCE, MAIN, Seat, Seating, seat_number
from edge_api.settle.books import BOOKS
from schemas.bets import Refusal

Stakes = Sequence[tuple[tuple[str, str], int]]
"""((type, selection as JSON text), minor units)."""


def window_of(of: Round, bets: Sequence[tuple[str, str, int]]) -> Window:
    """The window that these bets are placed in: the round's, or that of the insurance which is offered.

    Raises:
        NotDone: they are of different windows, or of one that is not open.
    """
    in_play = BOOKS[of.game].in_play
    if not in_play or all(bet_type not in in_play for bet_type, _, _ in bets):
        return of
    if any(bet_type != INSURANCE for bet_type, _, _ in bets):
        raise NotDone(
            Refusal.WRONG_PHASE,
            "only insurance is placed while a round is played; a hand is doubled or split by a decision",
        )
    question = None if of.seating is None else of.seating.question
    if question is None or question.kind is not Asked.INSURANCE:
        raise NotDone(Refusal.BETS_CLOSED, f"insurance is not offered now in round {of.round_id}")
    return question


def check_seats(seating: Seating, player_no: int, stakes: Stakes) -> None:
    """Bets of the opening window against who plays where.

    Raises:
        NotDone: the first bet that the player may not make there.
    """
    taking = {seat_number(sel) for (bet_type, sel), _ in stakes if bet_type == MAIN}
    for (bet_type, sel), _ in stakes:
        number = seat_number(sel)
        owner = _owner(seating, number, player_no if number in taking else None)
        if bet_type == BEHIND:
            _check_behind(number, owner, player_no)
        elif owner is None:
            raise NotDone(Refusal.NOT_YOUR_SEAT, f"{bet_type}: take seat {number} with a main bet first")
        elif owner != player_no:
            raise NotDone(Refusal.SEAT_TAKEN, f"seat {number} is taken in this round: bet behind it instead")


def _owner(seating: Seating, number: int, taking: int | None) -> int | None:
    seat = seating.seats.get(number)
    return taking if seat is None else seat.owner


def _check_behind(number: int, owner: int | None, player_no: int) -> None:
    if owner is None:
        raise NotDone(
            Refusal.NOT_YOUR_SEAT, f"nobody plays at seat {number} yet: take it with a main bet instead"
        )
    if owner == player_no:
        raise NotDone(Refusal.BAD_SELECTION, f"seat {number} is yours: raise your main bet instead")


def check_insurance(seating: Seating, player_no: int, stakes: Stakes) -> None:
    """Insurance is at most half of what the player has on the seat's play, and not where even money was taken.

    Raises:
        NotDone: it is more, or there is nothing to insure.
    """
    wanted: Counter[int] = Counter()
    for (_, sel), stake in stakes:
        wanted[seat_number(sel)] += stake
    for number, stake in wanted.items():
        seat = seating.seats.get(number)
        if seat is None or not seat.at_stake(player_no):
            raise NotDone(Refusal.NOT_YOUR_SEAT, f"you have no bet at seat {number} to insure")
        most = seat.at_stake(player_no) // 2 - seat.insured[player_no]
        if stake > most:
            raise NotDone(Refusal.ABOVE_MAXIMUM, f"the most for insurance at seat {number} is {max(most, 0)}")
        if player_no == seat.owner and _takes_even_money(seating, number):
            raise NotDone(Refusal.WRONG_PHASE, f"seat {number} takes even money: there is nothing to insure")


def _takes_even_money(seating: Seating, number: int) -> bool:
    """The seat's natural is paid, or its player has decided that it shall be."""
    answered = seating.question is not None and (number, 1) in seating.question.answered
    return number in seating.even_money or answered or seating.waiting(number, 1) is not None


def check_cancel(seating: Seating, stakes: Stakes) -> None:
    """A main bet stays while other bets hang on it.

    Raises:
        NotDone: says what hangs on it.
    """
    for number in {seat_number(sel) for (bet_type, sel), _ in stakes if bet_type == MAIN}:
        seat = seating.seats.get(number)
        if seat is not None:
            _check_cancel(number, seat, stakes)


def _check_cancel(number: int, seat: Seat, stakes: Stakes) -> None:
    off: Counter[str] = Counter()
    for (bet_type, sel), stake in stakes:
        if seat_number(sel) == number:
            off[MAIN if bet_type == MAIN else "side"] += stake
    if seat.main > off[MAIN]:
        return
    if seat.behind.total():
        raise NotDone(Refusal.SEAT_TAKEN, f"others bet behind you at seat {number}: the main bet stays")
    if seat.sides > off["side"]:
        raise NotDone(
            Refusal.SEAT_TAKEN, f"your side bets at seat {number} hang on its main bet: cancel them first"
        )
