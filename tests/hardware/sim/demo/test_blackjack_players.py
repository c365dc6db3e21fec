"""Demo players at a blackjack table of a test's own: what they hand in fits what they have seen, whatever the table answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from edge_api.settle.blackjack import canonical
from hardware.sim.demo.blackjack_bets import SeatBets
from hardware.sim.demo.blackjack_decisions import HandDecisions
from hardware.sim.demo.blackjack_play import SIDES
from hardware.sim.demo.blackjack_players import SeatedPlayer
from hardware.sim.demo.blackjack_sight import Pen, Sight
from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.public_api import Answer, Body
from schemas.bets import Placement
from schemas.decisions import PlayerDecision
from schemas.games.blackjack_rules import NAMED
from schemas.games.refusal import IllegalBet

ROUND = "blackjack-01-1-1"
CARDS = {"seat-2": ["KS", "6H"], "seat-5": ["5S", "6D"], "seat-6": ["AS", "KD"], "dealer": ["AH", "??"]}
ACTIONS = ["hit", "stand", "double"]


@dataclass
class Edge:
    """Answers as it is told to: ``refuses`` maps what is handed in to a code; keeps all of it. Anything that is not well formed fails the test."""

    refuses: dict[str, str] = field(default_factory=dict)
    placed: list[Body] = field(default_factory=list)
    decided: list[Body] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    async def place(self, placement: Body) -> Answer:
        Placement.model_validate(placement)
        self.placed.append(placement)
        bet = placement["bets"][0]
        try:
            canonical(NAMED["live_8d"], bet["type"], bet.get("sel"))
        except IllegalBet as illegal:
            return Answer(illegal.code, {})
        return self._answer(bet["type"], sum(each["stake"] for each in placement["bets"]))

    async def cancel(self, bet_id: str) -> Answer:
        self.cancelled.append(bet_id)
        return self._answer("cancel", 0)

    async def decide(self, decision: Body) -> Answer:
        PlayerDecision.model_validate(decision)
        self.decided.append(decision)
        return self._answer("early" if decision.get("early") else str(decision["action"]), 0)

    def _answer(self, what: str, staked: int) -> Answer:
        code = self.refuses.get(what)
        return Answer(code, {"staked": staked})


class Never(Random):
    """Chance that never strikes; thinking takes no time."""

    def random(self) -> float:
        return 0.999

    def uniform(self, a: float, b: float) -> float:
        return 0.0


class Always(Never):
    """Chance that always strikes."""

    def random(self) -> float:
        return 0.0


def run(doing: Coroutine[Any, Any, None] | None) -> None:
    assert doing is not None
    asyncio.run(doing)


def in_play(mine: dict[int, int]) -> Sight:
    return Sight(ROUND, taken={2, 5, 6}, cards=CARDS, mine=mine)


def turn(seat: int, hand: int = 1) -> Body:
    return {"ev": "turn", "round_id": ROUND, "seat": seat, "hand": hand, "actions": ACTIONS}


def decided(rng: Random, sight: Sight, edge: Edge, event: Body) -> list[tuple[Any, ...]]:
    """What a player with this luck hands in when a hand is asked."""
    notes = Notebook()
    asyncio.run(HandDecisions(Pen(notes, rng)).asked(edge, sight, event))
    assert notes.surprises == []
    return [(each["seat"], each["hand"], each["action"], each.get("early", False)) for each in edge.decided]


def test_a_player_sits_down_with_side_bets_and_bets_behind_others() -> None:
    edge, notes, sight = Edge(), Notebook(), Sight(ROUND, taken={5})
    bets = SeatBets(2, Pen(notes, Always(1)))
    edge.refuses = {"cancel": "seat_taken"}
    run(bets.sit(edge, sight, 2))
    main, *sides = (bet["type"] for bet in edge.placed[0]["bets"])
    assert (main, len(sides)) == ("main", 2)
    assert sight.mine == {2: edge.placed[0]["bets"][0]["stake"]}
    assert notes.surprises == []


def test_a_seat_that_was_cancelled_is_nobodys() -> None:
    edge, notes, sight = Edge(), Notebook(), Sight(ROUND)
    run(SeatBets(2, Pen(notes, Always(1))).sit(edge, sight, 2))
    assert sight.mine == {}
    assert notes.cancelled == set(edge.cancelled)


@pytest.mark.parametrize("seed", range(30))
def test_whatever_a_player_tries_a_table_that_refuses_it_rightly_is_no_surprise(seed: int) -> None:
    sides = dict.fromkeys(SIDES, "not_your_seat")
    edge = Edge({**sides, "insurance": "bets_closed", "double": "wrong_phase", "main": "seat_taken"})
    notes, sight = Notebook(), Sight(ROUND, taken={5})
    run(SeatBets(2, Pen(notes, Random(seed))).try_something(edge, sight))
    assert notes.surprises == []
    assert len(edge.placed) == 2


def test_a_surprise_is_noted_when_what_must_be_refused_is_not() -> None:
    notes, edge = Notebook(), Edge()
    for seed in range(20):
        run(SeatBets(2, Pen(notes, Random(seed))).try_something(edge, Sight(ROUND)))
    illegal = notes.refused["bad_selection"]
    assert len(notes.surprises) == 20 - illegal > 0


def test_at_their_turn_players_decide_once_and_wisely() -> None:
    assert decided(Never(1), in_play({2: 200}), Edge(), turn(2)) == [(2, 1, "hit", False)]
    assert decided(Never(1), in_play({5: 200}), Edge(), turn(5)) == [(5, 1, "double", False)]


def test_a_double_that_the_purse_does_not_carry_becomes_a_hit() -> None:
    edge = Edge({"double": "insufficient_funds"})
    told = decided(Never(1), in_play({5: 200}), edge, turn(5))
    assert told == [(5, 1, "double", False), (5, 1, "hit", False)]


def test_at_anothers_turn_a_later_seat_may_choose_early_and_then_says_no_more() -> None:
    sight, edge = in_play({5: 200}), Edge()
    pen = Pen(Notebook(), Chances([0.0, 0.999]))
    asyncio.run(HandDecisions(pen).asked(edge, sight, turn(2)))
    assert [(each["seat"], each["action"], each["early"]) for each in edge.decided] == [(5, "hit", True)]
    assert decided(Never(1), sight, Edge(), turn(5)) == []


class Chances(Never):
    """These rolls, one after another."""

    def __init__(self, rolls: list[float]) -> None:
        super().__init__(1)
        self._rolls = rolls

    def random(self) -> float:
        return self._rolls.pop(0)


def test_an_early_choice_can_be_taken_back() -> None:
    sight, edge = in_play({5: 200}), Edge()
    asyncio.run(HandDecisions(Pen(Notebook(), Always(1))).asked(edge, sight, turn(2)))
    assert [each["action"] for each in edge.decided] == ["hit", None]
    assert sight.early == set()


def test_who_is_silent_lets_the_time_run_out() -> None:
    assert decided(Always(1), in_play({2: 200}), Edge(), turn(2)) == []


def test_insurance_is_half_a_main_bet_and_a_natural_may_take_even_money() -> None:
    edge, notes = Edge(), Notebook()
    asyncio.run(HandDecisions(Pen(notes, Always(1))).insure(edge, in_play({2: 400, 6: 200})))
    [insurance] = edge.placed
    assert insurance["bets"] == [{"type": "insurance", "sel": {"seat": 2}, "stake": 200}]
    assert [(each["seat"], each["action"]) for each in edge.decided] == [(6, "even_money")]
    assert len(notes.acknowledged) == 2


def test_a_refusal_that_no_fault_explains_is_a_surprise() -> None:
    edge, notes = Edge({"hit": "wrong_phase"}), Notebook()
    asyncio.run(HandDecisions(Pen(notes, Never(1))).asked(edge, in_play({2: 200}), turn(2)))
    assert len(notes.surprises) == 1
    lenient = Notebook()
    asyncio.run(
        HandDecisions(Pen(lenient, Never(1), ("wrong_phase",))).asked(edge, in_play({2: 200}), turn(2))
    )
    assert lenient.surprises == []


def test_a_player_follows_the_round_that_is_on_and_no_other() -> None:
    edge, player = Edge(), SeatedPlayer(2, Notebook(), Never(1))
    assert player.hear(edge, turn(2)) is None
    run(player.hear(edge, {"ev": "betsopen", "round_id": ROUND}))
    assert player.hear(edge, {"ev": "seats", "round_id": ROUND, "seats": [2]}) is None
    assert player.hear(edge, {"ev": "card", "round_id": ROUND, "cards": CARDS}) is None
    assert player.hear(edge, {**turn(2), "round_id": "blackjack-01-1-0"}) is None
    run(player.hear(edge, turn(2)))
    run(player.hear(edge, {"ev": "insurance", "round_id": ROUND}))
    assert (edge.placed, edge.decided) == ([], [])
