"""A round's name in a path: whatever names no round of ours gets 404 from who looks it up."""

from typing import Annotated

from fastapi import Path

RoundName = Annotated[str, Path(max_length=80)]
