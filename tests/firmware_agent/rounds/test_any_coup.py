"""Coups dealt from a shuffled shoe: the right ones are told as the rules say, and one changed event never makes a wrong result."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.settings import BaccaratSettings, OpenBy
from hardware.signals import CardRead, CardTarget, DeviceUp, ShoeResult, Signal, Winner
from schemas.cards import DECK
from schemas.facts import RoundOutcome
from schemas.games.baccarat import BaccaratHand, BaccaratOutcome, next_target
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

RULES = BaccaratSettings(table="t", open_by=OpenBy.AUTO, betting_ns=s(10), gap_ns=s(1))
TARGETS = {BaccaratHand.PLAYER: CardTarget.PLAYER, BaccaratHand.BANKER: CardTarget.BANKER}


def events(cards: list[str], at: int) -> tuple[list[Signal], BaccaratOutcome]:
    """What a shoe says of one coup, a second apart, and what it comes to; uses up ``cards``."""
    hands: dict[BaccaratHand, list[str]] = {BaccaratHand.PLAYER: [], BaccaratHand.BANKER: []}
    said: list[Signal] = []
    while (hand := next_target(*hands.values())) is not None:
        hands[hand].append(cards.pop())
        said.append(CardRead(s(at + len(said)), "shoe", TARGETS[hand], len(hands[hand]), hands[hand][-1]))
    result = BaccaratOutcome.from_cards(hands[BaccaratHand.PLAYER], hands[BaccaratHand.BANKER])
    winner = Winner(result.winner.value)
    said.append(ShoeResult(s(at + len(said) + 1), "shoe", winner, result.player_pair, result.banker_pair))
    return said, result


def evening(seed: int, coups: int) -> tuple[list[Signal], list[BaccaratOutcome]]:
    """Coups half a minute apart from one shuffled shoe of eight decks."""
    cards = list(DECK) * 8
    Random(seed).shuffle(cards)
    said: list[Signal] = [DeviceUp(0, "shoe")]
    results = []
    for number in range(coups):
        more, result = events(cards, 20 + 30 * number)
        said += more
        results.append(result)
    return said, results


def play(said: list[Signal]) -> Floor:
    """Feed with all deadlines."""
    floor = Floor(BaccaratMachine(RULES))
    for signal in said:
        floor.until(signal.at_ns)
        floor.feed(signal)
    return floor


def told(floor: Floor) -> list[object]:
    """The outcomes."""
    check_promises(floor)
    return [fact.outcome for fact in floor.facts if isinstance(fact, RoundOutcome)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_every_coup_of_a_shoe_is_told_as_the_rules_say(seed: int) -> None:
    said, results = evening(seed, 60)
    assert told(play(said)) == results


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.data())
def test_a_lost_or_doubled_event_never_makes_a_wrong_result(seed: int, data: st.DataObject) -> None:
    said, results = evening(seed, 3)
    spot = data.draw(st.integers(1, len(said) - 1))
    changed = said[:spot] + data.draw(st.sampled_from([[], [said[spot]] * 2])) + said[spot + 1 :]
    assert all(outcome in results for outcome in told(play(changed)))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.data())
def test_two_events_in_the_wrong_order_never_make_a_wrong_result(seed: int, data: st.DataObject) -> None:
    said, results = evening(seed, 2)
    spot = data.draw(st.integers(1, len(said) - 2))
    said[spot], said[spot + 1] = said[spot + 1], said[spot]
    assert all(outcome in results for outcome in told(play(said)))
