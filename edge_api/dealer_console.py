"""What a dealer's screen shows of a table: what lies, and what each seat wants. Pure; says only what is known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edge_api.dealer_guide import Guide, Tone, words
from edge_api.tiles import told
from schemas.games.baccarat import total
from schemas.games.blackjack import MOST_SEATS
from schemas.games.blackjack_hand import TWENTY_ONE, is_natural, points
from schemas.phases import Game
from schemas.readings import FACE_DOWN


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """From the books. By seat: ``insured`` in minor units, ``behind`` how many players bet behind it. By "seat/hand": the action that was played last."""

    insured: Mapping[int, int] = field(default_factory=dict)
    behind: Mapping[int, int] = field(default_factory=dict)
    played: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandView:
    """A hand as it lies. ``does`` is what it did or wants, in words; ``asked``: its player decides now; ``due``: the next card is for it."""

    name: str
    cards: tuple[str, ...]
    counts: str
    does: str = ""
    asked: bool = False
    due: bool = False


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat from the dealer's left. ``notes``: insurance and bets behind."""

    number: int
    taken: bool
    hands: tuple[HandView, ...]
    notes: tuple[str, ...] = ()


def places(snapshot: Mapping[str, Any], now: Guide) -> list[HandView]:
    """The layout place by place: every place of a table without seats, the dealer's of one that has them."""
    lying = {place: tuple(values) for place, values in snapshot["cards"].items()}
    shown = [place for place in lying if not place.startswith("seat-")]
    return [_place(Game(snapshot["game"]), place, lying[place], now) for place in shown]


def _place(game: Game, place: str, values: tuple[str, ...], now: Guide) -> HandView:
    due = now.tone is Tone.GO and now.place == place
    lying = tuple(told(value, place) for value in values)
    return HandView(words(place).capitalize(), lying, _counts(game, values), due=due)


def _counts(game: Game, values: tuple[str, ...]) -> str:
    match game:
        case Game.BACCARAT:
            return str(total(values)) if values else ""
        case Game.BLACKJACK:
            return counts(values)
        case Game.SIC_BO | Game.CRAPS:
            return str(sum(map(int, values[-1]))) if values else ""
        case _:
            return ""


def seats(snapshot: Mapping[str, Any], figures: SeatFigures, now: Guide) -> list[SeatView]:
    """All seats from the dealer's left; none at a table that has none."""
    if snapshot["game"] != Game.BLACKJACK.value:
        return []
    return [_seat(snapshot, figures, now, number) for number in range(1, MOST_SEATS + 1)]


def _seat(snapshot: Mapping[str, Any], figures: SeatFigures, now: Guide, number: int) -> SeatView:
    place = f"seat-{number}"
    lying = [
        (name, tuple(cards))
        for name, cards in snapshot["cards"].items()
        if cards and name.partition("/")[0] == place
    ]
    hands = [_hand(snapshot, figures, now, name, cards, len(lying)) for name, cards in lying]
    return SeatView(number, number in snapshot["seats"], tuple(hands), _notes(snapshot, figures, number))


def _hand(
    snapshot: Mapping[str, Any],
    figures: SeatFigures,
    now: Guide,
    place: str,
    cards: tuple[str, ...],
    hands: int,
) -> HandView:
    seat, _, hand = place.removeprefix("seat-").partition("/")
    number = hand or "1"
    question = snapshot["question"]
    asked = bool(question) and (question.get("seat"), question.get("hand")) == (int(seat), int(number))
    early, played = (known.get(f"{seat}/{number}") for known in (snapshot["wishes"], figures.played))
    does = _does(early, played, cards, hands, asked=asked)
    due = now.tone is Tone.GO and now.place == place
    return HandView(f"Hand {number}" if hands > 1 else "", cards, counts(cards, hands), does, asked, due)


def _does(early: str | None, played: str | None, cards: Sequence[str], hands: int, *, asked: bool) -> str:
    """What was chosen before the turn, what was played last, or that nobody has to decide anything."""
    if early is not None:
        return f"wants to {words(early)}"
    if asked:
        return "decides"
    if played is not None:
        return words(played)
    return "done" if len(cards) > 1 and _needs_nothing(cards, hands) else ""


def _needs_nothing(cards: Sequence[str], hands: int) -> bool:
    return points(cards).total >= TWENTY_ONE or (hands == 1 and is_natural(cards))


def counts(cards: Sequence[str], hands: int = 1) -> str:
    """What a hand of blackjack counts, in words; a card that lies face down counts nothing."""
    known = [card for card in cards if card != FACE_DOWN]
    if not known:
        return ""
    if hands == 1 and is_natural(known):
        return "blackjack"
    counted = points(known)
    if counted.total > TWENTY_ONE:
        return f"bust {counted.total}"
    soft = counted.soft and len(known) > 1 and counted.total < TWENTY_ONE
    return f"soft {counted.total}" if soft else str(counted.total)


def _notes(snapshot: Mapping[str, Any], figures: SeatFigures, number: int) -> tuple[str, ...]:
    question = snapshot["question"]
    offered = bool(question) and question["kind"] == "insurance" and number in snapshot["seats"]
    insured = figures.insured.get(number)
    notes = ["insured" if insured else "insurance?"] if insured or offered else []
    behind = figures.behind.get(number, 0)
    return (*notes, *([f"{behind} behind"] if behind else []))
