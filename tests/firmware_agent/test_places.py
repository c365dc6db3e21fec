"""Places are used again only when their fact is receipted, oldest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firmware_agent.places import Places, Row


def test_unused_places_go_first_then_receipted_ones_then_new_ones() -> None:
    places = Places([Row(0, 1, "a"), Row(1, 2, "b")], unused=[5])
    assert places.choose(4, receipted=1) == [5, 0, 6, 7]


def test_choosing_takes_nothing() -> None:
    places = Places([], unused=[0, 1])
    assert places.choose(1, receipted=0) == places.choose(1, receipted=0) == [0]


@given(st.integers(0, 6), st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9)), max_size=40))
def test_no_waiting_fact_ever_loses_its_place(unused: int, steps: list[tuple[int, int]]) -> None:
    places = Places([], range(unused))
    held: dict[int, int] = {}
    head = receipted = 0
    for count, progress in steps:
        slots = places.choose(count, receipted)
        assert len(set(slots)) == count
        for slot in slots:
            head += 1
            assert held.get(slot, 0) <= receipted
            held[slot] = head
        places.take(
            [Row(slot, head - count + n + 1, str(head - count + n + 1)) for n, slot in enumerate(slots)]
        )
        assert all(places.hash_at(seq) == str(seq) for seq in range(receipted + 1, head + 1))
        receipted = min(head, receipted + progress)
