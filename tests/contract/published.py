"""Files of docs/contract/ as they should be; `python -m tests.contract.published` writes them."""

from __future__ import annotations

import json
from pathlib import Path

from edge_api.app import create_app
from edge_api.routes.access import load_access
from edge_api.routes.description import describe
from schemas.contract import asyncapi, message_schemas
from tests.contract.vectors import vectors

FOLDER = Path(__file__).parents[2] / "docs" / "contract"


def files() -> dict[str, str]:
    """Relative name -> text."""
    made = {f"schemas/{name}.json": _text(schema) for name, schema in message_schemas().items()}
    made["openapi.json"] = _text(describe(create_app(), load_access()))
    return made | {"asyncapi.json": _text(asyncapi()), "signature-vectors.json": _text(vectors())}


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every file."""
    for name, text in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
