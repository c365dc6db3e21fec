"""What a publishing process is told in its first line, and what it answers, line by line. The address comes this way and not as an argument: arguments
are for everybody on the machine to read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from edge_api.video.frames import Track
from edge_api.video.sinks.target import Kind, Target
from schemas.model import Message, Whole


class Sound(Message):
    """The sound beside the picture: samples a second, channels."""

    rate: Whole
    channels: Whole


class Order(Message):
    """``limit_s``: how long the server may take to let us in, and for each frame."""

    kind: str
    url: str
    track: Whole
    sound: Sound | None
    limit_s: float

    @property
    def target(self) -> Target:
        """What it says of the address."""
        return Target(Kind(self.kind), self.url, Track(self.track))


class Live(Message):
    """The server takes the stream."""

    op: Literal["live"] = "live"


class Failed(Message):
    """It ended. ``why`` shows no secrets."""

    op: Literal["failed"] = "failed"
    why: str


Answer = Live | Failed
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Annotated[Answer, Field(discriminator="op")])


def answer_of(line: bytes) -> Answer:
    """A line of a publishing process. Raises pydantic.ValidationError."""
    return _ANSWER.validate_json(line)
