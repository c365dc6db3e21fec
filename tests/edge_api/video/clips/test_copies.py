"""Evidence copies: made once, vouched for, and not where the disk has no room for one."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.copies import Copies
from edge_api.video.clips.shelf import Shelf
from edge_api.video.reserve import Reserve
from tests.edge_api.video.clips.reel import EDGE, KEYS, T0, S, segments
from tests.edge_api.video.clips.studio import Filming, HandClock

Alarms = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Filming(tmp_path_factory.mktemp("copies"))
    made.books.round("r-1", T0 + 3 * S, T0 + 4 * S)
    made.reel.record(segments(240))
    made.look(T0 + 4 * S, T0 + 10 * S)
    return made.clip()


async def asked(clip: Path, alarms: Alarms, reserve: Reserve) -> Path | None:
    """Ask, wait until nothing is being made, and ask again."""
    shelf = Shelf(clip.parents[1], reserve)
    copies = Copies(EDGE, HandClock(), "0.1.0", shelf, lambda *said: alarms.append(said))
    try:
        found = await copies.ask(clip)
        end = time.monotonic() + 60
        while found is None and not alarms and time.monotonic() < end:
            await asyncio.sleep(0.1)
            found = await copies.ask(clip)
        return found
    finally:
        await copies.close()


def test_a_copy_is_made_only_where_there_is_room(clip: Path) -> None:
    alarms: Alarms = []
    size = (clip / "clip.mp4").stat().st_size
    assert asyncio.run(asked(clip, alarms, Reserve(1000, lambda _: 1000 + 2 * size - 1))) is None
    assert alarms[0][:2] == ("roulette-01", "copy_not_made")
    alarms.clear()
    assert asyncio.run(asked(clip, alarms, Reserve(1000, lambda _: 1000 + 2 * size))) == clip / "evidence.mp4"
    assert sorted(file.name for file in clip.iterdir()) == [
        "clip.mp4", "ends.bin", "events.vtt", "evidence.json", "evidence.mp4", "manifest.json",
    ]  # fmt: skip
    assert [finding.text for finding in check_clip(clip, KEYS) if not finding.holds] == []
