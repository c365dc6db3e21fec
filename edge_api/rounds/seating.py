"""Who plays at which seat in a round, what stands there, and what was decided: warm, worked out again from the books after a start."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from edge_api.rounds.question import HandAt, Question
from schemas.games.blackjack_hand import Action
from schemas.games.deal import Deal

MAIN, BEHIND, INSURANCE, DOUBLE, SPLIT = "main", "bet_behind", "insurance", "double", "split"

Stakes = Iterable[tuple[tuple[str, str], int]]
"""((type, selection as JSON text), minor units)."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a decision says. ``cards``: how many the player saw; ``early_no``: it was chosen before the hand was asked."""

    seat: int
    hand: int
    action: Action
    cards: int | None = None
    early_no: int | None = None


@dataclass(slots=True)
class Pending:
    """A durable decision that the table has not played yet. The board is told at ``order_ns`` and again until it has."""

    placement_no: int
    player_no: int
    decision_id: str
    chosen: Chosen
    order_ns: int
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Early:
    """What a player wants a hand to do when it is asked; ``cards`` is how many the hand had when it was chosen."""

    early_no: int
    player_no: int
    decision_id: str
    action: Action
    cards: int


@dataclass(slots=True)
class Seat:
    """What stands at a seat, minor units. ``owner`` made its main bet; ``behind`` and ``insured`` are by player number."""

    owner: int
    main: int = 0
    sides: int = 0
    behind: Counter[int] = field(default_factory=Counter)
    insured: Counter[int] = field(default_factory=Counter)

    def at_stake(self, player_no: int) -> int:
        """What the player has on the play of this seat, before doubles and splits."""
        return self.main if player_no == self.owner else self.behind[player_no]

    def add(self, player_no: int, bet_type: str, stake: int) -> None:
        """Count a bet; a stake below zero counts one no longer."""
        match bet_type:
            case "main":
                self.main += stake
            case "bet_behind":
                self.behind[player_no] += stake
            case "insurance":
                self.insured[player_no] += stake
            case "perfect_pairs" | "21+3":
                self.sides += stake


@dataclass(slots=True)
class Seating:
    """A round's seats. ``even_money``: those whose natural was paid at once. ``order_ns``: when the board is told next which seats play;
    ``told``: the seats that players know to be taken."""

    seats: dict[int, Seat] = field(default_factory=dict)
    question: Question | None = None
    pending: list[Pending] = field(default_factory=list)
    early: dict[HandAt, Early] = field(default_factory=dict)
    even_money: set[int] = field(default_factory=set)
    order_ns: int | None = None
    tries: int = 0
    told: tuple[int, ...] = ()

    @property
    def taken(self) -> tuple[int, ...]:
        """Seats with a main bet, from the dealer's left."""
        return tuple(sorted(self.seats))

    def count(self, player_no: int, stakes: Stakes, sign: int = 1) -> None:
        """Count what a player stakes; with ``sign`` -1 count it no longer. The first main bet takes a free seat."""
        for (bet_type, sel), stake in sorted(stakes, key=_main_first):
            number = seat_number(sel)
            if bet_type == MAIN or number in self.seats:
                seat = self.seats.setdefault(number, Seat(player_no))
                seat.add(player_no, bet_type, sign * stake)
        for number in [number for number, seat in self.seats.items() if seat.main <= 0]:
            del self.seats[number]

    def waiting(self, seat: int, hand: int) -> Pending | None:
        """The decision of a hand that the table has not played yet."""
        found = (wish for wish in self.pending if (wish.chosen.seat, wish.chosen.hand) == (seat, hand))
        return next(found, None)

    def close_question(self) -> None:
        """Nobody may answer any more."""
        if self.question is not None:
            self.question.is_open = False
            self.question = None


def _main_first(stake: tuple[tuple[str, str], int]) -> bool:
    return stake[0][0] != MAIN


def seat_number(sel: str) -> int:
    """The seat of a selection, as JSON text in its one spelling."""
    number: int = json.loads(sel)["seat"]
    return number


def hand_selection(seat: int, hand: int) -> str:
    """The selection of a stake on one hand, in its one spelling."""
    return json.dumps({"hand": hand, "seat": seat}, separators=(",", ":"))


def cards_at(deal: Deal, seat: int, hand: int = 1) -> Sequence[str]:
    """What lies at a hand of a seat; nothing where there is no such hand."""
    place = f"seat-{seat}" if hand == 1 else f"seat-{seat}/{hand}"
    return deal.standing().get(place, ())


def hands_at(deal: Deal, seat: int) -> int:
    """How many hands a seat has."""
    return sum(place.partition("/")[0] == f"seat-{seat}" for place in deal.standing())
