"""A round's name in a path: whatever names no round of ours gets 404 from who looks it up. And the name of the hold that a page showed."""

from typing import Annotated

from fastapi import Path
from pydantic import Field

from edge_api.rounds.hold_name import PATTERN

RoundName = Annotated[str, Path(max_length=80)]

HoldName = Annotated[
    str | None,
    Field(
        pattern=PATTERN,
        description="The hold that was shown; another one than the present is refused. Needed of a camera dispute.",
    ),
]
