"""The clips of a video process, put together from its configuration: the room that makes them, the copies, and where they lie. Decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

from edge_api.clock import Clock
from edge_api.config import EdgeConfig
from edge_api.picture_time import Sync
from edge_api.reader import Reader
from edge_api.signing import load_or_make_signer
from edge_api.video.clips.copies import Copies
from edge_api.video.clips.maker import Maker
from edge_api.video.clips.places import clips_folder, keeping_of
from edge_api.video.clips.policy import Clips
from edge_api.video.clips.recording import Recording
from edge_api.video.clips.room import Alarm, ClipPolicy, ClipRoom
from edge_api.video.clips.shelf import Shelf
from edge_api.video.reserve import Reserve
from edge_api.video.vital import vital

HOUR_NS = 3600 * 10**9


@dataclass(frozen=True, slots=True)
class ClipHouse:
    """One per video process, as ``app.state.clips``."""

    shelf: Shelf
    room: ClipRoom
    copies: Copies

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Clips are made while this lasts."""
        watching = vital(self.room.run(), "the making of clips")
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await self.copies.close()
            await asyncio.to_thread(self.room.close)


def build_clips(
    config: EdgeConfig, recording: Recording, reader: Reader, clock: Clock, alarm: Alarm
) -> ClipHouse:
    """The house. Raises ConfigError when the edge's key can't be used."""
    video = config.video
    assert video is not None
    signer, release = load_or_make_signer(config.store.key, config.site.edge), version("studio-floor")
    shelf = Shelf(clips_folder(config), Reserve(video.reserve_mib << 20))
    tables = {
        table.id: Sync(table.game, table.sync.latency_ms, table.sync.visible_offset_ms)
        for table in config.table
        if table.video is not None
    }
    policy = ClipPolicy(tables, Clips(video.clips), keeping_of(video), int(video.keep_live_h * HOUR_NS))
    room = ClipRoom(policy, Maker(shelf, signer, release), recording, reader, clock, alarm)
    return ClipHouse(shelf, room, Copies(signer, clock, release, shelf, alarm))
