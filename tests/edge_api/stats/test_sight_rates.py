"""How often camera and sensor differ, or the camera says nothing: each position counts once, and an alarm comes once until the rate has fallen."""

from __future__ import annotations

from collections import OrderedDict

from hypothesis import given
from hypothesis import strategies as st

from edge_api.books.sight_watch import SightWatch
from edge_api.stats.sight_rates import ABSTENTIONS, Alarm, Rate, SightLimits, SightRates
from schemas.sight import Compared, SightHealth

BOTH, DISPUTE, ABSTAINED = Compared.BOTH, Compared.DISPUTE, Compared.ABSTAINED


def fed(rates: SightRates, verdicts: list[Compared], first: int = 0) -> list[Alarm]:
    return [
        alarm
        for number, verdict in enumerate(verdicts, start=first)
        for alarm in rates.take((f"r-{number}", "wheel", 1, 1), verdict)
    ]


def test_the_third_dispute_in_three_hundred_is_an_alarm_and_the_fourth_is_not_another() -> None:
    rates = SightRates()
    assert fed(rates, [BOTH] * 100 + [DISPUTE, BOTH, DISPUTE]) == []
    assert fed(rates, [DISPUTE, DISPUTE], 200) == [Alarm(Rate.DISPUTES, 3, 104)]


def test_an_alarm_comes_back_only_after_the_rate_has_fallen_below_half() -> None:
    rates = SightRates(SightLimits(window=10, dispute_alarm=0.4))
    assert len(fed(rates, [DISPUTE] * 4)) == 1
    assert fed(rates, [BOTH] * 8 + [DISPUTE] * 2, 10) == []
    assert fed(rates, [BOTH] * 10, 30) == []
    assert len(fed(rates, [DISPUTE] * 4, 50)) == 1


def test_every_tenth_position_that_was_not_seen_is_an_alarm() -> None:
    rates = SightRates(SightLimits(window=100))
    assert fed(rates, [ABSTAINED] * 9) == []
    assert [alarm.rate for alarm in fed(rates, [Compared.NEITHER], 9)] == [Rate.ABSTAINS]


def test_a_position_counts_once_by_its_latest_verdict() -> None:
    rates, at = SightRates(), ("r", "player", 1, 1)
    for _ in range(5):
        assert rates.take(at, DISPUTE) == []
    rates.take(at, BOTH)
    assert (rates.count(Rate.DISPUTES), rates.positions) == (0, 1)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(list(Compared))), max_size=120), st.integers(1, 20)
)
def test_the_counts_are_those_of_the_last_positions(told: list[tuple[int, Compared]], window: int) -> None:
    rates, plain = SightRates(SightLimits(window=window)), OrderedDict[int, Compared]()
    for number, verdict in told:
        rates.take((f"r-{number}", "wheel", 1, 1), verdict)
        plain[number] = verdict
        while len(plain) > window:
            plain.popitem(last=False)
    assert rates.positions == len(plain)
    assert rates.count(Rate.DISPUTES) == list(plain.values()).count(DISPUTE)
    assert rates.count(Rate.ABSTAINS) == sum(each in ABSTENTIONS for each in plain.values())


def codes(watch: SightWatch, state: str, drift_px: float | None = None) -> list[str]:
    return [each.code for each in watch.health("t", SightHealth(state=state, drift_px=drift_px))]


def test_a_camera_that_goes_blind_is_told_once_and_once_when_it_looks_again() -> None:
    watch = SightWatch()
    assert codes(watch, "looking") == []
    assert codes(watch, "frozen") == ["sight_down"]
    assert codes(watch, "lost") == codes(watch, "starting") == []
    assert codes(watch, "looking") == ["sight_up"]
    assert codes(watch, "looking") == []
    assert watch.health("t", None) == []


def test_a_camera_that_was_moved_is_told_once_until_it_stands_again() -> None:
    watch = SightWatch()
    assert codes(watch, "looking", 3.0) == []
    assert codes(watch, "looking", 3.1) == ["camera_moved"]
    assert codes(watch, "looking", 2.5) == codes(watch, "looking", 9.0) == []
    assert codes(watch, "looking", 1.0) == codes(watch, "looking", None) == []
    assert codes(watch, "looking", 4.0) == ["camera_moved"]


def test_a_camera_whose_looks_find_it_moved_is_told_once_until_one_finds_it_standing() -> None:
    watch = SightWatch()

    def told(moved_looks: int, state: str = "looking") -> list[str]:
        health = SightHealth(state=state, moved_looks=moved_looks)
        return [each.code for each in watch.health("t", health)]

    assert told(4) == []
    assert told(5) == ["camera_moved"]
    assert told(900) == told(1) == told(0, "starting") == told(5) == []
    watch.health("t", SightHealth(state="looking"))
    assert told(5) == ["camera_moved"]
