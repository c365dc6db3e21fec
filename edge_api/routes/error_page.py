"""What somebody sees who opens one of the floor's pages and may not, or where there is none: the sign-in, a dealer's own floor, or a small page with the way back. Programs get their JSON."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from edge_api.routes.error_answers import as_json
from edge_api.routes.pages import page
from edge_api.routes.problem import Problem

TITLES = {
    403: "This is not for you",
    404: "There is nothing here",
    422: "There is nothing here",
}
"""An address that is malformed names nothing, either."""
DEALERS = "/floor/dealer"
"""The floor of those who may not see the whole of it."""


def floor_face(request: Request, problem: Problem) -> Response:
    """A refusal as who asked can read it (``error_answers.Face``)."""
    if not _opens_page(request):
        return as_json(request, problem)
    if problem.status == 401:
        return RedirectResponse("/login", 303)
    if problem.status == 403 and request.url.path == "/floor":
        return RedirectResponse(DEALERS, 303)
    is_address = problem.code == "not_found" or problem.part == "path"
    said = f"The studio has no page {request.url.path}." if is_address else problem.message
    title = TITLES.get(problem.status, "This can't be shown now")
    pages = request.app.state.pages
    return page(pages, "problem.html", problem.status, title=title, said=said, code=problem.status)


def _opens_page(request: Request) -> bool:
    """What comes with a page (events, answers, pictures) does not ask for HTML."""
    path = request.url.path
    is_html = "text/html" in request.headers.get("accept", "")
    return request.method == "GET" and is_html and (path == "/floor" or path.startswith("/floor/"))
