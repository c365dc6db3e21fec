"""Tables with a line reader: the game's deal decides what comes next, the machine when it counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.rounds.deal_machine import DealMachine
from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import Confirm, DealSettings, OpenBy
from hardware.orders import Ordered, OrderName
from hardware.signals import (
    CardDrawn,
    CutCardSeen,
    DeviceDown,
    DeviceUp,
    DiceRead,
    Key,
    KeyPressed,
    ReadFailed,
    SegmentRead,
    Signal,
    ThrowBegun,
    ThrowVoid,
    Tick,
)
from schemas.cards import DECK
from schemas.causes import CloseCause, HoldCause, RespinCause
from schemas.facts import (
    CardBurned,
    CardDealt,
    DiceRolled,
    Fact,
    RoundClosed,
    RoundHeld,
    RoundOpened,
    RoundOutcome,
    RoundRespun,
    RoundVoided,
    SegmentStopped,
    SupervisorCalled,
)
from schemas.games.deals import new_deal
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.readings import laid
from tests.firmware_agent.rounds.floor import Floor, check_promises, kinds, s

DEALT_BY_READER = [
    Game.BACCARAT,
    Game.DRAGON_TIGER,
    Game.ANDAR_BAHAR,
    Game.SIC_BO,
    Game.CRAPS,
    Game.MONEY_WHEEL,
]


def floor(game: Game, memory: Memory | None = None, **changed: object) -> Floor:
    rules = parse_rules(game, changed.pop("rules", {}))
    given_: dict[str, object] = {
        "table": "t-1", "betting_ns": s(10), "gap_ns": s(2), "open_by": OpenBy.DEALER, "confirm": Confirm.DEALER,
        "rules": rules, "decks": getattr(rules, "decks", 1), **changed,
    }  # fmt: skip
    made = Floor(DealMachine(DealSettings(**given_), memory))  # type: ignore[arg-type]
    made.feed(DeviceUp(0, "reader"), DeviceUp(0, "second"))
    return made


def opened(game: Game, **changed: object) -> Floor:
    """A table whose window opened at 5 s and closed at 15 s."""
    made = floor(game, **changed)  # type: ignore[arg-type]
    made.press(Key.OPEN, s(5))
    made.until(s(15))
    return made


def card(at: float, code: str, device: str = "reader") -> CardDrawn:
    return CardDrawn(s(at), device, code)


def held(facts: list[Fact]) -> HoldCause:
    found = [fact for fact in facts if isinstance(fact, RoundHeld)]
    assert len(found) == 1
    return found[0].cause


def test_a_dragon_tiger_round_runs_from_the_key_to_the_confirmed_result() -> None:
    table = floor(Game.DRAGON_TIGER)
    assert kinds(table.press(Key.OPEN, s(5))) == ["round.opened"]
    assert kinds(table.until(s(15))) == ["round.closed"]
    assert table.machine.view().guidance == "next card: dragon 1"
    assert kinds(table.feed(card(16, "KH"))) == ["round.card"]
    assert table.phase == "dealing"
    assert table.machine.view().guidance == "next card: tiger 1"
    assert kinds(table.feed(card(17, "2S"))) == ["round.card", "round.step"]
    assert table.phase == "result_pending"
    (outcome,) = table.press(Key.CONFIRM, s(18))
    assert isinstance(outcome, RoundOutcome)
    assert outcome.sources == ("reader", "dealer")
    assert outcome.outcome.model_dump(mode="json", exclude_none=True)["dragon"] == "KH"
    check_promises(table)


def test_a_throw_that_begins_closes_the_window_as_evidence_and_goes_on() -> None:
    table = floor(Game.SIC_BO)
    table.press(Key.OPEN, s(5))
    facts = table.feed(ThrowBegun(s(9), "reader"))
    (closed,) = [fact for fact in facts if isinstance(fact, RoundClosed)]
    assert (closed.cause, closed.evidence) == (CloseCause.THROW_BEGUN, True)
    table.feed(DiceRead(s(12), "reader", (1, 2, 3)))
    assert isinstance(table.press(Key.CONFIRM, s(13))[0], RoundOutcome)
    check_promises(table)


@pytest.mark.parametrize(
    ("game", "signal", "cause"),
    [
        (Game.DRAGON_TIGER, card(9, "KH"), HoldCause.CARD_BEFORE_CLOSE),
        (Game.SIC_BO, DiceRead(s(9), "reader", (1, 2, 3)), HoldCause.READING_BEFORE_CLOSE),
        (Game.MONEY_WHEEL, SegmentRead(s(9), "reader", "1"), HoldCause.READING_BEFORE_CLOSE),
    ],
)
def test_a_reading_while_bets_are_open_holds_the_round(game: Game, signal: Signal, cause: HoldCause) -> None:
    table = floor(game)
    table.press(Key.OPEN, s(5))
    facts = table.feed(signal)
    assert isinstance(facts[0], RoundClosed)
    assert facts[0].evidence
    assert held(facts) is cause
    check_promises(table)


def test_a_throw_that_does_not_count_is_thrown_again_with_the_same_bets() -> None:
    table = opened(Game.CRAPS)
    (respun,) = table.feed(ThrowVoid(s(16), "reader", "cocked die"))
    assert isinstance(respun, RoundRespun)
    assert respun.cause is RespinCause.THROW_VOID
    table.feed(DiceRead(s(18), "reader", (3, 3)))
    assert isinstance(table.press(Key.CONFIRM, s(19))[0], RoundOutcome)


def test_three_throws_that_do_not_count_call_the_supervisor() -> None:
    table = opened(Game.CRAPS)
    facts = table.feed(*(ThrowVoid(s(16 + n), "reader", "cocked die") for n in range(3)))
    assert sum(isinstance(fact, SupervisorCalled) for fact in facts) == 1


def test_a_throw_declared_void_after_it_was_read_holds_the_round() -> None:
    table = opened(Game.SIC_BO)
    table.feed(DiceRead(s(16), "reader", (1, 2, 3)))
    assert held(table.feed(ThrowVoid(s(17), "reader", "cocked die"))) is HoldCause.WRONG_READING


def test_a_second_reading_of_the_same_dice_is_nothing_and_of_others_a_hold() -> None:
    table = opened(Game.SIC_BO)
    table.feed(DiceRead(s(16), "reader", (1, 2, 3)))
    assert table.feed(DiceRead(s(17), "reader", (1, 2, 3))) == []
    assert held(table.feed(DiceRead(s(18), "reader", (1, 2, 4)))) is HoldCause.WRONG_READING


def test_a_multiplier_asks_for_another_spin() -> None:
    table = opened(Game.MONEY_WHEEL)
    table.feed(SegmentRead(s(16), "reader", "7x"))
    assert table.machine.view().guidance == "spin again, bets stay"
    assert table.press(Key.CONFIRM, s(17)) == []
    table.feed(ThrowBegun(s(17), "reader"))
    facts = table.feed(SegmentRead(s(18), "reader", "10"))
    assert [fact.segment for fact in facts if isinstance(fact, SegmentStopped)] == ["10"]
    (outcome,) = table.press(Key.CONFIRM, s(19))
    assert isinstance(outcome, RoundOutcome)
    assert outcome.outcome.model_dump(mode="json")["stops"] == ["7x", "10"]


def test_a_multiplier_that_is_read_twice_from_one_spin_holds_the_round() -> None:
    table = opened(Game.MONEY_WHEEL)
    table.feed(ThrowBegun(s(16), "reader"), SegmentRead(s(17), "reader", "2x"))
    assert held(table.feed(SegmentRead(s(17.1), "reader", "2x"))) is HoldCause.WRONG_READING


def test_a_line_that_babbles_says_so_once_until_it_reads_again() -> None:
    table = floor(Game.DRAGON_TIGER)
    facts = table.feed(*(ReadFailed(s(1 + n / 10), "reader", "dirt") for n in range(5)))
    assert kinds(facts) == ["device.changed"]
    table.feed(card(3, "KH"))
    assert kinds(table.feed(ReadFailed(s(4), "reader", "dirt"))) == ["device.changed"]


def test_the_point_goes_over_to_the_next_round_and_over_a_restart() -> None:
    table = opened(Game.CRAPS)
    table.feed(DiceRead(s(16), "reader", (3, 3)))
    table.press(Key.CONFIRM, s(17))
    again = floor(Game.CRAPS, Memory.from_json(table.machine.memory().to_json()))
    (round_opened,) = again.press(Key.OPEN, s(20))
    assert isinstance(round_opened, RoundOpened)
    assert round_opened.carried == "6"
    again.until(s(30))
    again.feed(DiceRead(s(31), "reader", (3, 4)))
    again.press(Key.CONFIRM, s(32))
    assert again.machine.memory().carried is None


def test_a_card_too_many_holds_and_is_burnt_when_the_pit_boss_lets_the_round_go_on() -> None:
    table = opened(Game.DRAGON_TIGER)
    facts = table.feed(card(16, "KH"), card(17, "2S"), card(18, "3S"))
    assert held(facts) is HoldCause.EXTRA_CARD
    accepted, facts = table.order(OrderName.RELEASE, s(20))
    assert accepted
    assert [fact.card for fact in facts if isinstance(fact, CardBurned)] == ["3S"]
    assert isinstance(table.press(Key.CONFIRM, s(21))[0], RoundOutcome)
    check_promises(table)


def test_a_ninth_copy_of_a_card_holds_the_round() -> None:
    table = opened(Game.ANDAR_BAHAR)
    assert held(table.feed(card(16, "KH"), card(17, "KH"))) is HoldCause.FOREIGN_CARD


def test_andar_bahar_is_dealt_from_a_whole_deck_each_round() -> None:
    table = opened(Game.ANDAR_BAHAR)
    table.feed(card(16, "KH"), card(17, "KD"))
    table.press(Key.CONFIRM, s(18))
    assert kinds(table.press(Key.OPEN, s(21))) == ["round.opened", "shoe.changed"]
    table.until(s(31))
    assert kinds(table.feed(card(32, "KH"))) == ["round.card"]


def test_something_that_passed_unread_holds_the_round_and_it_can_only_be_voided() -> None:
    table = opened(Game.DRAGON_TIGER)
    assert held(table.feed(ReadFailed(s(16), "reader", "reversed"))) is HoldCause.READ_FAILED
    assert not table.order(OrderName.RELEASE, s(17))[0]
    assert any(isinstance(fact, RoundVoided) for fact in table.press(Key.VOID, s(18)))


def test_two_readers_that_agree_need_no_dealer() -> None:
    table = opened(Game.SIC_BO, confirm=Confirm.SOURCES, check_device="second")
    table.feed(DiceRead(s(16), "reader", (1, 2, 3)))
    (outcome,) = table.feed(DiceRead(s(17), "second", (1, 2, 3)))
    assert isinstance(outcome, RoundOutcome)
    assert outcome.sources == ("reader", "second")


def test_two_readers_that_differ_hold_the_round() -> None:
    table = opened(Game.SIC_BO, confirm=Confirm.DEALER, check_device="second")
    table.feed(DiceRead(s(16), "second", (1, 2, 4)))
    assert held(table.feed(DiceRead(s(17), "reader", (1, 2, 3)))) is HoldCause.SOURCES_DISAGREE


def test_one_reader_alone_can_not_agree_with_itself() -> None:
    with pytest.raises(ValueError, match="can't agree with itself"):
        floor(Game.SIC_BO, confirm=Confirm.SOURCES)


def test_a_result_that_nobody_confirms_is_held_and_may_be_released() -> None:
    table = opened(Game.SIC_BO)
    table.feed(DiceRead(s(16), "reader", (1, 2, 3)))
    assert held(table.until(s(100))) is HoldCause.RESULT_NOT_CONFIRMED
    assert table.order(OrderName.RELEASE, s(101))[0]
    assert isinstance(table.press(Key.CONFIRM, s(102))[0], RoundOutcome)


def test_other_dice_while_the_round_is_held_leave_only_the_void() -> None:
    table = opened(Game.SIC_BO)
    table.feed(DiceRead(s(16), "reader", (1, 2, 3)))
    table.until(s(100))
    table.feed(DiceRead(s(101), "reader", (4, 5, 6)))
    assert not table.order(OrderName.RELEASE, s(102))[0]


def test_a_lost_shoe_holds_at_once_and_lost_dice_only_when_they_are_missed() -> None:
    shoe = opened(Game.DRAGON_TIGER)
    assert held(shoe.feed(DeviceDown(s(16), "reader", "gone"))) is HoldCause.DEVICE_LOST_MID_ROUND
    dice = opened(Game.SIC_BO)
    assert kinds(dice.feed(DeviceDown(s(16), "reader", "gone"))) == ["device.changed"]
    assert held(dice.until(s(100))) is HoldCause.DEVICE_LOST_MID_ROUND
    dice.feed(DeviceUp(s(101), "reader"))
    assert dice.order(OrderName.RELEASE, s(102))[0]


def test_cards_between_rounds_are_burnt_and_too_many_call_the_supervisor() -> None:
    table = floor(Game.DRAGON_TIGER)
    facts = table.feed(*(card(1 + n / 10, DECK[n]) for n in range(12)))
    assert sum(isinstance(fact, CardBurned) for fact in facts) == 12
    assert sum(isinstance(fact, SupervisorCalled) for fact in facts) == 1
    assert table.press(Key.OPEN, s(5)) == []


def test_after_the_cut_card_this_round_and_one_more_then_a_new_shoe() -> None:
    table = opened(Game.DRAGON_TIGER)
    table.feed(card(16, "KH"), CutCardSeen(s(16), "reader"), card(17, "2S"))
    table.press(Key.CONFIRM, s(18))
    table.press(Key.OPEN, s(20))
    table.until(s(30))
    table.feed(card(31, "KD"), card(32, "2D"))
    table.press(Key.CONFIRM, s(33))
    assert table.press(Key.OPEN, s(40)) == []
    table.press(Key.RELEASE, s(41))
    assert kinds(table.press(Key.OPEN, s(42))) == ["round.opened"]


signals = st.one_of(
    st.builds(CardDrawn, st.just(0), st.sampled_from(["reader", "second"]), st.sampled_from(DECK[:5])),
    st.builds(
        DiceRead,
        st.just(0),
        st.sampled_from(["reader", "second"]),
        st.lists(st.integers(1, 6), min_size=2, max_size=3).map(tuple),
    ),
    st.builds(
        SegmentRead,
        st.just(0),
        st.sampled_from(["reader", "second"]),
        st.sampled_from(["1", "10", "2x", "7x", "joker"]),
    ),
    st.just(ThrowBegun(0, "reader")),
    st.just(ThrowVoid(0, "reader", "cocked")),
    st.just(ReadFailed(0, "reader", "dirt")),
    st.just(CutCardSeen(0, "reader")),
    st.just(DeviceUp(0, "reader")),
    st.just(DeviceDown(0, "reader", "gone")),
    st.builds(KeyPressed, st.just(0), st.sampled_from(Key)),
    st.builds(
        Ordered,
        st.just(0),
        st.sampled_from(OrderName),
        st.just("c"),
        st.just("pit-1"),
        st.just(""),
        st.just(None),
    ),
    st.just(Tick(0)),
)


def fitting(game: Game, signal: Signal) -> bool:
    reads = new_deal(parse_rules(game, {})).reads.value
    kind = {CardDrawn: "cards", DiceRead: "dice", SegmentRead: "segments"}.get(type(signal))
    return kind in (None, reads)


@settings(deadline=None)
@given(
    st.sampled_from(DEALT_BY_READER),
    st.booleans(),
    st.lists(st.tuples(signals, st.floats(0, 4)), max_size=60),
)
def test_whatever_is_read_and_pressed_the_machine_keeps_its_promises(
    game: Game, two: bool, happening: list[tuple[Signal, float]]
) -> None:
    confirm = Confirm.SOURCES if two else Confirm.DEALER
    table = floor(
        game, confirm=confirm, check_device="second", open_by=OpenBy.AUTO, gap_ns=s(1), betting_ns=s(3)
    )
    at_ns = s(2)
    for signal, wait in happening:
        if not fitting(game, signal):
            continue
        at_ns += s(wait)
        table.until(at_ns)
        table.feed(type(signal)(at_ns, **{k: getattr(signal, k) for k in signal.__slots__ if k != "at_ns"}))
    check_promises(table)
    check_outcomes(game, table)


def check_outcomes(game: Game, table: Floor) -> None:
    """Every outcome follows from the readings that were asserted for its round."""
    deal = None
    for fact in table.facts:
        match fact:
            case RoundOpened():
                deal = new_deal(parse_rules(game, {}), fact.carried)
            case CardDealt() | DiceRolled() | SegmentStopped() if deal is not None:
                deal.lay(*laid(fact))
            case RoundOutcome() if deal is not None:
                deal.check(fact.outcome)
