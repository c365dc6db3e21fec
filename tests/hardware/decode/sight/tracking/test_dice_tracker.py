"""Dice have a word once exactly as many as the game has lie still in three looks, otherwise than before the throw."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.decode.sight.reader import Reason, Seen, Vote
from tests.hardware.decode.sight.tracking.dome import Dome, dice, shaken, thrown


def test_three_looks_make_a_word_and_five_a_strong_one() -> None:
    words = shaken().look(dice("643", 55), 8)
    assert [(word.place, word.value, word.looks) for word in words] == [
        ("dice", "346", 3),
        ("dice", "346", 5),
    ]


def test_each_readers_vote_is_of_the_whole_throw_and_as_weak_as_its_weakest_die() -> None:
    assert thrown("643").votes == (Vote("pips", "346", 0.7, 0.4), Vote("face", "346", 0.8, 0.2))


def test_a_reader_that_does_not_name_every_die_names_no_throw() -> None:
    first, *others = dice("643", 55).reads
    silent = replace(first, votes=(first.votes[0], replace(first.votes[1], value=None)))
    (word, _) = shaken().look(Seen((silent, *others)), 5)
    assert [vote.value for vote in word.votes] == ["346", None]


def test_dice_that_were_not_thrown_are_no_result() -> None:
    dome = Dome()
    dome.look(dice("111"), 4)
    dome.told("spinning")
    dome.told("spinning", round_id="r2")
    assert dome.look(dice("111"), 12) == []


def test_looks_from_before_the_throw_are_none_of_it() -> None:
    dome = Dome()
    dome.look(dice("643"), 2)
    dome.told("spinning", round_id="r2")
    assert dome.look(dice("643"), 2, shaken=True) == []


def test_looks_from_before_the_dice_were_out_of_sight_are_not_counted_again() -> None:
    dome = shaken()
    dome.look(dice("643", 55), 3)
    dome.look(Seen((), (Reason.HAND,)), 5)
    assert [word.looks for word in dome.look(dice("643", 55), 5)] == [5]


def test_dice_that_move_between_looks_are_no_result() -> None:
    dome = shaken()
    for number in range(12):
        assert dome.look(dice("643", 40 + 8 * number)) == []


def test_two_or_four_dice_are_a_wrong_count() -> None:
    for faces in ("64", "6431"):
        words = shaken().look(dice(faces, 55), 10)
        assert words and all(word.value is None for word in words)
        assert words[-1].reasons[0] is Reason.WRONG_COUNT


def test_a_cocked_die_is_an_abstention_with_that_reason() -> None:
    words = shaken().look(dice("643", 55, accepted=False), 10)
    assert words and words[-1].value is None and words[-1].reasons[0] is Reason.COCKED


def test_a_table_that_starts_in_the_middle_of_a_round_trusts_no_dice_it_did_not_see_thrown() -> None:
    dome = Dome()
    dome.told("result_pending")
    assert all(word.value is None for word in dome.look(dice("643"), 12))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(("643", "643", "642", "64", "blur")), max_size=20))
def test_no_word_from_fewer_than_three_of_the_last_five_looks(looks: list[str]) -> None:
    dome, seen = shaken(), []
    for one in looks:
        words = dome.look(Seen((), (Reason.BLUR,)) if one == "blur" else dice(one, 55))
        seen.append("".join(sorted(one)))
        for word in words:
            assert word.value is None or seen[-5:].count(word.value) >= 3
