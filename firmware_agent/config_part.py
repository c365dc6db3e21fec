"""What every section of the agent's configuration is made of: frozen, strict, and deaf to no unknown key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Named = TypeVar("Named", Path, str)


def _named(value: Named) -> Named:
    """Raises ValueError where no file and no device can be called so."""
    if "\0" in str(value):
        raise ValueError(f"{str(value)!r} holds a zero character: no file or device is called so")
    return value


FilePath = Annotated[Path, Field(strict=False), AfterValidator(_named)]
Openable = Annotated[str, AfterValidator(_named)]


class Part(BaseModel):
    """One section of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
