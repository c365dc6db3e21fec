"""A shoe as a line of text: ``P``, ``B`` or ``T`` for each hand, then ``p`` and ``b`` for its pairs. Refuses what is none of these."""

from __future__ import annotations

from edge_api.stats.hand import Hand, Winner

SEPARATORS = frozenset(" \t,")
_WINNERS = {winner.value: winner for winner in Winner}
PAIRS = "pb"
MOST_HANDS = 10_000
"""A shoe of eight decks holds about eighty; a line of more than this is none."""


class BadResults(Exception):
    """A line that is no shoe. ``column`` counts characters from 1."""

    code = "bad_results"

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def read_shoe(line: str) -> list[Hand]:
    """The hands of a line, in order. Spaces, tabs and commas may stand between hands, not inside one; an empty line is an empty shoe.

    Raises:
        BadResults: at the first character that can't be there.
    """
    hands: list[Hand] = []
    at = 0
    while at < len(line):
        if line[at] in SEPARATORS:
            at += 1
            continue
        winner = _winner(line, at)
        end = _end_of_pairs(line, at + 1)
        marks = line[at + 1 : end]
        hands.append(Hand(winner, "p" in marks, "b" in marks))
        if len(hands) > MOST_HANDS:
            raise BadResults(
                at + 1, f"a shoe has at most {MOST_HANDS} hands: give each shoe a line of its own"
            )
        at = end
    return hands


def _winner(line: str, at: int) -> Winner:
    winner = _WINNERS.get(line[at])
    if winner is not None:
        return winner
    if line[at] in PAIRS:
        raise BadResults(at + 1, f"{line[at]!r} marks a pair: it must stand right behind its P, B or T")
    raise BadResults(at + 1, f"{line[at]!r} is no result: P, B or T, each with p and b behind it for pairs")


def _end_of_pairs(line: str, start: int) -> int:
    at = start
    while at < len(line) and line[at] in PAIRS:
        if line[at] in line[start:at]:
            raise BadResults(at + 1, f"{line[at]!r} is there twice: a hand has at most one pair a side")
        at += 1
    return at
