"""Reads the configuration file and explains what is wrong with it: where, what is allowed, what to do."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from firmware_agent.config import AgentConfig

MOST_FAULTS = 20


class ConfigError(Exception):
    """The board can't run as it is set up; the message says where and what to do. Ends the program with exit code 78."""


def load_config(path: Path) -> AgentConfig:
    """Read and check the file.

    Raises:
        ConfigError: it is missing, not TOML, or a setting is unknown or wrong.
    """
    try:
        return AgentConfig.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise ConfigError(
            f"{path}: can't be read ({fault.strerror}): give the agent's file with --config"
        ) from fault
    except ValidationError as fault:
        lines = [f"{path}: {explain(error)}" for error in fault.errors()[:MOST_FAULTS]]
        raise ConfigError("\n".join(lines)) from fault
    except (ValueError, RecursionError) as fault:
        raise ConfigError(f"{path}: not valid TOML: {fault}") from fault


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
    key = str(error["loc"][-1])
    allowed = sorted(_fields_at(error["loc"][:-1]))
    near = difflib.get_close_matches(key, allowed, 1)
    advice = f"did you mean {near[0]}?" if near else "remove it."
    return f"unknown key; {advice} Allowed here: {', '.join(allowed)}"


def _meaning(error: ErrorDetails) -> str:
    field = _fields_at(error["loc"][:-1]).get(str(error["loc"][-1]))
    return f" ({field.description.rstrip('.')})" if field is not None and field.description else ""


def _fields_at(steps: tuple[int | str, ...]) -> dict[str, Any]:
    model: type[BaseModel] = AgentConfig
    for step in steps:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    return dict(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The settings model inside ``X``, ``X | None`` or ``tuple[X, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
