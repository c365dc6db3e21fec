"""Every fact of a round that is played becomes one readable line."""

from __future__ import annotations

import pytest

from hardware.sim.demo.cloud_words import fact_words


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("round.card", {"seat": "dealer", "index": 2, "card": "TD"}, "dealer 2: TD"),
        ("round.card", {"seat": "dealer", "index": 2}, "dealer 2: face down"),
        ("round.card", {"seat": "dealer", "index": 2, "card": None}, "dealer 2: face down"),
        ("round.seats", {"seats": [1, 3]}, "seats 1, 3 play"),
        ("round.turn", {"seat": 3, "hand": 2, "actions": ["hit", "stand"]}, "seat 3, hand 2 is asked: hit, stand"),
        ("round.decided", {"seat": 3, "hand": 1, "action": "stand", "decision_id": "x"}, "seat 3, hand 1: stand"),
        ("round.decided", {"seat": 3, "hand": 1, "action": "stand", "decision_id": None}, "seat 3, hand 1: stand (time is out)"),
        ("round.insurance", {"closes_ns": "1"}, "round insurance"),
        (
            "round.outcome",
            {"sources": ["reader", "dealer"], "outcome": {"dealer_up": "TH", "dealer_hole": "8S", "dealer_draws": [], "seats": {"3": {"hands": [{"cards": ["KD", "6C"]}, {"cards": ["KS"]}]}}}},
            "result dealer TH 8S; seat 3 KD 6C, KS, read by reader and dealer",
        ),
        (
            "round.outcome",
            {"sources": ["reader"], "outcome": {"dealer_up": "TH", "dealer_draws": [], "seats": {}}},
            "result dealer TH, read by reader",
        ),
    ],
)  # fmt: skip
def test_a_fact_in_words(kind: str, data: dict[str, object], words: str) -> None:
    assert fact_words(kind, data) == words
