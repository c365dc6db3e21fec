"""Routes whose JSON bodies are read without loopholes: a field named twice is refused, not decided by whoever reads last."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from schemas import strict_json

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class StrictRequest(Request):
    """A request whose ``json`` refuses what ``schemas.strict_json`` refuses."""

    async def json(self) -> Any:
        body = await self.body()
        try:
            return strict_json.parse(body.decode())
        except json.JSONDecodeError:
            raise
        except (ValueError, RecursionError) as loophole:
            raise json.JSONDecodeError(str(loophole), "", 0) from None


class StrictBody(APIRoute):
    """For routers that take bodies: ``APIRouter(route_class=StrictBody)``."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly
