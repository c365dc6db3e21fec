"""Writes docs/agent-config.md from the descriptions in the configuration models, so that the page can't drift from the code."""

from __future__ import annotations

import types
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from firmware_agent.config import AgentConfig
from firmware_agent.config_part import Part

HEAD = """# Configuration of the firmware agent

One TOML file per table. An unknown key or a wrong value stops the start with exit code 78 and says where and what to do;
`firmware-agent check --config FILE` tries everything without starting a round.

This page is made from the code: `python -c "from firmware_agent.config_docs import write; write()"`.
"""
PAGE = Path("docs/agent-config.md")
WORDS: dict[Any, str] = {
    Any: "value",
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Path: "path",
}


def write(page: Path = PAGE) -> None:
    """Bring the page up to date."""
    page.write_text(document(), encoding="utf-8")


def document() -> str:
    """The whole page."""
    return HEAD + "".join(_section(name, field) for name, field in AgentConfig.model_fields.items())


def _section(name: str, field: FieldInfo) -> str:
    model, many = _part(field.annotation)
    title = f"[[{name}]]" if many else f"[{name}]"
    note = " May be repeated." if many else ""
    return f"\n## `{title}`\n\n{model.__doc__}{note}\n\n" + _table(model)


def _table(model: type[BaseModel]) -> str:
    rows = [_row(key, field) for key, field in model.model_fields.items()]
    return "\n".join(["| key | value | if left out | meaning |", "|---|---|---|---|", *rows, ""])


def _row(key: str, field: FieldInfo) -> str:
    return (
        f"| `{key}` | {_value(field.annotation)}{_limits(field)} | {_default(field)} | {field.description} |"
    )


def _part(annotation: Any) -> tuple[type[Part], bool]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation, False
    return get_args(annotation)[0], get_origin(annotation) is tuple


def _value(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(_value(part) for part in inner if part is not type(None))
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if origin is dict:
        return f"table of {_value(inner[0])} = {_value(inner[1])}"
    if origin is tuple:
        return f"list of {_value(inner[0])}"
    if hasattr(annotation, "__metadata__"):
        return _value(inner[0]) + _bounds(annotation.__metadata__)
    return _plain(annotation)


def _plain(annotation: Any) -> str:
    if issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    if issubclass(annotation, Part):
        keys = ", ".join(f"`{key}`: {_value(f.annotation)}" for key, f in annotation.model_fields.items())
        return f"{{ {keys} }}"
    return WORDS[annotation]


def _limits(field: FieldInfo) -> str:
    return _bounds(field.metadata)


def _bounds(metadata: Any) -> str:
    said = [*(f"{_sign(rule)} {_bound(rule):.10g}" for part in metadata for rule in _rules(part))]
    return f" ({', '.join(said)})" if said else ""


def _rules(part: Any) -> list[Any]:
    inner = part.metadata if isinstance(part, FieldInfo) else [part]
    return [rule for rule in inner if isinstance(rule, Gt | Ge | Le)]


def _sign(rule: Any) -> str:
    return {Gt: ">", Ge: "≥", Le: "≤"}[type(rule)]


def _bound(rule: Any) -> float:
    return float(next(getattr(rule, name) for name in ("gt", "ge", "le") if hasattr(rule, name)))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    default = field.default if field.default is not PydanticUndefined else None
    return (
        f"`{str(default).lower() if isinstance(default, bool) else default}`"
        if default not in (None, (), "")
        else "–"
    )
