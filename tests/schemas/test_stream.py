"""The delivery protocol: whatever the pipe loses, repeats or reorders, the receiver gets each event once and in order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from schemas.envelope import GENESIS, event_hash
from schemas.stream import RESEND_NS, WINDOW, Head, Receipt, SendWindow, Standing, Verdict, judge, reconcile

EVENTS = 40


def chain(count: int) -> list[tuple[int, str, str]]:
    """(seq, prevhash, hash) of each event."""
    events, previous = [], GENESIS
    for seq in range(1, count + 1):
        own = event_hash(f"{seq}:{previous}".encode())
        events.append((seq, previous, own))
        previous = own
    return events


@given(st.integers(min_value=0), st.floats(min_value=0, max_value=0.6))
def test_everything_arrives_once_and_in_order_over_a_pipe_that_loses_repeats_and_reorders(
    seed: int, loss: float
) -> None:
    chance, events = random.Random(seed), chain(EVENTS)
    window, head, got, now = SendWindow(0, size=8), Head(1), [], 0
    window.connect(now)
    for _ in range(5000):
        if head.seq == EVENTS and window.receipted == EVENTS:
            break
        sent = [seq for seq in window.due(EVENTS, now) for _ in range(chance.choice((1, 1, 2)))]
        chance.shuffle(sent) if chance.random() < 0.2 else None
        for seq in sent:
            number, previous, own = events[seq - 1]
            if chance.random() < loss:
                continue
            verdict = judge(head, 1, number, previous)
            if verdict is Verdict.ACCEPT:
                head = Head(1, number, own)
                got.append(number)
            if chance.random() >= loss:
                window.receipt(head.seq, verdict is Verdict.GAP, now)
        now = max(now + 1, window.deadline_ns() or 0)
    assert got == list(range(1, EVENTS + 1))
    assert window.receipted == EVENTS


def test_no_more_than_a_window_is_outstanding() -> None:
    window = SendWindow(10)
    window.connect(0)
    assert window.due(1000, 0) == range(11, 11 + WINDOW)
    assert window.due(1000, 1) == range(11 + WINDOW, 11 + WINDOW)
    window.receipt(12, False, 2)
    assert list(window.due(1000, 2)) == [11 + WINDOW, 12 + WINDOW]


def test_silence_for_the_resend_time_starts_again_behind_the_receipt() -> None:
    window = SendWindow(0)
    window.connect(0)
    window.due(3, 0)
    assert window.deadline_ns() == RESEND_NS
    assert list(window.due(3, RESEND_NS - 1)) == []
    assert list(window.due(3, RESEND_NS)) == [1, 2, 3]


def test_nothing_is_due_while_the_pipe_is_down_and_all_of_it_afterwards() -> None:
    window = SendWindow(0)
    assert list(window.due(2, 0)) == []
    window.connect(0)
    assert list(window.due(2, 0)) == [1, 2]
    window.disconnect()
    assert list(window.due(2, RESEND_NS * 2)) == []
    assert window.deadline_ns() is None
    window.connect(9)
    assert list(window.due(2, 9)) == [1, 2]


def test_the_receiver_names_each_way_an_event_can_be_wrong() -> None:
    head = Head(5, 7, "a" * 64)
    assert judge(head, 5, 8, "a" * 64) is Verdict.ACCEPT
    assert judge(head, 5, 7, "a" * 64) is Verdict.DUPLICATE
    assert judge(head, 5, 9, "a" * 64) is Verdict.GAP
    assert judge(head, 5, 8, "b" * 64) is Verdict.FORK
    assert judge(head, 4, 8, "a" * 64) is Verdict.STALE_EPOCH
    assert judge(head, 6, 1, GENESIS) is Verdict.ACCEPT
    assert judge(head, 6, 2, GENESIS) is Verdict.GAP
    assert judge(head, 6, 1, "a" * 64) is Verdict.FORK
    assert judge(None, 1, 1, GENESIS) is Verdict.ACCEPT


def test_the_sender_sees_that_its_disk_was_rolled_back_or_that_somebody_newer_writes() -> None:
    own = Head(5, 7, "a" * 64)

    def standing(epoch: int, upto: int, chain_hash: str, known: str | None) -> Standing:
        receipt = Receipt(stream="t", epoch=str(epoch), upto=str(upto), chain_hash=chain_hash)
        return reconcile(own, receipt, known)

    assert standing(5, 7, "a" * 64, "a" * 64) is Standing.PROGRESS
    assert standing(5, 3, "c" * 64, None) is Standing.PROGRESS
    assert standing(5, 8, "b" * 64, None) is Standing.ROLLED_BACK
    assert standing(5, 7, "b" * 64, "a" * 64) is Standing.ROLLED_BACK
    assert standing(6, 1, "b" * 64, None) is Standing.FENCED
    assert standing(4, 9, "b" * 64, None) is Standing.OLD_EPOCH
