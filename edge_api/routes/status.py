"""Is the edge alive, is it ready, and its numbers; and the API's own description."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from edge_api.routes.description import describe
from edge_api.routes.front import UseFront, front_of
from edge_api.routes.problem import Problem, responses

router = APIRouter(tags=["status"])


@router.get("/", include_in_schema=False)
async def root() -> RedirectResponse:
    """The floor is the front door."""
    return RedirectResponse("/floor", 303)


@router.get("/healthz", summary="Is the process alive?")
async def healthz() -> dict[str, str]:
    """Always ok while the event loop turns."""
    return {"status": "ok"}


@router.get("/readyz", summary="Can it take bets?", responses=responses(503))
async def readyz(front: UseFront) -> dict[str, str]:
    """Ready when the books are open and answer."""
    if not front.link.ready:
        raise Problem(503, "not_ready", "The books are not open yet.")
    return {"status": "ready"}


@router.get("/metrics", summary="Prometheus metrics", response_class=Response, responses=responses(401, 403))
async def metrics(request: Request) -> Response:
    """Text exposition format; from loopback, or signed in."""
    text = generate_latest(request.app.state.metrics)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> dict[str, Any]:
    """This API's description (OpenAPI 3.1)."""
    return describe(request.app, front_of(request).doorkeeper.access)
