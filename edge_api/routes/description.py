"""The API's own description: FastAPI's OpenAPI document, plus who may call each operation, taken from the access list."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from edge_api.routes.access import OPERATOR, STAFF, Access

SCHEMES = {
    "player": {
        "type": "http",
        "scheme": "bearer",
        "description": "A player's token, issued by the operator.",
    },
    "operator": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Operator-Key",
        "description": "An operator's key: scope wallet for money and tokens, cloud for the signed stream.",
    },
    "staff": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-studio",
        "description": "A signed-in session of the floor.",
    },
}


def describe(app: FastAPI, access: Access) -> dict[str, Any]:
    """The complete document (OpenAPI 3.1)."""
    document: dict[str, Any] = app.openapi()
    document["components"]["securitySchemes"] = SCHEMES
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            allowed = access.allowed(path, method.upper())
            operation["security"] = _security(allowed)
            operation["x-who"] = sorted(allowed)
    return document


def _security(allowed: frozenset[str]) -> list[dict[str, list[str]]]:
    if allowed & {"public", "loopback"}:
        return [{}]
    schemes = (("player", {"player"}), ("operator", OPERATOR), ("staff", STAFF))
    return [{name: []} for name, callers in schemes if allowed & callers]
