"""The page docs/edge-config.md, made from the descriptions in the configuration's own models. Reads nothing, writes nothing."""

from __future__ import annotations

import types
import typing

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from edge_api.config import EdgeConfig

INTRODUCTION = """# The edge's configuration

One TOML file, given as `--config`. An unknown key, an impossible rule set or a missing key stops the start with exit code 78
and a line that names the place. This page is made from the program itself: `python -m edge_api config-page`.

```toml
[site]
id = "demo"
edge = "edge-1"

[store]
folder = "/var/lib/studio-floor/edge-1"

[broker]
host = "127.0.0.1"

[[table]]
id = "roulette-01"
name = "Roulette 1"
game = "roulette"
currency = "EUR"
rules = "french_la_partage"     # or the parameters: { wheel = "french", zero_rule = "la_partage" }
limits = { min = 100, max = 1000000, by_type = { straight = { max = 50000 } } }
```
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([INTRODUCTION, *_sections(EdgeConfig, "")]).rstrip() + "\n"


def _sections(model: type[BaseModel], path: str) -> list[str]:
    lines: list[str] = []
    if path:
        lines += [f"## `{path}`", "", "| key | default | meaning |", "|---|---|---|"]
        lines += [_row(name, field) for name, field in model.model_fields.items()] + [""]
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is not None:
            lines += _sections(inner, f"{path}.{name}" if path else name)
    return lines


def _row(name: str, field: FieldInfo) -> str:
    return f"| `{name}` | {_default(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}, "") or isinstance(value, BaseModel):
        return "–"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The section inside ``X``, ``X | None``, ``tuple[X, ...]`` or ``dict[str, X]``."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    found = [_model_in(part) for part in typing.get_args(annotation)]
    return next((model for model in found if model is not None), None)
