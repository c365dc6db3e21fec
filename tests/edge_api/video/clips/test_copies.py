"""Evidence copies: made once, vouched for, and not where the disk has no room for one."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.copies import Copies
from edge_api.video.clips.shelf import Shelf
from edge_api.video.reserve import Reserve
from tests.edge_api.reference import wait_until
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


ASK = """
import asyncio, sys
from pathlib import Path
from tests.edge_api.video.clips.test_copies import asked
from edge_api.video.reserve import Reserve
asyncio.run(asked(Path(sys.argv[1]), [], Reserve()))
"""


def test_a_copy_under_way_ends_with_the_process_that_wants_it_and_leaves_nothing_in_the_way_of_the_next(
    clip: Path, tmp_path: Path
) -> None:
    """However that ends: it was killed."""
    folder = Path(shutil.copytree(clip, tmp_path / "clips" / "roulette-01" / "r-1.1"))
    for name in ("evidence.mp4", "evidence.json"):
        (folder / name).unlink(missing_ok=True)
    asking = subprocess.Popen([sys.executable, "-c", ASK, str(folder)])
    children = Path(f"/proc/{asking.pid}/task/{asking.pid}/children")
    wait_until(lambda: children.read_text().split(), 20, "a child that makes the copy")
    (child,) = (Path("/proc") / pid for pid in children.read_text().split())
    asking.kill()
    asking.wait()
    wait_until(lambda: not child.exists() or "Z" in (child / "stat").read_text().split()[2], 5, "its end")
    assert not (folder / "evidence.mp4").exists()
    (folder / ".evidence.mp4.0").write_bytes(b"half of one")
    assert asyncio.run(asked(folder, [], Reserve())) == folder / "evidence.mp4"
    assert not list(folder.glob(".*"))
