"""Reads the cards in a frame: both readers on every card found, accepted only where they agree and each passes its gate. Without a calibration it advises only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hardware.decode.sight import whole_card
from hardware.decode.sight.advice import advise
from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.causes import causes, looks_like_a_back
from hardware.decode.sight.enrolment import enrol
from hardware.decode.sight.finder import Found, find_cards
from hardware.decode.sight.flat import flatten, ink, ways
from hardware.decode.sight.index import BOXES, Net, vote
from hardware.decode.sight.reader import Corners, Floats, Frame, LabelledFrame, Read, Reason, Vote, usable
from hardware.decode.sight.table import DRIFT, drift_px
from hardware.decode.sight.whole_card import Deck

NO_VOTE = Vote(whole_card.NAME, None, 0.0, 0.0)
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
        self._net, self._net_hash, self._layouts = net, net_hash, layouts

    def calibrate(self, frames: Sequence[LabelledFrame], seed: int = 0) -> CardCalibration:
        """Learns a site's deck; every card once, in any number of frames. A fifth of a minute.

        Raises:
            CalibrationError: no card, cards not found, or labels that cannot be told apart.
        """
        return enrol(frames, self._net, self._net_hash, seed)

    def read(self, frame: Frame, calibration: CardCalibration | None = None) -> list[Read]:
        """Everything that is a card or the back of one. A picture that is none at all gives nothing."""
        if not usable(frame):
            return []
        moved = _camera_moved(frame, calibration)
        reads = [self._read_one(frame, found, calibration, moved) for found in find_cards(frame)]
        return [read for read in reads if Reason.NOT_A_CARD not in read.reasons]

    def _read_one(self, frame: Frame, found: Found, calibration: CardCalibration | None, moved: bool) -> Read:
        looks = [self._look(frame, quad, calibration) for quad in ways(found.quad)]
        best = max(looks, key=lambda look: look.sure)
        reasons = found.reasons + ((Reason.MOVED_CAMERA,) if moved else ())
        return _judged(best, calibration, reasons)

    def _look(self, frame: Frame, quad: Corners, calibration: CardCalibration | None) -> _Look:
        flat = flatten(frame, quad)
        inked = ink(flat)
        if calibration is None:
            told, pips = advise(inked, self._net, BOXES, self._layouts)
            return _Look(quad, flat, inked, pips or NO_VOTE, told)
        whole = whole_card.compare(inked, calibration.deck)
        return _Look(quad, flat, inked, whole, vote(inked, calibration.net, calibration.boxes))


def _camera_moved(frame: Frame, calibration: CardCalibration | None) -> bool:
    if calibration is None or calibration.table is None:
        return False
    drift = drift_px(frame, calibration.table)
    return drift is not None and drift > DRIFT


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
    value = look.whole.value if known else look.index.value
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
