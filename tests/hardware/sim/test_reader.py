"""Simulated line readers play real games in the documented lines, and their faults look as documented: all read through the real decoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.signals import (
    CardDrawn,
    CutCardSeen,
    DiceRead,
    ReadFailed,
    SegmentRead,
    ThrowBegun,
    ThrowVoid,
)
from hardware.sim.reader.faults import ReaderFault
from hardware.sim.reader.throws import WHEELS
from schemas.cards import DECK, baccarat_value
from schemas.games.baccarat import BaccaratOutcome
from schemas.phases import Game
from tests.hardware.sim.readers import ReaderBench, cards, dice, wheel


def drawn(bench: ReaderBench) -> list[str]:
    return [signal.card for signal in bench.signals() if isinstance(signal, CardDrawn)]


def thrown(bench: ReaderBench) -> list[tuple[int, ...]]:
    return [signal.dice for signal in bench.signals() if isinstance(signal, DiceRead)]


def stops(bench: ReaderBench) -> list[str]:
    return [signal.segment for signal in bench.signals() if isinstance(signal, SegmentRead)]


# --- cards -----------------------------------------------------------------------------------------------------------


def test_dragon_tiger_takes_two_cards() -> None:
    bench = cards()
    bench.deal()
    assert drawn(bench) == bench.reader.laid
    assert len(bench.reader.laid) == 2
    assert bench.heard.counts.dropped_bytes == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_baccarat_takes_as_many_cards_as_the_drawing_rules_ask_for(seed: int) -> None:
    bench = cards(Game.BACCARAT, seed=seed)
    bench.deal()
    player, banker = bench.reader.laid[:3:2], bench.reader.laid[1:4:2]
    rest = bench.reader.laid[4:]
    naturals = {8, 9} & {sum(map(baccarat_value, hand)) % 10 for hand in (player, banker)}
    assert (not rest) if naturals else len(rest) <= 2
    drew = sum(map(baccarat_value, player)) % 10 <= 5 and not naturals
    outcome = BaccaratOutcome.from_cards(player + rest[:drew], banker + rest[drew:])
    assert drawn(bench) == bench.reader.laid
    assert len(outcome.player) + len(outcome.banker) == len(bench.reader.laid)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_andar_bahar_is_dealt_from_one_fresh_deck_until_the_jokers_rank_comes(seed: int) -> None:
    bench = cards(Game.ANDAR_BAHAR, seed=seed)
    for _ in range(2):
        bench.deal()
        joker, *rest = bench.reader.laid
        assert [card for card in rest if card[0] == joker[0]] == rest[-1:]
        assert len(set(bench.reader.laid)) == len(bench.reader.laid)
    assert "CutCardSeen" not in bench.kinds()


def test_a_shoe_holds_each_card_as_often_as_it_has_decks_and_the_cut_card_comes_once() -> None:
    bench = cards(decks=2)
    while bench.reader.state()["left"]:
        bench.deal()
    assert Counter(drawn(bench)) == Counter(dict.fromkeys(DECK, 2))
    told = bench.signals()
    [at] = [place for place, signal in enumerate(told) if isinstance(signal, CutCardSeen)]
    assert len(told) - at - 1 == 14
    with pytest.raises(ValueError, match="0 cards are left in the shoe: order new_shoe"):
        bench.reader.deal()


def test_a_new_shoe_is_full_and_says_nothing() -> None:
    bench = cards(decks=1)
    while not bench.reader.state()["cut_card_out"]:
        bench.deal()
    said = len(bench.line.sent)
    bench.reader.obey({"do": "new_shoe"})
    assert bench.reader.state() == {
        "dealing": False,
        "again": False,
        "laid": [],
        "left": 52,
        "cut_card_out": False,
    }
    assert len(bench.line.sent) == said


def test_blackjack_is_drawn_card_by_card_as_the_table_asks() -> None:
    bench = cards(Game.BLACKJACK)
    with pytest.raises(ValueError, match="order draw"):
        bench.reader.deal()
    bench.reader.obey({"do": "draw", "n": 4})
    assert bench.reader.dealing
    with pytest.raises(ValueError, match="the hand is at work"):
        bench.reader.obey({"do": "draw"})
    bench.agenda.advance(10)
    bench.reader.obey({"do": "draw"})
    assert not bench.reader.dealing
    assert len(bench.reader.laid) == 5
    assert drawn(bench) == bench.reader.laid


def test_half_a_blackjack_shoe_lies_behind_the_cut_card() -> None:
    bench = cards(Game.BLACKJACK, decks=8)
    while not bench.reader.state()["cut_card_out"]:
        bench.reader.obey({"do": "draw"})
    assert bench.reader.state()["left"] == 8 * 52 // 2 - 1


def test_the_same_seed_deals_the_same_cards() -> None:
    one, other = cards(seed=7), cards(seed=7)
    one.deal()
    other.deal()
    assert one.line.sent == other.line.sent


@pytest.mark.parametrize("game", [Game.ROULETTE, Game.SIC_BO])
def test_a_game_that_is_not_dealt_like_that_is_refused(game: Game) -> None:
    with pytest.raises(ValueError, match="is not dealt from a shoe that only reads"):
        cards(game)


# --- dice and wheel --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("game", "number"), [(Game.SIC_BO, 3), (Game.CRAPS, 2)])
def test_a_shake_comes_before_the_dice(game: Game, number: int) -> None:
    bench = dice(game)
    bench.reader.obey({"do": "roll"})
    assert bench.kinds() == ["ThrowBegun"]
    bench.agenda.advance(10)
    assert bench.kinds() == ["ThrowBegun", "DiceRead"]
    [throw] = thrown(bench)
    assert [str(face) for face in throw] == list(bench.reader.laid[0])
    assert len(throw) == number


def test_every_face_falls_about_as_often() -> None:
    bench = dice()
    for _ in range(1000):
        bench.deal(5)
    faces = Counter(face for throw in thrown(bench) for face in throw)
    assert sorted(faces) == [1, 2, 3, 4, 5, 6]
    assert all(400 < count < 600 for count in faces.values())


@pytest.mark.parametrize("name", WHEELS)
def test_a_money_wheel_has_54_segments_in_their_proportions(name: str) -> None:
    bench = wheel(name)
    for _ in range(5400):
        bench.deal(10)
    seen = Counter(stops(bench))
    assert sum(WHEELS[name].values()) == 54
    assert set(seen) == set(WHEELS[name])
    for segment, count in WHEELS[name].items():
        assert abs(seen[segment] - 100 * count) < 5 * (100 * count) ** 0.5


def test_a_multiplier_has_to_be_spun_again_and_both_stops_lie() -> None:
    bench = wheel()
    for segment in ("2x", "7x", "10"):
        bench.reader.obey({"do": "next", "reading": segment})
    bench.deal()
    assert bench.reader.state()["again"]
    bench.deal()
    assert bench.reader.state()["again"]
    bench.deal()
    assert bench.reader.state() == {"dealing": False, "again": False, "laid": ["2x", "7x", "10"]}
    assert bench.kinds() == ["ThrowBegun", "SegmentRead"] * 3
    bench.deal()
    assert len(bench.reader.laid) == 1


@pytest.mark.parametrize(("bench", "why"), [(dice(), "cocked"), (wheel(), "too few turns")])
def test_a_void_throw_is_told_and_has_to_be_thrown_again(bench: ReaderBench, why: str) -> None:
    bench.reader.arm(ReaderFault.VOID_THROW)
    bench.deal()
    assert bench.reader.state()["again"]
    bench.deal()
    assert not bench.reader.state()["again"]
    assert bench.kinds() == ["ThrowBegun", "ThrowVoid", "ThrowBegun", type(bench.signals()[-1]).__name__]
    assert [s.why for s in bench.signals() if isinstance(s, ThrowVoid)] == [why]
    assert len(bench.reader.laid) == 1


def test_what_is_in_the_air_is_dropped_when_the_layout_is_cleared() -> None:
    bench = dice()
    bench.reader.deal()
    bench.reader.obey({"do": "clear"})
    bench.agenda.advance(60)
    assert bench.kinds() == ["ThrowBegun"]
    assert not bench.reader.dealing


# --- faults ----------------------------------------------------------------------------------------------------------

New = Callable[..., ReaderBench]
EVERYWHERE: list[New] = [cards, dice, wheel]


def struck(bench: ReaderBench, fault: ReaderFault) -> list[str]:
    """What is told, without ThrowBegun."""
    bench.reader.arm(fault)
    bench.deal()
    return [kind for kind in bench.kinds() if kind != ThrowBegun.__name__]


@pytest.mark.parametrize("fault", [ReaderFault.UNREADABLE, ReaderFault.UNKNOWN_CODE])
def test_what_can_not_be_read_is_a_failed_reading(fault: ReaderFault) -> None:
    assert struck(cards(), fault) == ["ReadFailed", "CardDrawn"]
    assert struck(dice(), fault) == ["ReadFailed"]
    assert struck(wheel(), fault) == ["ReadFailed"]


def test_a_doubled_reading_is_told_twice() -> None:
    assert struck(dice(), ReaderFault.DOUBLED) == ["DiceRead", "DiceRead"]
    bench = cards()
    struck(bench, ReaderFault.DOUBLED)
    first, second = bench.reader.laid
    assert drawn(bench) == [first, first, second]


def test_a_missing_reading_is_never_told() -> None:
    bench = cards()
    assert struck(bench, ReaderFault.MISSING) == ["CardDrawn"]
    assert drawn(bench) == bench.reader.laid[1:]
    assert struck(wheel(), ReaderFault.MISSING) == []


def test_a_reader_that_hangs_says_nothing_until_the_round_is_cleared() -> None:
    for bench in (cards(), dice(), wheel()):
        bench.reader.arm(ReaderFault.SILENT)
        bench.deal()
        assert bench.signals() == []
        bench.reader.clear()
        bench.deal()
        assert bench.signals() != []


def test_a_misread_is_another_reading_than_the_one_that_lies() -> None:
    shoe, cup, big = cards(), dice(), wheel()
    assert struck(shoe, ReaderFault.MISREAD) == ["CardDrawn", "CardDrawn"]
    assert drawn(shoe)[0] != shoe.reader.laid[0]
    assert struck(cup, ReaderFault.MISREAD) == ["DiceRead"]
    assert "".join(map(str, thrown(cup)[0])) != cup.reader.laid[0]
    assert struck(big, ReaderFault.MISREAD) == ["SegmentRead"]
    assert stops(big) != big.reader.laid


def test_foreign_readings_can_not_be_of_this_table() -> None:
    shoe = cards(decks=2)
    shoe.reader.arm(ReaderFault.FOREIGN)
    shoe.deal()
    shoe.deal()
    assert drawn(shoe)[:3] == ["KH"] * 3
    cup, craps, big = dice(), dice(Game.CRAPS), wheel()
    assert struck(cup, ReaderFault.FOREIGN) == struck(craps, ReaderFault.FOREIGN) == ["DiceRead"]
    assert [len(thrown(cup)[0]), len(thrown(craps)[0])] == [2, 3]
    assert struck(big, ReaderFault.FOREIGN) == ["SegmentRead"]
    assert stops(big) == ["13"]


def test_an_extra_reading_comes_after_the_round_is_decided() -> None:
    assert struck(cards(), ReaderFault.EXTRA) == ["CardDrawn"] * 3
    assert struck(dice(), ReaderFault.EXTRA) == ["DiceRead"] * 2
    assert struck(wheel("big_six_nevada"), ReaderFault.EXTRA) == ["SegmentRead"] * 2


def test_a_reading_may_come_without_its_beginning() -> None:
    for bench in (dice(), wheel()):
        bench.reader.arm(ReaderFault.NO_BEGIN)
        bench.deal()
        assert ThrowBegun.__name__ not in bench.kinds()
        assert len(bench.signals()) == 1


@pytest.mark.parametrize("fault", [ReaderFault.VOID_THROW, ReaderFault.NO_BEGIN])
def test_cards_are_not_thrown(fault: ReaderFault) -> None:
    with pytest.raises(ValueError, match="cards are not thrown"):
        cards().reader.arm(fault)


@pytest.mark.parametrize("new", EVERYWHERE)
def test_a_host_that_opens_in_the_middle_of_a_line_hears_its_tail_and_believes_nothing(new: New) -> None:
    bench = new()
    bench.reader.arm(ReaderFault.TAIL_AT_OPEN)
    bench.reader.host_opened()
    assert len(bench.line.bytes) == 4
    assert bench.line.signals(bench.decoder("reader")) == []


@pytest.mark.parametrize("new", EVERYWHERE)
@pytest.mark.parametrize("noise", ["garbled", "lost_bytes", "cut_short", "glued", "lost"])
def test_no_noise_on_checked_lines_changes_a_reading_or_passes_unsaid(new: New, noise: str) -> None:
    for seed in range(50):
        bench = new(seed=seed, checked=True)
        bench.deal()
        lying = [*bench.reader.laid]
        bench.reader.obey({"do": "noise", "noise": noise, "times": 2})
        for _ in range(3):
            bench.deal()
            lying += bench.reader.laid[-1:] if bench.reader.thrown else bench.reader.laid
        told = bench.readings()
        trouble = any(isinstance(signal, ReadFailed) for signal in bench.signals())
        assert told == lying or (trouble and is_part_of(told, lying))


def is_part_of(some: list[str], all_of_them: list[str]) -> bool:
    """``some`` in the same order, with gaps."""
    rest = iter(all_of_them)
    return all(one in rest for one in some)


def test_a_missing_reading_shows_in_the_numbers_of_checked_lines() -> None:
    bench = cards(checked=True)
    bench.deal()
    bench.reader.arm(ReaderFault.MISSING)
    bench.deal()
    assert [s.why for s in bench.signals() if isinstance(s, ReadFailed)] == ["1 line(s) never arrived"]


def test_what_was_ordered_and_has_not_come_can_be_forgotten() -> None:
    bench = dice()
    bench.reader.rig("666")
    for fault in (ReaderFault.MISREAD, ReaderFault.EXTRA, ReaderFault.DOUBLED):
        bench.reader.arm(fault)
    bench.reader.obey({"do": "noise", "noise": "glued"})
    bench.reader.obey({"do": "forget"})
    bench.deal()
    assert bench.readings() == bench.reader.laid != ["666"]
    assert bench.kinds() == ["ThrowBegun", "DiceRead"]


def test_the_dealers_orders_and_the_readers_troubles() -> None:
    bench = cards()
    for order in (
        {"do": "cut"},
        {"do": "error", "text": "no card"},
        {"do": "next", "reading": "QD"},
        {"do": "draw"},
    ):
        assert bench.reader.obey(dict(order)) == {"ok": True}
    assert [type(signal) for signal in bench.signals()] == [CutCardSeen, ReadFailed, CardDrawn]
    assert drawn(bench) == ["QD"]


@pytest.mark.parametrize(
    ("bench", "order"),
    [
        (cards(), {"do": "dance"}),
        (cards(), {"do": "roll"}),
        (cards(), {"do": "draw", "n": 0}),
        (cards(), {"do": "draw", "n": 417}),
        (cards(), {"do": "next", "reading": "DQ"}),
        (cards(), {"do": "fault", "fault": "x"}),
        (dice(), {"do": "draw"}),
        (dice(), {"do": "spin"}),
        (dice(), {"do": "next", "reading": "34"}),
        (dice(Game.CRAPS), {"do": "next", "reading": "07"}),
        (wheel(), {"do": "next", "reading": "joker"}),
    ],
)
def test_a_wrong_order_is_refused(bench: ReaderBench, order: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        bench.reader.obey(order)


@pytest.mark.parametrize("bench", [cards(), dice(), wheel()])
def test_one_thing_at_a_time(bench: ReaderBench) -> None:
    bench.reader.deal()
    with pytest.raises(ValueError, match="the hand is at work"):
        bench.reader.deal()
