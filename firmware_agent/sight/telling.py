"""What the process that looks tells of a moment: words and notices with their picture, and where things lie. Judges nothing; names a picture for all it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firmware_agent.sight.attention import Found
from firmware_agent.sight.clerk import Clerk
from firmware_agent.sight.line import AnchorsSaid, NoticeSaid, Up, VoteSaid, WordSaid
from firmware_agent.sight.looker import Looker
from firmware_agent.sight.readers_version import read_by
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.tracking.words import Word
from schemas.sight import Anchors

ANCHORS_EVERY_NS = 500_000_000


@dataclass(frozen=True, slots=True)
class Origin:
    """By what a word was read: hashes, and the sheet that was signed for it."""

    calibration: str
    model: str
    sheet: str | None


class Telling:
    """For one thread, but for ``show``. ``sheet``: signed for the looker's calibration; ``version``: of the code that reads; ``round_id``: of the
    round that words are about.
    """

    def __init__(
        self, say: Callable[[Up], None], clerk: Clerk, looker: Looker, sheet: str | None, version: str = ""
    ) -> None:
        self._say, self._clerk = say, clerk
        self._origin = Origin(looker.calibration, read_by(looker.model, version), sheet)
        self._anchors: Anchors | None = None
        self._anchors_ns = 0
        self.round_id = ""

    def tell(self, found: Found) -> None:
        """One picture for all of it. The words go first, and the disk keeps none waiting: the machine waits for them."""
        if found.frame is None or not (found.words or found.noticed):
            return
        still = self._clerk.take(found.frame)
        for word in found.words:
            self._say(said_of(word, still, self._origin, self.round_id))
        for noticed in found.noticed:
            what = noticed.what.value
            self._say(NoticeSaid(at_ns=noticed.at_ns, what=what, detail=noticed.detail[:500], still=still))

    def point(self, at_ns: int, changed: bool, anchors: Callable[[], Anchors]) -> None:
        """Where things lie: at once when words changed, else twice a second, if it is not the same as before."""
        if not changed and at_ns < self._anchors_ns:
            return
        self._anchors_ns = at_ns + ANCHORS_EVERY_NS
        found, last = anchors(), self._anchors
        if found.rotor is not None or not _same(found, last):
            self._anchors = found
            self._say(AnchorsSaid(anchors=found))

    def show(self, frame: Frame) -> str:
        """A picture for a technician: its hash. Raises OSError: the disk refuses."""
        return self._clerk.at_once(frame)


def said_of(word: Word, still: str | None, origin: Origin, round_id: str) -> WordSaid:
    """A word as it goes over the line."""
    return WordSaid(
        at_ns=word.at_ns,
        round_id=round_id,
        place=word.place,
        index=word.index,
        hand=word.hand,
        value=word.value,
        looks=word.looks,
        reasons=tuple(str(reason) for reason in word.reasons),
        votes=tuple(
            VoteSaid(reader=vote.reader, value=vote.value, score=float(vote.score), lead=float(vote.lead))
            for vote in word.votes
        ),
        still=still,
        calibration=origin.calibration,
        model=origin.model,
        sheet=origin.sheet,
    )


def _same(found: Anchors, last: Anchors | None) -> bool:
    return last is not None and found.model_copy(update={"utc_ns": last.utc_ns}) == last
