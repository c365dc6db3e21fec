"""Gates come from a site's own looks: between the right votes and the wrong ones, and above the wrong where they overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.decode.sight.gates import Gate, between, gate
from hardware.decode.sight.reader import Vote


def test_a_gate_lies_between_right_and_wrong() -> None:
    tries = [(0.9, True)] * 200 + [(0.3, False)] * 200
    assert 0.3 < between(tries, 0.5) < 0.9


def test_where_they_overlap_the_wrong_ones_stay_out() -> None:
    tries = [(0.5 + 0.001 * n, True) for n in range(200)] + [(0.65, False)] * 100
    assert between(tries, 0.5) >= 0.65


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_wrong_votes_hardly_ever_pass(tries: list[tuple[float, bool]]) -> None:
    level = between(tries, 0.5)
    passed = sum(value > level for value, right in tries if not right)
    assert passed <= max(1, round(0.011 * len(tries)))


def test_nothing_learned_lets_nothing_through() -> None:
    assert not gate([], 0.5).passes(Vote("whole", "AS", 0.99, 0.99))


def test_a_vote_for_none_never_passes() -> None:
    assert not Gate(0.0, 0.0).passes(Vote("index", None, 1.0, 1.0))
