"""What every section of the agent's configuration is made of: frozen, strict, and deaf to no unknown key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FilePath = Annotated[Path, Field(strict=False)]


class Part(BaseModel):
    """One section of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
