"""Whether the sheet beside a calibration counts: sealed by this board, of this table, for this very calibration. What does not is as good as none, and said."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.finding import Warned
from firmware_agent.sight.sheet import MOST_SHEET_BYTES, calibration_hash, sheet_hash, sheet_path
from firmware_agent.sight_config import SightConfig
from firmware_agent.signing import own_seals
from schemas.envelope import BadEnvelope, Check, unseal
from schemas.sight import SightMode
from schemas.sight_sheet import SHEET_TYPE, SightSheet

log = logging.getLogger(__name__)

AGAIN = "sign anew on the table's camera page"


class NotBelieved(ConfigError):
    """Why a sheet does not count, and what to do."""


def believed(calibration: Path, table: str, seals: Check) -> SightSheet:
    """The sheet beside the calibration. Raises as ``believed_bytes``."""
    return believed_bytes(calibration, table, seals)[0]


def believed_bytes(calibration: Path, table: str, seals: Check) -> tuple[SightSheet, bytes]:
    """The sheet, and it as it was sealed: the very bytes that were looked at.

    Raises:
        NotBelieved: it does not count.
        OSError: it can't be read; FileNotFoundError where nobody has signed one.
    """
    path = sheet_path(calibration)
    sheet, sealed = _opened(path, seals)
    if sheet.table != table:
        raise NotBelieved(f"{path}: the sheet of table {sheet.table}, not of {table}: {AGAIN}")
    named = calibration_hash(calibration) or "none"
    if sheet.calibration != named:
        other = f"signed for calibration {sheet.calibration[:12]}, but {calibration.name} is {named[:12]}"
        raise NotBelieved(f"{path}: {other}: an older sheet, or a calibration that nobody signed: {AGAIN}")
    return sheet, sealed


def _opened(path: Path, seals: Check) -> tuple[SightSheet, bytes]:
    data = path.read_bytes()
    try:
        if len(data) > MOST_SHEET_BYTES:
            raise ValueError("too large")
        return SightSheet.consume(unseal(data, seals, SHEET_TYPE).payload), data
    except BadEnvelope as bad:
        what = "not sealed by this board" if bad.code == "bad_signature" else "not a sheet"
        raise NotBelieved(f"{path}: {what}: {AGAIN}") from bad
    except (ValueError, RecursionError) as bad:
        raise NotBelieved(f"{path}: not a sheet: {AGAIN}") from bad


def signed(calibration: Path | None, table: str, store: Path) -> tuple[str, str] | None:
    """The hash of the calibration that was signed, and of its sheet; None where nobody signed one. ``store``: where the board's key lies."""
    if calibration is None:
        return None
    try:
        sheet = believed(calibration, table, own_seals(store, table))
    except FileNotFoundError:
        return None
    except (ConfigError, OSError) as why:
        log.warning("the calibration counts as not signed: %s", why)
        return None
    named = sheet_hash(calibration)
    return None if named is None else (sheet.calibration, named)


def sheet_of(calibration: Path | None, named: str, table: str, store: Path) -> str | None:
    """The sheet that was signed for the calibration of that hash; None where the file beside it is for another one."""
    found = signed(calibration, table, store)
    return found[1] if found is not None and found[0] == named else None


def unsigned(mode: str, calibration: str, sheet: str | None) -> str:
    """What people must know of a table whose camera was to count, and whose calibration no believed sheet stands for; "" elsewhere."""
    if mode != SightMode.ON.value or not calibration or sheet is not None:
        return ""
    return f"nobody whom this board believes has signed calibration {calibration[:12]}: the camera stays in shadow: {AGAIN}"


def paper_checks(config: AgentConfig) -> list[tuple[str, Callable[[], str]]]:
    """What ``firmware-agent check`` tries of a calibration's sheet, and of the shadow that comes before trust."""
    sight = config.sight
    if sight is None:
        return []
    checks = [("sight shadow", lambda: _shadow(config, SightMode(sight.mode), sight))]
    if sight.calibration is not None and sight.calibration.exists():
        checks.insert(0, ("sight sheet", lambda: _sheet(config, sight.calibration)))
    return checks


def _sheet(config: AgentConfig, calibration: Path | None) -> str:
    assert calibration is not None
    table = config.table.id
    try:
        sheet = believed(calibration, table, own_seals(config.store.folder, table))
    except FileNotFoundError:
        where = f"{sheet_path(calibration)} is not there"
        raise Warned(f"{where}: nobody has signed this calibration: {AGAIN}") from None
    return f"signed by {sheet.by} for calibration {sheet.calibration[:12]}"


def _shadow(config: AgentConfig, mode: SightMode, sight: SightConfig) -> str:
    if mode is SightMode.ON and signed(sight.calibration, config.table.id, config.store.folder) is None:
        raise Warned(f"[sight] mode = on, but no signed calibration: the camera stays in shadow: {AGAIN}")
    if mode is SightMode.ON and sight.needed == 0:
        raise Warned(
            "[sight] needed = 0: the camera counts at once, without shadow: for simulation; leave needed out where money is played for"
        )
    return "the camera decides nothing" if mode is SightMode.SHADOW else "the camera counts after its shadow"
