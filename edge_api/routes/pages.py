"""Rendering of the server's own pages: autoescaped templates, no inline script, nothing from outside."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from edge_api.settle.results import label_of_text
from edge_api.tiles import played_as, told
from schemas.money import format_minor
from schemas.phases import Game


def environment() -> Environment:
    """Templates of `edge_api/web/templates`; an undefined name is an error, not an empty string."""
    folder = files("edge_api.web").joinpath("templates")
    made = Environment(loader=FileSystemLoader(str(folder)), autoescape=True, undefined=StrictUndefined)
    made.filters["money"] = format_minor
    made.filters["clock"] = lambda time: time[11:19] if time else "–"
    made.filters["words"] = lambda name: str(name).replace("_", " ") if name else "–"
    made.filters["result"] = lambda outcome, game: label_of_text(Game(game), json.dumps(outcome))
    made.filters["played_as"] = played_as
    made.filters["told"] = told
    made.filters["json"] = json.dumps
    return made


def page(pages: Environment, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """One rendered page."""
    return HTMLResponse(pages.get_template(name).render(**values), status)
