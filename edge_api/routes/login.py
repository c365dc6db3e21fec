"""Signing in and out for the floor's people. Three failures lock the name for a while; the answer never says which part was wrong."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from edge_api import queries
from edge_api.books.messages import Done, SessionUse, SignIn
from edge_api.passwords import DECOY, password_matches
from edge_api.routes.callers import secret_hash
from edge_api.routes.doorkeeper import ABSOLUTE_NS
from edge_api.routes.error_page import DEALERS
from edge_api.routes.front import AsStaff, Front, UseFront
from edge_api.routes.pages import page

router = APIRouter(include_in_schema=False)

REFUSED = "Name or password is wrong, or the name is locked after three failures. Try again later."


@router.get("/login")
async def login_page(request: Request) -> Response:
    """The form."""
    return page(request.app.state.pages, "login.html", message="")


@router.post("/login")
async def login(
    request: Request,
    front: UseFront,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=200)],
) -> Response:
    """A session cookie, or the form again."""
    cookie = secrets.token_urlsafe(32)
    role = await _signed_in(front, name, password, cookie, _address(request))
    if role is None:
        return page(request.app.state.pages, "login.html", status=401, message=REFUSED)
    answer = RedirectResponse(DEALERS if role == "dealer" else "/floor", 303)
    secure = front.config.http.secure_cookies
    answer.set_cookie(
        front.doorkeeper.cookie,
        cookie,
        max_age=ABSOLUTE_NS // 10**9,
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    return answer


@router.post("/logout")
async def logout(front: UseFront, staff: AsStaff) -> Response:
    """End the session here and at the server."""
    await front.link.request(SessionUse(0, staff.session_hash, True))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(
        front.doorkeeper.cookie, path="/", secure=front.config.http.secure_cookies, httponly=True
    )
    return answer


async def _signed_in(front: Front, name: str, password: str, cookie: str, address: str) -> str | None:
    """The role of who is signed in now; None: nobody is."""
    user = await front.reader.read(lambda db: queries.user(db, name))
    locked = user is not None and (user.locked_until_utc_ns or 0) > front.clock.utc_ns()
    stored = user.password if user is not None else DECOY
    matches = await asyncio.to_thread(password_matches, stored, password)
    if user is None or locked:
        return None
    answer = await front.link.request(SignIn(0, name, matches, secret_hash(cookie), address))
    return (
        answer.body["role"] if isinstance(answer, Done) else None
    )  # the books know of a lock that came meanwhile


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
