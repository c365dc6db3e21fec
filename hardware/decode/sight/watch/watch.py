"""The vision watch of one camera: small pictures, reads and the round in; what people should look at out, once each time. Decides nothing."""

from __future__ import annotations

from typing import cast

import cv2

from hardware.decode.sight.reader import Frame, Reason, Seen
from hardware.decode.sight.table import DRIFT
from hardware.decode.sight.tracking.due import Due
from hardware.decode.sight.tracking.rest_tracker import PART_OF_POCKET
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.small import Grey, grey
from hardware.decode.sight.tracking.stamps import Stamps
from hardware.decode.sight.tracking.words import RoundTold, Slot
from hardware.decode.sight.watch.ball import BallGuard
from hardware.decode.sight.watch.dealing import Dealing
from hardware.decode.sight.watch.layout import LayoutArea
from hardware.decode.sight.watch.lens import covered, drift
from hardware.decode.sight.watch.occasion import Occasion
from hardware.decode.sight.watch.words import Noticed, WatchSite
from schemas.phases import Phase
from schemas.sight import Notice, SightKind

RISE = {Notice.CAMERA_COVERED: 3, Notice.CAMERA_MOVED: 5, Notice.HAND_OVER_LAYOUT: 2}
FALL = 8
CONFIRMED = frozenset({Phase.RESULT_CONFIRMED.value, Phase.SETTLED.value})


class Watch:
    """One camera's watch. ``picture``: width and height of the whole picture, whose pixels slots and site are in; ``site``: what its calibration knows of the
    empty table. One that knows nothing watches lens, ball and cards only."""

    def __init__(
        self,
        sees: SightKind,
        slots: tuple[Slot, ...],
        picture: tuple[int, int],
        rules: TableRules,
        site: WatchSite,
        slow_after_s: float,
        repeats: bool = False,
    ) -> None:
        self._sees, self._picture, self._site = sees, picture, site
        self._dealing = Dealing(slots, int(slow_after_s * 1e9))
        self._ball = BallGuard(PART_OF_POCKET / len(rules.order))
        self._occasions = {what: Occasion(RISE.get(what, 1), FALL) for what in Notice}
        self._due, self._stamps = Due(), Stamps(repeats)
        self._phase = Phase.IDLE.value
        self._before: Grey | None = None
        self._empty: Grey | None = None
        self._area: LayoutArea | None = None
        self._moved_looks = 0

    def told(self, round_: RoundTold) -> None:
        """The round has changed."""
        self._phase = round_.phase
        self._dealing.told(round_)
        if self._due.told(round_):
            self._ball.new_throw()
            self._occasions[Notice.BALL_TOUCHED].forget()

    def glance(self, at_ns: int, small: Frame) -> list[Noticed]:
        """A small picture. One that repeats or comes late says nothing."""
        if not self._stamps.glanced(at_ns, small):
            return []
        seen = grey(small)
        empty = self._reference(seen)
        blind = covered(seen, empty)
        found = self._tell(at_ns, Notice.CAMERA_COVERED, blind)
        found += self._tell(at_ns, Notice.SLOW_DEALING, self._slow(at_ns))
        if blind is None:
            found += self._tell(at_ns, Notice.CAMERA_MOVED, self._moved(seen, empty))
            found += self._tell(at_ns, Notice.HAND_OVER_LAYOUT, self._hand(seen, empty))
            found += self._tell(at_ns, Notice.BALL_TOUCHED, self._hand_at_ball(small))
        self._before = seen
        return found

    def saw(self, at_ns: int, seen: Seen) -> list[Noticed]:
        """What was read in the whole picture of that moment."""
        self._moved_looks = self._moved_looks + 1 if Reason.MOVED_CAMERA in _reasons(seen) else 0
        if self._sees is SightKind.CARDS:
            early = self._dealing.saw(at_ns, seen)
            return [_early(at_ns, slot) for slot in early]
        if self._sees is SightKind.WHEEL and self._guarding:
            return self._tell(at_ns, Notice.BALL_TOUCHED, self._ball.saw(at_ns, seen))
        return []

    @property
    def _guarding(self) -> bool:
        return self._due.running and self._phase not in CONFIRMED

    def _tell(self, at_ns: int, what: Notice, detail: str | None) -> list[Noticed]:
        tell = self._occasions[what].shows(detail is not None)
        return [Noticed(at_ns, what, detail)] if tell and detail is not None else []

    def _reference(self, seen: Grey) -> Grey:
        """The empty table in this size; without one, the first picture that shows anything."""
        if self._empty is None or self._empty.shape != seen.shape:
            empty = self._site.empty
            size = (seen.shape[1], seen.shape[0])
            chosen = seen if empty is None else grey(_sized(empty, size))
            self._area = self._new_area(size)
            if empty is None and covered(seen, seen) is not None:
                return chosen
            self._empty = chosen
        return self._empty

    def _new_area(self, size: tuple[int, int]) -> LayoutArea | None:
        site = self._site
        if site.layout is None or site.empty is None or site.dealer is None:
            return None
        scale = (size[0] / self._picture[0], size[1] / self._picture[1])
        return LayoutArea(site.layout, site.dealer, scale, (size[1], size[0]))

    def _moved(self, seen: Grey, empty: Grey) -> str | None:
        moved_px = 0.0 if self._turns else self._shift_px(seen, empty)
        if moved_px > DRIFT:
            return f"the picture has shifted by {moved_px:.0f} pixels"
        return "the table's marks are not where they were" if self._moved_looks >= 2 else None

    @property
    def _turns(self) -> bool:
        """A wheel at another angle is no moved camera, unless somebody has said how the table looks."""
        return self._sees in (SightKind.WHEEL, SightKind.SEGMENTS) and self._site.empty is None

    def _shift_px(self, seen: Grey, empty: Grey) -> float:
        shifted = drift(seen, empty)
        return 0.0 if shifted is None else shifted * self._picture[0] / seen.shape[1]

    def _hand(self, seen: Grey, empty: Grey) -> str | None:
        before = self._before
        ready = before is not None and before.shape == seen.shape and self._phase not in CONFIRMED
        if self._area is None or before is None or not ready or not self._due.closed:
            return None
        reached = self._area.reached_into(seen, before, empty)
        return "something reaches over the layout after no more bets" if reached else None

    def _hand_at_ball(self, small: Frame) -> str | None:
        guarded = self._sees is SightKind.WHEEL and self._guarding
        return self._ball.glance(small, self._picture[0]) if guarded else None

    def _slow(self, at_ns: int) -> str | None:
        slow = self._sees is SightKind.CARDS and self._dealing.slow(at_ns)
        return "nothing new lies on the layout although cards are due" if slow else None


def _sized(picture: Frame, size: tuple[int, int]) -> Frame:
    return cast(Frame, cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _early(at_ns: int, slot: Slot) -> Noticed:
    where = f"{slot.place} {slot.index}"
    return Noticed(at_ns, Notice.CARD_BEFORE_CLOSE, f"a card lies face up at {where} while bets are open")


def _reasons(seen: Seen) -> set[Reason]:
    return {*seen.reasons, *(reason for read in seen.reads for reason in read.reasons)}
