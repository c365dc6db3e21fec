"""What every section of the edge's configuration is: frozen, and strict about its keys; and the kinds of values that several have."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.model import TABLE_PATTERN

Name = Annotated[str, Field(pattern=TABLE_PATTERN)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Section(BaseModel):
    """A part of the file: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
