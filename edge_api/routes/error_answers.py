"""How an application answers what went wrong: refusals, malformed requests and HTTP errors alike as an ErrorBody. Decides no refusal."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from edge_api.routes.problem import Problem


def answer_errors(app: FastAPI) -> None:
    """Have ``app`` answer every one of them so."""
    app.add_exception_handler(Problem, answer_problem)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _plain)


async def answer_problem(_: Request, problem: Exception) -> Response:
    """A refusal in its own words."""
    assert isinstance(problem, Problem)
    return JSONResponse({"error": problem.code, "message": problem.message}, problem.status)


async def _malformed(_: Request, bad: Exception) -> Response:
    assert isinstance(bad, RequestValidationError)
    fault = bad.errors()[0]
    if fault["type"] == "json_invalid":
        message = f"The body is not JSON: {fault['ctx']['error']} at character {fault['loc'][-1]}."
    else:
        message = f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
    return JSONResponse({"error": "malformed", "message": message}, 422)


async def _plain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    return JSONResponse({"error": code, "message": str(error.detail)}, error.status_code)
