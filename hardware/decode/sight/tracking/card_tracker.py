"""Cards in their slots, from small pictures and looks to the camera's word on each place. Refuses to say a value that is moving, too new, left over or against the rules."""

from __future__ import annotations

from hardware.decode.sight.reader import Frame, Read, Reason, Seen
from hardware.decode.sight.tracking.ballot import NOTHING, STRONG, Ballot, Look, look_of
from hardware.decode.sight.tracking.card_place import CardPlace
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.slots_of import lying
from hardware.decode.sight.tracking.small import grey, inside
from hardware.decode.sight.tracking.stamps import REMEMBERED, Stamps
from hardware.decode.sight.tracking.stillness import Stillness
from hardware.decode.sight.tracking.words import RoundTold, Slot, Word
from schemas.games.deal import Spot


class CardTracker:
    """`words.Tracker` for a layout with slots."""

    def __init__(
        self, slots: tuple[Slot, ...], picture: tuple[int, int], rules: TableRules, repeats: bool = False
    ) -> None:
        self._slots, self._picture, self._rules = slots, picture, rules
        self._places: tuple[CardPlace, ...] = ()
        self._shape: tuple[int, int] | None = None
        self._stamps = Stamps(repeats)
        self._open: dict[int, tuple[Ballot | None, ...]] = {}
        self._round_id: str | None = None

    @property
    def ignored(self) -> Reason | None:
        """Why the last picture did not count; None when it did."""
        return self._stamps.ignored

    @property
    def wanted(self) -> frozenset[int]:
        """Numbers of the slots in which the last picture is worth reading."""
        last = next(reversed(self._open.values()), ())
        return frozenset(number for number, ballot in enumerate(last) if ballot is not None)

    @property
    def dealt(self) -> tuple[Spot, ...]:
        """Places in the order in which something of this round was first seen to lie there."""
        seen = [(place.first_ns, place.spot) for place in self._places if place.first_ns is not None]
        return tuple(spot for _, spot in sorted(seen, key=lambda one: one[0]))

    def told(self, round_: RoundTold) -> None:
        """A new round forgets all."""
        if round_.round_id != self._round_id:
            self._round_id = round_.round_id
            for place in self._places:
                place.new_round()

    def glance(self, at_ns: int, small: Frame) -> bool:
        """Whether a slot that is still has not been looked at enough."""
        if not self._stamps.glanced(at_ns, small):
            return False
        self._laid_out(small)
        seen = grey(small)
        for place in self._places:
            place.glance(at_ns, seen)
        wanted = tuple(place.wanted for place in self._places)
        self._open = dict([*self._open.items(), (at_ns, wanted)][-REMEMBERED:])
        return any(ballot is not None for ballot in wanted)

    def saw(self, at_ns: int, seen: Seen) -> list[Word]:
        """Words on cards, in the order in which they were dealt."""
        if not self._stamps.looked(at_ns):
            return []
        looks = _looks(seen, self._slots)
        for place, look, ballot in zip(self._places, looks, self._open[at_ns], strict=True):
            if ballot is not None:
                place.look(look, ballot)
        if self._round_id is None:
            return []
        in_order = sorted(self._places, key=lambda place: place.first_ns or 0)
        return [word for place in in_order if (word := self._word(at_ns, place)) is not None]

    def _laid_out(self, small: Frame) -> None:
        """The slots' pixels in small pictures of this size."""
        shape = (small.shape[0], small.shape[1])
        if shape != self._shape:
            scale = (shape[1] / self._picture[0], shape[0] / self._picture[1])
            parts = [inside(slot.quad, scale, shape) for slot in self._slots]
            self._shape = shape
            self._places = tuple(
                CardPlace(slot, Stillness(part)) for slot, part in zip(self._slots, parts, strict=True)
            )

    def _word(self, at_ns: int, place: CardPlace) -> Word | None:
        value = place.dealt
        if value is not None:
            return self._said(at_ns, place, value)
        if place.undecided and (place.word is None or place.word.value is None):
            return _abstained(at_ns, place, place.ballot.reasons())
        return None

    def _said(self, at_ns: int, place: CardPlace, value: str) -> Word | None:
        before, looks = place.word, place.ballot.agreeing
        if not self._rules.allow({**self._lying(), place.spot: value}):
            return _abstained(at_ns, place, (Reason.AGAINST_RULES,))
        if before is not None and before.value == value and (before.looks >= STRONG or looks < STRONG):
            return None
        return _told(at_ns, place, value, looks, ())

    def _lying(self) -> dict[Spot, str]:
        words = [(place.spot, place.word) for place in self._places]
        return {spot: word.value for spot, word in words if word is not None and word.value is not None}


def _abstained(at_ns: int, place: CardPlace, reasons: tuple[Reason, ...]) -> Word | None:
    """Said again only when the first reason is another one."""
    before = place.word
    if before is not None and before.value is None and before.reasons[0] is reasons[0]:
        return None
    return _told(at_ns, place, None, place.ballot.looks, reasons)


def _told(at_ns: int, place: CardPlace, value: str | None, looks: int, reasons: tuple[Reason, ...]) -> Word:
    slot, best = place.slot, place.ballot.best
    votes, quad = ((), None) if best is None else (best.votes, best.quad)
    place.word = Word(at_ns, slot.place, slot.index, slot.hand, value, looks, reasons, votes, quad)
    return place.word


def _looks(seen: Seen, slots: tuple[Slot, ...]) -> list[Look]:
    """What this look says of each slot. A frame that says nothing as a whole says why, of all of them."""
    if seen.reasons:
        return [Look(reasons=seen.reasons) for _ in slots]
    return [_one_look(reads) for reads in lying(seen, slots)]


def _one_look(reads: list[Read]) -> Look:
    if not reads:
        return NOTHING
    if len({read.value for read in reads if read.value is not None}) > 1:
        return Look(reasons=(Reason.OVERLAPPING,), quad=reads[0].quad)
    return look_of(max(reads, key=lambda read: (read.accepted, read.confidence)))
