"""The sheet by which a board's table reads, offered to the edge whenever the board comes to it, and every ten minutes: also of a calibration that was signed at the board itself.

Offers none that the board itself does not believe.
"""

from __future__ import annotations

import json

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.sight.sheet_proof import believed_bytes
from firmware_agent.signing import own_seals
from schemas.sight import SightAnswer, SightStep

UNASKED = "offered"
"""In place of a question's number: nobody has asked."""


def offered(config: AgentConfig) -> SightAnswer | None:
    """As the answer to a signature; None where no sheet counts."""
    sight, table = config.sight, config.table.id
    if sight is None or sight.calibration is None:
        return None
    try:
        _, sealed = believed_bytes(sight.calibration, table, own_seals(config.store.folder, table))
        told = json.dumps({"sealed": sealed.decode()}, separators=(",", ":"))
        return SightAnswer(command_id=UNASKED, step=SightStep.SIGN, ok=True, told=told)
    except (ConfigError, OSError, ValueError):
        return None
