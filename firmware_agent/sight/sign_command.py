"""Signs a calibration that was made at the board itself (``firmware-agent calibrate --sign-for``): by the board's key, for the table that reads it.

Refuses one that lies elsewhere or is of another kind. The edge gets it as the board's offer (``offer``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.sight.command import looker_of
from firmware_agent.sight.desk_sign import figures
from firmware_agent.sight.looker import CalibrateWish
from firmware_agent.sight.setting import picture_said, sees_of
from firmware_agent.sight.sheet import sealed_sheet, sheet_path
from firmware_agent.sight.whole_files import write_whole
from firmware_agent.signing import board_key
from hardware.clock import Clock
from schemas.sight import SightKind
from schemas.sight_sheet import SightSheet


def refuse_other(config: AgentConfig, sees: SightKind, out: Path) -> None:
    """Raises ConfigError: what is to be signed is not what this board's table reads by."""
    sight = config.sight
    if sight is None or sight.calibration is None or sight.calibration.resolve() != out.resolve():
        raise ConfigError(f"--sign-for: the table's [sight] calibration is not {out}: nothing was signed")
    if sees_of(config, sight) is not sees:
        raise ConfigError(f"--sign-for: the table does not read {sees.value}: nothing was signed")


def sign(config: AgentConfig, wish: CalibrateWish, by: str, clock: Clock) -> str:
    """The sheet for what lies in ``wish.out``, beside it; its hash. Raises ConfigError, OSError."""
    assert config.sight is not None
    looker, table = looker_of(config, config.sight), config.table.id
    told: dict[str, Any] = json.loads(wish.out.read_text(encoding="utf-8"))
    sheet = SightSheet(
        table=table, sees=sees_of(config, config.sight), calibration=looker.calibration, model=looker.model,
        picture=picture_said(config, config.sight), pictures=len(wish.pictures), figures=figures(told["self_test"]),
        by=by, at_utc_ns=str(clock.utc_ns()),
    )  # fmt: skip
    sealed = sealed_sheet(sheet, board_key(config.store.folder, table))
    write_whole(sheet_path(wish.out), sealed.wire)
    return sealed.sha256
