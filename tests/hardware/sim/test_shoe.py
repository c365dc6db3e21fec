"""The simulated shoe deals legal coups in the maker's frames, and its faults look as documented: all read through the real decoder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.signals import (
    CardRead,
    CardTarget,
    CutCardSeen,
    FramesMissed,
    ShoeError,
    ShoeLock,
    ShoeReady,
    ShoeResult,
    StrayCard,
    Winner,
)
from hardware.sim.shoe import frames
from hardware.sim.shoe.faults import ShoeFault
from hardware.sim.shoe.frames import Mode, Target
from schemas.games.baccarat import BaccaratOutcome
from tests.hardware.sim.bench import ShoeBench


def cards(bench: ShoeBench, target: CardTarget) -> list[str]:
    return [s.card for s in bench.signals() if isinstance(s, CardRead) and s.target is target]


def results(bench: ShoeBench) -> list[ShoeResult]:
    return [signal for signal in bench.signals() if isinstance(signal, ShoeResult)]


def missed(bench: ShoeBench) -> list[int]:
    return [signal.count for signal in bench.signals() if isinstance(signal, FramesMissed)]


@pytest.mark.parametrize(
    ("number", "body", "frame"),
    [
        (1, frames.card_body(Target.PLAYER, 1, "8S"), "05 31 44 81 B8 03 34 46"),
        (2, frames.card_body(Target.BANKER, 1, "5C"), "05 32 44 91 A5 03 34 31"),
        (3, frames.card_body(Target.PLAYER, 2, "KH"), "05 33 44 82 CD 03 33 42"),
        (5, frames.result_body(4, False, False), "05 35 47 C0 03 42 31"),
        (2, frames.result_body(1, True, False), "05 32 47 91 03 45 37"),
        (3, b"C", "05 33 43 03 37 33"),
        (4, frames.error_body(1, active=True), "05 34 45 C1 03 42 33"),
        (5, frames.error_body(1, active=False), "05 35 65 81 03 44 32"),
    ],
)
def test_the_documented_frames_are_built_to_the_byte(number: int, body: bytes, frame: str) -> None:
    assert frames.frame(number, body) == bytes.fromhex(frame)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_every_coup_is_legal_and_its_verdict_follows_from_the_cards(seed: int) -> None:
    bench = ShoeBench(seed)
    bench.coup()
    outcome = BaccaratOutcome.from_cards(cards(bench, CardTarget.PLAYER), cards(bench, CardTarget.BANKER))
    [result] = results(bench)
    assert result.winner.value == outcome.winner.value
    assert (result.player_pair, result.banker_pair) == (outcome.player_pair, outcome.banker_pair)
    assert bench.decoder.counts.dropped_bytes == 0
    assert missed(bench) == []


def test_each_event_is_told_three_times_50_ms_apart() -> None:
    bench = ShoeBench()
    bench.coup()
    first = [at_s for at_s, data in bench.line.sent if data[2:3] == b"D"][:3]
    assert [round(at_s - first[0], 3) for at_s in first] == [0, 0.05, 0.1]
    assert bench.line.sent[-1][1] == bench.line.sent[-3][1]


def test_the_cut_card_comes_once_and_a_new_shoe_is_burnt() -> None:
    bench = ShoeBench()
    while not bench.shoe.cut_card_out:
        bench.coup()
    bench.shoe.new_shoe()
    bench.agenda.advance(10)
    seen = bench.signals()
    assert sum(isinstance(signal, CutCardSeen) for signal in seen) == 1
    assert [signal.standing_by for signal in seen if isinstance(signal, ShoeReady)] == [False, False, True]
    first = next(s for s in seen if isinstance(s, CardRead) and s.target is CardTarget.FIRST_CARD)
    assert len(cards(bench, CardTarget.BURN)) == min(10, frames.RANKS.index(first.card[0]) + 1)


def test_the_same_seed_deals_the_same_cards() -> None:
    one, other = ShoeBench(7), ShoeBench(7)
    one.coup()
    other.coup()
    assert one.line.sent == other.line.sent


def test_a_shoe_deals_one_coup_at_a_time() -> None:
    bench = ShoeBench()
    bench.shoe.deal()
    with pytest.raises(ValueError, match="a coup is on"):
        bench.shoe.deal()


# --- faults ---------------------------------------------------------------------------------------------------------


def struck(fault: ShoeFault) -> ShoeBench:
    bench = ShoeBench()
    bench.shoe.arm(fault)
    bench.coup()
    return bench


def test_a_wrong_seat_is_told_for_the_other_hand() -> None:
    first = next(s for s in struck(ShoeFault.WRONG_SEAT).signals() if isinstance(s, CardRead))
    assert (first.target, first.index) == (CardTarget.BANKER, 1)


def test_an_extra_card_comes_before_the_verdict() -> None:
    bench = struck(ShoeFault.EXTRA_CARD)
    told = [signal for signal in bench.signals() if isinstance(signal, CardRead | ShoeResult)]
    dealt = sum(map(len, bench.shoe.hands.values()))
    assert len(told) == dealt + 2
    assert isinstance(told[-1], ShoeResult)


def test_an_occupied_slot_gets_another_card() -> None:
    read = [s for s in struck(ShoeFault.OCCUPIED_SLOT).signals() if isinstance(s, CardRead)]
    assert (read[0].target, read[0].index) == (read[1].target, read[1].index)
    assert read[0].card != read[1].card


def test_a_foreign_card_is_a_ninth_king_within_two_coups() -> None:
    bench = struck(ShoeFault.FOREIGN_CARD)
    bench.coup()
    read = [s.card for s in bench.signals() if isinstance(s, CardRead)]
    assert read.count("KH") == 9


def test_a_wrong_verdict_names_a_hand_that_did_not_win() -> None:
    bench = struck(ShoeFault.WRONG_RESULT)
    outcome = BaccaratOutcome.from_cards(cards(bench, CardTarget.PLAYER), cards(bench, CardTarget.BANKER))
    assert results(bench)[0].winner.value != outcome.winner.value


def test_a_missing_verdict_is_never_told() -> None:
    assert results(struck(ShoeFault.NO_RESULT)) == []


@pytest.mark.parametrize("fault", [ShoeFault.LOST_EVENT, ShoeFault.BAD_CHECKSUM])
def test_a_lost_event_shows_as_a_gap_in_the_numbers(fault: ShoeFault) -> None:
    bench = struck(fault)
    assert missed(bench) == [1]
    assert (bench.decoder.counts.dropped_bytes > 0) is (fault is ShoeFault.BAD_CHECKSUM)


@pytest.mark.parametrize("fault", [ShoeFault.REPEATED_FRAME, ShoeFault.ONE_SENDING_LOST])
def test_more_or_fewer_sendings_change_nothing(fault: ShoeFault) -> None:
    assert struck(fault).signals() != []
    calm = ShoeBench()
    calm.coup()
    assert cards(struck(fault), CardTarget.PLAYER) == cards(calm, CardTarget.PLAYER)
    assert missed(struck(fault)) == []


def test_a_card_may_be_drawn_at_any_time() -> None:
    bench = ShoeBench()
    bench.shoe.rig("9H")
    assert bench.shoe.obey({"do": "draw"}) == {"ok": True, "card": "9H"}
    assert cards(bench, CardTarget.PLAYER) == ["9H"]


def test_troubles_are_told_by_their_codes() -> None:
    bench = ShoeBench()
    orders: list[dict[str, object]] = [
        {"do": "error", "code": 2},
        {"do": "clear_error", "code": 2},
        {"do": "lock", "locked": True},
        {"do": "stray", "card": "2C"},
        {"do": "forced_quit"},
    ]
    for order in orders:
        bench.shoe.obey(order)
    bench.agenda.advance(2)
    told = bench.signals()[1:]
    assert [type(signal) for signal in told] == [ShoeError, ShoeError, ShoeLock, StrayCard, ShoeResult]
    assert isinstance(told[0], ShoeError) and told[0].active and told[0].in_error_mode
    assert isinstance(told[4], ShoeResult) and told[4].winner is Winner.FORCED_QUIT


@pytest.mark.parametrize(
    "order",
    [
        {"do": "dance"},
        {"do": "fault", "fault": "x"},
        {"do": "next", "card": "1X"},
        {"do": "error", "code": 64},
    ],
)
def test_a_wrong_order_is_refused(order: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        ShoeBench().shoe.obey(order)


def test_stray_cards_have_a_mode() -> None:
    assert frames.stray_body(Mode.ERROR, "AS") == bytes([ord("d"), 0x90, 0xB1])
