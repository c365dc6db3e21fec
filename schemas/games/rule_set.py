"""What every rule set is: frozen parameters with a hash that bets are bound to. Refuses unknown parameters and says which one is wrong."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.games.refusal import IllegalRules
from schemas.phases import Game
from schemas.wrong_value import what_is_wrong


class RuleSet(BaseModel):
    """Parameters of one game's table, or a part of them. A whole rule set names its ``game``."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    game: ClassVar[Game]

    @classmethod
    def parse(cls, rules: object) -> Self:
        """Read a rule set as it is written in a configuration or on the wire (JSON value).

        Raises:
            IllegalRules: names the parameter and what is wrong with it.
        """
        try:
            return cls.model_validate(rules)
        except ValidationError as wrong:
            raise IllegalRules(_first_error(wrong)) from None

    def rules_hash(self) -> str:
        """SHA-256 (hex) of the complete rule set as canonical JSON: the version that bets are bound to."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _first_error(wrong: ValidationError) -> str:
    error = wrong.errors(include_url=False)[0]
    where = ".".join(str(part)[:40] for part in ("rules", *error["loc"]))
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such parameter"
    return f"{where}: {what_is_wrong(error)}"
