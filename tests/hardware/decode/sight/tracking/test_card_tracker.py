"""A word on a card needs three still looks that agree; what moves, is left over or breaks the rules has none, and noise never flips one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.decode.sight.reader import Read, Reason, Seen
from hardware.decode.sight.tracking.rules import TableRules, rules_of
from hardware.decode.sight.tracking.words import Word
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.deal import Spot
from tests.hardware.decode.sight.tracking.layouts import SLOTS, Table, quad, read, said


def begun(rules: TableRules | None = None) -> Table:
    """An empty table that has been seen."""
    table = Table(rules)
    table.round()
    assert table.look(times=5) == []
    return table


def test_three_still_looks_make_a_word_and_five_a_strong_one() -> None:
    table = begun()
    table.lies[0] = "KC"
    words = [table.look() for _ in range(8)]
    assert [len(told) for told in words] == [0, 0, 1, 0, 1, 0, 0, 0]
    assert [word.looks for told in words for word in told] == [3, 5]
    assert said(words[2]) == [("player", 1, "KC")]


def test_a_table_on_which_nothing_changes_is_not_read_again() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look(times=6)
    asked = table.asked
    table.look(times=20)
    assert table.asked == asked


def test_only_the_slot_that_changed_is_wanted_again() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look(times=8)
    assert table.tracker.wanted == frozenset()
    table.lies[1] = "7H"
    table.look()
    assert table.tracker.wanted == {1}
    table.lies[0] = "9D"
    table.look()
    assert table.tracker.wanted == {0, 1}


def test_light_that_changes_everywhere_is_no_movement() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look(times=8)
    asked = table.asked
    for step in range(10):
        table.light = 1 - 0.03 * step
        table.look()
    assert table.asked == asked


def test_a_card_that_slides_has_no_word() -> None:
    table = begun()
    for step in range(12):
        table.lies = {0: f"KC{step}"}
        assert table.step(Seen((read(0, "KC"),))) == []


def test_cards_are_told_in_the_order_in_which_they_came() -> None:
    table = begun()
    for slot, card in ((0, "KC"), (2, "2S"), (1, "7H"), (3, "JS")):
        table.lies[slot] = card
        table.look(times=5)
    assert [str(spot) for spot in table.tracker.dealt] == ["player 1", "banker 1", "player 2", "banker 2"]


def test_one_wrong_look_does_not_make_a_word_or_flip_one() -> None:
    table = begun()
    table.lies[0] = "KC"
    words = table.look(times=2) + table.look({0: read(0, "KS")}) + table.look(times=5)
    assert {word.value for word in words} == {"KC"}


def test_two_values_by_turns_are_a_disagreement() -> None:
    table = begun()
    table.lies[0] = "KC"
    words: list[Word] = []
    for number in range(10):
        words += table.look({0: read(0, ("KC", "KS")[number % 2])})
    assert [(word.value, word.reasons[0]) for word in words] == [(None, Reason.DISAGREE)]


@pytest.mark.parametrize(
    "reason", (Reason.GLARE, Reason.HAND, Reason.BLUR, Reason.UNKNOWN_CARD, Reason.WRONG_DECK, Reason.BACK)
)
def test_what_cannot_be_read_is_an_abstention_with_its_reason_until_it_can(reason: Reason) -> None:
    table = begun()
    table.lies[0] = "KC"
    words = table.look({0: read(0, None, reason)}, times=8)
    assert [(word.value, word.reasons, word.looks) for word in words] == [(None, (reason,), 5)]
    assert said(table.look(times=4)) == [("player", 1, "KC")]


@pytest.mark.parametrize("reason", (Reason.DARK, Reason.OVEREXPOSED, Reason.COVERED, Reason.MOVED_CAMERA))
def test_a_frame_that_says_nothing_as_a_whole_is_a_reason_of_every_place(reason: Reason) -> None:
    table = begun()
    table.lies = {0: "KC", 1: "7H", 2: "2S", 3: "JS"}
    words = [word for _ in range(6) for word in table.step(Seen((), (reason,)))]
    assert {(word.place, word.index, word.value, word.reasons) for word in words} == {
        (slot.place, slot.index, None, (reason,)) for slot in SLOTS
    }


def test_a_card_that_is_taken_away_keeps_its_word() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look(times=6)
    table.lies = {}
    assert table.look(times=8) == []


def test_a_card_that_changes_has_a_new_word() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look(times=6)
    table.lies[0] = "9D"
    assert said(table.look(times=4)) == [("player", 1, "9D")]


def test_what_lay_there_before_the_round_is_not_dealt() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look(times=6)
    table.round("r2")
    assert table.look(times=12) == []
    table.lies = {}
    table.look(times=5)
    table.lies[0] = "KC"
    assert said(table.look(times=3)) == [("player", 1, "KC")]


def test_a_hand_that_passes_does_not_deal_last_rounds_card() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look(times=6)
    table.round("r2")
    table.lies[0] = "a hand"
    table.look({0: read(0, None, Reason.HAND)}, times=6)
    table.lies[0] = "KC"
    assert all(word.value is None for word in table.look(times=8))


def test_between_rounds_nothing_is_said() -> None:
    table = begun()
    table.round(None)
    table.lies[0] = "KC"
    assert table.look(times=8) == []


def test_more_copies_of_a_card_than_decks_are_against_the_rules() -> None:
    table = begun(TableRules(decks=1))
    table.lies = {0: "KC"}
    table.look(times=6)
    table.lies[1] = "KC"
    (word,) = table.look(times=6)
    assert (word.place, word.index, word.value, word.reasons) == ("player", 2, None, (Reason.AGAINST_RULES,))


def test_a_third_card_after_a_natural_is_against_the_rules() -> None:
    rules = rules_of(BaccaratRules())
    lying = dict(zip(SPOTS, ("KC", "9S", "2D", "3H"), strict=True))
    assert rules.allow(lying)
    third = Spot("player", 3)
    assert not rules.allow({**lying, third: "4C"})
    del lying[SPOTS[1]]
    assert rules.allow({**lying, third: "4C"}), "what is not known yet forbids nothing"


def test_two_cards_in_one_slot_overlap() -> None:
    table = begun()
    table.lies[0] = "KC"
    fan = Read("9D", 0.9, True, (), quad(25, 64))
    words = [word for _ in range(6) for word in table.step(Seen((read(0, "KC"), fan)))]
    assert [(word.value, word.reasons) for word in words] == [(None, (Reason.OVERLAPPING,))]


def test_a_frozen_picture_is_no_look() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.noise = 0.0
    for _ in range(8):
        assert table.look() == []
    assert table.tracker.ignored is Reason.STALE_FRAME


def test_of_a_source_that_may_repeat_the_same_picture_is_a_look() -> None:
    table = Table(repeats=True)
    table.round()
    table.noise = 0.0
    assert table.look(times=5) == []
    table.lies[0] = "KC"
    assert said(table.look(times=6))[0] == ("player", 1, "KC")


def test_a_picture_from_the_past_is_no_look() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look()
    for _ in range(6):
        assert not table.tracker.glance(table.at_ns - 1, table.picture())
        assert table.tracker.ignored is Reason.LATE_FRAME
        assert table.tracker.saw(table.at_ns - 1, Seen((read(0, "KC"),))) == []


def test_a_look_at_the_same_moment_counts_once() -> None:
    table = begun()
    table.lies[0] = "KC"
    table.look()
    for _ in range(6):
        assert table.tracker.saw(table.at_ns, Seen((read(0, "KC"),))) == []


SPOTS = tuple(Spot(slot.place, slot.index) for slot in SLOTS)
READS = st.sampled_from(("KC", "KC", "KC", "QC", "glare", "nothing", "moves"))


@settings(max_examples=20, deadline=None)
@given(st.lists(READS, min_size=1, max_size=24))
def test_no_word_comes_from_fewer_than_three_still_looks_that_say_it(looks: list[str]) -> None:
    table = begun()
    since_move: list[str | None] = []
    for number, one in enumerate(looks):
        if one == "moves" or not since_move:
            since_move, table.lies[0] = [], f"content {number}"
        value = one if one in ("KC", "QC") else None
        seen = {"glare": (read(0, None, Reason.GLARE),), "nothing": (), "moves": ()}.get(one)
        words = table.step(Seen(seen if seen is not None else (read(0, value),)))
        since_move.append(value)
        for word in words:
            if word.value is not None:
                assert since_move[-5:].count(word.value) >= 3 and len(since_move) >= 3


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.sampled_from(("KC", "KC", "KC", "KC", "QC", "blur")), min_size=5, max_size=30),
    st.integers(1, 9),
)
def test_scattered_noise_never_flips_a_word(noise: list[str], seed: int) -> None:
    table = Table(seed=seed)
    table.round()
    table.look(times=5)
    table.lies[0] = "KC"
    words = table.look(times=5)
    for one in noise:
        words += table.look({0: read(0, None, Reason.BLUR) if one == "blur" else read(0, one)})
    assert {word.value for word in words} == {"KC"}
