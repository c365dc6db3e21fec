"""Labels of cards that the shipped net, which has not learned from them, reads otherwise: for people to look at. Refuses nothing, and doubts no letter that it may not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from firmware_agent.sight.cards import CardLabel, Labels, PictureLabels
from firmware_agent.sight.labels import entry_of, frame_of, labels_from
from firmware_agent.sight.looker import CalibrateWish
from hardware.decode.sight.enrolment import shots_of
from hardware.decode.sight.finder import find_cards
from hardware.decode.sight.flat import ink
from hardware.decode.sight.index import BOXES, vote
from hardware.decode.sight.reader import CalibrationError, Corners, Labelled, LabelledFrame
from hardware.decode.sight.shot import MARGIN, Shot
from hardware.decode.sight.store import shipped_net
from schemas.cards import parse_card

SURE = 0.9
"""The net's score from which it is heard. On 200 drawn decks right labels that `_exchanged` and `_legible` let pass were read otherwise with 0.81 at most."""
NUMBERS = "23456789T"
"""Printed alike on every deck; letters, and suits in other colours, are known only where other cards show it."""
KNOWN_BY = 2


@dataclass(frozen=True, slots=True)
class Told:
    """A card of a picture: what its label says, and what the net alone reads, with its score."""

    picture: str
    label: str
    looks_like: str | None
    score: float


def card_doubts(wish: CalibrateWish) -> list[str]:
    """A line for each label that is doubted, after a calibration that went well. Raises OSError."""
    return _off_cards(wish) + [
        f"{one.picture}: labelled {one.label}, looks like {one.looks_like}: if the label is right, ignore this"
        for one in doubted(list(_told(wish)))
    ]


def _off_cards(wish: CalibrateWish) -> list[str]:
    """A line for each picture that has corners in its labels at which no card is found, as where those are of a picture of another size."""
    labels, found = labels_from(wish.labels, Labels).cards, []
    for path in wish.pictures:
        corners = [(one.label, one.quad) for one in _cards_of(path, labels) if one.quad is not None]
        middles = [one.quad.mean(axis=0) for one in find_cards(frame_of(path))] if corners else []
        if off := [label for label, quad in corners if not _lies(np.array(quad, dtype=np.float32), middles)]:
            found.append(
                f"{path}: no card is found at the corners of {', '.join(off)}: are they of this picture, in its own pixels?"
            )
    return found


def _cards_of(path: Path, labels: Sequence[PictureLabels]) -> Sequence[CardLabel]:
    """None of a picture without labels, as of the empty table."""
    try:
        return entry_of(path, labels).cards
    except CalibrationError:
        return ()


def _lies(quad: Corners, middles: Sequence[Corners]) -> bool:
    """Whether one of these middles lies in it."""
    return any(cv2.pointPolygonTest(quad, (float(x), float(y)), False) >= 0 for x, y in middles)


def doubted(deal: Sequence[Told]) -> list[Told]:
    """Surely read otherwise, by marks that the net reads on this deck, and exchanged or said twice."""
    wrong = [one for one in deal if one.looks_like not in (None, one.label) and one.score >= SURE]
    return [one for one in wrong if _exchanged(one, deal) and _legible(one, deal)]


def _exchanged(one: Told, deal: Sequence[Told]) -> bool:
    """No card of that label looks so, and there is one, or a second card has this one's label."""
    others = [other for other in deal if other is not one]
    there = [other.looks_like == one.looks_like for other in others if other.label == one.looks_like]
    return not any(there) and (bool(there) or any(other.label == one.label for other in others))


def _legible(one: Told, deal: Sequence[Told]) -> bool:
    """Rank and suit, where they differ, are read rightly on most other cards of that label: a knave may be a B or a V."""
    return all(
        _mark_is_known(one, deal, part) for part in (0, 1) if one.label[part] != (one.looks_like or "")[part]
    )


def _mark_is_known(one: Told, deal: Sequence[Told], part: int) -> bool:
    mark = one.label[part]
    read = [
        other.looks_like is not None and other.looks_like[part] == mark
        for other in deal
        if other is not one and other.label[part] == mark
    ]
    return 2 * sum(read) >= len(read) and (sum(read) >= KNOWN_BY or mark in NUMBERS)


def _told(wish: CalibrateWish) -> Iterator[Told]:
    net, _ = shipped_net()
    labels = labels_from(wish.labels, Labels).cards
    for path in wish.pictures:
        for shot in _shots(path, labels):
            said = vote(ink(shot.wide[MARGIN:-MARGIN, MARGIN:-MARGIN]), net, BOXES)
            yield Told(str(path), shot.value, said.value, said.score)


def _shots(path: Path, labels: Sequence[PictureLabels]) -> list[Shot]:
    """None of a picture without labels, as of the empty table, or whose card is not found without the table's marks."""
    try:
        things = tuple(_labelled(card) for card in entry_of(path, labels).cards)
        return shots_of(LabelledFrame(str(path), frame_of(path), things), find_cards) if things else []
    except CalibrationError:
        return []


def _labelled(card: CardLabel) -> Labelled:
    corners = None if card.quad is None else np.array(card.quad, dtype=np.float32)
    return Labelled(parse_card(card.label.upper().replace("10", "T")), corners)
