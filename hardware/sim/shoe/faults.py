"""What can go wrong at a card shoe, each on demand. Line faults are the wire's, not the shoe's."""

from __future__ import annotations

from enum import Enum


class ShoeFault(Enum):
    """Strikes once, at the next moment when it can."""

    WRONG_SEAT = "wrong_seat"
    """The next card of a coup is told for the other hand."""
    EXTRA_CARD = "extra_card"
    """One more card is drawn after the coup is complete."""
    OCCUPIED_SLOT = "occupied_slot"
    """A different card is told for a place where a card already lies."""
    FOREIGN_CARD = "foreign_card"
    """From here to the end of this coup and the next every card is the king of hearts: the ninth can't be from this shoe."""
    WRONG_RESULT = "wrong_result"
    """The verdict names a hand that did not win."""
    NO_RESULT = "no_result"
    """The verdict is never told."""
    REPEATED_FRAME = "repeated_frame"
    """The next event is sent six times instead of three."""
    BAD_CHECKSUM = "bad_checksum"
    """All three sendings of the next event have a wrong checksum."""
    LOST_EVENT = "lost_event"
    """None of the three sendings of the next event arrives; its number is used up."""
    ONE_SENDING_LOST = "one_sending_lost"
    """The first sending of the next event does not arrive; the others do."""
