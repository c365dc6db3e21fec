"""How an application answers what went wrong: refusals, malformed requests and HTTP errors alike as an ErrorBody, where it has no other face for them. Decides no refusal."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from edge_api.routes.problem import Problem

Face = Callable[[Request, Problem], Response]
"""How a refusal is shown to who asked."""


def as_json(_: Request, problem: Problem) -> Response:
    """A refusal in its own words."""
    return JSONResponse({"error": problem.code, "message": problem.message}, problem.status)


def answer_errors(app: FastAPI, face: Face = as_json) -> None:
    """Have ``app`` answer every one of them so."""

    async def refused(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return face(request, problem)

    async def malformed(request: Request, bad: Exception) -> Response:
        assert isinstance(bad, RequestValidationError)
        return face(request, _malformed(bad))

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return face(request, _plain(error))

    app.add_exception_handler(Problem, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, plain)


def _malformed(bad: RequestValidationError) -> Problem:
    fault = bad.errors()[0]
    if fault["type"] == "json_invalid":
        message = f"The body is not JSON: {fault['ctx']['error']} at character {fault['loc'][-1]}."
    else:
        message = f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
    return Problem(422, "malformed", message, str(fault["loc"][0]))


def _plain(error: HTTPException) -> Problem:
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    return Problem(error.status_code, code, str(error.detail))
