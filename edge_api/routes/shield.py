"""Two thin ASGI layers around the whole application: security headers on every answer, and a ceiling on request bodies.

Pages load nothing from elsewhere but pictures, and these only from the video process of this edge.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge_api.video_addresses import VideoOrigin, video_origin

MOST_BODY = 64 * 1024

POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """Adds HEADERS to every HTTP answer, and forbids caching except of static files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["Content-Security-Policy"] = _policy(scope)
                headers.setdefault(
                    "Cache-Control", "no-cache" if scope["path"].startswith("/static/") else "no-store"
                )
            await send(message)

        await self._app(scope, receive, with_headers)


def _policy(scope: Scope) -> str:
    """The content policy of an answer: with the video process's address as this browser sees it, where there is one."""
    front = getattr(scope["app"].state, "front", None)
    if front is None or front.config.video is None:
        return POLICY
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    origin = video_origin(front.config.video, scope["scheme"], host)
    return POLICY if origin is None else with_pictures(origin)


def with_pictures(origin: VideoOrigin) -> str:
    """POLICY, and pictures from there: ``blob:`` is what a page makes of what it has fetched."""
    place = urlsplit(origin.http)
    http = f"{place.scheme}://{place.netloc}"
    ws = http.replace("http", "ws", 1)
    return (
        f"{POLICY}; connect-src 'self' {http} {ws}; media-src 'self' blob: {http}; img-src 'self' blob: {http};"
        " worker-src 'self' blob:"
    )


class BodyCeiling:
    """Answers 413 to a request whose body is, or says it is, larger than MOST_BODY bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await _body(scope, receive)
        if body is None:
            await _too_big(send)
            return
        await self._app(scope, _replayed(body, receive), send)


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    stated = dict(scope["headers"]).get(b"content-length", b"0")
    if not stated.isdigit() or int(stated) > MOST_BODY:
        return None
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(chunks)
        chunks.append(message.get("body", b""))
        if sum(map(len, chunks)) > MOST_BODY:
            return None
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replayed(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _too_big(send: Send) -> None:
    body = b'{"error":"too_big","message":"A request body holds at most 65536 bytes."}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
