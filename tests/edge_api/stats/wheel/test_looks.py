"""Repeated looks: a block each, alarms that fair wheels do not raise, confirmation by new spins only."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from edge_api.stats.wheel.examination import Verdict
from edge_api.stats.wheel.finding import Check
from edge_api.stats.wheel.looks import LADDERS, LIFE_ALPHA, SHARE, Alert, Ladder, Look, spend
from schemas.games.wheels import SINGLE_ZERO, Wheel
from tests.edge_api.stats.wheel.fair import history, limits

BLOCK = 3700


def ladder(last: Look | None = None) -> Ladder:
    return Ladder(Wheel.EUROPEAN, 100, limits(), last)


def looks(steps: Ladder, pockets: Iterable[str]) -> list[Look]:
    return [look for pocket in pockets if (look := steps.add(pocket)) is not None]


def biased(share: float, dice: random.Random, spins: int = BLOCK) -> list[str]:
    weights = [(1 - share) / 36] * 37
    weights[8] = share
    return history(Wheel.EUROPEAN, spins, dice, weights)


def just_red(dice: random.Random) -> list[str]:
    """A block of which one pocket has 145 hits: beyond its 99.9 % limit, short of a first-sight alarm."""
    others = [pocket for pocket in SINGLE_ZERO if pocket != "17"]
    pockets = ["17"] * 145 + [others[each % 36] for each in range(BLOCK - 145)]
    dice.shuffle(pockets)
    return pockets


def test_a_look_comes_with_every_block_and_only_then() -> None:
    steps, dice = ladder(), random.Random(1)
    found = [
        (spin, steps.add(pocket)) for spin, pocket in enumerate(history(Wheel.EUROPEAN, 3 * BLOCK, dice), 1)
    ]
    assert [spin for spin, look in found if look] == [BLOCK, 2 * BLOCK, 3 * BLOCK]
    assert [look.number for _, look in found if look] == [1, 2, 3]


def test_what_all_looks_for_ever_may_spend_is_the_life_alpha() -> None:
    forever = SHARE * (1 - 1 / 1_000_001)
    assert sum(spend(number) for number in range(1, 1_000_001)) == pytest.approx(forever)
    assert 2 * len(LADDERS) * SHARE == pytest.approx(LIFE_ALPHA)


def test_fair_wheels_raise_notes_now_and_then_and_no_alarm() -> None:
    dice, seen = random.Random(17), []
    for _ in range(12):
        seen += looks(ladder(), history(Wheel.EUROPEAN, 30 * BLOCK, dice))
    assert len(seen) == 360
    assert not [look for look in seen if look.alert is Alert.ALARM]
    notes = [look for look in seen if look.alert is Alert.NOTE]
    assert 0 < len(notes) < 0.08 * len(seen)
    assert {look.verdict for look in notes} <= {Verdict.AMBER, Verdict.RED}


def test_a_flagrant_bias_is_an_alarm_at_first_sight() -> None:
    (look,) = looks(ladder(), biased(1 / 18, random.Random(3)))
    assert (look.alert, look.confirmed, look.verdict) == (Alert.ALARM, False, Verdict.RED)
    assert look.chance <= look.spent == spend(1)


def test_a_red_block_alone_is_a_note_that_names_what_the_next_must_confirm() -> None:
    (look,) = looks(ladder(), just_red(random.Random(6)))
    assert (look.verdict, look.alert) == (Verdict.RED, Alert.NOTE)
    assert look.suspicion is not None
    assert "17" in look.suspicion.where


def test_a_suspicion_confirmed_by_new_spins_is_an_alarm() -> None:
    dice = random.Random(6)
    first, second = looks(ladder(), just_red(dice) + just_red(dice))
    assert (second.alert, second.confirmed, second.confirmations) == (Alert.ALARM, True, 1)
    assert second.sign == first.suspicion
    assert second.chance <= second.spent == spend(1)


def test_a_suspicion_that_new_spins_do_not_confirm_is_dropped() -> None:
    dice = random.Random(6)
    first, second, third = looks(ladder(), just_red(dice) + history(Wheel.EUROPEAN, 2 * BLOCK, dice))
    assert first.suspicion is not None
    assert (second.alert, second.confirmed, second.suspicion) == (Alert.NONE, False, None)
    assert (second.confirmations, third.confirmations) == (1, 1)


def test_another_pocket_in_the_next_block_confirms_nothing() -> None:
    dice = random.Random(6)
    swapped = [{"17": "5", "5": "17"}.get(pocket, pocket) for pocket in just_red(dice)]
    _, second = looks(ladder(), just_red(dice) + swapped)
    assert (second.alert, second.confirmed) == (Alert.NOTE, False)


def test_a_ladder_taken_up_again_says_what_an_unbroken_one_says() -> None:
    dice = random.Random(6)
    pockets = just_red(dice) + just_red(dice) + history(Wheel.EUROPEAN, BLOCK, dice)
    unbroken = looks(ladder(), pockets)
    again = ladder(unbroken[0])
    assert looks(again, pockets[BLOCK:]) == unbroken[1:]


def test_too_regular_a_history_is_a_note() -> None:
    (look,) = looks(ladder(), [SINGLE_ZERO[spin % 37] for spin in range(BLOCK)])
    assert (look.verdict, look.alert, look.suspicion) == (Verdict.AMBER, Alert.NOTE, None)


def test_a_small_lasting_bias_is_found_by_the_longest_ladder() -> None:
    steps = Ladder(Wheel.EUROPEAN, 1000, limits())
    found = looks(steps, biased(1 / 30, random.Random(8), 3 * 37_000))
    assert Alert.ALARM in {look.alert for look in found}
    assert {look.sign.check for look in found if look.alert is Alert.ALARM} <= {
        Check.POCKET,
        Check.CHI_SQUARE,
    }
