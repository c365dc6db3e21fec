"""What people enter where no sensor read (order ENTER): who may, after which holds, and how a round goes on with it. Lays nothing itself."""

from __future__ import annotations

from abc import abstractmethod

from typing_extensions import override

from firmware_agent.rounds.fusion_round import RoundFusion
from firmware_agent.rounds.sighted_life import HELD_ANEW, PERSON, UNNAMED, SightedLife
from hardware.orders import Ordered, OrderName
from schemas.causes import UNREAD, HoldCause
from schemas.games.deal import Spot
from schemas.phases import Phase

PEOPLE = "people"
OWN_ENTRY = "the camera says otherwise than what you entered alone: another person must decide, or void it"
Objection = tuple[str, str]


class EnteredLife(SightedLife):
    """A round whose missing readings people may say."""

    _may_be_entered = UNREAD

    def _enter_objection(self, order: Ordered) -> Objection | None:
        """Why these entries can't be taken now: code and sentence."""
        running = self._day.round
        if running is None or running.hold is None:
            return "wrong_phase", "no round is held"
        if order.round_id is None:
            return "wrong_round", f"say which round is entered: {running.round_id} is held"
        if order.hold_ns != running.held_ns:
            return "wrong_phase", UNNAMED if order.hold_ns is None else HELD_ANEW
        if running.hold not in self._may_be_entered:
            return (
                "wrong_phase",
                f"after the hold {running.hold.value} nothing can be entered: release or void it",
            )
        if not order.entries:
            return "against_rules", "the order says nothing of what lies"
        return self._lacks_people(order) or self._lacks_rules(order)

    def _sight_objection(self, order: Ordered) -> Objection | None:
        """Of the orders that belong to the camera: code and sentence, or None."""
        match order.name:
            case OrderName.ENTER:
                return self._enter_objection(order)
            case OrderName.EXPLAIN:
                why = self._explain_objection(order)
            case _:
                why = "a round has nothing to do with that: it is for the process that looks"
        return None if why is None else ("wrong_phase", why)

    def _lacks_rules(self, order: Ordered) -> Objection | None:
        why = self._cannot_enter(order)
        return None if why is None else ("against_rules", why[:500])

    def _lacks_people(self, order: Ordered) -> Objection | None:
        second = order.seconded_by
        if second is not None:
            nobody = not second.strip() or alike(second, order.by)
            return ("needs_two_people", "the second person must be another one") if nobody else None
        if self._seen_by_camera(order):
            return None
        return (
            "needs_two_people",
            "the camera has not read every entry surely: a second person must say the same",
        )

    def _seen_by_camera(self, order: Ordered) -> bool:
        held = self._day.round.hold if self._day.round else None
        if self._fusion is None or held is HoldCause.CAMERA_DISPUTE:
            return False
        return self._fusion.suffices(entries_of(order))

    def _enter(self, order: Ordered) -> None:
        """Let the round go on with what people say lies there."""
        said = (PERSON,) if order.seconded_by is None else (PEOPLE,)
        self._mixed = self._mixed or (self._vouched != () and self._vouched != said)
        self._vouched = (PERSON,) if self._mixed else said
        alone = order.by if order.seconded_by is None else None
        by = alone or f"{order.by}, {order.seconded_by}"
        if self._fusion is not None and self._fusion.round is not None:
            self._fusion.round.enter(entries_of(order), alone)
        self._day.release(order.at_ns, by, order.reason, Phase.DEALING)
        self._lay_entered(order)

    def _confirmed_by_people(self) -> None:
        """The entries made the result whole: they who entered it have looked at the table."""
        self._compared_by = self._vouched

    # --- the camera contradicts what one person entered

    @override
    def _held_anew(self, order: Ordered) -> str | None:
        """Whoever entered it alone can't decide it alone."""
        own = any(alike(order.by, each) for each in self._contradicted)
        return OWN_ENTRY if own else super()._held_anew(order)

    @override
    def _difference_decided(self, disputed: RoundFusion) -> None:
        """With another person who decides it, two have said it; of other places one may still have said it alone."""
        contradicted = bool(disputed.asks_about())
        super()._difference_decided(disputed)
        if contradicted:
            self._mixed = disputed.rests_on_one
            self._vouched = (PERSON,) if self._mixed else (PEOPLE,)

    @property
    def _contradicted(self) -> set[str]:
        """Who entered alone what the dispute is about."""
        held = self._day.round.hold if self._day.round else None
        if held is not HoldCause.CAMERA_DISPUTE or self._fusion is None or self._fusion.round is None:
            return set()
        return self._fusion.round.asks_about()

    # --- what a game fills in

    @abstractmethod
    def _cannot_enter(self, order: Ordered) -> str | None:
        """Why the rules of the game have no place for these entries, as a sentence; None if they have."""

    @abstractmethod
    def _lay_entered(self, order: Ordered) -> None:
        """Lay them; the round has been let go on."""


def alike(one: str, other: str) -> bool:
    """Whether two names are one person's."""
    return one.strip().casefold() == other.strip().casefold()


def entries_of(order: Ordered) -> list[tuple[Spot, str]]:
    """Where something lies, and what, in the order of dealing."""
    return [(Spot(each.place, each.index, each.hand), each.value) for each in order.entries]
