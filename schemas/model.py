"""The base of every message model: frozen, strict about its own fields when produced, lenient to newer producers when consumed."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

TABLE_PATTERN = r"^[a-z0-9][a-z0-9-]{0,31}$"
MOST_COUNT = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly (RFC 7493, 2.2)."""


def _signed_64(text: str) -> str:
    if int(text) >= 2**63:
        raise ValueError("a number is below 2 to the 63rd")
    return text


TableId = Annotated[
    str, Field(pattern=TABLE_PATTERN, description="Lower-case name of a table, site or edge.")
]
RoundId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$", description="Unique for ever, over all tables.")]
Decimal64 = Annotated[
    str,
    Field(pattern=r"^(0|[1-9][0-9]{0,18})$", description="Whole number from 0 to 2^63 - 1, as text."),
    AfterValidator(_signed_64),
]
Whole = Annotated[int, Field(ge=-MOST_COUNT, le=MOST_COUNT)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, lower-case hexadecimal.")]
Reason = Annotated[str, Field(max_length=500)]


class Message(BaseModel):
    """A value on the wire. Constructing one refuses unknown fields; ``consume`` ignores them (additive changes are allowed)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @classmethod
    def consume(cls, data: bytes | str) -> Self:
        """Read JSON from a possibly newer producer.

        Raises:
            pydantic.ValidationError: the JSON is malformed or a known field is wrong.
        """
        return cls.model_validate_json(data, extra="ignore")
