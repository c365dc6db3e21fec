"""Without enrolment a card is still told, from its index and from where its pips lie; never more than told."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.advice import advise
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.flat import flatten, ink
from hardware.decode.sight.index import BOXES, CARDS
from hardware.decode.sight.reader import Reason
from hardware.decode.sight.store import shipped_layouts, shipped_net
from tests.hardware.decode.sight.drawn import at, deck, table


def test_pips_alone_tell_the_rank_of_a_deck_that_was_never_seen() -> None:
    style, right, count = deck(31), 0, 0
    assert not style.one_pip
    for card in [card for card in CARDS if card[0] not in "JQK"][::3]:
        shown = table(card, style=style, seed=3)
        _, pips = advise(
            ink(flatten(shown.picture, shown.laid[0].quad)), shipped_net()[0], BOXES, shipped_layouts()
        )
        right += pips is not None and pips.value is not None and pips.value[0] == card[0]
        count += 1
    assert right >= 0.95 * count


@pytest.mark.parametrize("seed", (31, 32))
def test_most_cards_of_an_unknown_deck_are_told_and_none_is_accepted(seed: int, reader: CardReader) -> None:
    right = 0
    for start in range(0, 52, 16):
        shown = table(*CARDS[start : start + 4], style=deck(seed), seed=start)
        reads = reader.read(shown.picture, None)
        assert not any(read.accepted for read in reads)
        told = [(laid.what, at(laid, reads)) for laid in shown.laid]
        right += sum(read is not None and read.value == what for what, read in told)
        assert all(read is None or Reason.NOT_ENROLLED in read.reasons for _, read in told)
    assert right >= 14


def test_a_blank_is_no_card(reader: CardReader) -> None:
    blank = np.zeros((300, 200, 3), dtype=np.float32)
    told, pips = advise(blank, shipped_net()[0], BOXES, shipped_layouts())
    assert pips is None
    assert told.value is None or told.score < 0.5
