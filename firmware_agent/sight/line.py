"""What goes over the line between the agent and the process that looks: one JSON object a line, each with its ``op``. Refuses what is not in these words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from hardware.sight_signals import CameraNoticed, CameraSaw, CameraVote
from schemas.model import Hash, Message
from schemas.sight import Anchors, SightAnswer, SightAsk, SightHealth

DEVICE = "camera"


class VoteSaid(Message):
    """One reader's vote."""

    reader: str
    value: str | None
    score: float
    lead: float


class WordSaid(Message):
    """The camera's word on one place."""

    op: Literal["word"] = "word"
    at_ns: int
    place: str
    index: int
    hand: int
    value: str | None
    looks: int
    reasons: Annotated[tuple[str, ...], Field(strict=False)] = ()
    votes: Annotated[tuple[VoteSaid, ...], Field(strict=False)] = ()
    still: Hash | None = None
    calibration: str = ""
    model: str = ""
    sheet: Hash | None = None
    round_id: str = ""

    def signal(self) -> CameraSaw:
        """For the machine."""
        votes = tuple(CameraVote(vote.reader, vote.value, vote.score, vote.lead) for vote in self.votes)
        return CameraSaw(
            at_ns=self.at_ns,
            device=DEVICE,
            place=self.place,
            index=self.index,
            hand=self.hand,
            value=self.value,
            looks=self.looks,
            reasons=self.reasons,
            votes=votes,
            still=self.still,
            calibration=self.calibration,
            model=self.model,
            sheet=self.sheet,
            round_id=self.round_id,
        )


class NoticeSaid(Message):
    """What the camera noticed by itself; ``what``: a word of schemas.sight.Notice."""

    op: Literal["noticed"] = "noticed"
    at_ns: int
    what: str
    detail: str
    still: Hash | None = None

    def signal(self) -> CameraNoticed:
        """For the machine."""
        return CameraNoticed(self.at_ns, DEVICE, self.what, self.detail, self.still)


class HealthSaid(Message):
    """The heartbeat."""

    op: Literal["health"] = "health"
    health: SightHealth


class StillSaid(Message):
    """A picture is in the folder, and wants to be sent."""

    op: Literal["still"] = "still"
    sha256: Hash


class AnchorsSaid(Message):
    """Where things lie."""

    op: Literal["anchors"] = "anchors"
    anchors: Anchors


class AnswerSaid(Message):
    """To a technician's question."""

    op: Literal["answer"] = "answer"
    answer: SightAnswer


Up = HealthSaid | WordSaid | NoticeSaid | StillSaid | AnchorsSaid | AnswerSaid
_UP: TypeAdapter[Up] = TypeAdapter(Annotated[Up, Field(discriminator="op")])


class RoundSaid(Message):
    """The round as the machine sees it."""

    op: Literal["round"] = "round"
    at_ns: int
    round_id: str | None
    phase: str
    bets_open: bool
    throw: int = 1


class AskSaid(Message):
    """A technician's question."""

    op: Literal["ask"] = "ask"
    command_id: str
    ask: SightAsk


Down = RoundSaid | AskSaid
_DOWN: TypeAdapter[Down] = TypeAdapter(Annotated[Down, Field(discriminator="op")])


def up(line: bytes) -> Up:
    """Raises ValueError: not in these words."""
    return _UP.validate_json(line)


def down(line: bytes) -> Down:
    """Raises ValueError: not in these words."""
    return _DOWN.validate_json(line)
