"""The replay endpoint for cloud back ends: the edge's own signed stream from any point on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from edge_api import queries
from edge_api.routes.bodies import StreamPage
from edge_api.routes.front import UseFront
from edge_api.routes.problem import Problem, responses
from schemas.model import MOST_COUNT

router = APIRouter(prefix="/api/v1/streams", tags=["cloud"])

MOST_EVENTS = 1000


@router.get("/{stream}/events", summary="The signed stream again", responses=responses(401, 403, 404, 422))
async def events(
    front: UseFront,
    stream: Annotated[str, Path(max_length=32, description="Name of the edge.")],
    epoch: Annotated[int | None, Query(ge=0, le=MOST_COUNT, description="Default: the newest.")] = None,
    from_seq: Annotated[int, Query(ge=1, le=MOST_COUNT, description="First sequence number wanted.")] = 1,
    limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = 100,
) -> StreamPage:
    """Wrappers exactly as they were published, so that signatures and the hash chain can be checked again."""
    if stream != front.config.site.edge:
        raise Problem(404, "no_such_stream", f"This edge writes only the stream {front.config.site.edge!r}.")
    epochs = await front.reader.read(queries.stream_epochs)
    wanted = epoch if epoch is not None else max((int(known["epoch"]) for known in epochs), default=0)
    found = await front.reader.read(lambda db: queries.stream_events(db, wanted, from_seq, limit))
    return StreamPage(stream=stream, epochs=epochs, events=found)
