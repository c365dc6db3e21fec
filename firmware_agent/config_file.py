"""Reads the configuration file and explains what is wrong with it: where, what is allowed, what to do."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from firmware_agent.config import AgentConfig
from firmware_agent.sight.setting import sees_of
from schemas.allowed_keys import advice_on, fields_at

MOST_FAULTS = 20


class ConfigError(Exception):
    """The board can't run as it is set up; the message says where and what to do. Ends the program with exit code 78."""


def load_config(path: Path, option: str = "--config") -> AgentConfig:
    """Read and check the file that ``option`` named.

    Raises:
        ConfigError: it is missing, not TOML, or a setting is unknown or wrong.
    """
    try:
        config = AgentConfig.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise ConfigError(
            f"{path}: can't be read ({fault.strerror}): give the agent's file with {option}"
        ) from fault
    except ValidationError as fault:
        lines = [f"{path}: {explain(error)}" for error in fault.errors()[:MOST_FAULTS]]
        raise ConfigError("\n".join(lines)) from fault
    except (ValueError, RecursionError) as fault:
        raise ConfigError(f"{path}: not valid TOML: {fault}") from fault
    if config.sight is not None and (why := config.sight.unnoticed(sees_of(config, config.sight))):
        raise ConfigError(f"{path}: sight.{why}")
    return config


def explain(error: ErrorDetails) -> str:
    """One fault as ``key.path: what is wrong; what is allowed``."""
    where = ".".join(str(step) for step in error["loc"]) or "the file as a whole"
    match error["type"]:
        case "extra_forbidden":
            return f"{where}: {_unknown(error)}"
        case "missing":
            return f"{where}: is missing; add it{_meaning(error)}"
        case "value_error":
            return f"{where}: {error['ctx']['error']}"
        case "tuple_type":
            return f"{where}: may be repeated, so it is written in double brackets: [[{where}]]"
    return f"{where}: {error['msg']}, not {_shown(error['input'])}{_meaning(error)}"


def _unknown(error: ErrorDetails) -> str:
    *place, key = error["loc"]
    return f"unknown key; {advice_on(str(key), [*fields_at(AgentConfig, place)])}"


def _meaning(error: ErrorDetails) -> str:
    field = fields_at(AgentConfig, error["loc"][:-1]).get(str(error["loc"][-1]))
    return f" ({field.description.rstrip('.')})" if field is not None and field.description else ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
