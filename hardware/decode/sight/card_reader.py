"""Reads the cards in a frame: both readers on every card found, accepted only where they agree and each passes its gate. Without a calibration it advises only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from hardware.decode.sight import whole_card
from hardware.decode.sight.advice import advise
from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.causes import causes, looks_like_a_back
from hardware.decode.sight.enrolment import diagonals_mm, enrol
from hardware.decode.sight.finder import OVERLAP, Found, Level, find_cards, overlap
from hardware.decode.sight.flat import flatten, ink, ways
from hardware.decode.sight.index import BOXES, Net, vote
from hardware.decode.sight.laid_out import LaidOut, find_in_slots
from hardware.decode.sight.reader import (
    CalibrationError,
    Corners,
    Floats,
    Frame,
    LabelledFrame,
    Read,
    Reason,
    Vote,
    usable,
)
from hardware.decode.sight.table import Table, unsteady
from hardware.decode.sight.whole_card import Deck

NO_VOTE = Vote(whole_card.NAME, None, 0.0, 0.0)
UNCLEAR = frozenset({Reason.HAND, Reason.COVERED, Reason.PARTLY_SEEN})
ALIKE = 0.5
"""Part of the whole card's floor that a card of another deck reaches, and what is no card does not."""
ADVICE, BACK_ADVICE = 0.34, 0.55
"""Probability from which an index is worth telling when no deck is enrolled; it is advice, never a result."""


@dataclass(frozen=True, slots=True)
class _Look:
    quad: Corners
    flat: Frame
    inked: Floats
    whole: Vote
    index: Vote

    @property
    def sure(self) -> float:
        return max(0.0, self.whole.score) + (self.index.score if self.index.value else 0.0)


class CardReader:
    """`reader.Reader` for playing cards, with the net that is shipped."""

    def __init__(self, net: Net, net_hash: str, layouts: Deck) -> None:
        self._net, self.net_hash, self._layouts = net, net_hash, layouts

    def calibrate(
        self,
        frames: Sequence[LabelledFrame],
        seed: int = 0,
        table: Table | None = None,
        laid_out: LaidOut | None = None,
    ) -> CardCalibration:
        """Learns a site's deck; every card once, in any number of frames, in slots or beside them. A fifth of a minute.

        Raises:
            CalibrationError: no card, cards not found, labels that cannot be told apart, or slots without the table's marks.
        """
        if laid_out is not None and table is None:
            raise CalibrationError(
                "slots need the table's four marks: without them a moved camera would read cards in other places"
            )
        find = partial(_dealt, table=table, laid=laid_out)
        site = enrol(frames, self._net, self.net_hash, seed, find)
        return replace(site, table=table, laid_out=laid_out, diagonals_mm=diagonals_mm(frames, table, find))

    def read(
        self,
        frame: Frame,
        calibration: CardCalibration | None = None,
        only: frozenset[int] | None = None,
    ) -> list[Read]:
        """Everything that is a card or the back of one; where slots are known, ``only`` in those of these numbers.

        A picture that is none at all gives nothing.
        """
        if not usable(frame):
            return []
        astray = _astray(frame, calibration)
        found = _found(frame, calibration, only)
        reads = [read for one in found for read in self._read_place(frame, one, calibration, astray)]
        slotted = _slotted(frame, calibration)
        return _of_another_deck([read for read in reads if _is_something(read, slotted)], calibration)

    def _read_place(
        self, frame: Frame, found: Found, calibration: CardCalibration | None, astray: tuple[Reason, ...]
    ) -> list[Read]:
        """Where the likeliest four sides hold no known card, the others there are tried."""
        first = self._read_one(frame, found, calibration, astray)
        if _known(first, calibration):
            return [first]
        kept: list[Read] = []
        for quad in found.others:
            read = self._read_one(frame, replace(found, quad=quad), calibration, astray)
            if _known(read, calibration) and not any(
                overlap(read.quad, other.quad) > OVERLAP for other in kept
            ):
                kept.append(read)
        return kept or [first]

    def _read_one(
        self, frame: Frame, found: Found, calibration: CardCalibration | None, astray: tuple[Reason, ...]
    ) -> Read:
        looks = [self._look(frame, quad, calibration) for quad in ways(found.quad)]
        best = max(looks, key=lambda look: look.sure)
        reasons = tuple(dict.fromkeys((*found.reasons, *astray)))
        if not reasons and _of_another_size(frame, best.quad, calibration):
            reasons = (Reason.UNKNOWN_CARD,)
        return _judged(best, calibration, reasons)

    def _look(self, frame: Frame, quad: Corners, calibration: CardCalibration | None) -> _Look:
        flat = flatten(frame, quad)
        inked = ink(flat)
        if calibration is None:
            told, pips = advise(inked, self._net, BOXES, self._layouts)
            return _Look(quad, flat, inked, pips or NO_VOTE, told)
        whole = whole_card.compare(inked, calibration.deck)
        return _Look(quad, flat, inked, whole, vote(inked, calibration.net, calibration.boxes))


def _of_another_size(frame: Frame, quad: Corners, calibration: CardCalibration | None) -> bool:
    """Than the deck's cards on this felt: a screen, or a print of a card, seldom has their size."""
    if calibration is None or calibration.table is None or calibration.diagonals_mm is None:
        return False
    least, most = calibration.diagonals_mm
    of_table = _level(frame, calibration.table) is not None
    return of_table and not least <= calibration.table.diagonal_mm(quad) <= most


def _known(read: Read, calibration: CardCalibration | None) -> bool:
    """A card of this deck, surely read or not; without a deck, any card."""
    if calibration is None:
        return read.value is not None
    return read.votes[0].score >= calibration.gates.whole.floor


def _astray(frame: Frame, calibration: CardCalibration | None) -> tuple[Reason, ...]:
    """Why no card lies where it seems to: the camera does not stand where it stood, or that can't be told."""
    if calibration is None:
        return ()
    laid, size = calibration.laid_out, (frame.shape[1], frame.shape[0])
    if laid is not None and laid.picture != size:
        return (Reason.MOVED_CAMERA,)
    return unsteady(frame, calibration.table) if calibration.table is not None else ()


def _found(frame: Frame, calibration: CardCalibration | None, only: frozenset[int] | None) -> list[Found]:
    """In the slots, where they are known and this is a picture of theirs; else anywhere."""
    laid = calibration.laid_out if calibration is not None else None
    if calibration is None or laid is None or laid.picture != (frame.shape[1], frame.shape[0]):
        return find_cards(frame, _level(frame, calibration.table if calibration is not None else None))
    return find_in_slots(frame, laid, calibration.table, only)


def _dealt(frame: Frame, table: Table | None, laid: LaidOut | None) -> list[Found]:
    """For a calibration: in the slots first; a deck may be dealt beside them too."""
    anywhere = find_cards(frame, _level(frame, table))
    if laid is None or laid.picture != (frame.shape[1], frame.shape[0]):
        return anywhere
    return [*find_in_slots(frame, laid, table), *anywhere]


def _level(frame: Frame, table: Table | None) -> Level | None:
    """The table's plane, where this is a picture of it."""
    return table.to_table if table is not None and table.picture == (frame.shape[1], frame.shape[0]) else None


def _slotted(frame: Frame, calibration: CardCalibration | None) -> bool:
    """Slots and their empty table are known: what differs there with four clear sides is a thing."""
    laid = calibration.laid_out if calibration is not None else None
    return laid is not None and laid.empty is not None and laid.picture == (frame.shape[1], frame.shape[0])


def _is_something(read: Read, slotted: bool) -> bool:
    """A fan as broad as it is long has no value, but its slot is not empty; shadows and passing hands are nothing."""
    return Reason.NOT_A_CARD not in read.reasons or (slotted and not UNCLEAR & set(read.reasons))


def _of_another_deck(reads: list[Read], calibration: CardCalibration | None) -> list[Read]:
    """Most of two or more cards have an index, and faces that this site's deck does not have: then one that looks like a card of it is none."""
    if calibration is None:
        return reads
    least = ALIKE * calibration.gates.index.floor
    strange = [read for read in reads if Reason.UNKNOWN_CARD in read.reasons and read.votes[1].score >= least]
    told = [read for read in reads if read.value is not None]
    if len(strange) < 2 or 2 * len(strange) <= len(told):
        return reads
    return [
        replace(read, accepted=False, reasons=(Reason.WRONG_DECK, *read.reasons))
        if read.accepted or any(read is other for other in strange)
        else read
        for read in reads
    ]


def _judged(look: _Look, calibration: CardCalibration | None, reasons: tuple[Reason, ...]) -> Read:
    if calibration is None:
        return _advice(look, reasons)
    gates = calibration.gates
    whole, index = gates.whole.passes(look.whole), gates.index.passes(look.index)
    if whole and index and look.whole.value == look.index.value and not reasons:
        return Read(look.whole.value, _confidence(look), True, (), look.quad, (look.whole, look.index))
    known = look.whole.score >= gates.whole.floor
    told = look.index.value is not None and look.whole.score >= ALIKE * gates.whole.floor
    if not known and not told:
        return _nothing(look, reasons)
    reasons += _why_not(look, whole, index, known)
    reasons += tuple(c for c in causes(look.flat, look.inked, look.quad, gates.sharpness) if c not in reasons)
    value = look.whole.value if known and (whole or not index) else look.index.value  # of the surer reader
    return Read(value, _confidence(look) / 2, False, reasons, look.quad, (look.whole, look.index))


def _why_not(look: _Look, whole: bool, index: bool, known: bool) -> tuple[Reason, ...]:
    if not known:
        return (Reason.UNKNOWN_CARD,)
    if index and look.whole.value != look.index.value:
        return (Reason.DISAGREE,)
    return () if whole and index else (Reason.UNSURE,)


def _nothing(look: _Look, reasons: tuple[Reason, ...]) -> Read:
    """Neither reader sees a card here: a back, or no card at all."""
    why = (Reason.BACK,) if looks_like_a_back(look.inked) else (Reason.NOT_A_CARD,)
    return Read(None, 0.0, False, (*why, *reasons), look.quad, (look.whole, look.index))


def _advice(look: _Look, reasons: tuple[Reason, ...]) -> Read:
    votes = (look.index,) if look.whole is NO_VOTE else (look.index, look.whole)
    if look.index.value is None or look.index.score < ADVICE or _maybe_a_back(look):
        told = _nothing(look, reasons).reasons
        return Read(None, 0.0, False, (*told, Reason.NOT_ENROLLED), look.quad, votes)
    advised = round(look.index.score / 2, 4)
    return Read(look.index.value, advised, False, (*reasons, Reason.NOT_ENROLLED), look.quad, votes)


def _maybe_a_back(look: _Look) -> bool:
    """Some makers' courts are printed as densely as a back; then the index must be clear."""
    return look.index.score < BACK_ADVICE and looks_like_a_back(look.inked)


def _confidence(look: _Look) -> float:
    """The weaker of the two votes: never an average, in which one could hide the other's doubt."""
    return round(max(0.0, min(1.0, look.whole.score, look.index.score)), 4)
